"""What follows a deployment's run, whole or failed: notices to people, and metrics for a monitoring system.

It comes after the run has become ``latest``, so that no run waits for a network.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from airec_planning.arguments import parse_as_of, parse_overrides
from airec_planning.deployment import SETTINGS_FILE, chosen_name, name_and_settings
from airec_planning.errors import InputError, PlanningError
from airec_planning.execution.redaction import Redaction
from airec_planning.expiry_files import METRICS
from airec_planning.files import write_whole
from airec_planning.outputs.report_metrics import report_metrics_text
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.outputs.run_comparison import run_changes
from airec_planning.planning import Plan
from airec_planning.reporting.asked import Wanted
from airec_planning.reporting.notices.sending import targets_of
from airec_planning.reporting.notices.situation import Situation, failed_run, whole_run
from airec_planning.reporting.notices.tell import Audience, Changes, tell
from airec_planning.reporting.run import Run, secret_variables
from airec_planning.reporting.run_folders import LATEST, run_folder
from airec_planning.reporting.run_reading import read_run

_TEXTFILE = ".prom"


@dataclass(frozen=True)
class Following:
    """What the command line asks for."""

    reports: Path
    notify: bool = False
    metrics: Path | None = None
    """A file whose name ends in ``.prom``, or a folder in which each deployment has one."""


@dataclass
class Outcome:
    """A deployment's run: what it is called, and what came of it once something has."""

    name: str
    title: str
    place: Path
    """``reports/NAME``."""
    audience: Audience | None = None
    plan: Plan | None = None
    run: Run | None = None
    started: float = field(default_factory=time.monotonic)


def refuse_one_file_for_several(metrics: Path | None, deployments: Sequence[object]) -> None:
    """
    Raises:
        InputError: one metrics file is named for several deployments.
    """
    if metrics and len(deployments) > 1 and _is_textfile(metrics):
        raise InputError(f"--metrics {metrics}", "is one file for several deployments", "Name a folder.")


@contextmanager
def followed(following: Following, wanted: Wanted) -> Iterator[Outcome]:
    """Around a deployment's run: gives the outcome for the run to fill, and tells of it afterwards.

    Raises:
        SettingsError: people are to be told, and nobody is named or a target cannot be used; before anything runs.
        OutputError: the metrics cannot be written.
    """
    name = chosen_name(wanted.folder, parse_overrides(wanted.settings))
    outcome = Outcome(name, name, following.reports / name)
    try:
        if wanted.folder.is_dir():  # what is none is refused by the run
            _look_up(outcome, following, wanted)
        yield outcome
    except BaseException as error:
        seconds, not_told = time.monotonic() - outcome.started, 0
        if outcome.audience and isinstance(error, Exception):
            not_told = _tell(_failed(outcome, wanted.as_of, error), outcome, following)
        _write_metrics(outcome, following, success=False, seconds=seconds, not_told=not_told)
        raise
    assert outcome.plan and outcome.run, "a run that is followed ends in a run or in an error"
    seconds, not_told = time.monotonic() - outcome.started, 0
    if outcome.audience:
        now = whole_run(outcome.plan, outcome.run.summary, outcome.run.folder.name)
        not_told = _tell(now, outcome, following)
    _write_metrics(outcome, following, success=True, seconds=seconds, not_told=not_told)


def _look_up(outcome: Outcome, following: Following, wanted: Wanted) -> None:
    """Who is to be told of it; also where its planner's files are unusable."""
    name, settings = name_and_settings(wanted.folder, parse_overrides(wanted.settings))
    outcome.name, outcome.title = name, settings.title or settings.name or name
    outcome.place = following.reports / name
    if following.notify:
        targets = targets_of(settings.notify.targets, os.environ, str(wanted.folder / SETTINGS_FILE))
        secrets = Redaction.of_variables(secret_variables(settings), os.environ)
        outcome.audience = Audience(targets, settings.notify, secrets)


def _failed(outcome: Outcome, as_of: str | None, error: Exception) -> Situation:
    if isinstance(error, PlanningError):
        sentence = str(error)
    else:  # its message may quote anything
        sentence = (
            f"A fault of airec-planning itself: {type(error).__name__}. The log of the schedule has its traceback."
        )
    return failed_run(outcome.name, outcome.title, _moment(outcome, as_of), error, sentence)


def _moment(outcome: Outcome, as_of: str | None) -> dt.datetime:
    if outcome.plan:
        return outcome.plan.as_of
    try:
        return parse_as_of(as_of)
    except InputError:
        return parse_as_of(None)


def _tell(now: Situation, outcome: Outcome, following: Following) -> int:
    assert outcome.audience
    link = outcome.audience.policy.link
    base = link.rstrip("/") if link else following.reports.absolute().as_posix()
    return tell(now, outcome.audience, outcome.place, f"{base}/{outcome.name}/{LATEST}/index.html", _changes(outcome))


def _changes(outcome: Outcome) -> Changes:
    def since(run: str) -> Sequence[str]:
        """Nothing where that run is not there any more: then the digest says in its own words what is new."""
        before, now = run_folder(outcome.place / run), outcome.run and run_folder(outcome.run.folder)
        try:
            return sentences(run_changes(read_run(before), read_run(now))) if before and now else ()
        except InputError:
            return ()

    return since


def _write_metrics(outcome: Outcome, following: Following, *, success: bool, seconds: float, not_told: int) -> None:
    """The last whole run's metrics, which say how old they are, with how the last run went."""
    if not following.metrics:
        return
    target = following.metrics if _is_textfile(following.metrics) else following.metrics / f"{outcome.name}{_TEXTFILE}"
    try:
        standing = (outcome.place / LATEST / METRICS).read_bytes()
    except OSError:
        standing = b""
    went = report_metrics_text(outcome.name, success=success, ended=time.time(), seconds=seconds, not_told=not_told)
    try:
        write_whole(target, standing + went)
    except PlanningError as error:
        if success:
            raise
        print(error, file=sys.stderr)  # beside what failed already


def _is_textfile(path: Path) -> bool:
    return path.is_file() or (path.suffix == _TEXTFILE and not path.is_dir())
