"""Both paths side by side: what each costs now and over the horizon."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from airec_planning import tables
from airec_planning.audit.expiry import midnight
from airec_planning.card import Card, Shown
from airec_planning.costs import purchases as buying
from airec_planning.costs.cheapest import Proof
from airec_planning.costs.comparison_card import comparison_card
from airec_planning.costs.console import ConsolePath, console_path
from airec_planning.costs.estate import Estate
from airec_planning.costs.labour import work_of
from airec_planning.costs.outlays import ITEMS, Outlays, console_outlays, own_ca_outlays, rounded
from airec_planning.costs.schedule import CREATION, KINDS, YEAR, Schedule, creations
from airec_planning.costs.staggering import Staggering, staggering
from airec_planning.language import Language, _, speaking
from airec_planning.money import yuan
from airec_planning.setting_sections import Settings
from airec_planning.settings import laid_over
from airec_planning.validity import own_ca_terms


@dataclass(frozen=True)
class PathCost:
    """A path's totals."""

    creation: int
    """What it costs to get all certificates once, fen."""
    horizon: int
    """What it costs over the horizon, fen."""
    present: int
    """The same as a present value at the discount rate, fen."""
    certificates: int
    free: int
    """How many of them the free tier pays."""
    accounts: int
    """User accounts needed at creation; none on the CA path."""
    peak: int
    """Certificates held at once, at the most, over the horizon: predecessors overlap with their renewals."""
    creations: int
    """Certificates created over the horizon, renewals included."""
    labour_hours: Decimal
    """Work over the horizon, in hours, to two decimals."""


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Both paths under one set of settings. Totals are at hand, tables are built when first asked for.

    ``plan.comparison`` gives it; amounts are in fen (1/100 CNY).

    >>> comparison = make_plan("examples/airec-demo", "2026-11-01").comparison
    >>> comparison.https.creation, list(comparison.purchases.columns[:4])
    (150, ['order', 'date', 'domain', 'type'])
    """

    estate: Estate
    settings: Settings
    console: ConsolePath
    own_ca: Schedule
    outlays_by_path: dict[str, Outlays]

    def _card(self) -> Card:
        return comparison_card(self)

    def _speaks(self) -> Language:
        return self.settings.language

    @property
    def proof(self) -> Proof:
        """Why no certificate set is cheaper."""
        return self.console.now.proof

    @functools.cached_property
    def https(self) -> PathCost:
        count, tariff = self.console.now.counts.total, self.console.tariff
        free = int((self.console.place[self.console.created_now] > 0).sum())
        requested_before = self.console.requested
        made = len(self.console.made) - requested_before
        return self._path("https", count, free, tariff.accounts(count), self.console.peak, made)

    @functools.cached_property
    def ca(self) -> PathCost:
        return self._path("ca", int((self.own_ca.kind == CREATION).sum()), 0, 0, 0, len(self.own_ca))

    def _path(self, path: str, count: int, free: int, accounts: int, peak: int, made: int) -> PathCost:
        outlays, percent = self.outlays_by_path[path], self.settings.horizon.discount_percent
        horizon = sum(map(outlays.total, ITEMS))
        return PathCost(
            creation=sum(outlays.now.values()),
            horizon=horizon,
            present=sum(outlays.present(item, percent) for item in ITEMS) if percent else horizon,
            certificates=count,
            free=free,
            accounts=accounts,
            peak=peak,
            creations=made,
            labour_hours=yuan(rounded(outlays.minutes * 100 / 60)),
        )

    @functools.cached_property
    def staggering(self) -> Staggering:
        """How far the peak falls where the first creations are spread."""
        return staggering(self.console, self.estate.as_of.date(), self.settings)

    @functools.cached_property
    def over_horizon(self) -> Comparison:
        """The same with the certificate set that is cheapest over the horizon."""
        if self.settings.horizon.minimise == "horizon":
            return self
        return cost_paths(self.estate, laid_over(self.settings, {"horizon.minimise": "horizon"}))

    @property
    def saving(self) -> int:
        """How much less that set costs over the horizon on the HTTPS path, fen."""
        return self.https.horizon - self.over_horizon.https.horizon

    @functools.cached_property
    def purchases(self) -> pd.DataFrame:
        """What to create in the console (schema ``tables.PURCHASES``)."""
        console = self.console
        first = console.created_now
        with speaking(self.settings.language):
            return buying.purchases(
                console.choices[: console.now.counts.total],
                console.tariff,
                [self._date(day) for day in console.billed.day[first]],
                console.charge[first].tolist(),
                console.place[first].tolist(),
            )

    @functools.cached_property
    def issuances(self) -> pd.DataFrame:
        """Every creation, renewal and running charge on both paths (schema ``tables.ISSUANCES``)."""
        with speaking(self.settings.language):
            return pd.concat([self._console_issuances(), self._own_ca_issuances()], ignore_index=True)

    @functools.cached_property
    def outlays(self) -> pd.DataFrame:
        """What each path costs on each day, by item (schema ``tables.OUTLAYS``)."""
        return tables.OUTLAYS.frame(
            {"date": self._date(day), "path": path, "item": item, "amount": amount}
            for path, outlays in self.outlays_by_path.items()
            for item in ITEMS
            for day, amount in outlays.by_day[item].items()
        )

    @functools.cached_property
    def costs(self) -> pd.DataFrame:
        """Each path's cost by item (schema ``tables.COSTS``)."""
        days, percent = self.settings.horizon.days, self.settings.horizon.discount_percent
        return tables.COSTS.frame(
            {
                "path": path,
                "item": item,
                "now": outlays.now[item],
                "horizon": outlays.total(item),
                "per_year": rounded(Decimal(outlays.total(item)) * YEAR / days),
                "present": outlays.present(item, percent),
            }
            for path, outlays in self.outlays_by_path.items()
            for item in ITEMS
        )

    def _console_issuances(self) -> pd.DataFrame:
        console = self.console
        named = list(zip(self.settings.existing.console_requests, console.task.requested, strict=True))
        named += [(choice.domain, choice.type) for choice in console.choices]
        granted = console.tariff.granted(console.now.counts.total)
        running = self.settings.prices.charged != "on-creation"
        before = (console.billed.certificate < console.requested) & (console.billed.kind == CREATION) & (not running)
        return tables.ISSUANCES.from_columns(
            {
                "date": self._dates(console.billed),
                "path": ["https"] * len(console.billed),
                "name": [named[number][0] for number in console.billed.certificate],
                "type": [named[number][1] for number in console.billed.certificate],
                "kind": [KINDS[kind] for kind in console.billed.kind],
                "price": console.price[console.billed.certificate],
                "charge": console.charge,
                "reason": [
                    _(buying.BEFORE) if requested else buying.reason(place, granted)
                    for requested, place in zip(before.tolist(), console.place.tolist(), strict=True)
                ],
            }
        )

    def _own_ca_issuances(self) -> pd.DataFrame:
        requested, made = self.estate.requests["name"].tolist(), self.own_ca
        nothing = [0] * len(made)
        return tables.ISSUANCES.from_columns(
            {
                "date": self._dates(made),
                "path": ["ca"] * len(made),
                "name": [requested[number] for number in made.certificate],
                "type": ["own-ca"] * len(made),
                "kind": [KINDS[kind] for kind in made.kind],
                "price": nothing,
                "charge": nothing,
                "reason": [_(buying.OWN_CA)] * len(made),
            }
        )

    def _dates(self, schedule: Schedule) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
        return np.datetime64(self.estate.as_of.date(), "D") + schedule.day.astype("timedelta64[D]")

    def _date(self, day: int) -> dt.datetime:
        return midnight(self.estate.as_of.date() + dt.timedelta(days=int(day)))


def cost_paths(estate: Estate, settings: Settings) -> Comparison:
    """What both paths cost for an estate under these settings."""
    work = work_of(settings.labour)
    console = console_path(estate, settings)
    own_ca = _own_ca(estate, settings)
    issued = int((own_ca.kind == CREATION).sum())
    return Comparison(
        estate,
        settings,
        console,
        own_ca,
        {"https": console_outlays(console, work), "ca": own_ca_outlays(own_ca, issued, work, settings)},
    )


def _own_ca(estate: Estate, settings: Settings) -> Schedule:
    """Every issuance of the CA path: now, or when the first of the kept certificates that it replaces is due."""
    due = estate.due_days(settings)
    first = np.zeros(len(estate.requests), dtype=np.int64)
    if due:
        first[:] = [min((due.get(name, 0) for name in names), default=0) for names in estate.requests["domains"]]
    terms = own_ca_terms(settings.validity)
    return creations(first, first > 0, estate.as_of.date(), terms, settings.horizon.days)
