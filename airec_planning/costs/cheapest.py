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

from airec_planning import names
from airec_planning.costs.tariff import Counts, Tariff


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
    below_suffix: set[str] = set()
    forced: set[str] = set()
    free: dict[str, set[str]] = defaultdict(set)
    for demand in demands:
        zone = names.parent_zone(demand.domain)
        if demand.type == "enterprise":
            enterprise.add(demand.domain)
        elif demand.type == "standard" and not names.is_wildcard(demand.domain):
            standard.add(demand.domain)
        elif names.is_wildcard(demand.domain):
            forced.add(zone)
            free[zone].add(demand.domain)
        elif names.is_public_suffix(zone):
            below_suffix.add(demand.domain)
        elif demand.type == "wildcard":
            forced.add(zone)
            free[zone].add(demand.domain)
        else:
            free[zone].add(demand.domain)
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
    sizes = [len(members) for _, members in problem.open_zones]
    remaining = sum(sizes)
    tried: list[tuple[int, int, int]] = []
    for p in range(len(sizes) + 1):
        if p:
            remaining -= sizes[p - 1]
        standard = len(problem.standard) + len(problem.below_suffix) + remaining
        counts = Counts(len(problem.enterprise), len(problem.forced) + p, standard)
        tried.append((tariff.creation_cost(counts), counts.total, p))
    cost, _, p = min(tried)
    neighbours = tuple((q, tried[q][1], tried[q][0]) for q in range(max(0, p - 2), min(len(tried), p + 3)))
    wildcarded = [zone for zone, _ in problem.open_zones[:p]]
    singles = [*problem.below_suffix, *(name for _, members in problem.open_zones[p:] for name in members)]
    return build_set(problem, wildcarded, singles, Proof("every number of wildcards tried", p, cost, neighbours))
