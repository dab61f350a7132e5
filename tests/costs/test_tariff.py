"""What the console charges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from airec_planning.costs.tariff import Counts, Tariff
from airec_planning.errors import SettingsError
from airec_planning.setting_sections import Prices
from airec_planning.settings import parse_settings


def tariff(**prices: object) -> Tariff:
    return Tariff.of(Prices.model_validate(prices))


def test_the_default_prices_are_those_of_the_page_in_whole_fen() -> None:
    found = tariff()
    assert (found.standard, found.wildcard, found.enterprise, found.free_tier, found.quota) == (50, 150, 500, 10, 100)
    assert all(isinstance(found.price(kind), int) for kind in ("standard", "wildcard", "enterprise"))


@pytest.mark.parametrize(
    ("counts", "cost"),
    [
        (Counts(0, 0, 0), 0),
        (Counts(0, 0, 10), 0),
        (Counts(0, 0, 11), 50),
        (Counts(1, 0, 10), 50),  # the tier takes the Enterprise certificate and nine of the Standard ones
        (Counts(8, 4, 3), 2 * 150 + 3 * 50),
        (Counts(12, 0, 1), 2 * 500 + 50),
    ],
)
def test_the_free_tier_falls_on_the_dearest(counts: Counts, cost: int) -> None:
    assert tariff().creation_cost(counts) == cost


def test_the_dearest_is_what_the_prices_say() -> None:
    dear_standard = tariff(standard=Decimal(9), free_tier=1)
    assert dear_standard.creation_cost(Counts(1, 1, 1)) == 500 + 150


@pytest.mark.parametrize(("certificates", "accounts"), [(0, 1), (1, 1), (100, 1), (101, 2), (200, 2), (201, 3)])
def test_one_account_holds_a_quota_of_certificates(certificates: int, accounts: int) -> None:
    assert tariff().accounts(certificates) == accounts


def test_further_accounts_are_paid_and_the_first_is_not() -> None:
    paid = tariff(further_account=Decimal(3), free_tier=0)
    assert paid.creation_cost(Counts(0, 0, 100)) == 100 * 50
    assert paid.creation_cost(Counts(0, 0, 201)) == 201 * 50 + 2 * 300


@pytest.mark.parametrize(("certificates", "free"), [(5, 5), (100, 10), (101, 20), (102, 20), (250, 30)])
def test_a_tier_for_each_account_grows_with_the_accounts(certificates: int, free: int) -> None:
    assert tariff(free_tier_per="account").free(certificates) == free


def test_a_tier_for_the_organisation_does_not_grow() -> None:
    assert tariff().free(1000) == 10


def test_an_accounts_tier_is_no_larger_than_its_quota() -> None:
    assert tariff(free_tier_per="account", free_tier=10, quota=3).free(7) == 7
    assert tariff(free_tier_per="account", free_tier=2, quota=3).free(7) == 6


@pytest.mark.parametrize("price", ["0.005", "1.234"])
def test_a_fraction_of_a_fen_is_refused(price: str) -> None:
    with pytest.raises(SettingsError, match="whole number of fen"):
        parse_settings(f"[prices]\nstandard = {price}\n", "deployment.toml")
