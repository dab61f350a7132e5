"""A sheet's XML as it streams by: its rows one by one, and all that stands around them as it is.

The XML parser sees every byte and vouches for the form; rows and cells are then told apart by their tags alone,
which is safe in well-formed XML without comments, CDATA sections and processing instructions among the rows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from airec_planning.language import _
from airec_planning.outputs.workbook.cells import UnknownStructure

_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData(?:\s+(?:[^<>/\"']|\"[^\"]*\"|'[^']*')*)?(/?)>")
_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d{1,7})["']""")
_LONGEST = 64 * 2**20
"""Bytes before the rows: no sheet has so many."""


class Row(NamedTuple):
    """A row: its number, its tag's attributes and what stands within it."""

    number: int
    prefix: bytes
    """Of the sheet's elements, with its colon."""
    attributes: bytes
    inner: bytes
    whole: bytes
    """The row as it stands in the file."""


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
        raise UnknownStructure(_("the sheet has no rows"))
    if b"<!--" in head[: found.start()]:
        raise UnknownStructure(_("a comment stands before the sheet's rows"))
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


def _rows_of(prefix: bytes, piece: bytes, last: int) -> list[bytes | Row]:
    """What stands before the end tag of a row: rows that are one empty tag, and the row itself."""
    passages: list[bytes | Row] = []
    at, tag = 0, b"%srow" % prefix
    while found := _row_pattern(prefix).search(piece, at):
        if found.start() > at:
            passages.append(_blank(piece[at : found.start()]))
        attributes, at = found[1], found.end()
        last = _number(attributes, last)
        if attributes.endswith(b"/"):
            passages.append(Row(last, prefix, attributes.removesuffix(b"/").rstrip(), b"", found[0]))
            continue
        inner = piece[at:]
        if b"<!" in inner or b"<?" in inner or b"<" + tag in inner or b"</" + tag in inner:
            raise UnknownStructure(
                _("a comment, a CDATA section, an instruction or an unusual end tag stands among the cells")
            )
        passages.append(Row(last, prefix, attributes, inner, b"%s</%s>" % (piece[found.start() :], tag)))
        return passages
    return [*passages, _blank(piece[at:])]


def _number(attributes: bytes, last: int) -> int:
    named = _NUMBER.search(attributes)
    number = int(named[1]) if named else last + 1
    if number <= last:
        raise UnknownStructure(_("row {row} stands behind row {last}", row=number, last=last))
    return number


def _next_of(source: Iterator[bytes]) -> bytes:
    chunk = next(source, b"")
    if not chunk:
        raise UnknownStructure(_("the sheet's rows do not end as expected"))
    return chunk


def _blank(between: bytes) -> bytes:
    if between.strip():
        raise UnknownStructure(_("something else than rows stands among the rows"))
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
                raise UnknownStructure(_("the sheet's XML is in UTF-16, not in UTF-8"))
            first = False
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnknownStructure(_("the sheet's XML is not well formed: {error}", error=error)) from None


def _refuse_document_type(*_given: object) -> None:
    raise UnknownStructure(_("the sheet's XML has a document type"))


def _refuse_other_encodings(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
        raise UnknownStructure(_("the sheet's XML is in {encoding}, not in UTF-8", encoding=encoding))


@functools.lru_cache(1 << 8)
def _row_pattern(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<%srow(?=[\s/>])" % re.escape(prefix) + _ATTRIBUTES + rb">", re.DOTALL)
