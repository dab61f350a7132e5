"""The cheapest certificate set as an integer programme (HiGHS), for tariffs under which zones overlap.

Variables: ``w[z]`` a wildcard for zone z, ``s[d]`` a Standard certificate for name d, ``f[t]`` free certificates
of type t, ``a`` accounts. The free tier falls on the dearest by itself, since that is cheapest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from airec_planning import names
from airec_planning.costs.cheapest import CertificateSet, Problem, Proof
from airec_planning.costs.tariff import TYPES, Tariff
from airec_planning.language import _

Vector = NDArray[np.float64]


def solve(problem: Problem, tariff: Tariff) -> CertificateSet:
    """The cheapest set under any tariff; ties go to fewer certificates, then fewer wildcards, then by name.

    Raises:
        ArithmeticError: the solver did not prove an optimum.
    """
    model = _Model(problem, tariff)
    cost = model.minimise(model.cost())
    model.hold(model.cost(), cost)
    certificates = model.minimise(model.count())
    model.hold(model.count(), certificates)
    model.hold(model.wildcards(), model.minimise(model.wildcards()))
    model.minimise(model.by_name())
    wildcarded = [zone for zone, used in zip(model.zones, model.solution, strict=False) if used > 0.5]
    offset = len(model.zones)
    singles = [name for i, name in enumerate(model.singles) if model.solution[offset + i] > 0.5]
    constant = -tariff.accounts(0) * tariff.further_account
    constant += sum(tariff.price("enterprise") for _name in problem.enterprise)
    constant += sum(tariff.price("standard") for _name in problem.standard)
    free_zones = tuple(zone for zone in wildcarded if zone not in problem.forced)
    method = _("integer programme solved to optimality (HiGHS)")
    proof = Proof(method, len(free_zones), round(cost) + constant, ())
    kept = tuple(name for name in singles if name not in problem.standard)
    return CertificateSet(_with_apexes(problem, tariff), free_zones, kept, proof)


def _with_apexes(problem: Problem, tariff: Tariff) -> Problem:
    """The problem with each apex among the names that its own zone's wildcard serves."""
    if not tariff.wildcard_covers_apex:
        return problem
    listed = {*problem.apart, *(name for _zone, members in problem.open_zones for name in members)}
    children = {zone: (*members, zone) if zone in listed else members for zone, members in problem.children.items()}
    return replace(problem, children=children)


@dataclass
class _Rows:
    rows: list[int]
    columns: list[int]
    values: list[float]
    lower: list[float]
    upper: list[float]

    def add(self, entries: Sequence[tuple[int, float]], lower: float, upper: float) -> None:
        row = len(self.lower)
        for column, value in entries:
            self.rows.append(row)
            self.columns.append(column)
            self.values.append(value)
        self.lower.append(lower)
        self.upper.append(upper)


class _Model:
    def __init__(self, problem: Problem, tariff: Tariff) -> None:
        self.problem, self.tariff = problem, tariff
        self.zones = sorted(problem.children)
        self.singles = [*problem.apart, *(name for _zone, members in problem.open_zones for name in members)]
        self.size = len(self.zones) + len(self.singles) + len(TYPES) + 1
        self.free_at = len(self.zones) + len(self.singles)
        self.accounts_at = self.size - 1
        self.rows = _Rows([], [], [], [], [])
        self.solution: Vector = np.zeros(self.size)
        self._cover_each_name()
        self._bound_what_is_free()

    def cost(self) -> Vector:
        vector = np.zeros(self.size)
        vector[: len(self.zones)] = self.tariff.wildcard
        vector[len(self.zones) : self.free_at] = self.tariff.standard
        for index, kind in enumerate(TYPES):
            vector[self.free_at + index] = -self.tariff.price(kind)
        vector[self.accounts_at] = self.tariff.further_account
        return vector

    def count(self) -> Vector:
        vector = np.zeros(self.size)
        vector[: self.free_at] = 1
        return vector

    def wildcards(self) -> Vector:
        vector = np.zeros(self.size)
        vector[: len(self.zones)] = 1
        return vector

    def by_name(self) -> Vector:
        """Zones weighed by their place in the alphabet."""
        vector = np.zeros(self.size)
        vector[: len(self.zones)] = np.arange(1, len(self.zones) + 1)
        return vector

    def hold(self, vector: Vector, value: float) -> None:
        """Keep an objective at its optimum while the next one is minimised."""
        self.rows.add([(int(i), float(vector[i])) for i in np.flatnonzero(vector)], -np.inf, round(value))

    def minimise(self, vector: Vector) -> float:
        rows = self.rows
        matrix = coo_array((rows.values, (rows.rows, rows.columns)), shape=(len(rows.lower), self.size)).tocsr()
        upper = np.ones(self.size)
        upper[self.free_at :] = np.inf
        lower = np.zeros(self.size)
        lower[self.accounts_at] = self.tariff.accounts(0)
        lower[: len(self.zones)] = [zone in self.problem.forced for zone in self.zones]
        result = milp(
            vector,
            constraints=LinearConstraint(matrix, rows.lower, rows.upper),
            bounds=Bounds(lower, upper),
            integrality=np.ones(self.size),
            options={"mip_rel_gap": 0},
        )
        if result.x is None or result.status != 0:
            raise ArithmeticError(f"the solver proved no optimum: {result.message}")
        self.solution = result.x
        return float(result.fun)

    def _cover_each_name(self) -> None:
        position = {zone: index for index, zone in enumerate(self.zones)}
        apart = set(self.problem.apart)
        for index, name in enumerate(self.singles, start=len(self.zones)):
            wildcards = [] if name in apart else [position[names.parent_zone(name)]]
            if self.tariff.wildcard_covers_apex and name in position:
                wildcards.append(position[name])
            self.rows.add([(index, 1.0), *((at, 1.0) for at in wildcards)], 1, np.inf)
            for at in wildcards:  # nothing is created twice only to reach a further account's free tier
                self.rows.add([(index, 1.0), (at, 1.0)], -np.inf, 1)

    def _bound_what_is_free(self) -> None:
        problem, tariff = self.problem, self.tariff
        zones = [(index, -1.0) for index in range(len(self.zones))]
        singles = [(index, -1.0) for index in range(len(self.zones), self.free_at)]
        fixed = {"enterprise": len(problem.enterprise), "wildcard": 0, "standard": len(problem.standard)}
        chosen = {"enterprise": [], "wildcard": zones, "standard": singles}
        for index, kind in enumerate(TYPES):
            self.rows.add([(self.free_at + index, 1.0), *chosen[kind]], -np.inf, fixed[kind])
        free = [(self.free_at + index, 1.0) for index in range(len(TYPES))]
        per_account = float(min(tariff.free_tier, tariff.quota)) if tariff.free_tier_per_account else 0.0
        once = 0 if tariff.free_tier_per_account else tariff.free_tier
        self.rows.add([*free, (self.accounts_at, -per_account)], -np.inf, once - tariff.taken)
        # As many accounts as the quota asks for, and no more: quota * (a - 1) < certificates <= quota * a.
        certificates = [(index, 1.0) for index in range(self.free_at)]
        already = sum(fixed.values()) + tariff.existing
        self.rows.add([*certificates, (self.accounts_at, -float(tariff.quota))], -np.inf, -already)
        if tariff.free_tier_per_account:
            self.rows.add([*certificates, (self.accounts_at, -float(tariff.quota))], 1 - tariff.quota - already, np.inf)
