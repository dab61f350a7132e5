"""What changed between two workbooks, for machines and for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from airec_planning.language import N_, _
from airec_planning.outputs.diff_schema import ChangedCellEntry, ColumnEntry, DiffDocument, DiffRowEntry
from airec_planning.outputs.workbook_diff import ColumnChange, DiffRow, WorkbookDiff
from airec_planning.text import enumerated, plural, shorten, visible

_SHOWN = 120
"""Characters of a cell on the terminal; --json has them all."""


def diff_document(old: str, new: str, found: WorkbookDiff) -> DiffDocument:
    """``old`` and ``new`` name the workbooks."""
    return DiffDocument(
        old=visible(old),
        new=visible(new),
        changes=found.changes,
        rows_added=_rows(found.added),
        rows_removed=_rows(found.removed),
        cells_changed=[
            ChangedCellEntry(
                old_row=cell.old_row.number,
                new_row=cell.new_row.number,
                domain=visible(cell.new_row.domain),
                product=visible(cell.new_row.product),
                service=visible(cell.new_row.service),
                column=visible(cell.column),
                old=visible(cell.old),
                new=visible(cell.new),
            )
            for cell in found.changed
        ],
        columns_added=_columns(found.columns_added),
        columns_removed=_columns(found.columns_removed),
    )


def diff_text(document: DiffDocument) -> str:
    """A line a change, then how many there are."""
    lines = [_column("+", column) for column in document.columns_added]
    lines += [_column("-", column) for column in document.columns_removed]
    lines += [_row("+", row.row, row) for row in document.rows_added]
    lines += [_row("-", row.row, row) for row in document.rows_removed]
    lines += [_cell(cell) for cell in document.cells_changed]
    counts = (
        (document.rows_added, "row", N_("{count} added")),
        (document.rows_removed, "row", N_("{count} removed")),
        (document.cells_changed, "cell", N_("{count} changed")),
        (document.columns_added, "column", N_("{count} added")),
        (document.columns_removed, "column", N_("{count} removed")),
    )
    said = enumerated(_(told, count=plural(len(part), noun)) for part, noun, told in counts if part)
    total = _("{changes}: {said}", changes=plural(document.changes, "change"), said=said) if said else _("no changes")
    return "\n".join([*lines, total])


def _rows(rows: Iterable[DiffRow]) -> list[DiffRowEntry]:
    return [
        DiffRowEntry(
            row=row.number, domain=visible(row.domain), product=visible(row.product), service=visible(row.service)
        )
        for row in rows
    ]


def _columns(columns: Iterable[ColumnChange]) -> list[ColumnEntry]:
    return [ColumnEntry(column=visible(column.header), filled=column.filled) for column in columns]


def _column(sign: str, column: ColumnEntry) -> str:
    cells = plural(column.filled, "cell")
    return _('{sign} column "{name}" ({cells} filled)', sign=sign, name=column.column, cells=cells)


def _row(sign: str, number: int, row: DiffRowEntry | ChangedCellEntry) -> str:
    return _("{sign} row {number}, {what}", sign=sign, number=number, what=_named(row))


def _cell(cell: ChangedCellEntry) -> str:
    return _("{row}: {change}", row=_row("~", cell.new_row, cell), change=_change(cell))


def _named(row: DiffRowEntry | ChangedCellEntry) -> str:
    return enumerated(shorten(text) for text in (row.domain or _("no domain"), row.product, row.service) if text)


def _change(cell: ChangedCellEntry) -> str:
    old, new = shorten(cell.old, _SHOWN), shorten(cell.new, _SHOWN)
    if not old:
        return _('{column} is now "{new}"', column=cell.column, new=new)
    if not new:
        return _('{column} was "{old}", is empty', column=cell.column, old=old)
    return _('{column} "{old}" -> "{new}"', column=cell.column, old=old, new=new)
