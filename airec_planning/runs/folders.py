"""The run folders of a deployment, by name: whole ones, and what ``latest`` points to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

LATEST = "latest"
FAILED_SUFFIX = ".failed"
NOTIFIED = ".notified.json"
"""What people were told, beside the runs."""
_DATE = "%Y%m%dT%H%M%SZ"
_WHOLE = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")


@dataclass(frozen=True, order=True)
class RunFolder:
    """A run: a whole one, or one that failed."""

    as_of: dt.datetime
    """Aware, UTC."""
    again: int
    """0 for the first run of an as-of date; a later one of the same date takes its place with another number."""
    path: Path

    @property
    def tables(self) -> Path:
        return self.path / "tables"

    @property
    def summary(self) -> Path:
        return self.path / "summary.json"


def whole_runs(place: Path) -> list[RunFolder]:
    """The whole runs below ``reports/NAME``, by as-of date, the oldest first. None where the folder is not there."""
    if not place.is_dir():
        return []
    return sorted(found for path in place.iterdir() if path.is_dir() and (found := run_folder(path)))


def latest_of(runs: Iterable[RunFolder], now: dt.datetime) -> RunFolder | None:
    """The run that ``latest`` should point to: of the newest as-of date, of one still to come only where no other is.

    So a what-if about the future does not hide how things are. None where there is no run.
    """
    found = list(runs)
    return max([run for run in found if run.as_of <= now] or found, default=None)


def run_before(place: Path, as_of: dt.datetime) -> RunFolder | None:
    """The newest whole run of an earlier as-of date: so a run that is repeated is compared with the same one again."""
    return max((run for run in whole_runs(place) if run.as_of < as_of), default=None)


def run_folder(path: Path) -> RunFolder | None:
    """A folder as a run, where its name is one's: as-of date in UTC, and a number where the date was run before."""
    found = _WHOLE.fullmatch(path.name)
    if not found:
        return None
    try:
        as_of = dt.datetime.strptime(found[1], _DATE).replace(tzinfo=dt.UTC)
    except ValueError:  # digits that are no date: somebody else's name
        return None
    return RunFolder(as_of, int(found[2] or 0), path)


def run_name(as_of: dt.datetime) -> str:
    """What the first run of an as-of date is called."""
    return f"{as_of:{_DATE}}"


def failed_runs(place: Path) -> list[RunFolder]:
    """The failed runs below ``reports/NAME``, by as-of date, the oldest first. None where the folder is not there."""
    if not place.is_dir():
        return []
    found = [path for path in place.glob(f"*{FAILED_SUFFIX}") if path.is_dir()]
    named = ((path, run_folder(path.with_suffix(""))) for path in found)
    return sorted(replace(run, path=path) for path, run in named if run)
