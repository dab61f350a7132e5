"""Filling cells of one sheet as its XML streams by: every byte that is not ours stays as it was."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from airec_planning.outputs.cells import ROW, Date, UnknownStructure, Value, cell_xml
from airec_planning.outputs.shared_texts import SharedTexts, has_formula, text_of
from airec_planning.outputs.sheet_rows import Row, parsed_cell, passages
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


@dataclass(frozen=True, slots=True)
class RowFill:
    """What goes into a row."""

    number: int
    """From 1."""
    domains: tuple[str, ...]
    """As the planner wrote them: what has to stand in the row's cell of domains, or it is another row."""
    values: Mapping[int, Value]
    """By column from 0."""
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
        self._column_styles: list[tuple[int, int, bytes]] = []
        self._steps = functools.lru_cache(1 << 12)(self._steps_of)  # rows of one certificate are filled alike
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
                self._tops[passage.number] = self._domain_text(passage, *passage.cells())
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
        columns, cells = row.cells()
        self._recognise(row, columns, cells, fill)
        number, done, pieces = b"%d" % row.number, 0, list[bytes]()
        for index, new, column in self._steps(row.prefix, tuple(fill.values.items()), columns, _style(row)):
            pieces += cells[done:index]
            pieces.append(new.replace(ROW, number))
            done = index
            if column is not None:
                pieces.append(self._set_cell(row, column, cells[index], fill).replace(ROW, number))
                done += 1
        pieces += cells[done:]
        return _roomy(row, fill.values).with_cells(pieces)

    def _steps_of(
        self, prefix: bytes, values: tuple[tuple[int, Value], ...], columns: tuple[int, ...], row_style: bytes
    ) -> list[tuple[int, bytes, int | None]]:
        """Where in a row with cells in these columns something is done: before which cell, which cells are new there,
        and the column if that cell is one of ours."""
        new: dict[int, bytes] = {}
        ours = {bisect_left(columns, column): column for column, _ in values if column in columns}
        for column, value in sorted(values):
            if column not in columns:
                index = bisect_left(columns, column)
                style = row_style or self._style_of_column(column)
                new[index] = new.get(index, b"") + self._cell(prefix, column, style, b"", value)
        return [(index, new.get(index, b""), ours.get(index)) for index in sorted(new.keys() | ours.keys())]

    def _recognise(self, row: Row, columns: tuple[int, ...], cells: list[bytes], fill: RowFill) -> None:
        """Refuse a row that is another one than was read."""
        merged_into = self._sheet.merged_domains.get(row.number)
        text = self._domain_text(row, columns, cells) if merged_into is None else self._tops[merged_into]
        if not all(domain in text for domain in fill.domains):
            raise RowChanged(fill.number)

    def _domain_text(self, row: Row, columns: tuple[int, ...], cells: list[bytes]) -> str:
        if self._sheet.domain_column not in columns:
            return ""
        cell = cells[columns.index(self._sheet.domain_column)]
        return text_of(*parsed_cell(row.prefix, cell), self._sheet.texts)

    def _set_cell(self, row: Row, column: int, cell: bytes, fill: RowFill) -> bytes:
        """The cell with our value; as it is where it holds a formula."""
        attributes, content = parsed_cell(row.prefix, cell)
        if has_formula(content):
            self.formulas.append((row.number, column, fill.values[column]))
            return cell
        if column not in fill.replaced and text_of(attributes, content, self._sheet.texts):
            raise RowChanged(row.number)
        given = {found[1]: found[2] for found in _ATTRIBUTE.finditer(attributes)}
        if met := [name for name in _NEVER_SEEN_EMPTY if name in given]:
            raise UnknownStructure(f"a cell of row {row.number} has the attribute {met[0].decode()}")
        kept = b"".join(b" %s=%s" % pair for pair in given.items() if pair[0] not in _REWRITTEN)
        return self._cell(row.prefix, column, given.get(b"s", b"")[1:-1], kept, fill.values[column])

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


def _roomy(row: Row, columns: Iterable[int]) -> Row:
    """The row without its hint of how far it reaches where our cells reach further."""
    hint = _SPANS.search(row.attributes) if b"spans" in row.attributes else None
    if hint is None or _reaches(hint[0], tuple(columns)):
        return row
    return replace(row, attributes=row.attributes.replace(hint[0], b""))


@functools.lru_cache(1 << 12)
def _reaches(hint: bytes, columns: tuple[int, ...]) -> bool:
    ends = [int(end) for end in re.findall(rb"\d+", hint)]
    return bool(ends) and all(min(ends) <= column + 1 <= max(ends) for column in columns)
