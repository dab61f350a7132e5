"""A sheet's cells as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grid:
    """A sheet's cells as text; ``rows[0]`` is row 1."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]
    visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells: first row, first column, last row, last column; rows from 1, columns from 0."""
    surrounded: Mapping[tuple[int, int], str] = field(default_factory=dict, hash=False)
    """Cells that may hold a domain and had blanks around it, as they stand, by row and column from 0."""
