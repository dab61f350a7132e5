"""What to create, in which order, at which charge, in which account."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from airec_planning import tables
from airec_planning.costs import purchases as buying
from airec_planning.costs.cheapest import Choice
from airec_planning.costs.tariff import Tariff
from tests.costs.estates import START


def purchases(chosen: Sequence[Choice], prices: Tariff) -> pd.DataFrame:
    """As the console charges them where all are created on one day."""
    ordered = buying.in_creation_order(chosen, prices)
    free = prices.free(len(ordered))
    charges = [0 if at < free else prices.price(one.type) for at, one in enumerate(ordered)]
    places = [prices.taken + at + 1 if at < free else 0 for at in range(len(ordered))]
    return buying.purchases(ordered, prices, [START] * len(ordered), charges, places)


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


@pytest.mark.parametrize("per_account", [True, False])
@pytest.mark.parametrize("existing", [0, 1, 4, 5, 7])
def test_existing_certificates_hold_their_places_in_the_accounts(per_account: bool, existing: int) -> None:
    prices = tariff(quota=5, free_tier=2, free_tier_per_account=per_account, existing=existing)
    bought = purchases(choices(0, 0, 6), prices)
    held = [min(5, max(0, existing - at * 5)) for at in range(4)]
    counts = bought["account"].value_counts()
    assert all(held[account - 1] + count <= 5 for account, count in counts.items())
    assert bought["account"].max() == prices.accounts(6)


def test_each_purchase_says_why_it_costs_what_it_costs() -> None:
    bought = purchases(choices(0, 0, 3), tariff(free_tier=10, existing=8))
    assert bought["reason"].tolist() == ["free tier, place 9 of 10", "free tier, place 10 of 10", "list price"]
    assert bought["charge"].tolist() == [0, 0, 50]


def test_nothing_to_create_is_an_empty_list() -> None:
    assert purchases([], tariff()).empty
