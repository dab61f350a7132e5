"""What changed between two workbooks, for machines and for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from airec_planning.outputs.diff_schema import ChangedCellEntry, ColumnEntry, DiffDocument, DiffRowEntry
from airec_planning.outputs.workbook_diff import ColumnChange, DiffRow, WorkbookDiff
from airec_planning.text import plural, shorten, visible

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
    lines = [f'+ column "{column.column}" ({_filled(column)})' for column in document.columns_added]
    lines += [f'- column "{column.column}" ({_filled(column)})' for column in document.columns_removed]
    lines += [f"+ row {row.row}, {_named(row)}" for row in document.rows_added]
    lines += [f"- row {row.row}, {_named(row)}" for row in document.rows_removed]
    lines += [f"~ row {cell.new_row}, {_named(cell)}: {_change(cell)}" for cell in document.cells_changed]
    counts = (
        (document.rows_added, "row", "added"),
        (document.rows_removed, "row", "removed"),
        (document.cells_changed, "cell", "changed"),
        (document.columns_added, "column", "added"),
        (document.columns_removed, "column", "removed"),
    )
    said = ", ".join(f"{plural(len(part), noun)} {verb}" for part, noun, verb in counts if part)
    return "\n".join([*lines, f"{plural(document.changes, 'change')}: {said}" if said else "no changes"])


def _rows(rows: Iterable[DiffRow]) -> list[DiffRowEntry]:
    return [
        DiffRowEntry(
            row=row.number, domain=visible(row.domain), product=visible(row.product), service=visible(row.service)
        )
        for row in rows
    ]


def _columns(columns: Iterable[ColumnChange]) -> list[ColumnEntry]:
    return [ColumnEntry(column=visible(column.header), filled=column.filled) for column in columns]


def _filled(column: ColumnEntry) -> str:
    return f"{plural(column.filled, 'cell')} filled"


def _named(row: DiffRowEntry | ChangedCellEntry) -> str:
    return ", ".join(shorten(text) for text in (row.domain or "no domain", row.product, row.service) if text)


def _change(cell: ChangedCellEntry) -> str:
    old, new = shorten(cell.old, _SHOWN), shorten(cell.new, _SHOWN)
    if not old:
        return f'{cell.column} is now "{new}"'
    if not new:
        return f'{cell.column} was "{old}", is empty'
    return f'{cell.column} "{old}" -> "{new}"'
