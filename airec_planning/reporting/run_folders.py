"""The run folders of a deployment, by name: whole ones, and what ``latest`` points to."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

LATEST = "latest"
_WHOLE = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")
_FAILED = re.compile(r"\d{8}T\d{6}Z\.failed")


@dataclass(frozen=True, order=True)
class RunFolder:
    """A whole run."""

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


def run_before(place: Path, as_of: dt.datetime) -> RunFolder | None:
    """The newest whole run of an earlier as-of date: so a run that is repeated is compared with the same one again."""
    return max((run for run in whole_runs(place) if run.as_of < as_of), default=None)


def run_folder(path: Path) -> RunFolder | None:
    """A folder as a run, where its name is one's: as-of date in UTC, and a number where the date was run before."""
    found = _WHOLE.fullmatch(path.name)
    if not found:
        return None
    as_of = dt.datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    return RunFolder(as_of, int(found[2] or 0), path)


def failed_runs(place: Path) -> list[Path]:
    """The folders of failed runs below ``reports/NAME``, by as-of date, the oldest first."""
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if _FAILED.fullmatch(path.name) and path.is_dir())
