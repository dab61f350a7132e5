"""``certificate_info.xlsx`` from scratch, where the planner gave a csv file or only ``san_domains``."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.inputs import vocabulary
from airec_planning.outputs.cells import Date, Value
from airec_planning.outputs.owned_cells import owned_values, shown
from airec_planning.outputs.workbook import Filled

_HEADERS = {
    "product": "Product",
    "service": "Service",
    "written": "Domain Name",
    "scope": "Domain Scope",
    "certificate_name": "Certificate Name",
    "certificate_type": "Certificate Type",
    "source": "Certificate Source",
    "san_domains": "SAN Domains",
    "certificate_file": "Certificate File",
    "key_file": "Private Key File",
    "chain_file": "CA Chain File",
    "expiration_date": "Expiration Date",
    "status": "Status",
    "unmapped": "Open",
}
_AS_PLANNED = ("product", "service", "written", "scope", "unmapped")


def new_workbook(mapping: pd.DataFrame, as_of: dt.datetime) -> Filled:
    """The mapping as a new workbook; the same bytes for the same mapping and as-of date."""
    import xlsxwriter  # noqa: PLC0415  # only when a workbook is made

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": "certificate_info", "created": as_of.replace(tzinfo=None)})
        bold = workbook.add_format({"bold": True, "bottom": 1})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet("HTTPS Certificates")
        sheet.write_row(0, 0, list(_HEADERS.values()), bold)
        rows = [_cells(row) for row in tables.records(mapping)]
        for number, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells):
                if isinstance(value, Date):
                    sheet.write_number(number, column, value.serial, day)
                elif value:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(_HEADERS) - 1)
        for column, header in enumerate(_HEADERS.values()):
            longest = max([len(header), *(len(_text(cells[column])) for cells in rows)])
            sheet.set_column(column, column, min(60, longest + 2))
    return Filled(buffer.getvalue(), ())


def _cells(row: dict[str, Any]) -> list[str | Date]:
    """An open row shows what the planner wrote, a mapped one what was found."""
    if row["unmapped"]:
        values: dict[str, Value] = {
            "certificate_name": row["planned_name"],
            "certificate_type": vocabulary.ENGLISH.get(row["certificate_type"], ""),
            "source": vocabulary.ENGLISH.get(row["source"], ""),
        }
    else:
        values = owned_values(row, chinese=False)
    return [row[key] if key in _AS_PLANNED else values.get(key, "") for key in _HEADERS]


def _text(value: str | Date) -> str:
    return shown(value) if isinstance(value, Date) else value
