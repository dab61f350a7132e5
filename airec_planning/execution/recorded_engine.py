"""What our engines share: a run is recorded truly, within limits, without secrets."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from papermill.engines import Engine

from airec_planning.execution.limits import Limits
from airec_planning.execution.record import RunRecord
from airec_planning.execution.redaction import Redaction


class RecordedEngine(Engine):  # type: ignore[misc]  # papermill has no types
    """An engine of papermill whose record tells the truth.

    Beside papermill's options: ``execution_timeout`` (seconds a cell may take), ``run_timeout`` (seconds the notebook
    may take) and ``secret_variables`` (names of environment variables whose values are taken out of outputs).
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: Any,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        *,
        execution_timeout: float | None = None,
        run_timeout: float | None = None,
        secret_variables: Sequence[str] = (),
        **options: Any,
    ) -> Any:
        record = RunRecord(
            nb,
            output_path=output_path,
            progress_bar=progress_bar,
            log_output=log_output,
            autosave_cell_every=autosave_cell_every,
            redaction=Redaction.of_variables(secret_variables, os.environ),
        )
        record.notebook_start()
        try:
            cls.execute_managed_notebook(
                record, kernel_name, limits=Limits.starting_now(execution_timeout, run_timeout), **options
            )
        finally:
            record.cleanup_pbar()
            record.notebook_complete()
        return record.nb


def folder_of(resources: Mapping[str, Any] | None) -> str | None:
    """The folder that cells run in, as nbclient is told it; None for that of this process."""
    found = (resources or {}).get("metadata", {}).get("path")
    return str(found) if found else None


def tagged(cell: Any, tag: str) -> bool:
    return tag in cell.metadata.get("tags", ())


SKIPPED_TAG = "skip-execution"
"""As nbclient knows it."""
