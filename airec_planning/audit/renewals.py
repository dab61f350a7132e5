"""Which certificates have to be renewed, by when each has to be started, and in which week most fall due."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.audit.coverage import certificate_names
from airec_planning.audit.expiry import USABLE, lifetime, midnight
from airec_planning.language import N_, _
from airec_planning.setting_sections import Settings
from airec_planning.text import plural
from airec_planning.validity import Terms, own_ca_terms, platform_terms

HOW = {
    "https": N_("by hand in the console: it never renews by itself"),
    "ca": N_("by the own CA, offline"),
}
"""By path."""
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True)
class Week:
    """A week and the renewals to start in it."""

    monday: dt.date
    renewals: int


@dataclass(frozen=True)
class Forecast:
    """The renewals to start, by week."""

    days: int
    """How far ahead it looks."""
    weeks: tuple[Week, ...]
    """Every week from the as-of date's, those without a renewal too."""
    overdue: int
    """Those that should have been started before the as-of date; they count in its week."""

    @property
    def renewals(self) -> int:
        return sum(week.renewals for week in self.weeks)

    @property
    def peak(self) -> Week | None:
        """The week with the most renewals, the first of several; none where nothing falls due."""
        busiest = max(self.weeks, key=lambda week: week.renewals)
        return busiest if busiest.renewals else None

    @property
    def sentence(self) -> str:
        """How many renewals fall due, and in which week the most."""
        if self.peak is None:
            return _("No renewal has to be started within {days}.", days=plural(self.days, "day"))
        said = {
            "renewals": plural(self.renewals, "renewal"),
            "days": plural(self.days, "day"),
            "most": self.peak.renewals,
            "monday": self.peak.monday,
        }
        if not self.overdue:
            return _(
                "{renewals} to start within {days}; the most, {most:,}, in the week of {monday}.",
                **said,
            )
        return _(
            "{renewals} to start within {days}, {overdue:,} of them overdue; "
            "the most, {most:,}, in the week of {monday}.",
            overdue=self.overdue,
            **said,
        )


@dataclass(frozen=True)
class _Served:
    """What depends on a certificate."""

    domains: dict[str, None]
    services: dict[str, None]


@dataclass(frozen=True)
class _Start:
    """The last day to start a renewal on, and the end of what it replaces."""

    day: dt.date
    not_after: dt.datetime
    kind: str


def renewals(
    coverage: pd.DataFrame,
    required: pd.DataFrame,
    certificates: pd.DataFrame,
    as_of: dt.datetime,
    settings: Settings,
    path: str,
) -> pd.DataFrame:
    """One row a renewal to start within ``expiry.forecast_days`` (schema ``tables.RENEWALS``), the first first.

    Renewed is what serves a required domain and is valid: not what is unused, nor what is superseded by a
    certificate that lies ready, which is renewed in its place. A renewal is started
    ``validity.renewal_lead_days`` before the end, on the as-of date where that day has passed; its successor
    lasts as long as the path's certificates do, and is renewed in its turn.
    """
    served = _served(coverage, required, certificates)
    terms = own_ca_terms(settings.validity) if path == "ca" else platform_terms(settings.validity)
    first = as_of.date()
    last = first + dt.timedelta(days=settings.expiry.forecast_days)
    rows = [
        _row(certificate, start, served[certificate["sha256"]], first, _(HOW[path]))
        for certificate in tables.records(certificates[certificates["sha256"].isin(served)])
        for start in _starts(certificate, terms, first, last)
    ]
    rows.sort(key=lambda row: (row["start_by"], row["file"], row["sha256"]))
    return tables.RENEWALS.frame(rows)


def forecast(renewals: pd.DataFrame, as_of: dt.datetime, days: int) -> Forecast:
    """The renewals by week, from the as-of date's week to the last that the forecast reaches."""
    counts = Counter(moment.date() for moment in renewals["week"])
    weeks = tuple(Week(monday, counts[monday]) for monday in mondays(as_of.date(), days))
    return Forecast(days, weeks, int(renewals["overdue"].sum()))


def mondays(as_of: dt.date, days: int) -> Iterator[dt.date]:
    """The first day of each week that a forecast over so many days touches."""
    monday, last = monday_of(as_of), as_of + dt.timedelta(days=days - 1)
    while monday <= last:
        yield monday
        monday += _WEEK


def monday_of(day: dt.date) -> dt.date:
    """The first day of its ISO week."""
    return day - dt.timedelta(days=day.weekday())


def _served(coverage: pd.DataFrame, required: pd.DataFrame, certificates: pd.DataFrame) -> dict[str, _Served]:
    """What depends on each certificate that has to be renewed, by its SHA-256."""
    valid = coverage[coverage["state"].isin(USABLE)]
    successors = _successors(certificates, valid["sha256"])
    services = dict(zip(required["domain"], required["services"], strict=True))
    found: dict[str, _Served] = defaultdict(lambda: _Served({}, {}))
    for domain, sha256 in zip(valid["domain"], valid["sha256"], strict=True):
        served = found[successors.get(sha256, sha256)]
        served.domains[domain] = None
        served.services.update(dict.fromkeys(services[domain]))
    return found


def _successors(certificates: pd.DataFrame, serving: pd.Series[str]) -> dict[str, str]:
    """The certificates in use whose successor lies ready: with no wrong key, and beginning before they end."""
    usable = certificates[~certificates["private_key"].isin(["encrypted", "differs"])]
    begins = dict(zip(usable["sha256"], usable["not_before"], strict=True))
    return {
        row["sha256"]: row["superseded_by"]
        for row in tables.records(certificates[certificates["sha256"].isin(serving)])
        if row["superseded_by"] in begins and begins[row["superseded_by"]] <= row["not_after"]
    }


def _starts(certificate: dict[str, Any], terms: Terms, first: dt.date, last: dt.date) -> Iterator[_Start]:
    """Each renewal of a certificate and of its successors that has to be started before ``last``."""
    not_after: dt.datetime = certificate["not_after"]
    lasts, kind = lifetime(certificate["not_before"], not_after).days, "existing"
    while (day := not_after.date() - dt.timedelta(days=terms.lead_within(lasts))) < last:
        yield _Start(day, not_after, kind)
        issued = max(day, first)
        lasts, kind = terms.lasts(issued), "projected"
        not_after = midnight(issued + dt.timedelta(days=lasts))


def _row(certificate: dict[str, Any], start: _Start, served: _Served, first: dt.date, how: str) -> dict[str, Any]:
    return {
        "sha256": certificate["sha256"],
        "file": certificate["file"],
        "name": certificate_names(certificate)[0],
        "domains": tuple(served.domains),
        "services": tuple(served.services),
        "not_after": start.not_after,
        "start_by": midnight(start.day),
        "week": midnight(monday_of(max(start.day, first))),
        "overdue": start.day < first,
        "kind": start.kind,
        "how": how,
    }
