"""One deployment's report, made by whichever process has it to make: the same function here and on a cluster."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from airec_planning.arguments import parse_overrides
from airec_planning.deployment import chosen_name, name_and_settings
from airec_planning.errors import FAULT, NotebookError, PlanningError
from airec_planning.language import N_, Language, _, speaking, spoken
from airec_planning.remote.inputs import inputs_at, settings_at
from airec_planning.remote.reports import at_the_store, reports_at
from airec_planning.remote.urls import shown
from airec_planning.reporting.asked import Wanted
from airec_planning.reporting.followed import Following, Outcome, followed
from airec_planning.reporting.publishing import clear_left_behind
from airec_planning.reporting.run import Run, report, run_of_the_same
from airec_planning.text import plural


class Ending(StrEnum):
    """What became of a report."""

    MADE = "made"
    ALREADY = "done already"
    FAILED = "failed"


@dataclass(frozen=True)
class Task:
    """A report to make. It holds no secret and can be sent."""

    place: str
    """The deployment folder, or its address."""
    wanted: Wanted
    reports: str
    """The reports folder, or its address."""
    notify: bool = False
    metrics: Path | None = None
    force: bool = False
    """Also where it is done already."""
    json: bool = False
    language: Language = "en"
    """What is spoken until the deployment's settings are read."""

    @property
    def name(self) -> str:
        """What the deployment's reports are called, as far as that can be told."""
        overrides = parse_overrides(self.wanted.settings)
        with suppress(PlanningError), settings_at(self.place) as folder:
            return chosen_name(folder, overrides)
        return chosen_name(self.wanted.folder, overrides)  # it is told by the report that its store cannot be read


@dataclass(frozen=True)
class Done:
    """What became of a task."""

    place: str
    ending: Ending
    exit_code: int = 0
    said: str = ""
    """A line for standard output."""
    complaints: tuple[str, ...] = ()
    """For standard error."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Findings by severity."""
    outcome: Outcome | None = None
    """What people may have to be told."""
    stands: bool = False
    """There is a run in the reports folder to show: a whole one, or one that failed."""


def tasks_of(
    places: Sequence[str], wanted: Sequence[Wanted], following: Following, *, force: bool, json: bool
) -> list[Task]:
    """A task for each report that is wanted. One that repeats a run is always made."""
    named = places or [str(one.folder) for one in wanted]
    return [
        Task(
            place,
            one,
            following.reports,
            following.notify,
            following.metrics,
            force=force or one.same_as is not None,
            json=json,
            language=spoken(),
        )
        for place, one in zip(named, wanted, strict=True)
    ]


def failed(task: Task, error: PlanningError, outcome: Outcome | None = None, *, stands: bool = False) -> Done:
    """What became of a task that failed for a reason that a person can mend; its place is told first."""
    place = shown(task.place)
    told = str(error) if str(error).startswith(place) else f"{place}: {error}"
    return Done(place, Ending.FAILED, exit_code=error.exit_code, complaints=(told,), outcome=outcome, stands=stands)


def faulty(task: Task, trace: str, outcome: Outcome | None = None) -> Done:
    """What became of a task that met a fault of our own, which is never taken for a finding."""
    told = _("{deployment}: a fault of airec-planning itself\n{trace}", deployment=shown(task.place), trace=trace)
    return Done(shown(task.place), Ending.FAILED, exit_code=FAULT, complaints=(told,), outcome=outcome)


def make_one(task: Task) -> Done:
    """Make a report, unless it is done already. What goes wrong is what became of it; only an interrupt is raised.

    Whatever is said of a deployment is said in the language of its settings, wherever this runs.
    """
    with speaking(task.language):
        return _made_or_failed(task)


def _made_or_failed(task: Task) -> Done:
    outcomes: list[Outcome] = []
    try:
        with inputs_at(task.place) as folder:
            wanted = replace(task.wanted, folder=folder)
            with speaking(_language_of(wanted)):
                return _done(task, wanted, outcomes)
    except PlanningError as error:
        return failed(task, error, _untold(outcomes), stands=isinstance(error, NotebookError))
    except Exception:  # it costs this deployment alone
        return faulty(task, traceback.format_exc(), _untold(outcomes))


def _done(task: Task, wanted: Wanted, outcomes: list[Outcome]) -> Done:
    name = chosen_name(wanted.folder, parse_overrides(wanted.settings))
    with reports_at(task.reports, name) as reports:
        following = Following(str(reports), task.notify, task.metrics, outcomes)
        with followed(following, wanted) as outcome:
            outcome.plan = wanted.plan()
            made_before = None if task.force else run_of_the_same(outcome.plan, reports, wanted.options)
            if made_before:
                clear_left_behind(made_before.folder.parent)
            run = outcome.run = made_before or report(outcome.plan, reports, wanted.options)
        index = at_the_store(run.index, reports, task.reports)
    return Done(
        shown(task.place),
        Ending.ALREADY if made_before else Ending.MADE,
        exit_code=PlanningError.exit_code if run.problems else 0,
        said=_as_json(run) if task.json else _line(run, index, already=made_before is not None),
        complaints=run.problems,
        counts=run.summary.counts,
        outcome=outcome.to_send(),
        stands=True,
    )


def _language_of(wanted: Wanted) -> Language:
    """Of the deployment's settings; where they cannot be used, that is told in the language that is spoken already."""
    with suppress(PlanningError, ValueError, OSError):
        return name_and_settings(wanted.folder, parse_overrides(wanted.settings))[1].language
    return spoken()


def _untold(outcomes: Sequence[Outcome]) -> Outcome | None:
    """What failed, to be told; not a run that was whole, and could only not be put in its place."""
    return next((outcome.to_send() for outcome in outcomes if not outcome.made), None)


def _as_json(run: Run) -> str:
    return json.dumps(run.summary.model_dump(mode="json", by_alias=True), ensure_ascii=False)


def _line(run: Run, index: str, *, already: bool) -> str:
    counts = run.summary.counts
    made, made_before = (
        N_("{name}: {errors}, {warnings}; open {page}"),
        N_("{name}: {errors}, {warnings}; done already, open {page}"),
    )
    return _(
        made_before if already else made,
        name=run.summary.name,
        errors=plural(counts["error"], "error"),
        warnings=plural(counts["warning"], "warning"),
        page=index,
    )
