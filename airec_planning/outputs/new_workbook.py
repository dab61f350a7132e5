"""``certificate_info.xlsx`` from scratch, where the planner gave a csv file or only ``san_domains``."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Mapping
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.outputs.cell_text import cell_text, joined_names
from airec_planning.outputs.legend_sheet import About, print_on_a4, write, write_failures, write_legend
from airec_planning.outputs.workbook import Filled
from airec_planning.outputs.workbook_looks import Looks, colour_dates, colour_words, looks_of, shade_open_rows
from airec_planning.outputs.workbook_words import COLUMNS, LISTED, Words

_LETTERS = {column: chr(65 + number) for number, column in enumerate(COLUMNS)}
_WIDEST = {"product": 24, "service": 28, "written": 44, "unmapped": 60, "san_domains": 50}
_WIDEST_OTHERS = 40
_FROZEN = 3
"""Product, service and domain stay in sight."""
_WRAPPED_UP_TO = 300
"""Characters: a longer text stays on one line, since its row would fill the screen."""
_SPARE_ROWS = 200
"""Rows below the last in which the lists and colours work too."""
_FOR_THE_ARROW = 4

Cell = str | dt.datetime


def new_workbook(
    mapping: pd.DataFrame,
    about: About,
    remarks: Mapping[int, str] | None = None,
    valid_from: Mapping[str, dt.datetime] | None = None,
) -> Filled:
    """The mapping as a new workbook; the same bytes for the same arguments.

    ``remarks`` are the planner's, by the row of the table; ``valid_from`` says when the certificate of a domain
    begins. Text is neither a formula nor a link, dates are dates, and days are days in UTC.
    """
    import xlsxwriter  # noqa: PLC0415  # only when a workbook is made

    rows = [_cells(row, about.words, remarks or {}, valid_from or {}) for row in tables.records(mapping)]
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties(
            {
                "title": "certificate_info",
                "subject": cell_text(about.deployment)[:255],
                "created": about.as_of.replace(tzinfo=None),
            }
        )
        looks = looks_of(workbook)
        _write_rows(workbook.add_worksheet(about.words.sheets[0]), rows, about, looks)
        write_legend(workbook, about, len(mapping), int((mapping["unmapped"] != "").sum()), looks)
        if about.failures:
            write_failures(workbook, about, looks)
    return Filled(buffer.getvalue(), ())


def _cells(
    row: dict[str, Any], words: Words, remarks: Mapping[int, str], valid_from: Mapping[str, dt.datetime]
) -> dict[str, Cell]:
    """An open row shows what the planner wrote, a mapped one what was found."""
    cells: dict[str, Cell] = {column: row[column] for column in ("product", "service", "written", "unmapped")}
    cells |= {column: words.values.get(row[column], "") for column in LISTED}
    cells |= {"remarks": remarks.get(row["row"], ""), "certificate_name": row["planned_name"]}
    cells["san_domains"] = joined_names(row["san_domains"], chinese=words.chinese)
    if not row["unmapped"]:
        cells |= {key: row[key] for key in ("certificate_name", "certificate_file", "key_file", "chain_file")}
        if row["domain"] in valid_from:
            cells["valid_from"] = valid_from[row["domain"]]
        if not pd.isna(row["expiration_date"]):
            cells["expiration_date"] = row["expiration_date"].to_pydatetime()
    return cells


def _write_rows(sheet: Any, rows: list[dict[str, Cell]], about: About, looks: Looks) -> None:
    words = about.words
    for number, column in enumerate(COLUMNS):
        sheet.write_string(0, number, words.headers[column], looks.header)
        widest = _WIDEST.get(column, _WIDEST_OTHERS)
        texts = [_width(row[column]) for row in rows if row.get(column)]
        sheet.set_column(number, number, min(widest, max([_width(words.headers[column]) + _FOR_THE_ARROW, *texts])))
        for below, row in enumerate(rows, start=1):
            if value := row.get(column):
                look = None
                if isinstance(value, str):
                    look = looks.wrapped if widest < _width(value) <= _WRAPPED_UP_TO or "\n" in value else looks.text
                write(sheet, below, number, value, looks, look)
    sheet.freeze_panes(1, _FROZEN)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    sheet.repeat_rows(0)
    print_on_a4(sheet, about)
    last = len(rows) + 1 + _SPARE_ROWS
    _offer_lists(sheet, words, last)
    colour_dates(sheet, looks, _LETTERS["valid_from"], _LETTERS["expiration_date"], last)
    colour_words(sheet, looks, _LETTERS["status"], words.values, last)
    shade_open_rows(sheet, looks, _LETTERS["unmapped"], _LETTERS[COLUMNS[-1]], last)


def _offer_lists(sheet: Any, words: Words, last_row: int) -> None:
    for column, known in LISTED.items():
        options = {
            "validate": "list",
            "source": [words.values[value] for value in known],
            "error_type": "information",
            "error_message": words.labels["choose"],
        }
        sheet.data_validation(f"{_LETTERS[column]}2:{_LETTERS[column]}{last_row}", options)


def _width(value: Cell) -> int:
    """Columns of the screen: an East Asian wide character takes two."""
    if isinstance(value, dt.datetime):
        return len("2026-11-01") + 1
    longest = max(value.split("\n"), key=len)
    if longest.isascii():
        return len(longest) + 1
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in longest) + 1
