"""How long a cell and a whole run may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

from airec_planning.execution.states import State


@dataclass(frozen=True)
class Limits:
    """Seconds a cell may take, and the moment (``time.monotonic``) at which the whole run has to have ended."""

    cell: float | None = None
    ends: float | None = None

    @classmethod
    def starting_now(cls, cell: float | None, run: float | None) -> Limits:
        return cls(cell, None if run is None else time.monotonic() + run)

    def next(self) -> tuple[float | None, State]:
        """Seconds that the next cell has, and which limit it has met when they are over."""
        left = None if self.ends is None else max(0.0, self.ends - time.monotonic())
        if left is not None and (self.cell is None or left < self.cell):
            return left, State.RUN_TIMEOUT
        return self.cell, State.CELL_TIMEOUT
