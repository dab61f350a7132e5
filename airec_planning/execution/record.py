"""papermill's record of a run, kept true: a cell is completed when it ran to its end, and else says what happened."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from papermill.engines import NotebookExecutionManager

from airec_planning.execution.cell_outputs import shortened
from airec_planning.execution.redaction import Redaction
from airec_planning.execution.states import ENDINGS, State

OURS = "airec_planning"
"""The key of our entry in a cell's metadata."""
_SAVE_EVERY = 5.0
"""Seconds; papermill writes and validates the notebook twice a cell."""


class RunRecord(NotebookExecutionManager):  # type: ignore[misc]  # papermill has no types
    """The notebook as it runs: outputs without secrets, a state for each cell."""

    def __init__(self, nb: Any, *, redaction: Redaction, **options: Any) -> None:
        super().__init__(nb, **options)
        self._redaction = redaction
        self._saved = 0.0

    def save(self, **kwargs: Any) -> None:
        if time.monotonic() - self._saved >= _SAVE_EVERY:
            self._save_now(**kwargs)

    def fail(self, index: int, state: State, *, name: str = "", message: str = "", trace: Sequence[str] = ()) -> None:
        """End the run in a cell. papermill raises for the error's output that this leaves, whatever the ending was."""
        import nbformat  # noqa: PLC0415

        cell = self.nb.cells[index]
        error = nbformat.v4.new_output(
            "error", ename=name or ENDINGS[state], evalue=message, traceback=list(trace) or [message]
        )
        cell.outputs = [*[output for output in cell.outputs if output.output_type != "error"], error]
        cell.metadata[OURS] = {"state": state.value}
        self.cell_exception(cell, cell_index=index)
        self.cell_complete(cell, cell_index=index)

    def cell_complete(self, cell: Any, cell_index: int | None = None, **kwargs: Any) -> None:
        for output in cell.get("outputs", ()):
            self._redaction.output(output)
            if output.output_type == "stream":
                output.text = shortened(output.text)
        super().cell_complete(cell, cell_index=cell_index, **kwargs)

    def notebook_complete(self, **kwargs: Any) -> None:
        """Also what papermill noted of its own call goes without secrets, and without this machine's folders."""
        super().notebook_complete(**kwargs)
        noted = self.nb.metadata.papermill
        for key in ("input_path", "output_path"):
            if noted.get(key):
                noted[key] = Path(noted[key]).name
        self._redaction.output(noted)
        for cell in self.nb.cells:
            cell.source = self._redaction.text(cell.source)
            for output in cell.get("outputs", ()):  # once more: a later cell may have updated what an earlier one shows
                self._redaction.output(output)
        self._save_now()

    def _save_now(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        self._saved = time.monotonic()
