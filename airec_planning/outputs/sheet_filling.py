"""Filling cells of one sheet as its XML streams by: every byte that is not ours stays as it was."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from airec_planning.outputs.cells import ROW, Date, UnknownStructure, Value, cell_xml, column_letters
from airec_planning.outputs.row_cells import cell_at, cells_of, parsed_cell, span_of
from airec_planning.outputs.shared_texts import SharedTexts, has_formula, text_of
from airec_planning.outputs.sheet_rows import Row, passages
from airec_planning.outputs.styles_xml import DateStyles

_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_SPANS = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_REWRITTEN = (b"r", b"s", b"t")
_NEVER_SEEN_EMPTY = (b"cm", b"vm")
"""Attributes that tie a cell to metadata of a formula or of a rich value."""


class RowChanged(Exception):
    """The row is not the one that was read: by its number from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class RowFill(NamedTuple):
    """What goes into a row."""

    number: int
    """From 1."""
    domains: tuple[str, ...]
    """As the planner wrote them: what has to stand in the row's cell of domains, or it is another row."""
    values: tuple[tuple[int, Value], ...]
    """By column from 0, in their order."""
    replaced: frozenset[int] = frozenset()
    """The columns whose entry gives way; in the others only an empty cell is filled."""


class _Fitted(NamedTuple):
    cells: bytes
    formulas: tuple[tuple[int, Value], ...]
    """By column: what would have been written."""


class _Occupied(Exception):
    """A cell that was empty when the table was read holds something."""


@dataclass(frozen=True)
class Sheet:
    """What filling needs to know of the workbook around the sheet."""

    texts: SharedTexts
    dates: DateStyles
    domain_column: int
    merged_domains: Mapping[int, int]
    """The rows whose cell of domains is merged into that of a row above."""
    day_zero: int = 0
    """What is taken off a date's number where the workbook counts its days from 1904."""


