"""A report's notebooks, run over a plan side by side, each with its page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from airec_planning.execution import side_by_side
from airec_planning.execution.entry_points import FORKED
from airec_planning.execution.notebook_run import Terms, fitting_engine, run_notebook
from airec_planning.execution.states import NotebookOutcome, State, sentence
from airec_planning.execution.warming import settle, warm
from airec_planning.language import speaking
from airec_planning.plan import Plan
from airec_planning.planning import plan_at_hand
from airec_planning.reporting.notebook_page import warm_pages, write_page
from airec_planning.reporting.notebook_prose import in_the_language
from airec_planning.reporting.notebooks import Notebook


def run_notebooks(
    plan: Plan,
    notebooks: Sequence[Notebook],
    parameters: Sequence[Mapping[str, Any]],
    folder: Path,
    terms: Terms,
    *,
    meanwhile: Callable[[], object],
) -> list[NotebookOutcome]:
    """Run each notebook with its parameters into the folder, and write its page; ``meanwhile`` is done while they run.

    Raises:
        OSError: the folder cannot be written to.
    """
    cwd = plan.deployment.folder.resolve().parent
    tasks = [
        functools.partial(_run_and_show, notebook, given, folder, cwd, terms, plan, notebooks)
        for notebook, given in zip(notebooks, parameters, strict=True)
    ]
    _warm()
    if FORKED in (terms.engine, fitting_engine()):  # also around a kernel: a process can be ended, a thread cannot
        with plan_at_hand(plan):
            results = (side_by_side.in_turn if terms.in_turn else side_by_side.in_forks)(tasks, terms.limits, meanwhile)
    else:
        results = side_by_side.in_threads(tasks, meanwhile)
    return [_outcome(notebook, result) for notebook, result in zip(notebooks, results, strict=True)]


@functools.cache
def _warm() -> None:
    warm()
    warm_pages()
    settle()


def _run_and_show(
    notebook: Notebook,
    parameters: Mapping[str, Any],
    folder: Path,
    cwd: Path,
    terms: Terms,
    plan: Plan,
    parts: Sequence[Notebook],
) -> NotebookOutcome:
    with speaking(plan.settings.language):  # here, since it may run in a thread of its own
        executed = folder / f"{notebook.stem}.ipynb"
        with in_the_language(notebook.path) as source:
            outcome = run_notebook(source, executed, parameters, cwd, terms)
        if not executed.exists():
            return outcome
        try:
            failed = "" if outcome.completed else sentence(outcome)
            write_page(executed, notebook, plan.deployment.title, f"{plan.as_of:%Y-%m-%d}", parts, failed=failed)
        except Exception as error:
            if isinstance(error, OSError) and error.errno is not None:  # the disk's, not the page's
                raise
            return outcome.without_page(error)
        return outcome


def _outcome(notebook: Notebook, result: NotebookOutcome | Exception) -> NotebookOutcome:
    if isinstance(result, NotebookOutcome):
        return result
    if isinstance(result, OSError) and result.errno is not None:
        raise result
    return NotebookOutcome(notebook.stem, State.DIED, 0.0, (), type(result).__name__, str(result))
