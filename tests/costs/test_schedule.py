"""Creations and renewals by day, and their charges."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.costs.comparison import cost_paths
from airec_planning.costs.schedule import creations, lifetimes, most_held
from airec_planning.costs.spreading import least_spread, peak_when_spread, spread_over
from airec_planning.settings import parse_settings
from airec_planning.validity import Terms
from tests.costs.estates import estate

START = dt.date(2026, 11, 1)


def simulated(validity: int, lead: int, horizon: int) -> list[int]:
    """Day by day: on the day that only ``lead`` days are left, and not all of the horizon is served, renew."""
    created, end = [0], validity
    for day in range(1, horizon):
        if end - day == lead and end < horizon:
            created.append(day)
            end = day + validity
    return created


def creation_days(start: dt.date, validity: int, lead: int, horizon: int, *, public: bool = False) -> list[int]:
    return [day for day, _ in lifetimes(start, Terms(validity, lead, public), horizon)]


def issuances(count: int, toml: str) -> pd.DataFrame:
    """Of so many Standard certificates on the HTTPS path."""
    found = cost_paths(estate(f"n{i:02}.cn" for i in range(count)), parse_settings(toml, "deployment.toml")).issuances
    return found[found["path"] == "https"]


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
    found = cost_paths(estate(["a.cn"]), parse_settings("validity.own_ca_days = 730", "")).issuances
    own = found[found["path"] == "ca"]
    assert own["kind"].tolist() == ["creation", "renewal"]
    assert own["charge"].sum() == 0
    assert set(own["reason"]) == {"issued by the own CA"}


# Renewals that overlap, all at once and staggered.


def day_by_day(spans: Iterable[tuple[int, int]]) -> int:
    """The most that stand at once, counted on every day."""
    listed = list(spans)
    return max(sum(begin <= day < end for begin, end in listed) for day in range(max(end for _, end in listed)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(1, 12), st.integers(0, 60), st.integers(5, 60), st.data(), st.booleans())
def test_the_peak_is_the_one_of_a_count_on_every_day(
    count: int, spread: int, validity: int, data: st.DataObject, public: bool
) -> None:
    terms = Terms(validity, data.draw(st.integers(0, validity - 1)), public)
    first = spread_over(count, spread)
    made = creations(first, np.zeros(count, dtype=bool), START, terms, 200)
    spans = [span for day in first for span in lifetimes(START, terms, 200, int(day))]
    assert sorted(zip(made.day.tolist(), made.end.tolist(), strict=True)) == sorted(spans)
    assert most_held(made.day, made.end)[0] == day_by_day(spans) == peak_when_spread(count, spread, START, terms, 200)


def test_sixty_certificates_peak_at_120_all_at_once_and_at_71_staggered() -> None:
    terms = Terms(200, 30)
    assert peak_when_spread(60, 0, START, terms, 1095) == 120
    assert peak_when_spread(60, 170, START, terms, 1095) == 71
    # 100 fit into one account: spread over 45 days or more.
    assert least_spread(60, 100, START, terms, 1095) == 45
    assert peak_when_spread(60, 44, START, terms, 1095) == 101
    assert peak_when_spread(60, 45, START, terms, 1095) == 100


def test_no_spread_goes_beyond_the_time_from_a_creation_to_its_renewal() -> None:
    assert least_spread(60, 70, START, Terms(200, 30), 1095) == 170


def test_staggered_creations_stay_within_the_quota_dearest_first() -> None:
    toml = 'validity.platform_days = 200\nhorizon.renewals = "staggered"\nwildcards.policy = "only-demanded"\n'
    found = cost_paths(estate(f"n{i:02}.a.cn" for i in range(60)), parse_settings(toml, ""))
    assert found.https.peak == 100
    dates = found.purchases["date"]
    assert (dates.max() - dates.min()).days == 44
    assert dates.is_monotonic_increasing
    assert (found.purchases["charge"] == 0).tolist() == [True] * 10 + [False] * 50


def test_staggered_creations_end_before_the_deployment() -> None:
    toml = '[horizon]\nrenewals = "staggered"\nspread_days = 90\n[organisation]\ndeployment_date = 2026-11-21\n'
    found = cost_paths(estate(f"n{i:02}.cn" for i in range(60)), parse_settings(toml, ""))
    assert found.purchases["date"].max() < pd.Timestamp("2026-11-21", tz="UTC")


def test_in_a_forced_order_the_free_tier_falls_on_the_earliest() -> None:
    # Twelve names, spread over twelve days: the first ten by date are free, renewals are charged.
    toml = 'horizon.renewals = "staggered"\nhorizon.spread_days = 12\nhorizon.days = 400\n'
    found = issuances(12, toml)
    assert found["reason"].tolist()[:10] == [f"free tier, place {i} of 10" for i in range(1, 11)]
    assert set(found["reason"][10:]) == {"list price"}
    assert found["date"].is_monotonic_increasing
