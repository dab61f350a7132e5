"""The integer programme against the direct method, and where only it applies."""

from __future__ import annotations

import random

import pytest

from airec_planning.costs.cheapest import CertificateSet, Demand, cheapest_set, pose
from airec_planning.costs.cheapest_milp import solve
from airec_planning.costs.tariff import Tariff


def figures(found: CertificateSet) -> tuple[int, int, int]:
    types = [choice.type for choice in found.choices]
    return found.proof.cost, len(types), types.count("wildcard")


def many_demands(seed: int, zones: int = 40) -> list[Demand]:
    rng = random.Random(seed)
    found = {}
    for z in range(zones):
        for n in range(rng.randint(1, 8)):
            kind = rng.choice(["", "", "", "", "", "standard", "enterprise"])
            found[f"n{n}.z{z}.example.com"] = kind
        if rng.random() < 0.1:
            found[f"*.z{z}.example.com"] = "wildcard"
    return [Demand(name, kind) for name, kind in found.items()]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    "tariff",
    [
        Tariff(500, 150, 50, 10, False, 100, 0, False),
        Tariff(500, 150, 50, 0, False, 7, 40, False),
        Tariff(500, 120, 50, 30, False, 25, 300, False),
        Tariff(500, 150, 50, 40, False, 60, 90, False, existing=35),
    ],
)
def test_both_methods_agree_on_larger_cases(seed: int, tariff: Tariff) -> None:
    demands = many_demands(seed)
    assert figures(solve(pose(demands), tariff)) == figures(cheapest_set(demands, tariff))


def test_with_a_tier_for_each_account_a_further_account_may_pay() -> None:
    # Three names: one wildcard at 150, or three free Standard certificates in two accounts.
    demands = [Demand(f"n{i}.example.com") for i in range(3)]
    tariff = Tariff(500, 150, 50, 2, True, 2, 0, False)
    found = cheapest_set(demands, tariff)
    assert found.proof.cost == 0
    assert len(found.choices) == 1  # one free wildcard: as cheap, and fewer


def test_splitting_a_zone_reaches_a_further_accounts_tier() -> None:
    demands = [Demand(f"pay{i}.example.org", "enterprise") for i in range(4)]
    demands += [Demand(f"n{i}.example.com") for i in range(2)]
    tariff = Tariff(500, 150, 50, 2, True, 5, 0, False)
    found = cheapest_set(demands, tariff)
    # Five certificates are one account and three to pay; six are two accounts and two to pay.
    assert sorted(choice.type for choice in found.choices) == ["enterprise"] * 4 + ["standard"] * 2
    assert found.proof.cost == 2 * 50


def test_an_apex_is_served_by_its_own_wildcard_or_by_its_parents() -> None:
    tariff = Tariff(500, 150, 50, 0, False, 100, 0, True)
    demands = [Demand("a.example.com"), *(Demand(f"n{i}.a.example.com") for i in range(3))]
    found = cheapest_set(demands, tariff)
    assert [(c.domain, "a.example.com" in c.covers) for c in found.choices] == [("*.a.example.com", True)]
    assert found.proof.cost == 150


def test_the_method_says_that_it_is_proven() -> None:
    found = solve(pose([Demand("a.example.com")]), Tariff(500, 150, 50, 0, False, 100, 0, False))
    assert "optimality" in found.proof.method
