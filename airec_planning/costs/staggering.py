"""First creations spread over some days, so that fewer certificates are held at once when they are renewed.

All that is created on one day is renewed on one day, and until the old ones expire twice as many are held. Nothing
but the first dates can change that: whoever needs all certificates at once holds twice as many at the first renewal.
"""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airec_planning.costs.schedule import Whole, lifetimes, most_held
from airec_planning.setting_sections import Settings
from airec_planning.validity import Terms, platform_terms

if TYPE_CHECKING:
    from airec_planning.costs.console import ConsolePath


@dataclass(frozen=True)
class Staggering:
    """How far the peak falls."""

    room: int
    """Certificates of this plan that one account can hold beside those that exist."""
    together: int
    """The most held at once where all are created on one day."""
    days: int | None
    """Over how many days they have to be spread to fit into the room; none where no spread would do."""
    widest: int
    """The time from a creation to its renewal, days: beyond it nothing is gained."""
    least: int
    """The most held at once where they are spread over all that time."""


def staggering(console: ConsolePath, start: dt.date, settings: Settings) -> Staggering:
    """What spreading the certificates that are created now would do."""
    count, terms, horizon = console.now.counts.total, platform_terms(settings.validity), settings.horizon.days
    room = settings.prices.quota - settings.existing.console_certificates
    widest = renewed_after(start, terms)
    least = peak_when_spread(count, widest, start, terms, horizon)
    days = least_spread(count, room, start, terms, horizon) if least <= room else None
    return Staggering(room, peak_when_spread(count, 0, start, terms, horizon), days, widest, least)


def spread_days(count: int, start: dt.date, settings: Settings) -> int:
    """Over how many days the first creations are spread.

    As the settings say, or as few as keep within the quota; not beyond the day of the deployment.
    """
    horizon = settings.horizon
    if horizon.renewals == "together":
        return 0
    days = horizon.spread_days
    if days is None:
        room = settings.prices.quota - settings.existing.console_certificates
        days = least_spread(count, room, start, platform_terms(settings.validity), horizon.days)
    deployed = settings.organisation.deployment_date
    return min(days, max(0, (deployed - start).days)) if deployed else days


def spread_over(count: int, days: int) -> Whole:
    """The day on which each of so many certificates is created, spread evenly over so many days from the start."""
    return np.arange(count, dtype=np.int64) * days // max(1, count)


def peak_when_spread(count: int, days: int, start: dt.date, terms: Terms, horizon: int) -> int:
    """The most certificates held at once where the creations are spread evenly over so many days."""
    first, members = np.unique(spread_over(count, days), return_counts=True)
    spans = [
        (span, n)
        for since, n in zip(first, members, strict=True)
        for span in lifetimes(start, terms, horizon, int(since))
    ]
    begin, end = (np.repeat([span[i] for span, _ in spans], [n for _, n in spans]) for i in (0, 1))
    return most_held(begin, end)[0]


def least_spread(count: int, room: int, start: dt.date, terms: Terms, horizon: int) -> int:
    """Over how many days creations have to be spread so that no more than ``room`` are held at once.

    Where no spread achieves that, the whole time from a creation to its renewal, which holds the fewest.
    """
    widest = renewed_after(start, terms)
    days = range(widest + 1)
    return min(
        bisect.bisect_left(days, True, key=lambda d: peak_when_spread(count, d, start, terms, horizon) <= room),
        widest,
    )


def renewed_after(start: dt.date, terms: Terms) -> int:
    """Days from a creation to its renewal."""
    return terms.lasts(start) - terms.lead_within(terms.lasts(start))
