"""What each path costs on which day, by item: from these every total is added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from airec_planning.costs.console import ConsolePath
from airec_planning.costs.labour import Work
from airec_planning.costs.schedule import CREATION, YEAR, Schedule, Whole
from airec_planning.setting_sections import Settings

ITEMS = ("platform", "labour", "fixed")


@dataclass(frozen=True)
class Outlays:
    """A path's outlays, fen."""

    by_day: Mapping[str, Mapping[int, int]]
    """By item, then by days from the start, in rising order; days on which nothing is paid are left out."""
    now: Mapping[str, int]
    """What it costs by item to get all certificates once."""
    minutes: Decimal
    """Labour over the horizon."""

    def total(self, item: str) -> int:
        """An item's cost over the horizon."""
        return sum(self.by_day[item].values())

    def present(self, item: str, percent: Decimal) -> int:
        """The same as a present value at a rate of so many percent a year."""
        rate = 1 + percent / 100
        return rounded(
            sum((amount / rate ** (Decimal(day) / YEAR) for day, amount in self.by_day[item].items()), Decimal(0))
        )


def console_outlays(path: ConsolePath, work: Work) -> Outlays:
    """The HTTPS path: charges, further accounts and labour."""
    count = path.now.counts.total
    at_first, at_peak = path.tariff.further_accounts(count), path.tariff.further_accounts_for(path.peak)
    platform = _daily(path.billed.day, path.charge)
    for day, accounts in ((0, at_first), (path.peak_day, max(0, at_peak - at_first))):
        platform[day] = platform.get(day, 0) + accounts * path.tariff.further_account
    before = (path.made.certificate < path.requested) & (path.made.kind == CREATION)
    counts = _daily(path.made.day, np.where(before, 0, 1))
    return Outlays(
        by_day={
            "platform": _paid(platform),
            "labour": _labour(counts, work.console_minutes, work),
            "fixed": {},
        },
        now={
            "platform": int(path.charge[path.created_now].sum()) + at_first * path.tariff.further_account,
            "labour": rounded(work.cost(work.console_minutes * count)),
            "fixed": 0,
        },
        minutes=work.console_minutes * sum(counts.values()),
    )


def own_ca_outlays(made: Schedule, certificates: int, work: Work, settings: Settings) -> Outlays:
    """The CA path: labour, and what the own CA costs by the certificate and by the year, paid in advance."""
    counts = _daily(made.day, np.ones(len(made), dtype=np.int64))
    fixed = {day: count * work.per_certificate for day, count in counts.items()}
    for day, amount in _yearly(work.fixed_per_year, settings.horizon.days):
        fixed[day] = fixed.get(day, 0) + amount
    return Outlays(
        by_day={"platform": {}, "labour": _labour(counts, work.own_ca_minutes, work), "fixed": _paid(fixed)},
        now={
            "platform": 0,
            "labour": rounded(work.cost(work.own_ca_minutes * certificates)),
            "fixed": work.per_certificate * certificates,
        },
        minutes=work.own_ca_minutes * sum(counts.values()),
    )


def rounded(amount: Decimal) -> int:
    """Whole fen, half a fen upwards."""
    return int(amount.to_integral_value(ROUND_HALF_UP))


def _daily(days: Whole, amounts: Whole) -> dict[int, int]:
    """Amounts added up by day; the days are in rising order, as a schedule has them."""
    if not len(days):
        return {}
    begin = np.flatnonzero(np.append(True, days[1:] != days[:-1]))
    return dict(zip(days[begin].tolist(), np.add.reduceat(amounts, begin).tolist(), strict=True))


def _labour(counts: Mapping[int, int], minutes: Decimal, work: Work) -> dict[int, int]:
    """Labour by day, rounded so that the days add up to the rounded total."""
    if not minutes * work.hourly_rate:
        return {}
    found, worked, so_far = {}, Decimal(0), 0
    for day, count in counts.items():
        worked += minutes * count
        due = rounded(work.cost(worked))
        found[day], so_far = due - so_far, due
    return _paid(found)


def _yearly(fixed: int, horizon: int) -> Iterator[tuple[int, int]]:
    """A yearly cost at the start of each year, for the last one by its days; rounded as a whole."""
    so_far = 0
    for day in range(0, horizon, YEAR):
        due = rounded(Decimal(fixed) * min(day + YEAR, horizon) / YEAR)
        yield day, due - so_far
        so_far = due


def _paid(amounts: Mapping[int, int]) -> dict[int, int]:
    return {day: amounts[day] for day in sorted(amounts) if amounts[day]}
