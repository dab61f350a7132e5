"""What changed between two mapping workbooks, row by row of the same service and domain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from airec_planning.inputs.sheet_tables import SheetRow, SheetTable
from airec_planning.outputs.workbook.cell_meanings import domains, meaning

_IDENTIFYING = ("domain", "product", "service")
Identity = tuple[str, ...]
Meanings = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DiffRow:
    """A row, as a reader finds it."""

    number: int
    """In its sheet, from 1."""
    domain: str
    product: str
    service: str


@dataclass(frozen=True)
class ChangedCell:
    """A cell that means another thing than before."""

    old_row: DiffRow
    new_row: DiffRow
    column: str
    """Its header, as the new workbook writes it."""
    old: str
    new: str


@dataclass(frozen=True)
class ColumnChange:
    """A column that one of the two lacks."""

    header: str
    filled: int
    """Its cells that say something."""


@dataclass(frozen=True)
class WorkbookDiff:
    """The differences: rows by where they stand, cells by the new row, columns left to right."""

    added: tuple[DiffRow, ...]
    removed: tuple[DiffRow, ...]
    changed: tuple[ChangedCell, ...]
    columns_added: tuple[ColumnChange, ...]
    columns_removed: tuple[ColumnChange, ...]

    @property
    def changes(self) -> int:
        parts = (self.added, self.removed, self.changed, self.columns_added, self.columns_removed)
        return sum(map(len, parts))


def workbook_diff(old: SheetTable, new: SheetTable) -> WorkbookDiff:
    """The rows, cells and columns in which two tables differ; where a row stands makes no difference.

    A row is the same by its domain (normalised), product and service, as far as both tables say something there.
    Several rows of one identity are paired by their content, equal ones first. Words, dates and lists of names are
    compared by what they mean, all else letter by letter.
    """
    shared = [column for column in new.columns if column in old.columns]
    identifying = [
        column for column in _IDENTIFYING if column in shared and _speaks(old, column) and _speaks(new, column)
    ]
    before, after = _by_identity(old, identifying), _by_identity(new, identifying)
    added: list[SheetRow] = []
    removed: list[SheetRow] = []
    changed: list[ChangedCell] = []
    for identity in dict.fromkeys([*after, *before]):
        pairs, gone, come = _paired(before.get(identity, []), after.get(identity, []), shared)
        removed += gone
        added += come
        for was, now in pairs:
            changed += _changed_cells(was, now, shared, new.columns)
    return WorkbookDiff(
        added=tuple(map(_shown, sorted(added, key=_number))),
        removed=tuple(map(_shown, sorted(removed, key=_number))),
        changed=tuple(sorted(changed, key=lambda cell: cell.new_row.number)),
        columns_added=tuple(_lacking(new, old)),
        columns_removed=tuple(_lacking(old, new)),
    )


def _speaks(table: SheetTable, column: str) -> bool:
    return column == "domain" or any(column in row.cells for row in table.rows)


def _by_identity(table: SheetTable, identifying: list[str]) -> dict[Identity, list[SheetRow]]:
    found: dict[Identity, list[SheetRow]] = defaultdict(list)
    for row in table.rows:
        cells = [row.cells.get(column, "") for column in identifying[1:]]
        found[domains(row.cells.get("domain", "")), *(" ".join(cell.casefold().split()) for cell in cells)].append(row)
    return found


def _paired(
    old: list[SheetRow], new: list[SheetRow], shared: list[str]
) -> tuple[list[tuple[SheetRow, SheetRow]], list[SheetRow], list[SheetRow]]:
    """Rows of one identity that differ, in pairs, and those that are left over on either side."""
    was = [(_meanings(row, shared), row) for row in old]
    now = [(_meanings(row, shared), row) for row in new]
    equal = Counter(meanings for meanings, _ in was) & Counter(meanings for meanings, _ in now)
    old, new = _without(was, equal), _without(now, equal)
    return list(zip(old, new, strict=False)), old[len(new) :], new[len(old) :]


def _without(rows: list[tuple[Meanings, SheetRow]], equal: Counter[Meanings]) -> list[SheetRow]:
    """The rows but for as many of each meaning as the other side has too, by content and not by place."""
    left, kept = Counter(equal), []
    for meanings, row in sorted(rows, key=lambda pair: (pair[0], sorted(pair[1].cells.items()))):
        if left[meanings]:
            left[meanings] -= 1
        else:
            kept.append(row)
    return kept


def _meanings(row: SheetRow, shared: list[str]) -> Meanings:
    return tuple((column, meaning(column, row.cells[column])) for column in sorted(shared) if column in row.cells)


def _changed_cells(old: SheetRow, new: SheetRow, shared: list[str], headers: dict[str, str]) -> Iterator[ChangedCell]:
    for column in shared:
        was, now = old.cells.get(column, ""), new.cells.get(column, "")
        if was != now and meaning(column, was) != meaning(column, now):
            yield ChangedCell(_shown(old), _shown(new), headers[column], was, now)


def _lacking(table: SheetTable, other: SheetTable) -> Iterator[ColumnChange]:
    for column, header in table.columns.items():
        if column not in other.columns:
            yield ColumnChange(header, sum(column in row.cells for row in table.rows))


def _shown(row: SheetRow) -> DiffRow:
    return DiffRow(row.number, *(row.cells.get(column, "") for column in _IDENTIFYING))


def _number(row: SheetRow) -> int:
    return row.number
