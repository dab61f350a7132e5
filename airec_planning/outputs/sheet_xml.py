"""Filling cells of one sheet's XML in place: every byte that is not ours stays as it was.

The XML is parsed for the byte positions of rows and cells only; the new cells are spliced in between.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE_LIKE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
LONGEST_TEXT = 32_767


class UnknownStructure(Exception):
    """The sheet's XML holds something that is not edited without guessing."""


@dataclass(frozen=True)
class Date:
    """A cell's date as Excel's serial day."""

    serial: int


Value = str | Date


@dataclass
class _Cell:
    start: int
    style: str
    end: int = 0
    empty: bool = True


@dataclass
class _Row:
    start: int
    closing: int = 0
    """Where ``</row>`` begins, or the row itself where it has no end tag."""
    cells: dict[int, _Cell] = field(default_factory=dict)


def fill_cells(xml: bytes, values: Mapping[tuple[int, int], Value], date_styles: Mapping[str, str]) -> bytes:
    """The sheet with the given cells, by row from 1 and column from 0, set.

    A cell keeps its style; a date gets the style that ``date_styles`` names for it. Only empty cells are set.

    Raises:
        UnknownStructure: a row is absent, a cell holds something, or the XML is not that of a plain sheet.
    """
    by_row: dict[int, dict[int, Value]] = defaultdict(dict)
    for (row, column), value in values.items():
        by_row[row][column] = value
    prefix, rows = locate(xml, set(by_row))
    edits: list[Edit] = []
    for number in sorted(by_row):
        if number not in rows:
            raise UnknownStructure(f"row {number} is not in the sheet")
        edits += _row_edits(xml, prefix, number, rows[number], by_row[number], date_styles)
    pieces, at = [], 0
    for start, end, text in edits:
        pieces += [xml[at:start], text]
        at = end
    return b"".join([*pieces, xml[at:]])


def locate(xml: bytes, wanted: set[int]) -> tuple[str, dict[int, _Row]]:
    """The namespace prefix of the sheet's elements, and where the wanted rows and their cells stand."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownStructure("the sheet's XML is in UTF-16, not in UTF-8")
    reader = _Locator(xml, wanted)
    try:
        reader.parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise UnknownStructure(f"the sheet's XML is not well formed: {error}") from None
    return reader.prefix, reader.rows


def occupied(xml: bytes, cells: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the cells that hold a formula or any text."""
    _, rows = locate(xml, {row for row, _ in cells})
    found = {(row, column): rows[row].cells.get(column) for row, column in cells if row in rows}
    return {at for at, cell in found.items() if cell is not None and not cell.empty}


def styles_of(xml: bytes, cells: set[tuple[int, int]]) -> set[str]:
    """The style numbers that some cells have now; empty for a cell without one."""
    _, rows = locate(xml, {row for row, _ in cells})
    found = (rows[row].cells.get(column) for row, column in cells if row in rows)
    return {cell.style if cell else "" for cell in found}


def column_letters(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0 for ``A``."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_text(text: str) -> str:
    """Text as it may stand in a cell: no characters that XML forbids, nothing that reads as an escape."""
    kept = _ESCAPE_LIKE.sub(lambda found: "_x005F" + found[0], _FORBIDDEN.sub("\ufffd", text))
    return kept[:LONGEST_TEXT]


class _Locator:
    def __init__(self, xml: bytes, wanted: set[int]) -> None:
        self.xml, self.wanted, self.rows, self.prefix = xml, wanted, dict[int, _Row](), ""
        self.row: _Row | None = None
        self.cell: _Cell | None = None
        self.last_row = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.XmlDeclHandler = self._declared

    def _refuse(self, *_: Any) -> None:
        raise UnknownStructure("the sheet's XML has a document type")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise UnknownStructure(f"the sheet's XML is in {encoding}, not in UTF-8")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            self.last_row = int(attributes.get("r", self.last_row + 1))
            if self.last_row in self.wanted:
                self.prefix = tag[: -len("row")]
                self.row = self.rows[self.last_row] = _Row(self.parser.CurrentByteIndex)
        elif local == "c" and self.row is not None:
            found = _REFERENCE.match(attributes.get("r", ""))
            if not found:
                raise UnknownStructure(f"a cell of row {self.last_row} has no reference")
            self.cell = _Cell(self.parser.CurrentByteIndex, attributes.get("s", ""))
            self.row.cells[column_index(found[1])] = self.cell
        elif local == "f" and self.cell is not None:
            self.cell.empty = False

    def _text(self, text: str) -> None:
        if self.cell is not None and text.strip():
            self.cell.empty = False

    def _end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local == "c" and self.cell is not None:
            opened = _tag_end(self.xml, self.cell.start)
            alone = self.xml.endswith(b"/>", 0, opened)
            self.cell.end = opened if alone else _tag_end(self.xml, self.parser.CurrentByteIndex)
            self.cell = None
        elif local == "row" and self.row is not None:
            alone = self.xml.endswith(b"/>", 0, _tag_end(self.xml, self.row.start))
            self.row.closing = self.row.start if alone else self.parser.CurrentByteIndex
            self.row = None


Edit = tuple[int, int, bytes]


def _row_edits(
    xml: bytes,
    prefix: str,
    number: int,
    row: _Row,
    values: Mapping[int, Value],
    date_styles: Mapping[str, str],
) -> list[Edit]:
    edits: list[Edit] = []
    for column, value in sorted(values.items(), key=itemgetter(0)):
        reference = f"{column_letters(column)}{number}"
        cell = row.cells.get(column)
        if cell is None:
            at = min((c.start for index, c in row.cells.items() if index > column), default=row.closing)
            edits.append((at, at, _cell(prefix, reference, "", value, date_styles)))
        elif cell.empty:
            edits.append((cell.start, cell.end, _cell(prefix, reference, cell.style, value, date_styles)))
        else:
            raise UnknownStructure(f"cell {reference} holds something already")
    if row.closing == row.start and edits:
        return [_opened(xml, prefix, row, edits)]
    return edits


def _opened(xml: bytes, prefix: str, row: _Row, edits: list[Edit]) -> Edit:
    """A row without an end tag, written out with its new cells."""
    end = _tag_end(xml, row.start)
    tag = xml[row.start : end].removesuffix(b"/>").rstrip() + b">"
    return row.start, end, tag + b"".join(text for _, _, text in edits) + f"</{prefix}row>".encode()


def _cell(prefix: str, reference: str, style: str, value: Value, date_styles: Mapping[str, str]) -> bytes:
    p = prefix
    if isinstance(value, Date):
        return f'<{p}c r="{reference}" s="{date_styles[style]}"><{p}v>{value.serial}</{p}v></{p}c>'.encode()
    styled = f' s="{style}"' if style else ""
    text = f'<{p}t xml:space="preserve">{escape(cell_text(value))}</{p}t>'
    return f'<{p}c r="{reference}"{styled} t="inlineStr"><{p}is>{text}</{p}is></{p}c>'.encode()


def _tag_end(xml: bytes, start: int) -> int:
    found = _TAG.match(xml, start)
    if found is None:
        raise UnknownStructure("the sheet's XML is not in UTF-8")
    return found.end()
