"""The HTTPS path worked out: which certificates, created on which days, at which charges."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from airec_planning import names
from airec_planning.costs.cheapest import CertificateSet, Choice, Demand, pose, solve_cheapest
from airec_planning.costs.estate import Estate, Task
from airec_planning.costs.over_horizon import horizon_objective
from airec_planning.costs.purchases import in_creation_order
from airec_planning.costs.schedule import (
    CREATION,
    Schedule,
    Whole,
    charges,
    creations,
    most_held,
    periods,
)
from airec_planning.costs.spreading import Beside, spread_days, spread_over
from airec_planning.costs.tariff import Counts, Tariff
from airec_planning.setting_sections import Settings
from airec_planning.validity import platform_terms


@dataclass(frozen=True)
class ConsolePath:
    """The certificates of the HTTPS path, numbered: those requested before, those to create now, those for later."""

    task: Task
    tariff: Tariff
    now: CertificateSet
    later: tuple[tuple[int, CertificateSet], ...]
    """In how many days, in place of kept certificates that are then renewed."""
    others: Beside
    """What is held beside the certificates that are created now."""
    price: Whole
    """List price of each certificate, fen."""
    made: Schedule
    """Every creation and renewal."""
    billed: Schedule
    """Every entry that is charged: the same, or the periods of a running price."""
    charge: Whole
    """Of each billed entry, fen."""
    place: Whole
    """Which place of the free tier it takes, from 1; 0 for none."""
    peak: int
    """Certificates held at once, at the most, with those that exist already."""
    peak_day: int

    @functools.cached_property
    def created_now(self) -> NDArray[np.bool_]:
        """Which billed entries are creations of certificates that are created now, in creation order."""
        found: NDArray[np.bool_] = (self.billed.kind == CREATION) & (self.billed.certificate >= self.requested)
        return found

    @property
    def requested(self) -> int:
        """How many were requested before: the first numbers."""
        return len(self.task.requested)

    @functools.cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What each certificate is, in the order of the numbers from ``requested`` on."""
        sets = (self.now, *(later for _, later in self.later))
        return tuple(choice for one in sets for choice in in_creation_order(one.choices, self.tariff))


def console_path(estate: Estate, settings: Settings) -> ConsolePath:
    """The cheapest certificate set created, renewed and charged over the horizon."""
    task, start = estate.task(settings), estate.as_of.date()
    existing = settings.existing.console_certificates + len(task.requested) + len(task.held_until)
    tariff = Tariff.of(settings.prices, existing)
    objective = horizon_objective(tariff, start, settings) if settings.horizon.minimise == "horizon" else None
    now = solve_cheapest(task.now, tariff, objective)
    later = _later_sets(task, now, tariff, settings)
    sets = (now, *(one for _, one in later))
    requested = np.array([tariff.price(kind) for kind in task.requested], dtype=np.int64)
    price = np.concatenate([requested, *(_prices(one.counts, tariff) for one in sets)])
    others = _beside(task, later, settings)
    spread = spread_days(now.counts.total, room_for(now, tariff), start, settings, others)
    before, after = np.split(others.first, [len(task.requested)])
    first = np.concatenate([before, spread_over(now.counts.total, spread), after])
    replaces = np.arange(len(first)) >= len(task.requested) + now.counts.total
    paid = np.arange(len(price)) < len(task.requested)
    terms, horizon = platform_terms(settings.validity), settings.horizon.days
    made = creations(first, replaces, start, terms, horizon)
    running = settings.prices.charged != "on-creation"
    billed = periods(first, replaces, settings.prices.charged, horizon) if running else made
    charge, place = charges(billed, price, paid, settings.prices, tariff, now.counts.total)
    peak, peak_day = _peak(made, others)
    return ConsolePath(task, tariff, now, later, others, price, made, billed, charge, place, peak, peak_day)


def room_for(now: CertificateSet, tariff: Tariff) -> int:
    """How many certificates the accounts can hold which the creations need."""
    return tariff.accounts(now.counts.total) * tariff.quota


def _prices(counts: Counts, tariff: Tariff) -> Whole:
    """The list price of each certificate in creation order, fen."""
    kinds = tariff.dearest_first
    return np.repeat(np.array([tariff.price(k) for k in kinds], dtype=np.int64), [getattr(counts, k) for k in kinds])


def _later_sets(
    task: Task, now: CertificateSet, tariff: Tariff, settings: Settings
) -> tuple[tuple[int, CertificateSet], ...]:
    """What is created when kept certificates are due, each day's by itself, for what no earlier set covers."""
    prices = settings.prices
    found: list[tuple[int, CertificateSet]] = []
    covered = {choice.domain for choice in now.choices} if task.later else set()
    created = now.counts.total
    for day, demands in task.later:
        left = [demand for demand in demands if not _is_covered(demand, covered)]
        tier = tariff.free_tier if prices.free_tier_covers_renewals else 0
        then = replace(tariff, free_tier=tier, existing=tariff.existing + created)
        one = solve_cheapest(pose(left), then)
        if one.counts.total:
            found.append((day, one))
            created += one.counts.total
            covered |= {choice.domain for choice in one.choices}
    return tuple(found)


def _is_covered(demand: Demand, created: set[str]) -> bool:
    wildcard = names.wildcard_of(names.parent_zone(demand.domain))
    if demand.type == "wildcard":
        return wildcard in created
    return demand.domain in created or (not demand.type and not demand.apart and wildcard in created)


def _beside(task: Task, later: tuple[tuple[int, CertificateSet], ...], settings: Settings) -> Beside:
    """What is held beside the certificates that are created now."""
    days = [np.zeros(len(task.requested), dtype=np.int64), *(np.full(one.counts.total, day) for day, one in later)]
    return Beside(
        first=np.concatenate(days).astype(np.int64),
        until=np.array([days for days in task.held_until if days > 0], dtype=np.int64),
        console=settings.existing.console_certificates,
        expired_too=settings.prices.quota_counts_expired,
    )


def _peak(made: Schedule, others: Beside) -> tuple[int, int]:
    """The most certificates that are held at once, and the first day on which so many are."""
    begin = np.concatenate([np.zeros_like(others.until), made.day])
    if others.expired_too:
        return len(begin) + others.console, int(begin.max(initial=0))
    peak, day = most_held(begin, np.concatenate([others.until, made.end]))
    return peak + others.console, day
