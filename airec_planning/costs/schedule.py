"""Which certificate is created on which day, when it ends, and what that is charged: numbers only.

Certificates are numbered in creation order, the dearest first among those of one day, so that the free tier falls
on the dearest where the order is free and on the earliest where the dates are fixed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airec_planning.costs.tariff import Tariff
from airec_planning.errors import SettingsError
from airec_planning.language import N_, _
from airec_planning.setting_sections import Prices
from airec_planning.validity import Terms

YEAR = 365
_MOST_CREATIONS = 5_000_000
"""Of one path; more take minutes and gigabytes."""
KINDS = (N_("creation"), N_("renewal"), N_("period"))
CREATION, RENEWAL, PERIOD = range(3)
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Schedule:
    """What happens on which day, in order of the days, then of the certificates."""

    certificate: Whole
    """Number of the certificate, from 0."""
    day: Whole
    """Days from the start."""
    end: Whole
    """The day on which what is created then expires."""
    kind: Whole
    """Index into ``KINDS``."""

    def __len__(self) -> int:
        return len(self.day)


def lifetimes(start: dt.date, terms: Terms, horizon: int, first: int = 0) -> list[tuple[int, int]]:
    """From which day to which day each certificate of a row of renewals is valid, the first from ``first`` on.

    Each renewal is created ``lead`` days before the expiry: 1 + max(0, ceil((H - V) / (V - L))) creations.
    Under the public schedule the validity depends on the day of issue. None where ``first`` lies beyond the horizon.
    """
    found: list[tuple[int, int]] = []
    day, end = first, first
    while first < horizon and (not found or end < horizon):
        end = day + terms.lasts(start + dt.timedelta(days=day))
        found.append((day, end))
        day = end - terms.lead_within(end - day)
    return found


def creations(first: Whole, replaces: NDArray[np.bool_], start: dt.date, terms: Terms, horizon: int) -> Schedule:
    """Every creation and renewal within the horizon.

    ``first`` holds the day on which each certificate is first created; where it ``replaces`` a certificate that
    exists, that is a renewal already.

    Raises:
        SettingsError: more than five million of them.
    """
    certificate, day, end, kind = [], [], [], []
    number = 0
    for since, members in _by_first_day(first):
        spans = lifetimes(start, terms, horizon, since)
        number += len(members) * len(spans)
        if number > _MOST_CREATIONS:
            fact = _("more than {most:,} creations within the horizon", most=_MOST_CREATIONS)
            raise SettingsError("horizon.days", fact, _("Shorten the horizon or the lead."))
        if spans:
            begin, until = np.array(spans, dtype=np.int64).T
            certificate.append(np.tile(members, len(spans)))
            day.append(np.repeat(begin, len(members)))
            end.append(np.repeat(until, len(members)))
            kind.append(_begun(replaces[members], RENEWAL, len(spans)))
    return _in_order(certificate, day, end, kind)


def periods(first: Whole, replaces: NDArray[np.bool_], charged: str, horizon: int) -> Schedule:
    """Every month or year for which a running price is charged: each that begins within the horizon.

    The first of a certificate that ``replaces`` another is a renewal, as in ``creations``.
    """
    length = YEAR if charged == "per-year" else YEAR / 12
    certificate, day, kind = [], [], []
    for since, members in _by_first_day(first):
        if since < horizon:
            turns = max(1, int(-(-(horizon - since) // length)))
            begin = np.array([since + round(turn * length) for turn in range(turns)], dtype=np.int64)
            certificate.append(np.tile(members, turns))
            day.append(np.repeat(begin, len(members)))
            kind.append(_begun(replaces[members], PERIOD, turns))
    return _in_order(certificate, day, day, kind)


def most_held(begin: Whole, end: Whole) -> tuple[int, int]:
    """The most certificates that stand at once, and the first day on which so many do."""
    if not len(begin):
        return 0, 0
    begins = np.sort(begin)
    last_of_day = np.flatnonzero(np.append(begins[1:] != begins[:-1], True))
    days = begins[last_of_day]
    held = last_of_day + 1 - np.searchsorted(np.sort(end), days, side="right")
    at = int(held.argmax())
    return int(held[at]), int(days[at])


def charges(
    schedule: Schedule, price: Whole, paid: NDArray[np.bool_], prices: Prices, tariff: Tariff, count: int
) -> tuple[Whole, Whole]:
    """What each entry is charged, fen, and which place of the free tier it takes, from 1; 0 for none.

    ``price`` is each certificate's list price; ``paid`` marks those whose creation was charged before the plan.
    ``count`` certificates are created now: where each account has a free tier they tell how many there are.
    """
    listed = price[schedule.certificate]
    granted, taken = tariff.granted(count), tariff.taken
    if prices.charged != "on-creation":
        # What is free stays free: the places that those requested before took, then those that are left.
        earlier = tariff.existing - int(paid.sum()) + np.cumsum(paid)
        place = np.where(paid, earlier, taken + np.cumsum(~paid))
        place[place > granted] = 0
        place = place[schedule.certificate]
        return np.where(place > 0, 0, listed), place
    before = paid[schedule.certificate] & (schedule.kind == CREATION)
    place = _places(schedule, before, prices, granted, taken)
    return np.where(before | (place > 0), 0, listed), place


def _places(schedule: Schedule, before: NDArray[np.bool_], prices: Prices, granted: int, taken: int) -> Whole:
    """The first that may take a place of the free tier take it: once, or anew in each year."""
    eligible = ~before if prices.free_tier_covers_renewals else (schedule.kind == CREATION) & ~before
    place = np.zeros(len(schedule), dtype=np.int64)
    yearly = prices.free_tier_renews == "yearly"
    years = schedule.day // YEAR if yearly else np.zeros_like(schedule.day)
    for year in np.unique(years):
        at = np.flatnonzero(eligible & (years == year))
        used = taken if year == 0 else 0
        fit = at[: max(0, granted - used)]
        place[fit] = np.arange(used + 1, used + 1 + len(fit))
    return place


def _by_first_day(first: Whole) -> Iterator[tuple[int, Whole]]:
    """The certificates by the day on which they are first created: mostly there is one."""
    if len(first) and (first == first[0]).all():
        yield int(first[0]), np.arange(len(first))
        return
    for since in np.unique(first):
        yield int(since), np.flatnonzero(first == since)


def _begun(replaces: NDArray[np.bool_], then: int, turns: int) -> Whole:
    """The kinds of so many turns of some certificates: the first is a creation where it replaces none."""
    kinds = np.full(len(replaces) * turns, then, dtype=np.int64)
    kinds[: len(replaces)] = np.where(replaces, RENEWAL, CREATION)
    return kinds


def _in_order(certificate: list[Whole], day: list[Whole], end: list[Whole], kind: list[Whole]) -> Schedule:
    if not certificate:
        nothing = np.zeros(0, dtype=np.int64)
        return Schedule(nothing, nothing, nothing, nothing)
    if len(certificate) == 1:  # of one day: they are in order
        return Schedule(certificate[0], day[0], end[0], kind[0])
    columns = [np.concatenate(column) for column in (certificate, day, end, kind)]
    order = np.lexsort((columns[0], columns[1]))
    return Schedule(*(column[order] for column in columns))
