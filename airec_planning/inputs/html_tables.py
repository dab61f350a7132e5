"""Tables of an HTML page: what many consoles export under the name of an Excel file."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from airec_planning.errors import InputError
from airec_planning.inputs.decoding import decode
from airec_planning.inputs.grid import Grid

LARGEST = 16 * 2**20
"""Bytes; such an export of 10,000 rows has 3 MB."""
MOST_CELLS = 2_000_000
_STARTS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|table)\b", re.I | re.S
)
_BLANKS = re.compile(r"\s+")


def is_html(start: bytes) -> bool:
    """Whether a file begins like an HTML page, in whatever encoding."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").decode("ascii", "replace")
    return bool(_STARTS.match(text))


def html_grids(data: bytes, place: str) -> list[Grid]:
    """Each table of the page as a grid. A cell over several rows stands in each of them, in its first column.

    Raises:
        InputError: too large, no text, no table in it, or cells without end.
    """
    if len(data) > LARGEST:
        raise InputError(place, f"is an HTML page of more than {LARGEST >> 20} MiB", "Save it as .xlsx.")
    tables = BeautifulSoup(decode(data, place), "html.parser").find_all("table")
    if not tables:
        raise InputError(place, "is an HTML page without a table", "Export the table again, as .xlsx.")
    return [
        Grid(f"table {number}" if len(tables) > 1 else "", _rows(table, place))
        for number, table in enumerate(tables, start=1)
    ]


def _rows(table: Tag, place: str) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    held: dict[int, tuple[int, str]] = {}
    """Columns that a cell from further up still fills: for how many rows, and with what."""
    total = 0
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        cells: list[str] = []
        for cell in row.find_all(["td", "th"]):
            if cell.find_parent("tr") is not row:
                continue
            _fill(cells, held)
            text = _BLANKS.sub(" ", cell.get_text(" ")).strip()
            if (down := _span(cell, "rowspan")) > 1:
                held[len(cells)] = (down, text)
            cells += [text, *[""] * (_span(cell, "colspan") - 1)]
        _fill(cells, held)
        held = {column: (left - 1, text) for column, (left, text) in held.items() if left > 1}
        total += len(cells)
        if total > MOST_CELLS:
            raise InputError(place, "has more cells than any table of domains", "Save the table alone, as .xlsx.")
        rows.append(tuple(cells))
    return tuple(rows)


def _fill(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Put in what cells from further up hold at this place of the row."""
    while len(cells) in held:
        cells.append(held[len(cells)][1])


def _span(cell: Tag, name: str) -> int:
    digits = str(cell.get(name, "1")).strip()
    return min(max(int(digits), 1), 1_000) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