class SheetFilling:
    """One sheet being filled; afterwards ``formulas`` names the cells left alone because they hold one."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._column_styles: list[tuple[int, int, bytes]] = []
        letters = column_letters(sheet.domain_column)
        self._plain_domain = re.compile(rb'<c r="%s\d+"(?: s="\d+")? t="s"><v>(\d+)</v></c>' % letters)
        self._fitted = functools.lru_cache(1 << 12)(self._fit)
        self._tops = dict.fromkeys(sheet.merged_domains.values(), "")
        self.formulas: list[tuple[int, int, Value]] = []
        """Row from 1, column from 0, and what would have been written."""

    def filled(self, chunks: Iterable[bytes], fills: Iterable[RowFill]) -> Iterator[bytes]:
        """The sheet's XML with the rows filled; ``fills`` come in the order of the rows.

        A cell keeps its style; a date that would not show as one gets a copy of that style that does.

        Raises:
            UnknownStructure: the XML is not that of a plain sheet.
            RowChanged: a row is absent, is another one than was read, or a cell holds something meanwhile.
        """
        awaited = iter(fills)
        fill = next(awaited, None)
        for passage in passages(chunks):
            if isinstance(passage, bytes):
                self._note_column_styles(passage)
                yield passage
                continue
            if passage.number in self._tops:
                self._tops[passage.number] = self._domain_text(passage)
            if fill is None or passage.number < fill.number:
                yield passage.whole
                continue
            if passage.number > fill.number:
                raise RowChanged(fill.number)
            yield self._filled_row(passage, fill)
            fill = next(awaited, None)
        if fill is not None:
            raise RowChanged(fill.number)

    def _filled_row(self, row: Row, fill: RowFill) -> bytes:
        number, prefix, inner = b"%d" % row.number, row.prefix, row.inner
        self._recognise(row, fill)
        if not fill.values:
            return row.whole
        first, behind = span_of(prefix, inner, fill.values[0][0], fill.values[-1][0])
        cells, style = inner[first:behind], _style(row)
        # The rows of a sheet repeat themselves but for their number: what was fitted once fits them all.
        alike = cells.replace(number + b'"', ROW + b'"')
        try:
            if b's="' + ROW in alike:  # a style that happens to have the row's number
                raise UnknownStructure
            fitted = self._fitted(prefix, alike, ROW, fill.values, fill.replaced, style)
        except (UnknownStructure, _Occupied):
            fitted = self._fit_or_refuse(row, cells, fill, style)
        self.formulas += [(row.number, column, value) for column, value in fitted.formulas]
        attributes = _roomy(row.attributes, fill.values[0][0], fill.values[-1][0])
        ours = fitted.cells.replace(ROW, number)
        return b"<%srow%s>%s%s%s</%srow>" % (prefix, attributes, inner[:first], ours, inner[behind:], prefix)

    def _fit_or_refuse(self, row: Row, cells: bytes, fill: RowFill, style: bytes) -> _Fitted:
        try:
            return self._fit(row.prefix, cells, b"%d" % row.number, fill.values, fill.replaced, style)
        except UnknownStructure as error:
            raise UnknownStructure(f"row {row.number}: {error}") from None
        except _Occupied:
            raise RowChanged(row.number) from None

    def _fit(
        self,
        prefix: bytes,
        inner: bytes,
        number: bytes,
        values: tuple[tuple[int, Value], ...],
        replaced: frozenset[int],
        row_style: bytes,
    ) -> _Fitted:
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
            elif column not in replaced and text_of(attributes, content, self._sheet.texts):
                raise _Occupied
            else:
                pieces.append(self._refilled(prefix, column, attributes, value))
        return _Fitted(b"".join([*pieces, *cells[done:]]), tuple(formulas))

    def _recognise(self, row: Row, fill: RowFill) -> None:
        """Refuse a row that is another one than was read."""
        merged_into = self._sheet.merged_domains.get(row.number)
        text = self._domain_text(row) if merged_into is None else self._tops[merged_into]
        for domain in fill.domains:
            if domain not in text:
                raise RowChanged(fill.number)

    def _domain_text(self, row: Row) -> str:
        # How Excel writes such a cell, told without taking the row apart.
        if plain := self._plain_domain.search(row.inner):
            return self._sheet.texts.text(int(plain[1]))
        reference = b"%s%d" % (column_letters(self._sheet.domain_column), row.number)
        cell = cell_at(row.prefix, row.inner, reference)
        return text_of(*parsed_cell(row.prefix, cell), self._sheet.texts) if cell else ""

    def _refilled(self, prefix: bytes, column: int, attributes: bytes, value: Value) -> bytes:
        """A cell that was there, with our value and its own style."""
        given = {found[1]: found[2] for found in _ATTRIBUTE.finditer(attributes)}
        if met := [name for name in _NEVER_SEEN_EMPTY if name in given]:
            raise UnknownStructure(f"a cell has the attribute {met[0].decode()}")
        kept = b"".join(b" %s=%s" % pair for pair in given.items() if pair[0] not in _REWRITTEN)
        return self._cell(prefix, column, given.get(b"s", b"")[1:-1], kept, value)

    def _cell(self, prefix: bytes, column: int, style: bytes, kept: bytes, value: Value) -> bytes:
        if isinstance(value, Date):
            style = self._sheet.dates.style_for(style)
            return cell_xml(prefix, column, b' s="%s"%s' % (style, kept), value.serial - self._sheet.day_zero)
        return cell_xml(prefix, column, (b' s="%s"' % style if style else b"") + kept, value)

    def _style_of_column(self, column: int) -> bytes:
        return next((style for first, last, style in self._column_styles if first <= column + 1 <= last), b"")

    def _note_column_styles(self, passage: bytes) -> None:
        if b"cols>" not in passage:
            return
        for found in _COLUMN.finditer(passage):
            given = {name: value[1:-1] for name, value in _ATTRIBUTE.findall(found[1])}
            if given.get(b"style", b"0") != b"0":
                self._column_styles.append((int(given[b"min"]), int(given[b"max"]), given[b"style"]))


def _style(row: Row) -> bytes:
    """The style that a row gives to its new cells; empty where it gives none."""
    if b"customFormat" not in row.attributes:
        return b""
    given = {found[1]: found[2][1:-1] for found in _ATTRIBUTE.finditer(row.attributes)}
    return given.get(b"s", b"") if given[b"customFormat"] in (b"1", b"true") else b""


def _roomy(attributes: bytes, first: int, last: int) -> bytes:
    """A row's attributes without the hint of how far it reaches, where our cells reach further."""
    hint = _SPANS.search(attributes) if b"spans" in attributes else None
    return attributes if hint is None or _within(hint[0], first, last) else attributes.replace(hint[0], b"")


@functools.lru_cache(1 << 12)
def _within(hint: bytes, first: int, last: int) -> bool:
    ends = [int(end) for end in re.findall(rb"\d+", hint)]
    return bool(ends) and min(ends) <= first + 1 and last + 1 <= max(ends)
