"""Filling cells of one sheet as its XML streams by: every byte that is not ours stays as it was."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from airec_planning.language import _
from airec_planning.outputs.workbook.cells import ROW, UnknownStructure, Value, column_letters
from airec_planning.outputs.workbook.row_cells import cell_at, parsed_cell, span_of
from airec_planning.outputs.workbook.row_fitting import ATTRIBUTE, Fitted, Occupied, PlacedValues, RowFitting
from airec_planning.outputs.workbook.shared_texts import SharedTexts, has_formula, text_of
from airec_planning.outputs.workbook.sheet_rows import Row, passages
from airec_planning.outputs.workbook.styles_xml import DateStyles

_SPANS = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")


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
    values: PlacedValues
    replaced: frozenset[int] = frozenset()
    """The columns whose entry gives way; in the others only an empty cell is filled."""


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
        letters = column_letters(sheet.domain_column)
        self._plain_domain = re.compile(rb'<c r="%s\d+"(?: s="\d+")? t="s"><v>(\d+)</v></c>' % letters)
        self._fitting = RowFitting(sheet.texts, sheet.dates, sheet.day_zero)
        self._tops = dict.fromkeys(sheet.merged_domains.values(), "")
        self.holds_formulas = False
        """Anywhere among the rows."""
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
                self._fitting.note_column_styles(passage)
                yield passage
                continue
            self.holds_formulas = self.holds_formulas or has_formula(passage.inner)
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
            # Elsewhere than in references the row's number may end a style's, or stand in a text.
            if alike.count(ROW) != alike.count(b' r="'):
                raise UnknownStructure
            fitted = self._fitting.fit_alike(prefix, alike, ROW, fill.values, fill.replaced, style)
        except (UnknownStructure, Occupied):
            fitted = self._fit_or_refuse(row, cells, fill, style)
        self.formulas += [(row.number, column, value) for column, value in fitted.formulas]
        attributes = _roomy(row.attributes, fill.values[0][0], fill.values[-1][0])
        ours = fitted.cells.replace(ROW, number)
        return b"<%srow%s>%s%s%s</%srow>" % (prefix, attributes, inner[:first], ours, inner[behind:], prefix)

    def _fit_or_refuse(self, row: Row, cells: bytes, fill: RowFill, style: bytes) -> Fitted:
        try:
            return self._fitting.fit(row.prefix, cells, b"%d" % row.number, fill.values, fill.replaced, style)
        except UnknownStructure as error:
            raise UnknownStructure(_("row {row}: {error}", row=row.number, error=error)) from None
        except Occupied:
            raise RowChanged(row.number) from None

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


def _style(row: Row) -> bytes:
    """The style that a row gives to its new cells; empty where it gives none."""
    if b"customFormat" not in row.attributes:
        return b""
    given = {found[1]: found[2][1:-1] for found in ATTRIBUTE.finditer(row.attributes)}
    return given.get(b"s", b"") if given[b"customFormat"] in (b"1", b"true") else b""


def _roomy(attributes: bytes, first: int, last: int) -> bytes:
    """A row's attributes without the hint of how far it reaches, where our cells reach further."""
    hint = _SPANS.search(attributes) if b"spans" in attributes else None
    return attributes if hint is None or _within(hint[0], first, last) else attributes.replace(hint[0], b"")


@functools.lru_cache(1 << 12)
def _within(hint: bytes, first: int, last: int) -> bool:
    ends = [int(end) for end in re.findall(rb"\d+", hint)]
    return bool(ends) and min(ends) <= first + 1 and last + 1 <= max(ends)
