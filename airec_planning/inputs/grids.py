"""A planner's table file as plain grids of cells, one for each sheet.

How cells are read: numbers that are whole become whole-number text, dates become ISO dates, formulas give
their cached value. Hidden rows are read like all others, since hiding does not say that a service needs no
certificate. A merged cell's value stands in each row of its first column, and in no other column.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from airec_planning.errors import InputError
from airec_planning.inputs.decoding import decode
from airec_planning.inputs.grid import Grid
from airec_planning.inputs.html_tables import html_grids, is_html
from airec_planning.inputs.workbook_safety import check_workbook
from airec_planning.language import _

LARGEST_CSV = 200 * 2**20
_MAY_BE_A_DOMAIN = re.compile("[.。．｡]")


def read_grids(path: Path, place: str) -> list[Grid]:
    """The sheets of an xlsx workbook, the one grid of a csv file, or the tables of an HTML page named .xls.

    Raises:
        InputError: the file is not what its name says, is damaged, protected, or would exhaust the machine.
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError(place, _("is not a regular file"), _("Name the table's file."))
        ending = path.suffix.lower()
        if ending == ".csv":
            return [_csv_grid(path, place)]
        if ending == ".xls" and is_html(_start(path)):
            return html_grids(path.read_bytes(), place)
        check_workbook(path, place)
        return _workbook_grids(path, place)
    except FileNotFoundError:
        raise InputError(place, _("does not exist"), _("Name the table's file.")) from None
    except OSError as error:
        raise InputError(
            place, _("cannot be read: {why}", why=error.strerror), _("Check the file's permissions.")
        ) from None


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _csv_grid(path: Path, place: str) -> Grid:
    if path.stat().st_size > LARGEST_CSV:
        raise InputError(place, _("is larger than {size} MiB", size=LARGEST_CSV >> 20), _("Split the table."))
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        raise InputError(place, _("is a workbook, whatever its name says"), _("Rename it to .xlsx."))
    text = decode(data, place)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise InputError(place, _("is not csv: {why}", why=error), _("Export it again.")) from None
    cells = [[cell.strip() for cell in row] for row in rows]
    return Grid("", tuple(map(tuple, cells)), surrounded=_surrounded(rows, cells))


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines most evenly: the same number of cells in most of them."""

    def evenness(delimiter: str) -> tuple[int, int]:
        sample = list(csv.reader(text.splitlines()[:20], delimiter=delimiter))
        widths = Counter(len(row) for row in sample if len(row) > 1)
        width, lines = widths.most_common(1)[0] if widths else (1, 0)
        return lines, width

    return max(",;\t", key=evenness)


def _workbook_grids(path: Path, place: str) -> list[Grid]:
    import python_calamine as calamine  # noqa: PLC0415  # only when a workbook is read

    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            return [
                _sheet_grid(workbook.get_sheet_by_name(meta.name), meta)
                for meta in workbook.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            ]
    except (calamine.CalamineError, calamine.PasswordError, calamine.XmlError, calamine.ZipError):
        raise InputError(
            place,
            _("is damaged: the workbook cannot be read"),
            _("Open it in Excel, repair it and save it again."),
        ) from None


def _sheet_grid(sheet: Any, meta: Any) -> Grid:
    values = sheet.to_python(skip_empty_area=False)
    cells = [[value.strip() if type(value) is str else _text(value) for value in row] for row in values]
    surrounded = _surrounded(values, cells)
    merged = tuple(
        (top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    )
    for top, left, bottom, _right in merged:
        for row in range(top, min(bottom, len(cells))):
            if left < len(cells[row]) and not cells[row][left]:
                cells[row][left] = cells[top - 1][left]
                if (top - 1, left) in surrounded:
                    surrounded[row, left] = surrounded[top - 1, left]
    return Grid(meta.name, tuple(map(tuple, cells)), str(meta.visible).endswith(".Visible"), merged, surrounded)


def _surrounded(values: Sequence[Sequence[object]], cells: Sequence[Sequence[str]]) -> dict[tuple[int, int], str]:
    """The texts that stripping changed, as they stand. Columns that it left alone are passed over whole, for speed."""
    columns = zip(zip(*values, strict=True), zip(*cells, strict=True), strict=True)
    return {
        (number, column): value
        for column, (written, stripped) in enumerate(columns)
        if written != stripped
        for number, (value, text) in enumerate(zip(written, stripped, strict=True))
        if type(value) is str and value is not text and _MAY_BE_A_DOMAIN.search(value)
    }


def _text(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.datetime | dt.time) else str(value)
