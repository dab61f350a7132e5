"""The renewals of a fleet by week. A certificate that several deployments hold is renewed once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from airec_planning import tables
from airec_planning.audit.expiry import midnight
from airec_planning.audit.renewals import monday_of, mondays
from airec_planning.language import N_, _
from airec_planning.text import plural

_KINDS = ("overdue", "existing", "projected")
_WITH_OVERDUE = N_(
    "{count} to start within {days}, {overdue:,} of them overdue; the most, {most:,}, in the week of {peak}."
)
_WITHOUT_OVERDUE = N_("{count} to start within {days}; the most, {most:,}, in the week of {peak}.")


@dataclass(frozen=True)
class FleetForecast:
    """The renewals that a fleet has to start, by week."""

    days: int
    """How far ahead it looks: as far as the deployment that looks furthest."""
    weeks: pd.DataFrame
    """Schema ``tables.FLEET_WEEKS``: every week from the as-of date's, those without a renewal too."""
    peak: dt.date | None
    """Monday of the week with the most renewals, the first of several; none where nothing falls due."""
    peak_deployments: tuple[tuple[str, int], ...]
    """Those that list renewals in the peak, the most first."""

    @property
    def renewals(self) -> int:
        """Each shared one once."""
        return int(self.weeks[[*_KINDS]].to_numpy().sum())

    @property
    def listed(self) -> int:
        """As the deployments list them."""
        return int(self.weeks["listed"].sum())

    @property
    def overdue(self) -> int:
        return int(self.weeks["overdue"].sum())

    @property
    def peak_renewals(self) -> int:
        """In the peak, each shared one once."""
        return int(self.weeks[[*_KINDS]].sum(axis=1).max()) if self.peak else 0

    @property
    def sentence(self) -> str:
        """How many renewals fall due, and in which week the most."""
        if self.peak is None:
            return _("No renewal has to be started within {days}.", days=plural(self.days, "day"))
        counted = _(
            _WITH_OVERDUE if self.overdue else _WITHOUT_OVERDUE,
            count=plural(self.renewals, "renewal"),
            days=plural(self.days, "day"),
            overdue=self.overdue,
            most=self.peak_renewals,
            peak=self.peak,
        )
        if self.listed <= self.renewals:
            return counted
        shared = N_(" The deployments list {listed:,}: a certificate that several of them share is renewed once.")
        return counted + _(shared, listed=self.listed)


def fleet_forecast(renewals: pd.DataFrame, as_of: dt.datetime, days: int) -> FleetForecast:
    """The renewals (schema ``tables.FLEET_RENEWALS``) by week from the as-of date on, over so many days.

    What several deployments share is known by the certificate's SHA-256, its successors by their order after it;
    it falls due when the first of them has to start it.
    """
    listed = _placed(renewals, as_of)
    once = listed.sort_values(["start_by", "deployment"], kind="stable").drop_duplicates(["sha256", "order"])
    kinds = once["kind"].where(~once["overdue"], "overdue")
    counts = {kind: Counter(once.loc[kinds == kind, "monday"]) for kind in _KINDS}
    all_listed = Counter(listed["monday"])
    rows = [
        {"week": midnight(monday), "listed": all_listed[monday]}
        | {kind: count[monday] for kind, count in counts.items()}
        for monday in mondays(as_of.date(), days)
    ]
    weeks = tables.FLEET_WEEKS.frame(rows)
    totals = weeks[[*_KINDS]].sum(axis=1).to_numpy()
    peak = weeks["week"].iloc[int(totals.argmax())].date() if totals.any() else None
    weigh = Counter(listed.loc[listed["monday"] == peak, "deployment"])
    return FleetForecast(days, weeks, peak, tuple(sorted(weigh.items(), key=lambda item: (-item[1], item[0]))))


def _placed(renewals: pd.DataFrame, as_of: dt.datetime) -> pd.DataFrame:
    """With the week that each falls in, and which renewal of its certificate it is within its deployment."""
    today, days = as_of.date(), [moment.date() for moment in renewals["start_by"]]
    listed = renewals.assign(monday=[monday_of(max(day, today)) for day in days], overdue=[day < today for day in days])
    listed = listed.sort_values(["deployment", "sha256", "start_by"], kind="stable")
    return listed.assign(order=listed.groupby(["deployment", "sha256"]).cumcount())
