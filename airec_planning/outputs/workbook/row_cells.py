"""The cells of a row's XML, told apart by their tags."""

from __future__ import annotations

import functools
import itertools
import re

from airec_planning.language import _
from airec_planning.outputs.workbook.cells import UnknownStructure, column_index, column_letters

_ONE = rb"""(?:[^<>"']|"[^"]*"|'[^']*')"""
"""A piece of a tag: a character, or a quoted value."""


def cells_of(prefix: bytes, inner: bytes, row: bytes) -> tuple[tuple[int, ...], list[bytes]]:
    """The columns of the cells, from 0, and each cell's XML with the blanks behind it.

    ``row`` is the row's number as it stands in the references.

    Raises:
        UnknownStructure: a cell has no reference, one of another row, or stands out of order; or something else
            stands among the cells.
    """
    found = list(_cell(prefix).finditer(inner))
    columns = tuple(_index_of(match[1]) for match in found)
    ascending = all(one < following for one, following in itertools.pairwise(columns))
    if not ascending or any(match[2] != row for match in found):
        raise UnknownStructure(_("the cells of a row stand out of order, or name another row"))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(inner)]
    if any(inner[end:start].strip() for end, start in zip(ends, starts, strict=True)):
        raise UnknownStructure(_("a row holds something else than cells, or a cell has no reference"))
    return columns, [inner[start:end] for start, end in itertools.pairwise(starts)]


def parsed_cell(prefix: bytes, xml: bytes) -> tuple[bytes, bytes]:
    """A cell's attributes and its content."""
    found = _cell(prefix).match(xml)
    if found is None:
        raise UnknownStructure(_("a cell is not laid out as expected"))
    return found[3], found[4] or b""


def cell_at(prefix: bytes, inner: bytes, reference: bytes) -> bytes:
    """The XML of one cell, with whatever stands behind it; empty where there is none."""
    for quote in (b'"', b"'"):
        at = inner.find(b"%s%s%s" % (quote, reference, quote))
        start = inner.rfind(b"<%sc" % prefix, 0, at) if at >= 0 else -1
        if start >= 0:
            return inner[start:]
    return b""


def span_of(prefix: bytes, inner: bytes, first: int, last: int) -> tuple[int, int]:
    """Where the cells of the columns from ``first`` to ``last`` begin and end.

    Raises:
        UnknownStructure: one of them stands behind the cells of later columns.
    """
    start, end = (found.start() if (found := _from(prefix, c).search(inner)) else len(inner) for c in (first, last + 1))
    if end < len(inner) and _between(prefix, first, last).search(inner, end):
        raise UnknownStructure(_("the cells of a row stand out of order"))
    return start, end


@functools.lru_cache(1 << 8)
def _cell(prefix: bytes) -> re.Pattern[bytes]:
    """Letters and number of a cell's reference, its attributes with it, its content."""
    named = re.escape(prefix)
    reference = rb"""(?=%s*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7}|\x00)["'])""" % _ONE
    return re.compile(rb"<%sc(?=\s)%s(%s*?)(?:/>|>(.*?)</%sc\s*>)" % (named, reference, _ONE, named), re.DOTALL)


@functools.lru_cache(1 << 8)
def _from(prefix: bytes, column: int) -> re.Pattern[bytes]:
    """The start of a cell in this column or a later one."""
    letters = column_letters(column)
    later = [rb"[A-Z]{%d,3}" % (len(letters) + 1)] if len(letters) < 3 else []
    for place, letter in enumerate(letters):
        rest = len(letters) - place - 1
        if letter < ord("Z"):
            later.append(re.escape(letters[:place]) + rb"[%c-Z][A-Z]{%d}" % (letter + 1, rest))
    return _starting(prefix, [letters, *later])


@functools.lru_cache(1 << 8)
def _between(prefix: bytes, first: int, last: int) -> re.Pattern[bytes]:
    """The start of a cell in these columns."""
    return _starting(prefix, [column_letters(column) for column in range(first, last + 1)])


def _starting(prefix: bytes, letters: list[bytes]) -> re.Pattern[bytes]:
    reference = rb"""\sr\s*=\s*["'](?:%s)\d""" % b"|".join(letters)
    return re.compile(rb"<%sc(?=\s)%s*?%s" % (re.escape(prefix), _ONE, reference))


@functools.lru_cache(1 << 14)  # as many columns as a sheet has
def _index_of(letters: bytes) -> int:
    return column_index(letters.decode())
