"""A report: a plan into a run folder with its pages, whole or not at all."""

from __future__ import annotations

import datetime as dt
import functools
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from airec_planning.errors import NotebookError
from airec_planning.execution.entry_points import FORKED
from airec_planning.execution.limits import Limits
from airec_planning.execution.notebook_run import Terms, fitting_engine, run_notebook
from airec_planning.execution.side_by_side import in_forks, in_threads
from airec_planning.execution.states import NotebookOutcome, State, sentence, told
from airec_planning.execution.warming import warm
from airec_planning.files import write_whole
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.planning import Plan, plan_at_hand
from airec_planning.reporting.notebook_page import write_page
from airec_planning.reporting.notebooks import REPORT, Notebook, given_parameters
from airec_planning.reporting.pages import deployments_page, failed_page, run_page
from airec_planning.reporting.publishing import KEEP, Building, built_beside, write_index
from airec_planning.reporting.run_files import write_requests, write_run_files
from airec_planning.reporting.run_folders import LATEST
from airec_planning.reporting.run_record import LOG, run_document, write_record
from airec_planning.workbook_file import mapping_workbook, reports_folder


@dataclass(frozen=True)
class Options:
    """How a report is made."""

    notebooks: Sequence[Notebook] = REPORT
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Of the notebooks, beside those that the plan gives."""
    engine: str = ""
    """``airec-forked`` or ``airec-kernel``; what fits this machine where it is left out."""
    cell_timeout: float | None = 600
    """Seconds."""
    run_timeout: float | None = 3600
    """Seconds."""
    keep: int = KEEP
    """Runs of the deployment that stay."""


@dataclass(frozen=True)
class Run:
    """A finished run."""

    folder: Path
    latest: Path
    summary: SummaryDocument


def report(plan: Plan, reports: Path, options: Options | None = None) -> Run:
    """Run the report's notebooks over a plan and leave a whole run folder, with ``latest`` pointing to it.

    Raises:
        InputError: a parameter is unknown, or the planner's workbook cannot be filled; nothing is written.
        OutputError: the reports folder cannot be written to.
        NotebookError: a notebook failed; what it left stays in a folder ``....failed``, ``latest`` does not move.
    """
    options = options or Options()
    began, started = time.monotonic(), dt.datetime.now(dt.UTC)
    limits = Limits.starting_now(options.cell_timeout, options.run_timeout)
    parameters = given_parameters(options.notebooks, _of_the_plan(plan), options.parameters)
    filled = mapping_workbook(plan)
    place = reports_folder(reports) / plan.deployment.name
    name = f"{plan.as_of:%Y%m%dT%H%M%SZ}"
    terms = Terms(options.engine or fitting_engine(), limits, secret_variables(plan))
    with built_beside(place) as building:
        folder = building.folder
        document = write_run_files(plan, filled, folder)
        requests = write_requests(plan, folder)
        outcomes = _run_notebooks(plan, options.notebooks, parameters, folder, terms)
        record = run_document(
            plan,
            outcomes,
            engine=terms.engine,
            parameters=options.parameters,
            started=started,
            seconds=time.monotonic() - began,
            place=place,
        )
        write_record(record, outcomes, folder)
        if record.state == "failed":
            raise _failed(plan, building, name, outcomes, options)
        (folder / "index.html").write_text(run_page(plan, document, options.notebooks, requests), encoding="utf-8")
        published = building.publish(name, keep=options.keep)
    _write_deployments(reports)
    return Run(published, place / LATEST, document)


def secret_variables(plan: Plan) -> tuple[str, ...]:
    """The environment variables that the settings name as holding a secret."""
    references = plan.settings.certificates.passphrases.values()
    return tuple(sorted({reference.removeprefix("env:") for reference in references}))


def _of_the_plan(plan: Plan) -> dict[str, str]:
    """The deployment as seen from the folder above it, so that no page holds this machine's paths."""
    return {
        "deployment": plan.deployment.folder.resolve().name,
        "as_of": f"{plan.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "settings": json.dumps(dict(plan.deployment.overrides)) if plan.deployment.overrides else "",
    }


def _run_notebooks(
    plan: Plan, notebooks: Sequence[Notebook], parameters: Sequence[Mapping[str, Any]], folder: Path, terms: Terms
) -> list[NotebookOutcome]:
    cwd = plan.deployment.folder.resolve().parent
    tasks = [
        functools.partial(_run_and_show, notebook, given, folder, cwd, terms, plan.deployment.title, plan.as_of)
        for notebook, given in zip(notebooks, parameters, strict=True)
    ]
    warm()
    if FORKED in (terms.engine, fitting_engine()):  # also around a kernel: a process can be ended, a thread cannot
        with plan_at_hand(plan):
            results = in_forks(tasks, terms.limits)
    else:
        results = in_threads(tasks)
    return [_outcome(notebook, result) for notebook, result in zip(notebooks, results, strict=True)]


def _run_and_show(
    notebook: Notebook,
    parameters: Mapping[str, Any],
    folder: Path,
    cwd: Path,
    terms: Terms,
    title: str,
    as_of: dt.datetime,
) -> NotebookOutcome:
    executed = folder / f"{notebook.stem}.ipynb"
    outcome = run_notebook(notebook.path, executed, parameters, cwd, terms)
    if not executed.exists():
        return outcome
    try:
        write_page(executed, notebook, title, f"{as_of:%Y-%m-%d}")
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


def _failed(
    plan: Plan, building: Building, name: str, outcomes: Sequence[NotebookOutcome], options: Options
) -> NotebookError:
    """Set the run aside with a page that says what failed; where that cannot be written, the error says it alone."""
    broken = [outcome for outcome in outcomes if not outcome.completed]
    said = " ".join(sentence(outcome) for outcome in broken)
    parts = [(f"{n.stem}.html", n.title) for n in options.notebooks if (building.folder / f"{n.stem}.html").exists()]
    page = failed_page(plan.deployment.title, f"{plan.as_of:%Y-%m-%d}", said, parts)
    with suppress(OSError):
        (building.folder / "index.html").write_text(page, encoding="utf-8")
    aside = building.set_aside(name, keep=options.keep)
    remedy = f"See {aside / LOG}. The run before it still stands."
    return NotebookError(str(aside), " ".join(told(outcome) for outcome in broken), remedy)


def _write_deployments(reports: Path) -> None:
    write_index(reports, lambda: write_whole(reports / "index.html", deployments_page(reports).encode()))
