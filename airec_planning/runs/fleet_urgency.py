"""Which deployment comes first: what failed, what is not ready, what is overdue or due; then the next to expire."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.language import N_, _
from airec_planning.runs.fleet_folders import Deployment, Summary
from airec_planning.text import in_days, plural

FAILED, NOT_READY, OVERDUE, DUE, READY = "failed", "not ready", "overdue", "due", "ready"
STATES = {
    FAILED: N_("the newest run failed, or none can be read"),
    NOT_READY: N_("the audit found errors"),
    OVERDUE: N_("a renewal should have been started"),
    DUE: N_("a renewal has to be started within 7 days"),
    READY: N_("nothing to do within 7 days"),
}
"""Each state with what it means, the most urgent first; a deployment is in the first that holds."""
DUE_DAYS = 7
MOST_DAYS = 36_500
"""Of a forecast."""
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class _Starts:
    """The days by which a deployment has to start renewals."""

    first: dt.datetime | None
    overdue: int


def deployments_by_urgency(
    found: Sequence[Deployment],
    renewals: pd.DataFrame,
    unread: Mapping[str, Sequence[str]],
    as_of: dt.datetime | None,
) -> pd.DataFrame:
    """A row for each deployment (schema ``tables.FLEET_DEPLOYMENTS``), the most urgent first.

    ``renewals`` has the schema ``tables.FLEET_RENEWALS``; ``unread`` names the tables that are not known of a
    deployment. ``as_of`` is the newest as-of date, at which all are judged.
    """
    starts = _starts(renewals, as_of) if as_of else {}
    rows = [_row(one, starts.get(one.name, _Starts(None, 0)), unread.get(one.name, ()), as_of) for one in found]
    return tables.FLEET_DEPLOYMENTS.frame(sorted(rows, key=_urgency))


def _starts(renewals: pd.DataFrame, as_of: dt.datetime) -> dict[str, _Starts]:
    days: dict[str, list[dt.datetime]] = defaultdict(list)
    for name, moment in zip(renewals["deployment"], renewals["start_by"], strict=True):
        days[name].append(moment)
    return {name: _Starts(min(all_), sum(day.date() < as_of.date() for day in all_)) for name, all_ in days.items()}


def _row(one: Deployment, starts: _Starts, unread: Sequence[str], as_of: dt.datetime | None) -> dict[str, Any]:
    known = one.summary is not None and "renewals" not in unread
    page = one.failed.path / "index.html" if one.failed else None
    row: dict[str, Any] = {
        "deployment": one.name,
        "title": one.summary.title if one.summary else one.name,
        "run": one.run.path.name if one.run else "",
        "as_of": one.summary.as_of if one.summary else None,
        "stale": bool(one.summary and as_of and one.summary.as_of.date() < as_of.date()),
        "failed": one.failed.path.name if one.failed else "",
        "failed_page": bool(page and page.is_file()),
        "failed_as_of": one.failed.as_of if one.failed else None,
        "overdue": starts.overdue if known else None,
        "first_start": starts.first if known else None,
        "unread": tuple(unread),
    }
    row |= _of_summary(one.summary)
    row["state"] = _state(row, as_of)
    return row | {"reason": _reason(row, as_of)}


def _of_summary(summary: Summary | None) -> dict[str, Any]:
    if summary is None:
        flags, texts = ("other_blocked",), ("path", "free_tier_per")
        rest = ("errors", "warnings", "next_expiry", "now", "horizon", "other_horizon", "horizon_days",
                "forecast_days", "peak", "quota", "free_tier")  # fmt: skip
        return dict.fromkeys(rest) | dict.fromkeys(flags, False) | dict.fromkeys(texts, "")
    paths = summary.costs.paths
    chosen, other = (paths.https, paths.ca) if summary.decision.path == "https" else (paths.ca, paths.https)
    return {
        "errors": summary.counts.error,
        "warnings": summary.counts.warning,
        "next_expiry": summary.next_expiry,
        "path": summary.decision.path,
        "now": chosen.creation_cost,
        "horizon": chosen.horizon_cost,
        "other_horizon": other.horizon_cost,
        "other_blocked": not other.feasible,
        "horizon_days": summary.costs.horizon_days,
        "forecast_days": summary.count("expiry.forecast_days", MOST_DAYS),
        "peak": paths.https.peak,
        "quota": summary.count("prices.quota"),
        "free_tier": summary.count("prices.free_tier"),
        "free_tier_per": summary.setting("prices.free_tier_per"),
    }


def _state(row: Mapping[str, Any], as_of: dt.datetime | None) -> str:
    if row["failed"] or not row["run"]:
        return FAILED
    if row["errors"]:
        return NOT_READY
    if row["overdue"]:
        return OVERDUE
    return DUE if row["first_start"] and as_of and _days(row["first_start"], as_of) <= DUE_DAYS else READY


def _reason(row: Mapping[str, Any], as_of: dt.datetime | None) -> str:
    """Why it is in its state; what else is urgent stands in the same sentence."""
    parts = []
    if row["failed"]:
        parts.append(_("the run of {day:%Y-%m-%d} failed", day=row["failed_as_of"]))
        parts += [] if row["run"] else [_("no whole run yet")]
    elif not row["run"]:
        parts.append(_("its summary.json cannot be read"))
    if row["errors"]:
        parts.append(plural(row["errors"], "error"))
    if row["overdue"]:
        told = N_("{renewals} overdue since {day:%Y-%m-%d}")
        parts.append(_(told, renewals=plural(row["overdue"], "renewal"), day=row["first_start"]))
    elif row["first_start"] and as_of:
        when = in_days(_days(row["first_start"], as_of))
        parts.append(_("a renewal to start by {day:%Y-%m-%d}, {in_days}", day=row["first_start"], in_days=when))
    elif row["run"]:
        unread = row["overdue"] is None
        parts.append(_("its renewals cannot be read") if unread else _("no renewal within the forecast"))
    return "; ".join(parts)


def _days(moment: dt.datetime, as_of: dt.datetime) -> int:
    return (moment.date() - as_of.date()).days


def _urgency(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        list(STATES).index(row["state"]),
        bool(row["run"]),  # of what failed, first that of which nothing is known
        -(row["errors"] or 0),
        row["first_start"] or _LAST,
        row["next_expiry"] or _LAST,
        row["deployment"],
    )
