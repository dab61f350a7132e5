"""The cheapest certificate set, against every other set."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import names
from airec_planning.costs.cheapest import CertificateSet, Choice, Demand, cheapest_set
from airec_planning.costs.tariff import Counts, Tariff
from tests.costs.test_purchases import purchases

PAGE = Tariff(500, 150, 50, 10, False, 100, 0, False)
NO_TIER = Tariff(500, 150, 50, 0, False, 100, 0, False)
ZONES = ("example.com", "a.example.com", "b.example.com", "c.a.example.com")


def set_of(*demands: str | Demand, tariff: Tariff = NO_TIER) -> CertificateSet:
    return cheapest_set([one if isinstance(one, Demand) else Demand(one) for one in demands], tariff)


def named(found: CertificateSet) -> dict[str, str]:
    return {choice.domain: choice.type for choice in found.choices}


def below(zone: str, count: int) -> list[str]:
    return [f"n{i}.{zone}" for i in range(count)]


# The oracle: every set of zones that could have a wildcard, priced by hand.


def price_of(types: Iterable[str], tariff: Tariff) -> int:
    prices = sorted((tariff.price(kind) for kind in types), reverse=True)
    before = max(1, -(-tariff.existing // tariff.quota))
    accounts = max(1, -(-(len(prices) + tariff.existing) // tariff.quota))
    tier = each = tariff.free_tier
    if tariff.free_tier_per_account:
        each = min(tariff.free_tier, tariff.quota)
        tier = each * accounts
    filled = [tariff.quota] * (before - 1) + [tariff.existing - (before - 1) * tariff.quota]
    taken = sum(min(each, held) for held in filled) if tariff.free_tier_per_account else min(each, tariff.existing)
    return sum(prices[tier - taken :]) + (accounts - before) * tariff.further_account


def under(zone: str, free: set[str], tariff: Tariff) -> set[str]:
    """The freely served names that a zone's wildcard covers."""
    return {n for n in free if names.parent_zone(n) == zone or (tariff.wildcard_covers_apex and n == zone)}


def every_set(demands: Sequence[Demand], tariff: Tariff) -> Iterator[tuple[int, int, int, tuple[str, ...]]]:
    """Cost, certificates, wildcards and wildcarded zones of every set in which no certificate is redundant."""
    enterprise = [d.domain for d in demands if d.type == "enterprise"]
    rest = [d for d in demands if d.type != "enterprise"]
    forced = {
        names.parent_zone(d.domain) for d in rest if d.type == "wildcard" or names.is_wildcard(d.domain)
    }  # what is listed as a wildcard demands it
    single = {d.domain for d in rest if d.type == "standard" and not names.is_wildcard(d.domain)}
    free = {d.domain for d in rest if d.type == "" and not names.is_wildcard(d.domain)}
    optional = {names.parent_zone(n) for n in free if not names.is_public_suffix(names.parent_zone(n))} - forced
    for size in range(len(optional) + 1):
        for extra in itertools.combinations(sorted(optional), size):
            chosen = forced | set(extra)
            served = {zone: under(zone, free, tariff) for zone in chosen}
            others = {z: set().union(*(served[o] for o in chosen if o != z)) for z in extra}
            if any(not served[zone] - others[zone] for zone in extra):
                continue
            left = free - set().union(*served.values())
            types = ["enterprise"] * len(enterprise) + ["wildcard"] * len(chosen)
            types += ["standard"] * len(left | single)
            yield price_of(types, tariff), len(types), len(chosen), tuple(sorted(chosen))


def figures(found: CertificateSet, tariff: Tariff) -> tuple[int, int, int]:
    types = [choice.type for choice in found.choices]
    return price_of(types, tariff), len(types), types.count("wildcard")


def assert_covers_exactly(demands: Iterable[Demand], choices: Sequence[Choice], tariff: Tariff) -> None:
    for demand in demands:
        listing = [choice for choice in choices if demand.domain in choice.covers]
        assert listing, f"nothing covers {demand.domain}"
        if demand.type in ("enterprise", "standard") and not names.is_wildcard(demand.domain):
            assert any((c.domain, c.type) == (demand.domain, demand.type) for c in listing)
    required = {demand.domain for demand in demands}
    for choice in choices:
        assert set(choice.covers) <= required
        for name in choice.covers:
            apex = tariff.wildcard_covers_apex and choice.domain == names.wildcard_of(name)
            assert names.covers(choice.domain, name) or apex
    assert len({(choice.domain, choice.type) for choice in choices}) == len(choices)


