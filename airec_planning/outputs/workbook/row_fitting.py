"""Our values among the cells of a row: which are new, which take an empty cell's place, and how they look."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from typing import NamedTuple

from airec_planning.outputs.workbook.cells import Date, UnknownStructure, Value, cell_xml
from airec_planning.outputs.workbook.row_cells import cells_of, parsed_cell
from airec_planning.outputs.workbook.shared_texts import SharedTexts, has_formula, text_of
from airec_planning.outputs.workbook.styles_xml import DateStyles

PlacedValues = tuple[tuple[int, Value], ...]
"""By column from 0, in their order."""
ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_REWRITTEN = (b"r", b"s", b"t")
_NEVER_SEEN_EMPTY = (b"cm", b"vm")
"""Attributes that tie a cell to metadata of a formula or of a rich value."""


class Occupied(Exception):
    """A cell that was empty when the table was read holds something."""


class Fitted(NamedTuple):
    cells: bytes
    """With ``cells.ROW`` for the row's number in ours."""
    formulas: PlacedValues
    """Cells that hold a formula and were left alone: what would have been written."""


class RowFitting:
    """Fits values into rows of one sheet; ``day_zero`` is taken off a date's number."""

    def __init__(self, texts: SharedTexts, dates: DateStyles, day_zero: int) -> None:
        self._texts, self._dates, self._day_zero = texts, dates, day_zero
        self._column_styles: list[tuple[int, int, bytes]] = []
        self.fit_alike = functools.lru_cache(1 << 12)(self.fit)
        """``fit`` for rows that repeat themselves."""

    def note_column_styles(self, passage: bytes) -> None:
        """Take from what stands before the rows how the columns look."""
        if b"cols>" not in passage:
            return
        for found in _COLUMN.finditer(passage):
            given = {name: value[1:-1] for name, value in ATTRIBUTE.findall(found[1])}
            if given.get(b"style", b"0") != b"0":
                self._column_styles.append((int(given[b"min"]), int(given[b"max"]), given[b"style"]))

    def fit(
        self,
        prefix: bytes,
        inner: bytes,
        number: bytes,
        values: PlacedValues,
        replaced: frozenset[int],
        row_style: bytes,
    ) -> Fitted:
        """The cells with our values in their places; ours with ``ROW`` for the row's number."""
        columns, cells = cells_of(prefix, inner, number)
        formulas: list[tuple[int, Value]] = []
        done, pieces = 0, list[bytes]()
        for column, value in values:
            index = bisect_left(columns, column)
            pieces += cells[done:index]
            done = index
            if index == len(columns) or columns[index] != column:
                pieces.append(self._cell(prefix, column, row_style or self._style_of_column(column), b"", value))
                continue
            attributes, content = parsed_cell(prefix, cells[index])
            done += 1
            if has_formula(content):
                formulas.append((column, value))
                pieces.append(cells[index])
            elif column not in replaced and text_of(attributes, content, self._texts):
                raise Occupied
            else:
                pieces.append(self._refilled(prefix, column, attributes, value))
        return Fitted(b"".join([*pieces, *cells[done:]]), tuple(formulas))

    def _refilled(self, prefix: bytes, column: int, attributes: bytes, value: Value) -> bytes:
        """A cell that was there, with our value and its own style."""
        given = {found[1]: found[2] for found in ATTRIBUTE.finditer(attributes)}
        if met := [name for name in _NEVER_SEEN_EMPTY if name in given]:
            raise UnknownStructure(f"a cell has the attribute {met[0].decode()}")
        kept = b"".join(b" %s=%s" % pair for pair in given.items() if pair[0] not in _REWRITTEN)
        return self._cell(prefix, column, given.get(b"s", b"")[1:-1], kept, value)

    def _cell(self, prefix: bytes, column: int, style: bytes, kept: bytes, value: Value) -> bytes:
        if isinstance(value, Date):
            style = self._dates.style_for(style)
            return cell_xml(prefix, column, b' s="%s"%s' % (style, kept), value.serial - self._day_zero)
        return cell_xml(prefix, column, (b' s="%s"' % style if style else b"") + kept, value)

    def _style_of_column(self, column: int) -> bytes:
        return next((style for first, last, style in self._column_styles if first <= column + 1 <= last), b"")
