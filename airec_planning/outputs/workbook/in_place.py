"""``certificate_info.xlsx``: the planner's own workbook with the columns that planning owns filled in.

Everything else in the package is copied byte for byte. Where the planner gave a csv file, or none, a new
workbook is written instead (``outputs.new_workbook``).
"""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from airec_planning.errors import InputError
from airec_planning.inputs.headers import Header
from airec_planning.inputs.requirements import RequirementTable
from airec_planning.language import _
from airec_planning.outputs.workbook import package
from airec_planning.outputs.workbook.cells import UnknownStructure, Value
from airec_planning.outputs.workbook.owned_cells import (
    FORMULA,
    HANDED_OVER,
    MERGED,
    Values,
    entries_by_row,
    proposals,
    settle,
    shown,
)
from airec_planning.outputs.workbook.shared_texts import SharedTexts
from airec_planning.outputs.workbook.sheet_filling import RowChanged, RowFill, Sheet, SheetFilling
from airec_planning.outputs.workbook.styles_xml import DateStyles

_DAYS_TO_1904 = 1462
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Conflict:
    """A cell in which the planner's entry differs from what planning found."""

    row: int
    column: str
    theirs: str
    ours: str
    overwritten: bool = False
    """Ours was written, as was asked for; else the entry stays."""


@dataclass(frozen=True)
class Filled:
    """The workbook's bytes and what was left alone in it."""

    data: bytes
    conflicts: tuple[Conflict, ...]
    lacking: tuple[str, ...] = ()
    """Columns that planning would fill and the planner's table does not have."""


def fill_workbook(
    path: Path, place: str, table: RequirementTable, mapping: pd.DataFrame, *, overwrite: bool = False
) -> Filled:
    """The planner's workbook with the mapping filled in; what the planner wrote stays, unless ``overwrite`` is set.

    Rows are recognised by number *and* by the domain that stands in them. A formula stays in any case.

    Raises:
        InputError: the workbook's structure is not one that is edited without guessing, or its rows are no longer
            those that were read.
    """
    assert table.header is not None
    try:
        with zipfile.ZipFile(path) as opened:
            return _filled(opened, table, table.header, _Settling(table, table.header, mapping, overwrite))
    except RowChanged as changed:
        raise InputError(
            _("{file}, row {number}", file=place, number=changed.number),
            _("the row has changed since it was read"),
            _("Run again."),
        ) from None
    except (UnknownStructure, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            place,
            _("cannot be filled in place: {error}", error=error),
            _("Save it again in Excel or LibreOffice, then run again."),
        ) from None


def _filled(opened: zipfile.ZipFile, table: RequirementTable, header: Header, settling: _Settling) -> Filled:
    parts = package.find_parts(opened, table.sheet)
    dates = DateStyles(opened.read(parts.styles))
    domain = header.columns["domain"]
    sheet = Sheet(
        texts=SharedTexts(opened.read(parts.shared_texts) if parts.shared_texts else b""),
        dates=dates,
        domain_column=domain,
        merged_domains={row: top for (row, at), (top, _) in table.covered.items() if at == domain},
        day_zero=_DAYS_TO_1904 if parts.from_1904 else 0,
    )
    filling = SheetFilling(sheet)
    changed: dict[str, Iterable[bytes]] = {
        parts.sheet: filling.filled(package.chunks_of(opened, parts.sheet), settling.fills()),
        parts.styles: _late_styles(dates),
        package.WORKBOOK: _late_workbook(opened, filling, parts.sheet),
    }
    data = package.copy_with(opened, changed)
    lacking = tuple(column for column in HANDED_OVER if column not in header.columns)
    return Filled(data, settling.conflicts(filling.formulas), lacking)


def _late_styles(dates: DateStyles) -> Iterator[bytes]:
    """The styles as they are once the sheet is written."""
    yield dates.part()


def _late_workbook(opened: zipfile.ZipFile, filling: SheetFilling, sheet: str) -> Iterator[bytes]:
    """``workbook.xml``, once the sheet is written; formulas that look at our cells would be out of date."""
    data = opened.read(package.WORKBOOK)
    formulas = filling.holds_formulas or package.has_formulas(opened, sheet)
    yield package.reckoned_on_load(data) if formulas else data


class _Settling:
    """The rows' proposals, settled one by one while the sheet streams by."""

    def __init__(self, table: RequirementTable, header: Header, mapping: pd.DataFrame, overwrite: bool) -> None:
        self._table, self._header, self._mapping, self._overwrite = table, header, mapping, overwrite
        self._names = {index: column for column, index in header.columns.items()}
        self._conflicts: dict[tuple[int, str], Conflict] = {}
        self._located = functools.lru_cache(1 << 12)(self._locate)

    def fills(self) -> Iterator[RowFill]:
        entries, covered = entries_by_row(self._table.entries), self._table.covered
        for row, domains, values in proposals(self._mapping, self._table):
            settled = settle(values, entries.get(row, ()), overwrite=self._overwrite)
            for column, entry, ours in settled.conflicts:
                self._note(Conflict(row, column, entry, ours, column in settled.replaced))
            written = self._located(settled.written)
            for index, value in [pair for pair in written if (row, pair[0]) in covered] if covered else ():
                self._note(Conflict(row, self._names[index], MERGED, shown(value)))
                written = tuple(pair for pair in written if pair[0] != index)
            replaced = frozenset(map(self._header.columns.__getitem__, settled.replaced)) if settled.replaced else _NONE
            yield RowFill(row, domains, written, replaced)

    def conflicts(self, formulas: Iterable[tuple[int, int, Value]]) -> tuple[Conflict, ...]:
        """What was noted, by row; a formula stays even where an entry would have been overwritten."""
        for row, index, ours in formulas:
            column = self._names[index]
            met = self._conflicts.get((row, column), Conflict(row, column, FORMULA, shown(ours)))
            self._note(replace(met, overwritten=False))
        return tuple(sorted(self._conflicts.values(), key=lambda met: (met.row, self._header.columns[met.column])))

    def _locate(self, values: Values) -> tuple[tuple[int, Value], ...]:
        """The values by the index of their column, as far as the table has it."""
        at = self._header.columns
        return tuple(sorted((at[column], value) for column, value in values if column in at))

    def _note(self, met: Conflict) -> None:
        self._conflicts[met.row, met.column] = met