@st.composite
def some_demands(draw: st.DrawFn, registered: bool = True) -> list[Demand]:
    candidates = [f"{label}.{zone}" for zone in ZONES for label in ("a", "b", "c", "d")]
    candidates += [f"*.{zone}" for zone in ZONES]
    candidates += ["example.com", "shop.com.cn"] if registered else []
    chosen = draw(st.lists(st.sampled_from(candidates), unique=True, max_size=12))
    kinds = st.sampled_from(["", "", "", "", "standard", "wildcard", "enterprise"])
    found = []
    for name in chosen:
        kind = draw(kinds)
        if kind == "wildcard" and names.is_public_suffix(names.parent_zone(name)):
            kind = ""
        found.append(Demand(name, "wildcard" if names.is_wildcard(name) else kind))
    return found


def some_tariffs(**fixed: Any) -> st.SearchStrategy[Tariff]:
    price = st.sampled_from([0, 50, 100, 150, 500])
    parts: dict[str, Any] = {
        "enterprise": price, "wildcard": price, "standard": price, "free_tier": st.integers(0, 6),
        "free_tier_per_account": st.booleans(), "quota": st.integers(1, 8), "further_account": price,
        "wildcard_covers_apex": st.booleans(), "existing": st.integers(0, 9),
    }  # fmt: skip
    return st.builds(Tariff, **parts | {key: st.just(value) for key, value in fixed.items()})


@settings(max_examples=2000, deadline=None, derandomize=True)
@given(some_demands(), some_tariffs(free_tier_per_account=False, wildcard_covers_apex=False))
def test_no_set_is_cheaper_and_ties_go_to_fewer_then_fewer_wildcards_then_by_name(
    demands: list[Demand], tariff: Tariff
) -> None:
    found = cheapest_set(demands, tariff)
    zones = tuple(sorted(choice.domain[2:] for choice in found.choices if choice.type == "wildcard"))
    assert (*figures(found, tariff), zones) == min(every_set(demands, tariff))
    assert found.proof.cost == figures(found, tariff)[0]
    assert found.proof.bound is not None
    assert found.proof.bound.cost <= found.proof.cost
    assert_covers_exactly(demands, found.choices, tariff)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(some_demands(registered=False), some_tariffs(free_tier_per_account=False, wildcard_covers_apex=True))
def test_no_set_is_cheaper_where_a_wildcard_covers_its_apex(demands: list[Demand], tariff: Tariff) -> None:
    found = cheapest_set(demands, tariff)
    assert figures(found, tariff) == min(every_set(demands, tariff))[:3]
    assert found.proof.cost == figures(found, tariff)[0]
    assert_covers_exactly(demands, found.choices, tariff)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(some_demands(), some_tariffs(free_tier_per_account=True, wildcard_covers_apex=False))
def test_no_set_is_cheaper_where_each_account_has_a_free_tier(demands: list[Demand], tariff: Tariff) -> None:
    found = cheapest_set(demands, tariff)
    assert figures(found, tariff) == min(every_set(demands, tariff))[:3]
    assert found.proof.cost == figures(found, tariff)[0]
    assert_covers_exactly(demands, found.choices, tariff)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(some_demands(registered=False).filter(len), some_tariffs(free_tier_per_account=True, wildcard_covers_apex=True))
def test_no_set_is_cheaper_with_both_at_once(demands: list[Demand], tariff: Tariff) -> None:
    found = cheapest_set(demands, tariff)
    assert figures(found, tariff) == min(every_set(demands, tariff))[:3]
    assert_covers_exactly(demands, found.choices, tariff)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(some_demands(registered=False).filter(len), some_tariffs())
