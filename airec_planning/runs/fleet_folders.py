"""The deployments below a reports folder: each with its latest whole run, what that says, and what failed since."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field

from airec_planning.arguments import FIRST_YEAR, LAST_YEAR
from airec_planning.money import fen
from airec_planning.runs.folders import LATEST, RunFolder, failed_runs, run_folder


def _whole_fen(yuan: Any) -> int:
    try:
        return fen(Decimal(yuan))
    except (TypeError, InvalidOperation):
        raise ValueError("no amount") from None


def _within_the_calendar(moment: dt.datetime) -> dt.datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("no as-of date")
    return moment


_Moment = Annotated[AwareDatetime, AfterValidator(_within_the_calendar)]
"""With room for forecasts before the calendar's end."""
_Count = Annotated[int, Field(ge=0, le=10**9)]
_Fen = Annotated[int, BeforeValidator(_whole_fen), Field(ge=-(10**15), le=10**15)]
"""From yuan as text."""


class _Counts(BaseModel):
    error: _Count
    warning: _Count


class _Decision(BaseModel):
    path: Literal["https", "ca"]


class _PathCost(BaseModel):
    creation_cost: _Fen
    horizon_cost: _Fen
    feasible: bool = True
    peak: _Count | None = None


class _Paths(BaseModel):
    https: _PathCost
    ca: _PathCost


class _Costs(BaseModel):
    paths: _Paths
    horizon_days: _Count | None = None


class _Setting(BaseModel):
    key: str
    value: str


class Summary(BaseModel):
    """What is read of ``summary.json``: a broken one costs no other its row, nor an older version its own."""

    schema_: Literal["airec-planning/report/1"] = Field(alias="schema")
    title: str
    as_of: _Moment
    counts: _Counts
    next_expiry: AwareDatetime | None
    decision: _Decision
    costs: _Costs
    """Amounts in fen."""
    settings: list[_Setting] = []

    def setting(self, key: str) -> str:
        """A setting's value as the run has it; empty where it does not say."""
        return next((one.value for one in self.settings if one.key == key), "")

    def count(self, key: str, most: int = 10**9) -> int | None:
        """A setting that is a whole number; none where the run does not say, or says more than can be."""
        value = self.setting(key)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 11 and int(value) <= most else None


@dataclass(frozen=True)
class Deployment:
    """A deployment with its latest whole run, if there is one that can be read, and the run that failed since."""

    name: str
    """Of its folder below the reports folder."""
    run: RunFolder | None
    """Where it lies, not as ``latest``: what is read of it is of one run, though ``latest`` moves meanwhile."""
    summary: Summary | None
    """None exactly where ``run`` is."""
    failed: RunFolder | None


def find_deployments(reports: Path) -> list[Deployment]:
    """Every deployment that has a whole or a failed run, by name. None where the folder is not there."""
    if not reports.is_dir():
        return []
    places = [path for path in sorted(reports.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    return [one for place in places if (one := _deployment(place))]


def _deployment(place: Path) -> Deployment | None:
    latest = (place / LATEST).resolve()
    summary = _summary(latest / "summary.json")
    run = (run_folder(latest) or RunFolder(summary.as_of.astimezone(dt.UTC), 0, latest)) if summary else None
    failed = max(failed_runs(place), default=None)
    if failed and run and failed.as_of < run.as_of:  # one of the same date is newer: a whole run takes it away
        failed = None
    there = run or failed or (place / LATEST).exists()
    return Deployment(place.name, run, summary, failed) if there else None


def _summary(path: Path) -> Summary | None:
    try:
        return Summary.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return None
