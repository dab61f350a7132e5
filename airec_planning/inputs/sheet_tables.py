"""A planner's table as it is written: every column, recognised or not, and every row below the header."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from airec_planning.inputs.grid import Grid
from airec_planning.inputs.grids import read_grids
from airec_planning.inputs.headers import Header
from airec_planning.inputs.requirements import chosen_sheet
from airec_planning.language import _
from airec_planning.setting_sections import Planner


@dataclass(frozen=True)
class SheetRow:
    """A row's cells by column."""

    number: int
    """In the sheet, from 1."""
    cells: dict[str, str]
    """As written; without those that are empty."""


@dataclass(frozen=True)
class SheetTable:
    """The table of a sheet."""

    columns: dict[str, str]
    """Left to right: a recognised column by its name, any other by its header's text; each with its header."""
    rows: tuple[SheetRow, ...]


def read_sheet_table(path: Path, place: str, planner: Planner) -> SheetTable:
    """The table of domains in a workbook, a csv file, or an HTML page named .xls.

    Raises:
        InputError: the file cannot be read; no sheet, or more than one, has a column of domains.
    """
    return sheet_table(*chosen_sheet(read_grids(path, place), place, planner))


def sheet_table(grid: Grid, header: Header) -> SheetTable:
    """The rows below the header that are not empty, and every column that a header or a cell stands in."""
    below = grid.rows[header.row :]
    headers = grid.rows[header.row - 1]
    width = max(map(len, (headers, *below)))
    names = {index: name for name, index in header.columns.items()}
    seen: Counter[str] = Counter()
    columns: dict[int, tuple[str, str]] = {}
    for index in range(width):
        text = headers[index] if index < len(headers) else ""
        if text or any(index < len(row) and row[index] for row in below):
            seen[text] += 1
            again = f" ({seen[text]})" if seen[text] > 1 or not text else ""
            columns[index] = (names.get(index, f"{text}{again}"), text or _("without a header"))
    rows = (
        SheetRow(number, {columns[at][0]: cell for at, cell in enumerate(row) if cell})
        for number, row in enumerate(below, start=header.row + 1)
        if any(row)
    )
    return SheetTable(dict(columns.values()), tuple(rows))
