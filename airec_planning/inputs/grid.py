"""A sheet's cells as text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """A sheet's cells as text; ``rows[0]`` is row 1."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]
    visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells: first row, first column, last row, last column; rows from 1, columns from 0."""
