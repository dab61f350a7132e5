"""All deployments below a reports folder, by their summaries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup
from pydantic import BaseModel, Field

from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.outputs.fragments import Cell, Fragment, badge, table
from airec_planning.reporting.glance import FAILED, NOT_READY, READY, Block, in_days, state_of, yuan
from airec_planning.runs.folders import LATEST, RunFolder, failed_runs, run_folder
from airec_planning.text import plural, visible

_URGENCY = (FAILED, NOT_READY, READY)
_HEADERS = ("Deployment", "State", "Errors", "Warnings", "Next expiry", "Path", "Cost now, yuan", "Horizon, yuan")


class _Counts(BaseModel):
    error: int
    warning: int


class _Decision(BaseModel):
    path: Literal["https", "ca"]


class _Cost(BaseModel):
    creation_cost: Decimal
    horizon_cost: Decimal


class _Paths(BaseModel):
    https: _Cost
    ca: _Cost


class _Costs(BaseModel):
    paths: _Paths


class _Read(BaseModel):
    """What is read of a summary: a broken one must not cost the others their index, nor an older version its row."""

    schema_: Literal["airec-planning/report/1"] = Field(alias="schema")
    title: str
    as_of: dt.datetime
    counts: _Counts
    next_expiry: dt.datetime | None
    decision: _Decision
    costs: _Costs


@dataclass(frozen=True)
class Deployment:
    """A deployment with its latest whole run, if there is one that can be read, and the run that failed since."""

    name: str
    summary: dict[str, Any] | None
    """As ``summary.json`` has it."""
    failed: RunFolder | None

    @property
    def state(self) -> str:
        return state_of(self.summary["counts"]) if self.summary else FAILED

    @property
    def title(self) -> str:
        return visible(self.summary["title"] if self.summary else self.name)

    @property
    def next_expiry(self) -> str:
        """ISO 8601, or empty."""
        expiry: str | None = self.summary["next_expiry"] if self.summary else None
        return expiry[:10] if expiry else ""

    @property
    def cost(self) -> dict[str, Any]:
        """Of the path that was decided for."""
        assert self.summary
        cost: dict[str, Any] = self.summary["costs"]["paths"][self.summary["decision"]["path"]]
        return cost

    @property
    def urgency(self) -> tuple[int, int, str, str]:
        errors = self.summary["counts"]["error"] if self.summary else 0
        return _URGENCY.index(self.state), -errors, self.next_expiry or "9", self.name


def find_deployments(reports: Path) -> list[Deployment]:
    """Every deployment that has a whole or a failed run, the most urgent first."""
    places = [path for path in sorted(reports.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    return sorted((one for place in places if (one := _deployment(place))), key=lambda one: one.urgency)


def deployments_at_a_glance(found: Sequence[Deployment]) -> list[Block]:
    """How many are ready, what expires next, what all of it costs; nothing where no run is whole."""
    whole = [one for one in found if one.summary]
    if not whole:
        return []
    return [_ready(found), _next_expiry(whole), _cost(whole)]


def deployments_table(found: Sequence[Deployment]) -> Fragment:
    """A row for each deployment, with a link to its run and to the one that failed since."""
    noted = any(one.failed or not one.summary for one in found)
    headers = [*_HEADERS, "As of", *(["Newest run"] if noted else [])]
    rows = [[*_row(one), *([_newest(one)] if noted else [])] for one in found]
    return table(headers, rows, empty="No run yet.", numeric=(2, 3, 6, 7))


def _deployment(place: Path) -> Deployment | None:
    summary = _summary(place / LATEST / "summary.json")
    latest = run_folder((place / LATEST).resolve()) if summary else None
    failed = max(failed_runs(place), default=None)
    if failed and latest and (failed.as_of, failed.again) < (latest.as_of, latest.again):
        failed = None
    there = summary or failed or (place / LATEST).exists()
    return Deployment(place.name, summary, failed) if there else None


def _summary(path: Path) -> dict[str, Any] | None:
    try:
        entry: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _Read.model_validate(entry)
    except (OSError, ValueError, RecursionError):
        return None
    return entry


def _row(one: Deployment) -> list[Cell]:
    if not one.summary:
        return [one.title, badge(one.state), *[""] * 6, ""]
    counts, cost = one.summary["counts"], one.cost
    return [
        Markup('<a href="{}/{}/index.html">{}</a>').format(one.name, LATEST, one.title),
        badge(one.state),
        counts["error"],
        counts["warning"],
        one.next_expiry,
        PATH_NAMES[one.summary["decision"]["path"]],
        f"{Decimal(cost['creation_cost']):,}",
        f"{Decimal(cost['horizon_cost']):,}",
        one.summary["as_of"][:10],
    ]


def _newest(one: Deployment) -> Cell:
    if not one.failed:
        return "whole" if one.summary else "its summary.json cannot be read"
    page = one.failed.path / "index.html"
    link = f"{one.name}/{one.failed.path.name}/{page.name if page.exists() else ''}"
    return Markup('{} <a href="{}">{:%Y-%m-%d}</a>').format(badge(FAILED), link, one.failed.as_of)


def _ready(found: Sequence[Deployment]) -> Block:
    ready, failed = sum(one.state == READY for one in found), sum(one.failed is not None for one in found)
    lines = (f"{plural(failed, 'newest run')} failed",) if failed else ()
    about = f"{'deployment' if len(found) == 1 else 'deployments'} without an error"
    kind: Literal["ok", "error"] = "ok" if ready == len(found) and not failed else "error"
    return Block("Ready", f"{ready:,} of {len(found):,}", about, lines, kind)


def _next_expiry(whole: Sequence[Deployment]) -> Block:
    first = min((one for one in whole if one.next_expiry), key=lambda one: one.next_expiry, default=None)
    if not first or not first.summary:
        return Block("Next expiry", "none", "No valid certificate serves a required domain")
    as_of, day = (dt.date.fromisoformat(text[:10]) for text in (first.summary["as_of"], first.next_expiry))
    return Block("Next expiry", str(day), f"{first.title}, {in_days(day, as_of)} as of {as_of}")


def _cost(whole: Sequence[Deployment]) -> Block:
    now, horizon = (sum(Decimal(one.cost[key]) for one in whole) for key in ("creation_cost", "horizon_cost"))
    return Block("Cost now", yuan(str(now)), f"and {yuan(str(horizon))} over the horizon, all deployments together")
