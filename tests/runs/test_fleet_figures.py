"""What is reckoned over a fleet: weeks, sharing, costs, quota, faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from airec_planning import tables
from airec_planning.runs.fleet_checks import faults_by_check
from airec_planning.runs.fleet_costs import OneFreeTier, costs_by_path, one_free_tier
from airec_planning.runs.fleet_quota import accounts_of, one_account
from airec_planning.runs.fleet_renewals import FleetForecast, fleet_forecast
from airec_planning.runs.fleet_sharing import shared_authorities, shared_certificates, shared_keys
from tests.certificates import AS_OF
from tests.made_fleets import day, rows

MONDAY = dt.date(2026, 10, 26)
"""Of the week of the tests' as-of date, a Sunday."""


def _forecast(*renewals: tuple[str, str, int], days: int = 365) -> FleetForecast:
    """Of ``(deployment, certificate, days until its start)``; what follows a certificate's first is projected."""
    seen = set[tuple[str, str]]()
    listed = []
    for deployment, sha256, start in renewals:
        kind = "projected" if (deployment, sha256) in seen else "existing"
        seen.add((deployment, sha256))
        listed.append({"deployment": deployment, "sha256": sha256, "kind": kind, "start_by": day(start)})
    return fleet_forecast(rows(tables.FLEET_RENEWALS, *listed), AS_OF, days)


def test_renewals_stand_in_their_week_and_the_overdue_in_the_first() -> None:
    forecast = _forecast(("one", "a", -20), ("one", "b", 1), ("two", "c", 3), ("two", "c", 12))
    weeks = {row["week"].date(): row for row in tables.records(forecast.weeks)}
    kinds = ("overdue", "existing", "projected", "listed")
    counts = {monday: tuple(row[kind] for kind in kinds) for monday, row in weeks.items() if row["listed"]}
    assert counts == {
        MONDAY: (1, 0, 0, 1), dt.date(2026, 11, 2): (0, 2, 0, 2), dt.date(2026, 11, 9): (0, 0, 1, 1)
    }  # fmt: skip
    assert len(weeks) == 53
    assert (forecast.renewals, forecast.overdue) == (4, 1)


def test_a_certificate_that_several_deployments_share_is_renewed_once_with_all_that_follows() -> None:
    forecast = _forecast(*((name, "shared", start) for name in ("one", "two", "three") for start in (10, 300)))
    assert (forecast.renewals, forecast.listed) == (2, 6)
    assert "2 renewals to start within 365 days" in forecast.sentence
    assert "The deployments list 6: a certificate that several of them share is renewed once." in forecast.sentence


def test_what_is_shared_falls_due_when_the_first_deployment_has_to_start_it() -> None:
    forecast = _forecast(("late", "shared", 30), ("soon", "shared", 9))
    assert forecast.peak == dt.date(2026, 11, 9)


def test_the_peak_names_the_deployments_that_weigh_most_in_it() -> None:
    forecast = _forecast(
        ("one", "a", 10), ("two", "b", 10), ("two", "c", 11), ("two", "d", 12), ("three", "e", 100), ("three", "f", 12)
    )
    assert (forecast.peak, forecast.peak_renewals) == (dt.date(2026, 11, 9), 5)
    assert forecast.peak_deployments == (("two", 3), ("one", 1), ("three", 1))
    assert forecast.sentence == ("6 renewals to start within 365 days; the most, 5, in the week of 2026-11-09.")


def test_without_a_renewal_there_is_no_peak() -> None:
    forecast = _forecast(days=30)
    assert (forecast.peak, forecast.renewals) == (None, 0)
    assert forecast.sentence == "No renewal has to be started within 30 days."


def _certificates(*held: tuple[str, str, str], **more: Any) -> pd.DataFrame:
    """Of ``(deployment, certificate, key)``, servers' unless told otherwise."""
    named = [{"deployment": d, "sha256": s, "public_key_sha256": k, "name": f"{s}.example.com"} for d, s, k in held]
    return rows(tables.FLEET_CERTIFICATES, *({"role": "server", "private_key": "matches", **n, **more} for n in named))


def test_a_key_is_shared_where_two_deployments_have_it_in_whatever_certificates() -> None:
    found = shared_keys(_certificates(("one", "a", "k"), ("two", "b", "k"), ("two", "c", "own"), ("one", "d", "k")))
    (row,) = tables.records(found)
    assert (row["sha256"], row["deployments"], row["certificates"]) == ("k", ("one", "two"), 3)
    assert row["with_private_key"] == 2


def test_a_key_twice_in_one_deployment_is_not_shared_between_deployments() -> None:
    assert shared_keys(_certificates(("one", "a", "k"), ("one", "b", "k"))).empty


def test_a_shared_key_counts_where_it_is_served_though_the_private_key_lies_elsewhere() -> None:
    held = pd.concat([_certificates(("one", "a", "k")), _certificates(("two", "a", "k"), private_key="none")])
    (row,) = tables.records(shared_keys(held))
    assert (len(row["deployments"]), row["with_private_key"]) == (2, 1)


def test_a_key_that_is_not_known_is_no_shared_key() -> None:
    held = _certificates(("one", "a", ""), ("two", "b", ""))
    assert shared_keys(held).empty


def test_certificates_are_shared_by_their_hash_the_most_widespread_first() -> None:
    spread = [("one", "b", "x"), ("two", "b", "x"), ("one", "a", "y"), ("two", "a", "y"), ("three", "a", "y")]
    found = shared_certificates(_certificates(*spread, ("one", "own", "z")))
    assert list(found["sha256"]) == ["a", "b"]


