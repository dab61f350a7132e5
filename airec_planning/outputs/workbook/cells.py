"""Cells of a sheet's XML: how they are named, what may stand in them, and how ours are written."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple
from xml.sax.saxutils import escape

from airec_planning.outputs.workbook.cell_text import cell_text

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a reader would take for the escape of a character."""


class UnknownStructure(Exception):
    """The workbook holds something that is not edited without guessing."""


class Date(NamedTuple):
    """A cell's date: days since 1899-12-30."""

    serial: int


Value = str | Date


ROW = b"\x00"
"""Stands for the row's number in the XML of a cell: no text holds it."""


def cell_xml(prefix: bytes, column: int, attributes: bytes, value: str | int) -> bytes:
    """A cell that holds text, which is never taken for a formula, or a whole number; with ``ROW`` for its row."""
    opening = b'<%sc r="%s%s"%s' % (prefix, column_letters(column), ROW, attributes)
    if isinstance(value, int):
        return b"%s><%sv>%d</%sv></%sc>" % (opening, prefix, value, prefix, prefix)
    text = escape(_ESCAPE_LIKE.sub("_x005F_", cell_text(value))).encode()
    inside = b'<%st xml:space="preserve">%s</%st>' % (prefix, text, prefix)
    return b'%s t="inlineStr"><%sis>%s</%sis></%sc>' % (opening, prefix, inside, prefix, prefix)


@functools.lru_cache(1 << 14)  # as many columns as a sheet has
def column_letters(index: int) -> bytes:
    """``A`` for 0, ``AA`` for 26."""
    letters = b""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = b"%c" % (65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0 for ``A``."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
