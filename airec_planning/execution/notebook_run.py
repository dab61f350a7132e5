"""One notebook through papermill, and what became of it."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airec_planning.execution.entry_points import FORKED, KERNEL
from airec_planning.execution.limits import Limits
from airec_planning.execution.redaction import Redaction
from airec_planning.execution.states import CellOutcome, NotebookOutcome, State
from airec_planning.execution.warming import quick_imports

_PAPERMILLS = frozenset({"papermill-error-cell-tag", "injected-parameters"})


@dataclass(frozen=True)
class Terms:
    """How notebooks are run."""

    engine: str
    """``airec-forked`` or ``airec-kernel``."""
    limits: Limits
    secret_variables: Sequence[str] = ()
    """Environment variables whose values never stand in an output."""
    in_turn: bool = False
    """One after another, where they run in forks: this process has one core to itself."""


def fitting_engine() -> str:
    """The forked engine where this process can be forked safely: on Linux, and not from within a kernel."""
    shell = sys.modules.get("IPython.core.interactiveshell")
    within_a_kernel = shell is not None and shell.InteractiveShell.initialized()
    return FORKED if sys.platform == "linux" and hasattr(os, "fork") and not within_a_kernel else KERNEL


def run_notebook(source: Path, target: Path, parameters: Mapping[str, Any], cwd: Path, terms: Terms) -> NotebookOutcome:
    """Run a notebook into a file. However it ends, the file holds what there was, without secrets.

    Raises:
        OSError: the file cannot be written.
    """
    with quick_imports():
        import papermill  # noqa: PLC0415  # heavy: only when a notebook is run
        from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    began = time.monotonic()
    left, _met = Limits(ends=terms.limits.ends).next()
    options: dict[str, Any] = {"kernel_name": "python3"} if terms.engine == KERNEL else {}
    try:
        papermill.execute_notebook(
            _literal(source),
            _literal(target),
            dict(parameters),
            engine_name=terms.engine,
            progress_bar=False,
            # papermill's own cwd would change this process's folder, for all threads.
            resources={"metadata": {"path": str(cwd)}},
            execution_timeout=terms.limits.cell,
            run_timeout=left,
            secret_variables=list(terms.secret_variables),
            **options,
            **(_of_the_kernel() if terms.engine == KERNEL else {}),
        )
    except PapermillExecutionError as error:
        return _outcome(source.stem, target, time.monotonic() - began, error.ename, error.evalue)
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        says = Redaction.of_variables(terms.secret_variables, os.environ).text(f"{type(error).__name__}: {error}")
        return NotebookOutcome(source.stem, State.NOT_STARTED, time.monotonic() - began, (), type(error).__name__, says)
    return _outcome(source.stem, target, time.monotonic() - began)


def _outcome(stem: str, executed: Path, seconds: float, error: str = "", message: str = "") -> NotebookOutcome:
    cells = tuple(_cell_outcomes(json.loads(executed.read_text(encoding="utf-8"))["cells"]))
    ended = next(
        (cell.state for cell in cells if cell.state not in (State.COMPLETED, State.NEVER_RUN)), State.COMPLETED
    )
    return NotebookOutcome(stem, ended, seconds, cells, error, message)


def _cell_outcomes(cells: Sequence[Mapping[str, Any]]) -> list[CellOutcome]:
    """The author's cells: papermill's own are not numbered, so that a number finds the cell in the notebook."""
    code = [
        c for c in cells if c["cell_type"] == "code" and not _PAPERMILLS.intersection(c["metadata"].get("tags", ()))
    ]
    return [
        CellOutcome(number, _state(cell["metadata"]), cell["metadata"]["papermill"]["duration"], _first_line(cell))
        for number, cell in enumerate(code, 1)
    ]


def _state(metadata: Mapping[str, Any]) -> State:
    ours = metadata.get("airec_planning", {}).get("state")
    if ours:
        return State(ours)
    return State.COMPLETED if metadata["papermill"]["status"] == "completed" else State.NEVER_RUN


def _first_line(cell: Mapping[str, Any]) -> str:
    lines = "".join(cell["source"]).strip().splitlines()
    return lines[0][:80] if lines else ""


def _literal(path: Path) -> str:
    """papermill fills names in braces within a path with parameters: these are meant as they are."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _of_the_kernel() -> dict[str, Any]:
    """What passes between this process and the kernel is encrypted, where the installed ZeroMQ can do so."""
    import zmq  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    curve = {"KernelManager": {"transport_encryption": "auto"}} if zmq.has("curve") else {}
    # It logs its own shutdown as an error.
    return {"config": Config(curve), "extra_arguments": ["--IPKernelApp.log_level=CRITICAL"]}
