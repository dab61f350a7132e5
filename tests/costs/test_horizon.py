"""Creations and renewals by day, and their charges."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.costs.cheapest import Choice
from airec_planning.costs.horizon import creation_days, own_ca_issuances, platform_issuances
from airec_planning.costs.purchases import purchases
from airec_planning.costs.tariff import Tariff
from airec_planning.settings import parse_settings
from airec_planning.tables import REQUESTS
from tests.certificates import AS_OF

START = dt.date(2026, 11, 1)


def simulated(validity: int, lead: int, horizon: int) -> list[int]:
    """Day by day: on the day that only ``lead`` days are left, and not all of the horizon is served, renew."""
    created, end = [0], validity
    for day in range(1, horizon):
        if end - day == lead and end < horizon:
            created.append(day)
            end = day + validity
    return created


def issuances(count: int, toml: str) -> pd.DataFrame:
    found = parse_settings(toml, "deployment.toml")
    tariff = Tariff.of(found.prices)
    chosen = [Choice(f"n{i:02}.cn", "standard", ()) for i in range(count)]
    return platform_issuances(purchases(chosen, tariff), AS_OF, found, tariff)


def charges(count: int, toml: str) -> list[int]:
    """What each day is charged, fen."""
    listed: list[int] = issuances(count, toml).groupby("date")["charge"].sum().tolist()
    return listed


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(2, 500), st.data(), st.integers(1, 4000))
def test_the_number_of_creations_is_the_formulas_and_the_simulations(
    validity: int, data: st.DataObject, horizon: int
) -> None:
    lead = data.draw(st.integers(0, validity - 1))
    days = creation_days(START, validity, lead, horizon)
    assert len(days) == 1 + max(0, math.ceil((horizon - validity) / (validity - lead)))
    if lead:
        assert days == simulated(validity, lead, horizon)


@pytest.mark.parametrize(
    ("validity", "lead", "horizon", "days"),
    [(365, 30, 365, [0]), (365, 30, 366, [0, 335]), (365, 0, 1095, [0, 365, 730]),
     (365, 30, 1095, [0, 335, 670, 1005]), (90, 89, 92, [0, 1, 2])],
)  # fmt: skip
def test_examples_of_creation_days(validity: int, lead: int, horizon: int, days: list[int]) -> None:
    assert creation_days(START, validity, lead, horizon) == days


@pytest.mark.parametrize(
    ("issued", "longest"),
    [("2026-03-14", 398), ("2026-03-15", 200), ("2027-03-14", 200), ("2027-03-15", 100), ("2029-03-14", 100),
     ("2029-03-15", 47)],
)  # fmt: skip
def test_a_public_certificate_lasts_as_long_as_its_day_of_issue_allows(issued: str, longest: int) -> None:
    day = dt.date.fromisoformat(issued)
    assert creation_days(day, 1000, 0, longest, public=True) == [0]
    assert creation_days(day, 1000, 0, longest + 1, public=True) == [0, longest]


def test_a_public_certificate_lasts_no_longer_than_the_console_makes_it() -> None:
    assert creation_days(START, 90, 0, 180, public=True) == [0, 90]


def test_public_renewals_shorten_over_the_years() -> None:
    days = creation_days(START, 365, 30, 1095, public=True)
    gaps = [b - a for a, b in itertools.pairwise(days)]
    assert gaps[0] == 170  # 200 days less the lead, as of 2026-11-01
    assert set(gaps) == {170, 70, 24}  # 47 days leave no room for a lead of 30: half of them, 23
    assert gaps == sorted(gaps, reverse=True)


def test_a_lead_as_long_as_the_public_validity_still_makes_progress() -> None:
    days = creation_days(dt.date(2029, 6, 1), 365, 300, 365, public=True)
    assert days == sorted(set(days))
    assert len(days) < 30


def test_a_private_certificate_is_not_bound_by_the_public_schedule() -> None:
    assert creation_days(dt.date(2029, 6, 1), 365, 30, 365) == [0]


def test_the_free_tier_is_used_up_once() -> None:
    assert charges(8, "horizon.days = 1000") == [0, 6 * 50, 8 * 50]


def test_the_free_tier_can_renew_every_year() -> None:
    toml = 'horizon.days = 1000\nprices.free_tier_renews = "yearly"\nvalidity.renewal_lead_days = 0\n'
    assert charges(12, toml) == [2 * 50, 2 * 50, 2 * 50]


def test_within_one_year_a_yearly_tier_is_granted_once() -> None:
    toml = 'horizon.days = 365\nprices.free_tier_renews = "yearly"\nvalidity.platform_days = 200\n'
    assert charges(8, toml) == [0, 6 * 50]


def test_renewals_may_be_left_out_of_the_free_tier() -> None:
    assert charges(8, "horizon.days = 700\nprices.free_tier_covers_renewals = false\n") == [0, 8 * 50]


@pytest.mark.parametrize(
    ("charged", "days", "periods"),
    [("per-year", 365, 1), ("per-year", 366, 2), ("per-month", 365, 12), ("per-month", 1095, 36), ("per-month", 1, 1)],
)
def test_a_running_price_is_charged_for_each_period_that_begins(charged: str, days: int, periods: int) -> None:
    found = charges(12, f'horizon.days = {days}\nprices.charged = "{charged}"\n')
    assert found == [2 * 50] * periods


def test_the_kinds_tell_creations_from_renewals_and_periods() -> None:
    assert issuances(1, "horizon.days = 700")["kind"].tolist() == ["creation", "renewal"]
    assert issuances(1, 'horizon.days = 700\nprices.charged = "per-year"')["kind"].tolist() == ["creation", "period"]


def test_charges_are_whole_fen_and_days_are_midnights_in_utc() -> None:
    found = issuances(3, "")
    assert found["charge"].dtype == "int64"
    assert str(found["date"].dt.tz) == "UTC"
    assert (found["date"] == found["date"].dt.normalize()).all()


def test_the_own_ca_charges_nothing() -> None:
    requests = REQUESTS.frame([{"name": "a", "domains": ("a.cn",), "source": "", "planned_in": ""}])
    found = own_ca_issuances(requests, AS_OF, parse_settings("validity.own_ca_days = 730", ""))
    assert found["kind"].tolist() == ["creation", "renewal"]
    assert found["charge"].sum() == 0
