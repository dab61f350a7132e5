"""The cheapest set of console certificates that covers every required domain, exactly.

The problem: a Standard certificate covers one name, a Wildcard the one-label children of its zone, an
Enterprise certificate a name that demands it. The cost is that of all that is created, less the free tier,
plus further accounts beyond the quota.

With uniform prices an optimum puts wildcards on the ``p`` largest zones for some ``p``: zones couple only
through how many certificates of each type are created, and swapping a smaller wildcarded zone for a larger
one raises neither cost nor count. So every ``p`` is tried over suffix sums, O(D + Z log Z). Where that
argument fails (a wildcard that covers its apex too makes zones overlap; a free tier for each account makes a
further certificate lower the cost) the same problem is solved by ``costs.cheapest_milp``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airec_planning import names
from airec_planning.costs.tariff import TYPES, Tariff

Integers = NDArray[Any]
"""Whole numbers: of 64 bits, or Python's own where these could be too few."""
_SAFE_IN_64_BITS = 2**62


@dataclass(frozen=True)
class Demand:
    """A required domain and the certificate type that it demands: empty for a free choice."""

    domain: str
    type: str = ""


@dataclass(frozen=True)
class Choice:
    """A certificate to create: its type and what it covers."""

    domain: str
    type: str
    covers: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """Why no set is cheaper, for a reader to follow."""

    method: str
    wildcards: int
    """How many zones that had the choice got a wildcard."""
    cost: int
    """fen"""
    neighbours: tuple[tuple[int, int, int], ...]
    """Beside it: how many wildcards, how many certificates, cost in fen."""


@dataclass(frozen=True)
class CertificateSet:
    """The cheapest set, dearest first, with its proof."""

    choices: tuple[Choice, ...]
    proof: Proof


@dataclass(frozen=True)
class Problem:
    """The demands sorted by what they leave open."""

    enterprise: tuple[str, ...]
    standard: tuple[str, ...]
    """Names that only a Standard certificate may serve."""
    below_suffix: tuple[str, ...]
    """Names below a public suffix: no wildcard of the zone above serves them, only their own may as an apex."""
    forced: tuple[str, ...]
    """Zones whose wildcard is demanded."""
    open_zones: tuple[tuple[str, tuple[str, ...]], ...]
    """Zones that have the choice, with the names it is about: largest first, then by name."""
    children: dict[str, tuple[str, ...]]
    """The names that each zone's wildcard would serve."""


def cheapest_set(demands: Iterable[Demand], tariff: Tariff) -> CertificateSet:
    """The proven cheapest certificate set; ties go to fewer certificates, then fewer wildcards, then by name."""
    problem = pose(demands)
    several_tiers = tariff.free_tier_per_account and _total(problem) > tariff.quota
    if _total(problem) and (tariff.wildcard_covers_apex or several_tiers):
        from airec_planning.costs.cheapest_milp import solve  # noqa: PLC0415  # scipy: only where it is needed

        return solve(problem, tariff)
    return _best_prefix(problem, tariff)


def pose(demands: Iterable[Demand]) -> Problem:
    """Sort the demands: what is fixed, and which zones have the choice.

    A zone that is a public suffix never gets a wildcard, since nobody issues it: a name right below one is
    served by itself, also where its row asks for a wildcard.
    """
    enterprise: set[str] = set()
    standard: set[str] = set()
    forced: set[str] = set()
    listed: set[str] = set()
    """Zones whose wildcard is itself a required domain."""
    free: dict[str, set[str]] = defaultdict(set)
    for demand in demands:
        domain, kind = demand.domain, demand.type
        if kind == "enterprise":
            enterprise.add(domain)
        elif names.is_wildcard(domain):
            listed.add(names.parent_zone(domain))
        elif kind == "standard":
            standard.add(domain)
        else:
            zone = names.parent_zone(domain)
            free[zone].add(domain)
            if kind == "wildcard":
                forced.add(zone)
    suffixes = {zone for zone in free if names.is_public_suffix(zone)}  # asked once a zone, not once a name
    below_suffix = [domain for zone in suffixes for domain in free.pop(zone)]
    forced = (forced - suffixes) | listed
    for zone in listed:
        free[zone].add(names.wildcard_of(zone))
    children = {zone: tuple(sorted(domains)) for zone, domains in free.items()}
    choice = sorted((zone for zone in children if zone not in forced), key=lambda zone: (-len(children[zone]), zone))
    return Problem(
        tuple(sorted(enterprise)),
        tuple(sorted(standard)),
        tuple(sorted(below_suffix)),
        tuple(sorted(forced)),
        tuple((zone, children[zone]) for zone in choice),
        children,
    )


