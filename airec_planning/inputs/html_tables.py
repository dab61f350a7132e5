"""Tables of an HTML page: what many consoles export under the name of an Excel file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from airec_planning.errors import InputError
from airec_planning.inputs.decoding import decode
from airec_planning.inputs.grid import Grid
from airec_planning.language import _

LARGEST = 16 * 2**20
"""Bytes; such an export of 10,000 rows has 3 MB."""
MOST_CELLS = 2_000_000
_STARTS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|table)\b", re.I | re.S
)


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
        raise InputError(
            place, _("is an HTML page of more than {size} MiB", size=LARGEST >> 20), _("Save it as .xlsx.")
        )
    page = _Page(place)
    page.feed(decode(data, place))
    page.close()
    tables = page.finished()
    if not tables:
        raise InputError(place, _("is an HTML page without a table"), _("Export the table again, as .xlsx."))
    return [
        Grid(f"table {number}" if len(tables) > 1 else "", tuple(table.rows))
        for number, table in enumerate(tables, start=1)
    ]


@dataclass
class _Table:
    rows: list[tuple[str, ...]] = field(default_factory=list)
    row: list[str] | None = None
    text: list[str] | None = None
    """Of the cell that is open."""
    spans: tuple[int, int] = (1, 1)
    """Its rows and columns."""
    held: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Columns that a cell from further up still fills: for how many rows, and with what."""


class _Page(HTMLParser):
    """Ends of cells and rows may be left out, as HTML allows: the next one ends them."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place, self.cells = place, 0
        self.tables: list[_Table] = []
        self.open: list[_Table] = []

    def finished(self) -> list[_Table]:
        while self.open:
            self.handle_endtag("table")
        return self.tables

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.open.append(_Table())
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self._end_row()
            self.open[-1].row = []
        elif self.open and tag in ("td", "th"):
            self._end_cell()
            table, named = self.open[-1], dict(attributes)
            table.row = [] if table.row is None else table.row
            table.text, table.spans = [], (_span(named.get("rowspan")), _span(named.get("colspan")))
        else:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            return
        if tag == "table":
            self._end_row()
            self.open.pop()
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._end_cell()
        else:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].text is not None:
            self.open[-1].text.append(data)

    def _end_cell(self) -> None:
        table = self.open[-1]
        if table.text is None or table.row is None:
            return
        text = " ".join("".join(table.text).split())
        down, across = table.spans
        _fill(table)
        if down > 1:
            table.held[len(table.row)] = (down, text)
        table.row += [text, *[""] * (across - 1)]
        table.text = None
        self.cells += across
        if self.cells > MOST_CELLS:
            raise InputError(
                self.place, _("has more cells than any table of domains"), _("Save the table alone, as .xlsx.")
            )

    def _end_row(self) -> None:
        self._end_cell()
        table = self.open[-1]
        if table.row is None:
            return
        _fill(table)
        table.held = {column: (left - 1, text) for column, (left, text) in table.held.items() if left > 1}
        table.rows.append(tuple(table.row))
        table.row = None
        self.cells += len(table.held)


def _fill(table: _Table) -> None:
    """Put in what cells from further up hold at this place of the row."""
    while table.row is not None and len(table.row) in table.held:
        table.row.append(table.held[len(table.row)][1])


def _span(number: str | None) -> int:
    digits = (number or "1").strip()
    return min(max(int(digits), 1), 1_000) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