@pytest.mark.parametrize("role", ["authority", "intermediate"])
def test_authorities_are_counted_apart(role: str) -> None:
    held = _certificates(("one", "ca", "k"), ("two", "ca", "k"), ("two", "other", "l"), role=role)
    assert shared_authorities(held) == 1
    assert shared_certificates(held).empty
    assert shared_keys(held).empty


def _deployment(name: str, **more: Any) -> dict[str, Any]:
    settings = {"quota": 100, "free_tier": 10, "free_tier_per": "organisation"}
    return {"deployment": name, "run": "20261101T000000Z", "path": "https", **settings, **more}


def _fleet(*deployments: Mapping[str, Any]) -> pd.DataFrame:
    return rows(tables.FLEET_DEPLOYMENTS, *deployments)


def _purchases(*bought: tuple[str, int, bool, int], account: int = 1) -> pd.DataFrame:
    """Of ``(deployment, price, free, certificates)``."""
    named = [{"deployment": d, "price": p, "free": f, "certificates": n} for d, p, f, n in bought]
    return rows(tables.FLEET_PURCHASES, *({"account": account, **row} for row in named))


def test_costs_are_added_up_by_the_path_decided_for() -> None:
    found = _fleet(
        _deployment("one", now=100, horizon=1_000, other_horizon=7, other_blocked=True),
        _deployment("two", now=50, horizon=500, other_horizon=3),
        _deployment("three", path="ca", now=0, horizon=9_000, other_horizon=600),
    )
    assert tables.records(costs_by_path(found)) == [
        {"path": "https", "deployments": 2, "now": 150, "horizon": 1_500, "other_horizon": 10, "other_blocked": 1},
        {"path": "ca", "deployments": 1, "now": 0, "horizon": 9_000, "other_horizon": 600, "other_blocked": 0},
    ]


def test_of_places_reckoned_free_twice_one_free_tier_covers_the_dearest() -> None:
    bought = _purchases(("one", 500, True, 4), ("one", 50, True, 6), ("two", 150, True, 8), ("two", 50, False, 3))
    # Ten places: four at 5.00 and six at 1.50; of what is reckoned free two at 1.50 and six at 0.50 are left.
    assert one_free_tier(_fleet(_deployment("one"), _deployment("two")), bought) == OneFreeTier(2, 18, 10, 600)


def test_the_one_free_tier_is_taken_to_fall_on_the_dearest_of_all_so_that_no_more_is_said_than_is_true() -> None:
    bought = _purchases(("one", 50, True, 10), ("two", 50, True, 2), ("two", 500, False, 10))
    assert one_free_tier(_fleet(_deployment("one"), _deployment("two")), bought) is None


def test_free_tiers_of_accounts_and_what_one_covers_are_reckoned_once() -> None:
    bought = _purchases(("one", 50, True, 8), ("two", 50, True, 8))
    per_account = {"free_tier_per": "account"}
    assert one_free_tier(_fleet(_deployment("one", **per_account), _deployment("two", **per_account)), bought) is None
    assert one_free_tier(_fleet(_deployment("one"), _deployment("two", path="ca")), bought) is None
    within = _purchases(("one", 50, True, 4), ("two", 50, True, 6))
    assert one_free_tier(_fleet(_deployment("one"), _deployment("two")), within) is None


def test_each_deployment_is_held_against_the_quota_of_its_own_accounts() -> None:
    bought = pd.concat([_purchases(("one", 50, False, 90)), _purchases(("one", 50, False, 20), account=2)])
    bought = pd.concat([bought, _purchases(("two", 50, False, 30))])
    found = accounts_of(_fleet(_deployment("two", peak=30), _deployment("one", peak=110)), bought)
    columns = ["deployment", "create", "accounts", "fullest", "peak", "quota"]
    assert found[columns].to_numpy().tolist() == [["one", 110, 2, 90, 110, 100], ["two", 30, 1, 30, 30, 100]]


def test_all_in_one_account_after_the_other_takes_as_many_as_hold_the_sum() -> None:
    bought = _purchases(("one", 50, False, 60), ("two", 50, False, 41))
    found = one_account(accounts_of(_fleet(_deployment("one", peak=120), _deployment("two", peak=81)), bought))
    assert found is not None
    assert (found.create, found.accounts, found.peak, found.accounts_at_peak) == (101, 2, 201, 3)


def test_a_deployment_on_the_ca_path_or_with_unknown_purchases_has_no_account() -> None:
    found = accounts_of(_fleet(_deployment("one", path="ca"), _deployment("two", unread=("purchases",))), _purchases())
    assert found.empty
    assert one_account(found) is None


def test_faults_are_listed_by_how_many_deployments_have_them() -> None:
    def fault(deployment: str, check: str, severity: str, findings: int, remedy: str = "Mend it.") -> dict[str, Any]:
        return {
            "deployment": deployment, "check": check, "severity": severity, "findings": findings, "remedy": remedy
        }  # fmt: skip

    found = faults_by_check(
        rows(
            tables.FLEET_FINDINGS,
            fault("one", "rare", "error", 50),
            fault("one", "common", "error", 1),
            fault("one", "common", "warning", 1, "Wait."),
            fault("two", "common", "warning", 7, "Renew it."),
            fault("three", "common", "warning", 2, "Renew it."),
        )
    )
    assert tables.records(found) == [
        {
            "check": "common", "errors": 1, "warnings": 10, "deployments": ("two", "one", "three"),
            "remedy": "Renew it.",
        },
        {"check": "rare", "errors": 50, "warnings": 0, "deployments": ("one",), "remedy": "Mend it."},
    ]  # fmt: skip
