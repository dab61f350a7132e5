"""The cheapest set of console certificates that covers every required domain, exactly.

The problem: a Standard certificate covers one name, a Wildcard the one-label children of its zone, an
Enterprise certificate a name that demands it. The cost is that of all that is created, less the free tier,
plus further accounts beyond the quota.

With uniform prices an optimum puts wildcards on the ``p`` largest zones for some ``p``: zones couple only
through how many certificates of each type are created, and swapping a smaller wildcarded zone for a larger
one raises neither cost nor count. So every ``p`` is tried over suffix sums, O(D + Z log Z). The same holds for
any cost that depends on these counts alone and does not fall when a certificate is added, as that over the horizon
does. Where the argument fails (a wildcard that covers its apex too makes zones overlap; a free tier for each
account makes a further certificate lower the cost) the same problem is solved by ``costs.cheapest_milp``.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from airec_planning import names
from airec_planning.costs.bound import Bound, lower_bound
from airec_planning.costs.tariff import Counts, Tariff
from airec_planning.language import _

Whole = NDArray[np.int64]
Objective = Callable[[int, Whole, Whole], Whole]
"""The cost in fen of so many Enterprise, Wildcard and Standard certificates, for arrays of the latter two."""


@dataclass(frozen=True)
class Demand:
    """A required domain and the certificate type that it demands: empty for a free choice."""

    domain: str
    type: str = ""
    apart: bool = False
    """No wildcard of the zone above it may serve it."""


@dataclass(frozen=True)
class Choice:
    """A certificate to create: its type and what it covers."""

    domain: str
    type: str
    covers: tuple[str, ...]


def _no_bound() -> None:
    return None


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
    minimised: str = "creation"
    """What the cost is that of: the creation, or everything over the horizon."""
    find_bound: Callable[[], Bound | None] = field(default=_no_bound, compare=False, repr=False)
    """Asked only where the proof is shown: what-ifs by the thousand show none."""

    @functools.cached_property
    def bound(self) -> Bound | None:
        """What every set costs at least, where that can be said in a line."""
        return self.find_bound()


@dataclass(frozen=True)
class Problem:
    """The demands sorted by what they leave open."""

    enterprise: tuple[str, ...]
    standard: tuple[str, ...]
    """Names that only a Standard certificate may serve."""
    apart: tuple[str, ...]
    """Names that no wildcard of the zone above serves, as below a public suffix: only their own may, as an apex."""
    forced: tuple[str, ...]
    """Zones whose wildcard is demanded."""
    open_zones: tuple[tuple[str, tuple[str, ...]], ...]
    """Zones that have the choice, with the names it is about: largest first, then by name."""
    children: dict[str, tuple[str, ...]]
    """The names that each zone's wildcard would serve."""

    @functools.cached_property
    def sizes(self) -> Whole:
        """How many names each open zone holds, largest first."""
        return np.array([len(members) for _zone, members in self.open_zones], dtype=np.int64)

    @functools.cached_property
    def covered(self) -> Whole:
        """How many names the largest open zones hold together: none of them, the first, the first two."""
        return np.concatenate([[0], np.cumsum(self.sizes)])

    @functools.cached_property
    def open_names(self) -> tuple[str, ...]:
        """The names of the open zones, zone by zone."""
        return tuple(name for _zone, members in self.open_zones for name in members)

    @functools.cached_property
    def most(self) -> int:
        """The most certificates that any choice creates."""
        fixed = len(self.enterprise) + len(self.standard) + len(self.apart) + len(self.forced)
        return fixed + int(self.sizes.sum())


