"""What to create, in which order, at which charge, in which account."""

from __future__ import annotations

import pytest

from airec_planning import tables
from airec_planning.costs.cheapest import Choice
from airec_planning.costs.purchases import purchases
from airec_planning.costs.tariff import Tariff


def choices(enterprise: int, wildcard: int, standard: int) -> list[Choice]:
    counts = {"standard": standard, "enterprise": enterprise, "wildcard": wildcard}
    return [
        Choice(f"{'*.' if kind == 'wildcard' else ''}n{i:03}.{kind}.cn", kind, (f"x{i}.cn",))
        for kind, count in counts.items()
        for i in reversed(range(count))
    ]


def tariff(**changes: int | bool) -> Tariff:
    known = {
        "enterprise": 500, "wildcard": 150, "standard": 50, "free_tier": 10, "free_tier_per_account": False,
        "quota": 100, "further_account": 0, "wildcard_covers_apex": False,
    }  # fmt: skip
    return Tariff(**known | changes)  # type: ignore[arg-type]


def test_the_dearest_is_created_first_and_the_free_tier_falls_on_it() -> None:
    bought = purchases(choices(2, 1, 3), tariff(free_tier=3))
    assert bought["type"].tolist() == ["enterprise"] * 2 + ["wildcard"] + ["standard"] * 3
    assert bought["charge"].tolist() == [0, 0, 0, 50, 50, 50]
    assert bought["order"].tolist() == [1, 2, 3, 4, 5, 6]


def test_equals_go_by_name() -> None:
    bought = purchases(choices(0, 0, 4), tariff())
    assert bought["domain"].tolist() == sorted(bought["domain"])


def test_equal_prices_go_by_type() -> None:
    bought = purchases(choices(1, 1, 1), tariff(wildcard=500, standard=500))
    assert bought["type"].tolist() == ["enterprise", "wildcard", "standard"]


def test_prices_are_whole_fen() -> None:
    bought = purchases(choices(1, 1, 1), tariff())
    assert bought["price"].dtype == bought["charge"].dtype == "int64"


@pytest.mark.parametrize("count", [1, 9, 10, 11, 25])
def test_charges_add_up_to_the_creation_cost(count: int) -> None:
    prices = tariff(free_tier=4, quota=10, further_account=0)
    bought = purchases(choices(0, 0, count), prices)
    assert int(bought["charge"].sum()) == max(0, count - 4) * 50


@pytest.mark.parametrize("per_account", [True, False])
@pytest.mark.parametrize("count", [1, 5, 6, 12, 17])
def test_no_account_holds_more_than_its_quota(per_account: bool, count: int) -> None:
    prices = tariff(quota=5, free_tier=2, free_tier_per_account=per_account)
    held = purchases(choices(0, 0, count), prices)["account"].value_counts()
    assert held.max() <= 5
    assert sorted(held.index) == list(range(1, prices.accounts(count) + 1))


@pytest.mark.parametrize("count", [1, 5, 6, 12, 17])
def test_no_account_has_more_free_certificates_than_its_tier(count: int) -> None:
    bought = purchases(choices(0, 0, count), tariff(quota=5, free_tier=2, free_tier_per_account=True))
    assert bought[bought["charge"] == 0]["account"].value_counts().max() <= 2


def test_each_purchase_keeps_what_it_covers() -> None:
    chosen = choices(1, 2, 3)
    bought = tables.records(purchases(chosen, tariff()))
    assert {(row["domain"], row["covers"]) for row in bought} == {(one.domain, one.covers) for one in chosen}


def test_nothing_to_create_is_an_empty_list() -> None:
    assert purchases([], tariff()).empty
