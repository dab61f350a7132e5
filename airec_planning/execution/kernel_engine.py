"""papermill's own way, a Jupyter kernel for each notebook, with true states; where forking is not to be had."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.log import logger

from airec_planning.execution.limits import Limits
from airec_planning.execution.record import RunRecord
from airec_planning.execution.recorded_engine import RecordedEngine
from airec_planning.execution.states import State


class KernelEngine(RecordedEngine):
    """Runs the cells in a Jupyter kernel, which is ended when a limit is met."""

    @classmethod
    def execute_managed_notebook(
        cls,
        record: RunRecord,
        kernel_name: str,
        *,
        limits: Limits,
        start_timeout: int = 60,
        resources: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        for unused in ("input_path", "timeout", "startup_timeout", "log_output", "stdout_file", "stderr_file"):
            options.pop(unused, None)
        client = _Client(
            record,
            limits,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            resources=dict(resources or {}),
            log=logger,
            **options,
        )
        try:
            # What a kernel prints is in the notebook, without secrets: it echoes it to where it was started, with them.
            client.execute(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_without_a_reader(os.environ))
        except OSError as error:
            if error.errno is not None:
                raise
            client.refused(error)
        except Exception as error:  # a kernel that is not installed, does not start, does not answer
            client.refused(error)


def _without_a_reader(environment: Mapping[str, str]) -> dict[str, str]:
    """Where a notebook starts a run, its kernels are not that notebook's: nobody explores what they show."""
    return {name: value for name, value in environment.items() if name != "JPY_SESSION_NAME"}


class _Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
    def __init__(self, record: RunRecord, limits: Limits, **options: Any) -> None:
        super().__init__(record, **options)
        self._limits = limits
        self._failed = False

    def papermill_execute_cells(self) -> None:
        for index, cell in enumerate(self.nb.cells):
            self.nb_man.cell_start(cell, index)
            self._run(index, cell)
            if self._failed:
                break
            self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)

    def refused(self, error: Exception) -> None:
        """The kernel failed by itself: before any cell, the first stands for it."""
        if not self._failed:
            first = next(index for index, cell in enumerate(self.nb.cells) if cell.cell_type == "code")
            self._fail(first, State.NOT_STARTED, message=f"{type(error).__name__}: {error}")

    def _run(self, index: int, cell: Any) -> None:
        seconds, met = self._limits.next()
        self.timeout = None if seconds is None else max(1, round(seconds))
        try:
            self.execute_cell(cell, index)
            self._refuse_error(index, cell)
        except CellTimeoutError:
            self._fail(index, met, message=f"{seconds:,.0f} s were over.")
        except DeadKernelError:
            self._fail(index, State.DIED, message="Its kernel died.")
        except CellExecutionError as error:
            if error.ename == "SystemExit":
                self._fail(index, State.EXITED, message=f"The exit status was {error.evalue or None}.")
            else:
                self._refuse_error(index, cell)
            if not self._failed:  # it raised, and showed that in its own way or not at all
                self._fail(index, State.CELL_ERROR, name=error.ename, message=error.evalue, trace=[error.traceback])

    def _refuse_error(self, index: int, cell: Any) -> None:
        """Also where the cell's tags allow one: papermill takes every error for a failure."""
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                self._fail(index, State.CELL_ERROR, name=output.ename, message=output.evalue, trace=output.traceback)
                return

    def _fail(self, index: int, state: State, **told: Any) -> None:
        self._failed = True
        self.nb_man.fail(index, state, **told)
