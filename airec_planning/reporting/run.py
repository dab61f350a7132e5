"""A report: a plan into a run folder with its pages, whole or not at all."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from airec_planning.errors import InputError, NotebookError, PlanningError
from airec_planning.execution.limits import Limits
from airec_planning.execution.notebook_run import Terms, fitting_engine
from airec_planning.execution.redaction import Redaction
from airec_planning.execution.states import NotebookOutcome, sentence, told
from airec_planning.files import reports_folder
from airec_planning.language import _, speaking
from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.outputs.workbook.in_place import Filled
from airec_planning.plan import Plan
from airec_planning.reporting.history import history
from airec_planning.reporting.notebook_running import run_notebooks
from airec_planning.reporting.notebooks import REPORT, Notebook, given_parameters
from airec_planning.reporting.pages import failed_page, run_page
from airec_planning.reporting.pdf import print_pdfs
from airec_planning.reporting.publishing import KEEP, Building, built_beside, refuse_within_runs
from airec_planning.reporting.run_files import write_requests, write_run_files
from airec_planning.reporting.run_record import LOG, RunDocument, run_document, write_record
from airec_planning.reporting.summary import summary
from airec_planning.reporting.work_key import run_with_key, work_key
from airec_planning.request_files import FOLDER as REQUESTS
from airec_planning.runs.folders import LATEST, run_name
from airec_planning.runs.reading import read_summary


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
    pdf: bool = False
    """The pages are printed as PDFs too."""
    in_turn: bool = False
    """Notebooks run one after another: several reports are made at once on this machine."""


@dataclass(frozen=True)
class Run:
    """A finished run."""

    folder: Path
    latest: Path
    """Points to this run, unless it repeats an earlier as-of date or looks ahead to one that is still to come."""
    summary: SummaryDocument
    problems: tuple[str, ...] = ()
    """What could not be done beside it: the run is whole all the same."""

    @property
    def index(self) -> Path:
        """Its page, by the name that stays where there is one."""
        shown = self.latest if self.latest.resolve() == self.folder.resolve() else self.folder
        return shown / "index.html"


@dataclass(frozen=True)
class _Job:
    """All that is settled before anything is written."""

    plan: Plan
    options: Options
    parameters: Sequence[Mapping[str, Any]]
    """Of each notebook."""
    filled: Filled
    document: SummaryDocument
    terms: Terms
    started: dt.datetime
    began: float


def report(plan: Plan, reports: Path, options: Options | None = None) -> Run:
    """Run the report's notebooks over a plan and leave a whole run folder, with ``latest`` pointing to it.

    The page over all deployments is ``write_overview``'s, once after the last report.

    Raises:
        InputError: a parameter is unknown, the planner's workbook cannot be filled, or the reports folder lies within
            a deployment's runs; nothing is written.
        OutputError: the reports folder cannot be written to.
        NotebookError: a notebook failed; what it left stays in a folder ``....failed``, ``latest`` does not move.
    """
    with speaking(plan.settings.language):
        job = _prepared(plan, options or Options())
        refuse_within_runs(reports)
        place = reports_folder(reports) / plan.deployment.name
        with built_beside(place) as building:
            outcomes = _make(job, building)
            record = _recorded(job, outcomes, building)
            if record.state == "failed":
                raise _failed(job, outcomes, building)
            unprinted = _printed(job, record, outcomes, building) if job.options.pdf else ()
            published = building.publish(run_name(plan.as_of), keep=job.options.keep, now=job.started)
    return Run(published, place / LATEST, job.document, unprinted)


def run_of_the_same(plan: Plan, reports: Path, options: Options) -> Run | None:
    """The whole run that has been made of the same inputs, settings, notebooks and as-of date; None where none was."""
    place = reports / plan.deployment.name
    run = run_with_key(place, plan, work_key(plan, options))
    if run is None:
        return None
    try:
        document = SummaryDocument.model_validate(read_summary(run.path))
    except (InputError, ValidationError):
        return None
    return Run(run.path, place / LATEST, document)


def _prepared(plan: Plan, options: Options) -> _Job:
    """What is refused is refused here; with the summary all is known that the notebooks share."""
    began, started = time.monotonic(), dt.datetime.now(dt.UTC)
    limits = Limits.starting_now(options.cell_timeout, options.run_timeout)
    parameters = given_parameters(options.notebooks, _of_the_plan(plan), options.parameters)
    filled = mapping_workbook(plan)
    terms = Terms(options.engine or fitting_engine(), limits, plan.settings.secret_variables, options.in_turn)
    return _Job(plan, options, parameters, filled, summary(plan, filled), terms, started, began)


def _make(job: _Job, building: Building) -> Sequence[NotebookOutcome]:
    """The notebooks and their pages, and meanwhile all the rest."""
    rest = functools.partial(_write_rest, job, building)
    return run_notebooks(job.plan, job.options.notebooks, job.parameters, building.folder, job.terms, meanwhile=rest)


def _recorded(job: _Job, outcomes: Sequence[NotebookOutcome], building: Building) -> RunDocument:
    record = run_document(
        job.plan,
        job.options.notebooks,
        outcomes,
        engine=job.terms.engine,
        redaction=Redaction.of_variables(job.terms.secret_variables, os.environ),
        parameters=job.options.parameters,
        started=job.started,
        seconds=time.monotonic() - job.began,
        place=building.place,
        key=work_key(job.plan, job.options),
    )
    write_record(record, outcomes, building.folder)
    return record


def _printed(
    job: _Job, record: RunDocument, outcomes: Sequence[NotebookOutcome], building: Building
) -> tuple[str, ...]:
    """The pages as PDFs. Where that fails, no page speaks of them, and the next run tries again."""
    pages = sorted(building.folder.glob("*.html"))
    unprinted = _problems(lambda: print_pdfs(pages, job.terms.limits.ends))
    if unprinted:
        write_record(record.model_copy(update={"key": ""}), outcomes, building.folder)
        _write_index(replace(job, options=replace(job.options, pdf=False)), building)
    return unprinted


def _write_rest(job: _Job, building: Building) -> None:
    """All but the notebooks and their pages."""
    write_run_files(job.plan, job.filled, job.document, building.folder)
    write_requests(job.plan, building.folder)
    _write_index(job, building)


def _write_index(job: _Job, building: Building) -> None:
    plan, notebooks, pdf = job.plan, job.options.notebooks, job.options.pdf
    requests = [path.name for path in (building.folder / REQUESTS).glob("*")]
    past = history(building.place, plan.as_of, building.folder)
    page = run_page(plan, job.document, notebooks, requests, since=past.since, trend=past.trend, pdf=pdf)
    (building.folder / "index.html").write_text(page, encoding="utf-8")


def _of_the_plan(plan: Plan) -> dict[str, str]:
    """The deployment as seen from the folder above it, so that no page holds this machine's paths."""
    return {
        "deployment": plan.deployment.folder.resolve().name,
        "as_of": f"{plan.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "settings": json.dumps(dict(plan.deployment.overrides)) if plan.deployment.overrides else "",
    }


