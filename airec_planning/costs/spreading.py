"""First creations spread over some days, so that fewer certificates are held at once when they are renewed.

All that is created on one day is renewed on one day, and until the old ones expire twice as many are held. Nothing
but the first dates can change that: whoever needs all certificates at once holds twice as many at the first renewal.
"""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass

import numpy as np

from airec_planning.costs.schedule import Whole, lifetimes, most_held
from airec_planning.setting_sections import Settings
from airec_planning.validity import Terms, platform_terms


@dataclass(frozen=True)
class Beside:
    """What is held beside the certificates that are created now."""

    first: Whole
    """The days on which others are first created: those requested before, and those in place of kept ones."""
    until: Whole
    """The days on which kept certificates of the console expire."""
    console: int
    """Certificates that stand all the time."""
    expired_too: bool
    """Expired certificates stay held."""


NOTHING = Beside(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0, expired_too=False)


def spread_days(count: int, room: int, start: dt.date, settings: Settings, others: Beside) -> int:
    """Over how many days the first creations are spread.

    As the settings say, or as few as keep within the quota; within the horizon, and before the deployment.
    """
    horizon = settings.horizon
    if horizon.renewals == "together":
        return 0
    days = horizon.spread_days
    if days is None:
        days = least_spread(count, room, start, platform_terms(settings.validity), horizon.days, others)
    left = days_until(start, settings.organisation.deployment_date)
    return min(days, horizon.days - 1, days if left is None else left)


def days_until(start: dt.date, deployed: dt.date | None) -> int | None:
    """Days until the deployment, none after it; None where its date is not set."""
    return max(0, (deployed - start).days) if deployed else None


def spread_over(count: int, days: int) -> Whole:
    """The day on which each of so many certificates is created, spread evenly over so many days from the start."""
    return np.arange(count, dtype=np.int64) * days // max(1, count)


def peak_when_spread(
    count: int, days: int, start: dt.date, terms: Terms, horizon: int, others: Beside = NOTHING
) -> int:
    """The most certificates held at once where the creations are spread evenly over so many days."""
    first, members = np.unique(np.concatenate([spread_over(count, days), others.first]), return_counts=True)
    spans = [((0, int(end)), 1) for end in others.until]
    for since, n in zip(first, members, strict=True):
        spans += [(span, n) for span in lifetimes(start, terms, horizon, int(since))]
    weights = [n for _, n in spans]
    if others.expired_too:
        return sum(map(int, weights)) + others.console
    begin, end = (np.repeat(np.array([span[i] for span, _ in spans], dtype=np.int64), weights) for i in (0, 1))
    return most_held(begin, end)[0] + others.console


def least_spread(count: int, room: int, start: dt.date, terms: Terms, horizon: int, others: Beside = NOTHING) -> int:
    """Over how many days creations have to be spread so that no more than ``room`` are held at once.

    Where no spread achieves that, the whole time from a creation to its renewal, which holds the fewest.
    """
    widest = min(renewed_after(start, terms), horizon - 1)

    def fits(days: int) -> bool:
        return peak_when_spread(count, days, start, terms, horizon, others) <= room

    return min(bisect.bisect_left(range(widest + 1), True, key=fits), widest)


def renewed_after(start: dt.date, terms: Terms) -> int:
    """Days from a creation to its renewal."""
    return terms.lasts(start) - terms.lead_within(terms.lasts(start))