@dataclass(frozen=True)
class CertificateSet:
    """The cheapest set with its proof."""

    problem: Problem
    wildcarded: tuple[str, ...]
    """Zones that had the choice and got a wildcard."""
    singles: tuple[str, ...]
    """Names that had the choice and are left to Standard certificates."""
    proof: Proof

    @functools.cached_property
    def counts(self) -> Counts:
        wildcards = len(self.problem.forced) + len(self.wildcarded)
        return Counts(len(self.problem.enterprise), wildcards, len(self.problem.standard) + len(self.singles))

    @functools.cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Each certificate, by type, then by name."""
        problem = self.problem
        zones = sorted({*problem.forced, *self.wildcarded})
        singles = sorted({*problem.standard, *self.singles})
        return (
            *(Choice(domain, "enterprise", (domain,)) for domain in problem.enterprise),
            *(Choice(names.wildcard_of(z), "wildcard", problem.children.get(z, ())) for z in zones),
            *(Choice(domain, "standard", (domain,)) for domain in singles),
        )


def cheapest_set(demands: Iterable[Demand], tariff: Tariff, objective: Objective | None = None) -> CertificateSet:
    """The proven cheapest certificate set; ties go to fewer certificates, then fewer wildcards, then by name.

    Cheapest by what its creation costs, unless ``objective`` says by what else.
    """
    return solve_cheapest(pose(demands), tariff, objective)


def solve_cheapest(problem: Problem, tariff: Tariff, objective: Objective | None = None) -> CertificateSet:
    """The same for demands that are sorted already."""
    several_tiers = tariff.free_tier_per_account and tariff.accounts(problem.most) > tariff.accounts(0)
    if problem.most and (tariff.wildcard_covers_apex or several_tiers):
        from airec_planning.costs.cheapest_milp import solve  # noqa: PLC0415  # scipy: only where it is needed

        found = solve(problem, tariff)
        if objective is None:
            return found
        method = _(
            "{method}, by the cost of creation: under these prices the horizon's is not solved",
            method=found.proof.method,
        )
        return replace(found, proof=replace(found.proof, method=method))
    return _best_prefix(problem, tariff, objective)


def pose(demands: Iterable[Demand]) -> Problem:
    """Sort the demands: what is fixed, and which zones have the choice.

    A zone that is a public suffix never gets a wildcard, since nobody issues it: a name right below one is
    served by itself, also where its row asks for a wildcard.
    """
    enterprise: set[str] = set()
    standard: set[str] = set()
    apart: set[str] = set()
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
        elif demand.apart:
            apart.add(domain)
        else:
            zone = names.parent_zone(domain)
            free[zone].add(domain)
            if kind == "wildcard":
                forced.add(zone)
    suffixes = {zone for zone in free if names.is_public_suffix(zone)}  # asked once a zone, not once a name
    apart.update(domain for zone in suffixes for domain in free.pop(zone))
    forced = (forced - suffixes) | listed
    for zone in listed:
        free[zone].add(names.wildcard_of(zone))
    children = {zone: tuple(sorted(domains)) for zone, domains in free.items()}
    choice = sorted((zone for zone in children if zone not in forced), key=lambda zone: (-len(children[zone]), zone))
    return Problem(
        tuple(sorted(enterprise)),
        tuple(sorted(standard)),
        tuple(sorted(apart)),
        tuple(sorted(forced)),
        tuple((zone, children[zone]) for zone in choice),
        children,
    )


def _best_prefix(problem: Problem, tariff: Tariff, objective: Objective | None) -> CertificateSet:
    """The best number of largest zones to get a wildcard, of all numbers."""
    covered = problem.covered
    wildcards = np.arange(len(covered)) + len(problem.forced)
    standards = len(problem.standard) + len(problem.apart) + covered[-1] - covered
    costs = (objective or tariff.creation_costs)(len(problem.enterprise), wildcards, standards)
    totals = len(problem.enterprise) + wildcards + standards
    least = np.flatnonzero(costs == costs.min())
    p = int(least[totals[least].argmin()])  # of equal ones the first: the fewest wildcards
    near = range(max(0, p - 2), min(len(costs), p + 3))
    proof = Proof(
        _("every number of wildcards tried"),
        p,
        int(costs[p]),
        tuple((q, int(totals[q]), int(costs[q])) for q in near),
        "horizon" if objective else "creation",
        _no_bound if objective else functools.partial(lower_bound, _fixed(problem), problem.sizes, tariff),
    )
    wildcarded = tuple(zone for zone, _members in problem.open_zones[:p])
    singles = (*problem.apart, *problem.open_names[covered[p] :])
    return CertificateSet(problem, wildcarded, singles, proof)


def _fixed(problem: Problem) -> Counts:
    """The certificates that every set holds."""
    return Counts(len(problem.enterprise), len(problem.forced), len(problem.standard) + len(problem.apart))