def _failed(job: _Job, outcomes: Sequence[NotebookOutcome], building: Building) -> NotebookError:
    """Set the run aside with a page that says what failed; where that cannot be written, the error says it alone."""
    plan, options = job.plan, job.options
    broken = [outcome for outcome in outcomes if not outcome.completed]
    before = (building.place / LATEST).exists()
    stands = _("The run before it still stands.") if before else _("No whole run was made yet.")
    said = " ".join([*(sentence(outcome) for outcome in broken), stands])
    parts = [
        (f"{n.stem}.html", n.said_title) for n in options.notebooks if (building.folder / f"{n.stem}.html").exists()
    ]
    page = failed_page(plan.deployment.title, f"{plan.as_of:%Y-%m-%d}", said, parts)
    with suppress(OSError):
        (building.folder / "index.html").write_text(page, encoding="utf-8")
    aside = building.set_aside(run_name(plan.as_of), keep=options.keep)
    remedy = _("See {log}. {what_stands}", log=aside / LOG, what_stands=stands)
    return NotebookError(str(aside), " ".join(told(outcome) for outcome in broken), remedy)


def _problems(beside: Callable[[], object]) -> tuple[str, ...]:
    """Do what a run is whole without; what was wrong with it."""
    try:
        beside()
    except PlanningError as error:
        return (str(error),)
    return ()
