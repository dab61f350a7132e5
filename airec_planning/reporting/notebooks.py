"""A notebook with parameters, run by papermill, and its page."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airec_planning.errors import NotebookError
from airec_planning.reporting.bundled import bundled
from airec_planning.text import shorten


@dataclass(frozen=True)
class Notebook:
    """A notebook that a report consists of."""

    stem: str
    title: str
    about: str


REPORT = (
    Notebook(
        "01-path-costs",
        "Which path, and what it costs",
        "the decision, both paths' costs, what to create in which order",
    ),
    Notebook(
        "02-expiry-audit", "What is broken, what breaks next", "coverage, expiry, renewals by week and every check"
    ),
    Notebook(
        "03-mapping-workbook", "The mapping workbook", "which certificate serves which service, and what is still open"
    ),
)


def run_notebooks(notebooks: Sequence[Notebook], folder: Path, parameters: Mapping[str, Any], cwd: Path) -> list[Path]:
    """Run notebooks side by side, one kernel each, and give their paths in the same order.

    Raises:
        NotebookError: one failed: the first of them. All have ended by then.
    """
    with ThreadPoolExecutor(max_workers=min(len(notebooks), os.cpu_count() or 1)) as pool:
        running = [pool.submit(run_notebook, notebook, folder, parameters, cwd) for notebook in notebooks]
    return [one.result() for one in running]


def run_notebook(notebook: Notebook, folder: Path, parameters: Mapping[str, Any], cwd: Path) -> Path:
    """Run a notebook into a folder and give the executed notebook's path.

    Raises:
        NotebookError: a cell failed; the partial notebook stays in the folder.
    """
    import papermill  # noqa: PLC0415  # heavy: only when a report is made
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    source, target = bundled("notebooks") / f"{notebook.stem}.ipynb", folder / f"{notebook.stem}.ipynb"
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        papermill.execute_notebook(
            _literal(source),
            _literal(target),
            dict(parameters),
            kernel_name="python3",
            progress_bar=False,
            config=_kernel_settings(),
            # papermill's own cwd would change this process's folder, for all threads.
            resources={"metadata": {"path": str(cwd)}},
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],  # it logs its own shutdown as an error
        )
    except PapermillExecutionError as error:
        raise NotebookError(
            f"{notebook.stem}.ipynb, cell {error.cell_index}",
            f"{error.ename}: {shorten(error.evalue, 300)}",
            f"See {target.name} beside it.",
        ) from None
    except Exception as error:  # a kernel that does not start, dies or does not answer
        if isinstance(error, OSError) and error.errno is not None:
            raise
        fact = f"could not be run: {type(error).__name__}: {shorten(str(error), 300)}"
        raise NotebookError(f"{notebook.stem}.ipynb", fact, "Run it again.") from error
    return target


def _literal(path: Path) -> str:
    """papermill fills names in braces within a path with parameters: these are meant as they are."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _kernel_settings() -> Any:
    """What passes between this process and the kernel is encrypted, where the installed ZeroMQ can do so."""
    import zmq  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    return Config({"KernelManager": {"transport_encryption": "auto"}} if zmq.has("curve") else {})
