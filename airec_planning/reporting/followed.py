"""What follows a deployment's run, whole or failed: metrics for a monitoring system, and notices to people."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from airec_planning.arguments import parse_as_of, parse_overrides
from airec_planning.deployment import SETTINGS_FILE, chosen_name, name_and_settings
from airec_planning.errors import InputError, PlanningError
from airec_planning.execution.redaction import Redaction
from airec_planning.expiry_files import METRICS
from airec_planning.language import _, speaking
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.outputs.run_comparison import run_changes
from airec_planning.plan import Plan
from airec_planning.remote.reports import reports_at
from airec_planning.remote.urls import is_url, shown
from airec_planning.reporting.asked import Wanted
from airec_planning.reporting.notices.sending import targets_of
from airec_planning.reporting.notices.situation import Situation, failed_run, whole_run
from airec_planning.reporting.notices.tell import Audience, Changes, Tries, tell
from airec_planning.reporting.run import Run
from airec_planning.reporting.textfile import write_textfile
from airec_planning.runs.folders import LATEST, run_folder
from airec_planning.runs.reading import read_run
from airec_planning.setting_sections import Settings


@dataclass
class Outcome:
    """A deployment's run: what it is called, and what came of it once something has."""

    name: str
    title: str
    settings: Settings | None = None
    """None where they cannot be used: then nobody can be told."""
    plan: Plan | None = None
    run: Run | None = None
    situation: Situation | None = None
    seconds: float = 0.0
    made: str = ""
    """The name of the run's folder."""

    def to_send(self) -> Outcome:
        """What is told of it later, maybe by another process: without the plan, which is large."""
        return replace(self, plan=None, run=None)


@dataclass
class Following:
    """What the command line asks for, and the runs so far."""

    reports: str
    """The reports folder, or its address."""
    notify: bool = False
    metrics: Path | None = None
    """A file whose name ends in ``.prom``, or a folder in which each deployment has one."""
    outcomes: list[Outcome] = field(default_factory=list)
    """In whatever order they come."""


@contextmanager
def all_told(following: Following) -> Iterator[None]:
    """Around all runs: afterwards people are told of them, so that no report waits for a network.

    Where the command is interrupted or terminated nobody is told: they are the next time.
    """
    try:
        yield
    except Exception:
        _tell_all(following)
        raise
    _tell_all(following)


@contextmanager
def followed(following: Following, wanted: Wanted) -> Iterator[Outcome]:
    """Around a deployment's run: gives the outcome for the run to fill, and writes its metrics.

    ``following.reports`` is a local folder here.

    Raises:
        SettingsError: people are to be told, and nobody is named or a target cannot be used; before anything runs.
        OutputError: the metrics cannot be written.
    """
    name, started = chosen_name(wanted.folder, parse_overrides(wanted.settings)), time.monotonic()
    outcome = Outcome(name, name)
    following.outcomes.append(outcome)
    try:
        if wanted.folder.is_dir():  # what is none is refused by the run
            _look_up(outcome, following, wanted)
        yield outcome
        assert outcome.run, "a run that is followed ends in a run or in an error"
    except BaseException as error:
        outcome.seconds = time.monotonic() - started
        outcome.situation = _situation(outcome, wanted.as_of, error)
        try:
            _write_metrics(outcome, following.metrics, Path(following.reports) / outcome.name)
        except PlanningError as unwritten:
            print(unwritten, file=sys.stderr)  # beside what failed already
        raise
    outcome.seconds = time.monotonic() - started
    outcome.made = outcome.run.folder.name
    outcome.situation = _situation(outcome, wanted.as_of, None)
    outcome.plan = None  # of hundreds of deployments, no more is kept than is told
    _write_metrics(outcome, following.metrics, Path(following.reports) / outcome.name)


def _look_up(outcome: Outcome, following: Following, wanted: Wanted) -> None:
    """Who is to be told of it; also where its planner's files are unusable."""
    name, settings = name_and_settings(wanted.folder, parse_overrides(wanted.settings))
    outcome.name, outcome.title = name, settings.title or settings.name or name
    if following.notify:
        targets_of(settings.notify.targets, os.environ, str(wanted.folder / SETTINGS_FILE))
        outcome.settings = settings


def _situation(outcome: Outcome, as_of: str | None, error: BaseException | None) -> Situation | None:
    """What there is to tell: of a run that was interrupted, nothing."""
    if outcome.plan and outcome.run:
        with speaking(outcome.plan.settings.language):
            return whole_run(outcome.plan, outcome.run.summary, outcome.run.folder.name)
    if not isinstance(error, Exception):
        return None
    if isinstance(error, PlanningError):
        sentence = str(error)
    else:  # its message may quote anything
        sentence = _(
            "A fault of airec-planning itself: {error}. The log of the schedule has its traceback.",
            error=type(error).__name__,
        )
    return failed_run(outcome.name, outcome.title, _moment(outcome, as_of), error, sentence)


def _moment(outcome: Outcome, as_of: str | None) -> dt.datetime:
    if outcome.plan:
        return outcome.plan.as_of
    try:
        return parse_as_of(as_of)
    except InputError:
        return parse_as_of(None)


def _tell_all(following: Following) -> None:
    tries = Tries()
    for outcome in following.outcomes:
        if following.notify and outcome.settings and outcome.situation:
            try:
                with speaking(outcome.settings.language):
                    _tell(outcome, outcome.settings, outcome.situation, following, tries)
            except PlanningError as error:
                print(error, file=sys.stderr)
    following.outcomes.clear()


def _tell(outcome: Outcome, settings: Settings, situation: Situation, following: Following, tries: Tries) -> None:
    targets = targets_of(settings.notify.targets, os.environ, SETTINGS_FILE)
    audience = Audience(targets, settings.notify, Redaction.of_variables(settings.secret_variables, os.environ))
    link = settings.notify.link
    where = f"{link.rstrip('/') if link else _address(following.reports)}/{outcome.name}/{LATEST}/index.html"
    with reports_at(following.reports, outcome.name) as reports:
        place = reports / outcome.name
        not_told = tell(situation, audience, place, where, _changes(outcome.made, place), tries)
        if not_told:
            _write_metrics(outcome, following.metrics, place, not_told)


def _address(reports: str) -> str:
    return shown(reports).rstrip("/") if is_url(reports) else Path(reports).absolute().as_posix()


def _changes(made: str, place: Path) -> Changes:
    def since(run: str) -> Sequence[str]:
        """Nothing where that run is not there any more: then the digest says in its own words what is new."""
        before, now = run_folder(place / run), run_folder(place / made) if made else None
        try:
            return sentences(run_changes(read_run(before), read_run(now))) if before and now else ()
        except InputError:
            return ()

    return since


def _write_metrics(outcome: Outcome, metrics: Path | None, place: Path, not_told: int = 0) -> None:
    if metrics:
        success, seconds = bool(outcome.made), outcome.seconds
        standing = place / LATEST / METRICS
        write_textfile(metrics, outcome.name, standing, success=success, seconds=seconds, not_told=not_told)