def test_the_charges_of_the_purchases_add_up_to_the_cost(demands: list[Demand], tariff: Tariff) -> None:
    found = cheapest_set(demands, tariff)
    bought = purchases(found.choices, tariff)
    further = tariff.further_accounts(len(bought)) * tariff.further_account
    assert int(bought["charge"].sum()) + further == found.proof.cost


@pytest.mark.parametrize(("count", "kind"), [(2, "standard"), (3, "wildcard"), (4, "wildcard")])
def test_a_wildcard_pays_from_three_names_on(count: int, kind: str) -> None:
    # At three the prices tie, and one certificate is fewer than three.
    assert {choice.type for choice in set_of(*below("example.com", count)).choices} == {kind}


def test_within_the_free_tier_fewer_certificates_win() -> None:
    assert named(set_of(*below("example.com", 2), tariff=PAGE)) == {"*.example.com": "wildcard"}


def test_one_certificate_either_way_goes_to_the_standard_one() -> None:
    assert named(set_of("n.example.com", tariff=PAGE)) == {"n.example.com": "standard"}


def test_equal_zones_go_by_name() -> None:
    demands = [*below("b.example.com", 2), *below("a.example.com", 2)]
    one_over = Tariff(500, 100, 50, 0, False, 3, 1000, False)
    assert set(named(set_of(*demands, tariff=one_over))) == {"*.a.example.com", "*.b.example.com"}
    # A wildcard costs more than two names; a further account costs more than that: one wildcard is enough.
    dear = Tariff(500, 120, 50, 0, False, 3, 1000, False)
    assert set(named(set_of(*demands, tariff=dear))) == {"*.a.example.com", *below("b.example.com", 2)}


def test_equal_zones_go_by_name_also_where_a_wildcard_covers_its_apex() -> None:
    dear = Tariff(500, 120, 50, 0, False, 3, 1000, True)
    for first, second in (("a", "b"), ("b", "a")):
        demands = [*below(f"{first}.example.org", 2), *below(f"{second}.example.org", 2)]
        assert set(named(set_of(*demands, tariff=dear))) == {"*.a.example.org", *below("b.example.org", 2)}


@pytest.mark.parametrize("suffix", ["com", "com.cn", "co.uk"])
def test_no_wildcard_stands_directly_below_a_public_suffix(suffix: str) -> None:
    assert {choice.type for choice in set_of(*below(suffix, 8)).choices} == {"standard"}


@pytest.mark.parametrize("tariff", [NO_TIER, Tariff(500, 150, 50, 0, False, 100, 0, True)])
def test_a_wildcard_type_asked_for_a_registered_domain_puts_none_below_the_public_suffix(tariff: Tariff) -> None:
    found = set_of(Demand("example.com", "wildcard"), tariff=tariff)
    assert "*.com" not in named(found)


@pytest.mark.parametrize("registered", ["example.com", "example.com.cn"])
def test_a_wildcard_that_covers_its_apex_serves_a_registered_domain_too(registered: str) -> None:
    apex = Tariff(500, 150, 50, 0, False, 100, 0, True)
    found = set_of(f"*.{registered}", registered, tariff=apex)
    assert named(found) == {f"*.{registered}": "wildcard"}
    assert found.proof.cost == 150


def test_a_wildcard_does_not_cover_its_apex() -> None:
    assert named(set_of("*.a.example.com", "a.example.com")) == {
        "*.a.example.com": "wildcard", "a.example.com": "standard"
    }  # fmt: skip


def test_a_wildcard_does_not_cover_two_labels() -> None:
    found = set_of("*.example.com", "x.a.example.com")
    assert named(found) == {"*.example.com": "wildcard", "x.a.example.com": "standard"}


def test_a_wildcard_that_is_listed_serves_its_children_too() -> None:
    found = set_of("*.example.com", "a.example.com")
    assert [(c.domain, c.covers) for c in found.choices] == [("*.example.com", ("*.example.com", "a.example.com"))]


def test_a_demanded_type_is_kept_below_a_wildcard() -> None:
    found = set_of("*.example.com", Demand("pay.example.com", "enterprise"), Demand("one.example.com", "standard"))
    assert named(found) == {
        "*.example.com": "wildcard", "pay.example.com": "enterprise", "one.example.com": "standard"
    }  # fmt: skip