def build_set(problem: Problem, wildcarded: Sequence[str], singles: Sequence[str], proof: Proof) -> CertificateSet:
    """The set for chosen zones and the names left to Standard certificates, in no particular order yet."""
    choices = [Choice(domain, "enterprise", (domain,)) for domain in problem.enterprise]
    for zone in sorted({*problem.forced, *wildcarded}):
        served = problem.children.get(zone, ())
        choices.append(Choice(names.wildcard_of(zone), "wildcard", served))
    choices += [Choice(domain, "standard", (domain,)) for domain in sorted({*problem.standard, *singles})]
    return CertificateSet(tuple(choices), proof)


def _total(problem: Problem) -> int:
    """The most certificates that any choice creates."""
    fixed = len(problem.enterprise) + len(problem.standard) + len(problem.below_suffix) + len(problem.forced)
    return fixed + sum(len(members) for _, members in problem.open_zones)


def _best_prefix(problem: Problem, tariff: Tariff) -> CertificateSet:
    costs, totals = costs_of_every_p(problem, tariff)
    cheapest = np.flatnonzero(costs == costs.min())
    p = int(cheapest[totals[cheapest].argmin()])  # the first of the fewest: the fewest wildcards
    cost = int(costs[p])
    neighbours = tuple((q, int(totals[q]), int(costs[q])) for q in range(max(0, p - 2), min(len(costs), p + 3)))
    wildcarded = [zone for zone, _ in problem.open_zones[:p]]
    singles = [*problem.below_suffix, *(name for _, members in problem.open_zones[p:] for name in members)]
    return build_set(problem, wildcarded, singles, Proof("every number of wildcards tried", p, cost, neighbours))


def costs_of_every_p(problem: Problem, tariff: Tariff) -> tuple[Integers, Integers]:
    """What it costs, in fen, and how many certificates it is, with wildcards on the ``p`` largest zones, by ``p``.

    ``tariff.creation_cost`` for all ``p`` at once; in Python's integers where 64 bits could be too few.
    """
    most = _total(problem)
    dearest = most * max(map(tariff.price, TYPES)) + tariff.accounts(most) * tariff.further_account
    integer = np.int64 if max(dearest, tariff.quota, tariff.free_tier) < _SAFE_IN_64_BITS else object
    sizes = np.array([0, *(len(members) for _, members in problem.open_zones)], dtype=integer)
    wildcards = np.arange(len(sizes)).astype(integer) + len(problem.forced)
    standard = len(problem.standard) + len(problem.below_suffix) + sizes.sum() - sizes.cumsum()
    numbers = {"enterprise": np.full_like(sizes, len(problem.enterprise)), "wildcard": wildcards, "standard": standard}
    totals = len(problem.enterprise) + wildcards + standard
    accounts = np.maximum(1, -(-totals // tariff.quota))
    per_account = min(tariff.free_tier, tariff.quota) * accounts
    free = np.minimum(per_account if tariff.free_tier_per_account else tariff.free_tier, totals)
    costs = (accounts - 1) * tariff.further_account
    for type_ in sorted(TYPES, key=tariff.price, reverse=True):
        used = np.minimum(free, numbers[type_])
        free = free - used
        costs = costs + (numbers[type_] - used) * tariff.price(type_)
    return costs, totals
