"""A sheet's XML as it streams by: its rows one by one, and all that stands around them as it is.

The XML parser sees every byte and vouches for the form; rows and cells are then told apart by their tags alone,
which is safe in well-formed XML without comments, CDATA sections and processing instructions among the rows.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from airec_planning.outputs.cells import UnknownStructure, column_index

_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData(?:\s+(?:[^<>/\"']|\"[^\"]*\"|'[^']*')*)?(/?)>")
_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d{1,7})["']""")
_LONGEST = 64 * 2**20
"""Bytes before the rows: no sheet has so many."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, its tag's attributes and what stands within it."""

    number: int
    prefix: bytes
    """Of the sheet's elements, with its colon."""
    attributes: bytes
    inner: bytes
    whole: bytes
    """The row as it stands in the file."""

    def cells(self) -> tuple[tuple[int, ...], list[bytes]]:
        """The columns of the cells, from 0, and each cell's XML with the blanks behind it.

        Raises:
            UnknownStructure: a cell has no reference, one of another row, or stands out of order; or something
                else stands among the cells.
        """
        opening = b"<%sc " % self.prefix
        before, *cells = self.inner.split(opening)
        if before or len(cells) < self.inner.count(opening[:-1]):
            return self._cells_with_care()
        # r="B7"r="D7" of row 7 into r="B"r="D", which most rows of a sheet have in common.
        references = b"".join([cell[: cell.find(b'"', 3) + 1] for cell in cells])
        columns = _columns(references.replace(b'%d"' % self.number, b'"'))
        return self._cells_with_care() if columns is None else (columns, [opening + cell for cell in cells])

    def _cells_with_care(self) -> tuple[tuple[int, ...], list[bytes]]:
        """The same where the tags are not written in the most usual way."""
        found = list(_cell_pattern(self.prefix).finditer(self.inner))
        columns = tuple(_index_of(match[1]) for match in found)
        if any(int(match[2]) != self.number for match in found) or not _ascending(columns):
            raise UnknownStructure(f"the cells of row {self.number} stand out of order")
        ends = [0, *(match.end() for match in found)]
        starts = [*(match.start() for match in found), len(self.inner)]
        if any(self.inner[end:start].strip() for end, start in zip(ends, starts, strict=True)):
            raise UnknownStructure(f"row {self.number} holds something else than cells, or a cell without a reference")
        return columns, [self.inner[start:end] for start, end in itertools.pairwise(starts)]

    def with_cells(self, cells: Iterable[bytes]) -> bytes:
        """The row's XML with other cells in it."""
        return b"<%srow%s>%s</%srow>" % (self.prefix, self.attributes, b"".join(cells), self.prefix)


def parsed_cell(prefix: bytes, xml: bytes) -> tuple[bytes, bytes]:
    """A cell's attributes and its content."""
    found = _cell_pattern(prefix).match(xml)
    assert found is not None
    return found[3], found[4] or b""


def passages(chunks: Iterable[bytes]) -> Iterator[bytes | Row]:
    """The sheet in its order: each row, and the passages before, between and after the rows.

    Raises:
        UnknownStructure: the XML is not well formed, not in UTF-8, or not that of a plain sheet.
    """
    source = _checked(chunks)
    head, found = b"", None
    for chunk in source:
        head += chunk
        if found := _SHEET_DATA.search(head):
            break
        if len(head) > _LONGEST:
            break
    if found is None:
        raise UnknownStructure("the sheet has no rows")
    if b"<!--" in head[: found.start()]:
        raise UnknownStructure("a comment stands before the sheet's rows")
    yield head[: found.end()]
    if found[2]:
        yield head[found.end() :]
        yield from source
    else:
        yield from _rows(found[1], head[found.end() :], source)


def _rows(prefix: bytes, pending: bytes, source: Iterator[bytes]) -> Iterator[bytes | Row]:
    closing, end = b"</%srow>" % prefix, b"</%ssheetData" % prefix
    last = 0
    while True:
        over = pending.find(end)
        *whole, rest = (pending if over < 0 else pending[:over]).split(closing)
        for piece in (*whole, rest) if over >= 0 else whole:
            for passage in _rows_of(prefix, piece, last):
                last = last if isinstance(passage, bytes) else passage.number
                yield passage
        if over >= 0:
            break
        pending = rest + _next_of(source)
    yield pending[over:]
    yield from source


def _rows_of(prefix: bytes, piece: bytes, last: int) -> Iterator[bytes | Row]:
    """What stands before the end tag of a row: rows that are one empty tag, and the row itself."""
    at, tag = 0, b"%srow" % prefix
    while found := _row_pattern(prefix).search(piece, at):
        if found.start() > at:
            yield _blank(piece[at : found.start()])
        attributes, at = found[1], found.end()
        last = _number(attributes, last)
        if attributes.endswith(b"/"):
            yield Row(last, prefix, attributes.removesuffix(b"/").rstrip(), b"", found[0])
            continue
        inner = piece[at:]
        if any(mark in inner for mark in (b"<!", b"<?", b"<" + tag, b"</" + tag)):
            raise UnknownStructure("a comment, a CDATA section or an instruction stands among the cells")
        yield Row(last, prefix, attributes, inner, b"%s</%s>" % (piece[found.start() :], tag))
        return
    yield _blank(piece[at:])


def _number(attributes: bytes, last: int) -> int:
    named = _NUMBER.search(attributes)
    number = int(named[1]) if named else last + 1
    if number <= last:
        raise UnknownStructure(f"row {number} stands behind row {last}")
    return number


def _next_of(source: Iterator[bytes]) -> bytes:
    chunk = next(source, b"")
    if not chunk:
        raise UnknownStructure("the sheet's rows do not end as expected")
    return chunk


def _blank(between: bytes) -> bytes:
    if between.strip():
        raise UnknownStructure("something else than rows stands among the rows")
    return between


def _checked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, each once the XML parser has found no fault in it."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.XmlDeclHandler = _refuse_other_encodings
    first = True
    try:
        for chunk in chunks:
            if first and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise UnknownStructure("the sheet's XML is in UTF-16, not in UTF-8")
            first = False
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnknownStructure(f"the sheet's XML is not well formed: {error}") from None


def _refuse_document_type(*_: object) -> None:
    raise UnknownStructure("the sheet's XML has a document type")


def _refuse_other_encodings(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
        raise UnknownStructure(f"the sheet's XML is in {encoding}, not in UTF-8")


@functools.cache
def _row_pattern(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<%srow(?=[\s/>])" % re.escape(prefix) + _ATTRIBUTES + rb">", re.DOTALL)


@functools.cache
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """Letters and number of a cell's reference, its attributes with it, its content."""
    named, one = re.escape(prefix), rb"""(?:[^<>"']|"[^"]*"|'[^']*')"""
    reference = rb"""(?=%s*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])""" % one
    return re.compile(rb"<%sc(?=\s)%s(%s*?)(?:/>|>(.*?)</%sc\s*>)" % (named, reference, one, named), re.DOTALL)


@functools.lru_cache(1 << 12)
def _columns(references: bytes) -> tuple[int, ...] | None:
    """The columns of references without their row, such as ``r="B"r="D"``; ``None`` if that is not what it is."""
    if not re.fullmatch(rb'(?:r="[A-Z]{1,3}")*', references):
        return None
    columns = tuple(map(_index_of, re.findall(rb"[A-Z]+", references)))
    return columns if _ascending(columns) else None


def _ascending(columns: tuple[int, ...]) -> bool:
    return all(one < following for one, following in itertools.pairwise(columns))


@functools.cache
def _index_of(letters: bytes) -> int:
    return column_index(letters.decode())