@pytest.mark.parametrize("tariff", [PAGE, Tariff(500, 150, 50, 10, True, 100, 0, True)])
def test_nothing_required_costs_nothing(tariff: Tariff) -> None:
    found = set_of(tariff=tariff)
    assert (found.choices, found.proof.cost) == ((), 0)


@pytest.mark.parametrize("tariff", [PAGE, NO_TIER, Tariff(500, 150, 50, 2, True, 5, 10, True)])
def test_the_order_of_the_demands_does_not_matter(tariff: Tariff) -> None:
    demands = [Demand(f"{label}.{zone}") for zone in ZONES for label in "abcd"]
    expected = cheapest_set(demands, tariff)
    for seed in range(5):
        random.Random(seed).shuffle(demands)
        assert cheapest_set(demands, tariff) == expected


def test_the_proof_shows_that_the_neighbours_cost_no_less() -> None:
    demands = [
        name for zone, count in (("a", 6), ("b", 5), ("c", 2), ("d", 1)) for name in below(f"{zone}.test.cn", count)
    ]
    found = set_of(*demands)
    assert found.proof.wildcards == 2
    assert found.proof.cost == 2 * 150 + 3 * 50
    assert all(cost >= found.proof.cost for _, _, cost in found.proof.neighbours)
    assert {wildcards for wildcards, _, _ in found.proof.neighbours} == {0, 1, 2, 3, 4}


def test_ten_thousand_domains_take_moments() -> None:
    demands = [Demand(f"n{i}.z{i % 700}.example.com") for i in range(10_000)]
    found = cheapest_set(demands, PAGE)
    assert len(found.choices) == 700
    assert found.proof.cost == 690 * 150


# All numbers of wildcards at once, against the tariff's own word on each.


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 9), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1), some_tariffs())
def test_the_costs_of_many_counts_at_once_are_those_of_each(
    enterprise: int, others: list[tuple[int, int]], tariff: Tariff
) -> None:
    wildcards, standards = np.array(others).T
    each = [tariff.creation_cost(Counts(enterprise, *counts)) for counts in others]
    assert tariff.creation_costs(enterprise, wildcards, standards).tolist() == each


DEAREST = 1_000_000_000_00
"""A billion yuan, the most that the settings take."""


@pytest.mark.parametrize("per_account", [False, True])
@pytest.mark.parametrize("standards", [[1, 10_000_000], [4_000_000_000, 40_000_000]])
def test_no_cost_overflows(standards: list[int], per_account: bool) -> None:
    tariff = Tariff(DEAREST, DEAREST, DEAREST, 10, per_account, 1, DEAREST, False)
    each = [tariff.creation_cost(Counts(1, 2, count)) for count in standards]
    assert tariff.creation_costs(1, np.array([2, 2]), np.array(standards)).tolist() == each
    assert min(each) >= 0


@pytest.mark.parametrize("digits", range(9, 40, 2))
def test_prices_of_any_size_choose_the_same_set(digits: int) -> None:
    times = 10**digits
    demands = [Demand(f"n{i}.z{zone}.example.com") for zone in range(9) for i in range(zone)]
    dear = Tariff(500 * times, 150 * times, 50 * times, 2, False, 4, 70 * times, False)
    found, usual = set_of(*demands, tariff=dear), set_of(*demands, tariff=Tariff(500, 150, 50, 2, False, 4, 70, False))
    assert found.choices == usual.choices
    assert found.proof.cost == usual.proof.cost * times


def test_a_zone_on_the_public_suffix_list_is_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = names.is_public_suffix
    monkeypatch.setattr(names, "is_public_suffix", lambda zone: asked.append(zone) or real(zone))
    set_of(*below("com.cn", 5), *below("example.com", 5), "*.com", Demand("a.com", "wildcard"))
    assert sorted(asked) == ["com", "com.cn", "example.com"]


def test_a_wildcard_listed_below_a_public_suffix_serves_no_name_below_it() -> None:
    assert named(set_of("*.com", "example.com", Demand("a.com", "wildcard"))) == {
        "*.com": "wildcard", "example.com": "standard", "a.com": "standard"
    }  # fmt: skip
