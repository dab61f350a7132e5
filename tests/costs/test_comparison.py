"""Both paths side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning import tables
from airec_planning.costs.comparison import Comparison
from airec_planning.plan import Plan
from tests.deployments import plan_of, write_deployment

EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"


def singles(folder: Path, count: int, settings: str = "") -> Plan:
    """A deployment that needs so many Standard certificates."""
    rows = [{"domain": f"n{i:03}.example.com", "certificate_type": "standard"} for i in range(count)]
    return plan_of(write_deployment(folder, rows, settings=settings))


def item(comparison: Comparison, path: str, name: str) -> tuple[int, int, int]:
    """An item's cost now, over the horizon and per year, fen."""
    row = next(r for r in tables.records(comparison.costs) if (r["path"], r["item"]) == (path, name))
    return row["now"], row["horizon"], row["per_year"]


def test_the_creation_cost_is_what_the_purchases_charge(tmp_path: Path) -> None:
    comparison = singles(tmp_path, 12).comparison
    assert comparison.https.creation == int(comparison.purchases["charge"].sum()) == 100
    assert (comparison.https.certificates, comparison.https.free, comparison.https.accounts) == (12, 10, 1)


def test_further_accounts_are_part_of_the_creation_cost(tmp_path: Path) -> None:
    comparison = singles(tmp_path, 12, "[prices]\nquota = 5\nfurther_account = 7\n").comparison
    assert comparison.https.accounts == 3
    assert comparison.https.creation == 100 + 2 * 700 == comparison.proof.cost


def test_the_horizons_cost_is_what_all_issuances_charge(tmp_path: Path) -> None:
    comparison = singles(tmp_path, 12).comparison
    https = comparison.issuances[comparison.issuances["path"] == "https"]
    assert comparison.https.horizon == int(https["charge"].sum()) == 100 + 3 * 600


def test_the_ca_path_has_no_charge(tmp_path: Path) -> None:
    comparison = singles(tmp_path, 12).comparison
    assert (comparison.ca.creation, comparison.ca.horizon, comparison.ca.free, comparison.ca.accounts) == (0, 0, 0, 0)


def test_labour_is_minutes_at_the_hourly_rate_for_every_creation(tmp_path: Path) -> None:
    settings = "[labour]\ncreation_minutes = 10\nverification_minutes = 3\nmapping_minutes = 2\nhourly_rate = 100\n"
    comparison = singles(tmp_path, 2, settings).comparison
    assert item(comparison, "https", "labour")[:2] == (2 * 15 * 10_000 // 60, 8 * 15 * 10_000 // 60)


def test_a_running_price_does_not_change_the_labour(tmp_path: Path) -> None:
    labour = "[labour]\ncreation_minutes = 10\nhourly_rate = 60\n"
    once = singles(tmp_path / "a", 3, labour).comparison
    monthly = singles(tmp_path / "b", 3, f'{labour}[prices]\ncharged = "per-month"\n').comparison
    assert item(once, "https", "labour") == item(monthly, "https", "labour")


def test_the_own_cas_fixed_cost_is_by_the_year_and_by_the_certificate(tmp_path: Path) -> None:
    settings = "[labour]\nca_fixed_per_year = 100\nca_per_certificate = 2\n[horizon]\ndays = 730\n"
    plan = singles(tmp_path, 2, settings)
    issued = len(plan.requests)
    now, horizon, per_year = item(plan.comparison, "ca", "fixed")
    assert now == issued * 200
    assert horizon == 2 * 10_000 + 3 * issued * 200
    assert per_year == horizon // 2


def test_half_a_fen_is_rounded_up(tmp_path: Path) -> None:
    settings = "[labour]\ncreation_minutes = 1\nhourly_rate = 0.9\n[horizon]\ndays = 365\n"
    assert item(singles(tmp_path, 1, settings).comparison, "https", "labour")[0] == 2


def test_every_amount_is_whole_fen() -> None:
    comparison = plan_of(EXAMPLE).comparison
    for frame, columns in ((comparison.costs, ["now", "horizon", "per_year"]), (comparison.issuances, ["charge"])):
        assert {str(frame[column].dtype) for column in columns} == {"int64"}


def test_the_totals_are_the_sums_of_the_items() -> None:
    comparison = plan_of(EXAMPLE, {"labour.hourly_rate": "90", "labour.creation_minutes": "7"}).comparison
    sums = comparison.costs.groupby("path")[["now", "horizon"]].sum()
    assert (comparison.https.creation, comparison.https.horizon) == tuple(sums.loc["https"])
    assert (comparison.ca.creation, comparison.ca.horizon) == tuple(sums.loc["ca"])


def test_a_deployment_within_the_free_tier_costs_nothing_at_first(tmp_path: Path) -> None:
    comparison = singles(tmp_path, 10).comparison
    assert (comparison.https.creation, comparison.https.free) == (0, 10)


@pytest.mark.parametrize(("scenario", "dearer"), [("no-free-tier", True), ("short-lived", False)])
def test_a_scenario_is_compared_under_its_own_settings(scenario: str, dearer: bool) -> None:
    plan = plan_of(EXAMPLE)
    theirs = plan.scenarios[scenario]
    assert (theirs.https.creation > plan.comparison.https.creation) is dearer
    assert theirs.https.horizon > plan.comparison.https.horizon


def test_expired_certificates_count_towards_the_quota_where_the_settings_say_so(tmp_path: Path) -> None:
    # Sixty certificates, created four times in three years: 240 in the end.
    comparison = singles(tmp_path, 60, "[prices]\nquota_counts_expired = true\nfurther_account = 7\n").comparison
    without = singles(tmp_path, 60, "[prices]\nquota_counts_expired = true\n").comparison
    assert (comparison.https.accounts, comparison.https.peak) == (1, 240)
    assert comparison.https.horizon - without.https.horizon == 2 * 700
    assert comparison.https.creation == without.https.creation


def test_certificates_that_overlap_at_a_renewal_count_towards_the_quota(tmp_path: Path) -> None:
    # For thirty days before each expiry, sixty old and sixty new ones are valid side by side.
    plan = singles(tmp_path, 60)
    assert (plan.comparison.https.accounts, plan.comparison.https.peak) == (1, 120)
    assert "120 certificates exist side by side" in next(r for r in plan.decision.rules if r.rule == "quota").evidence


def test_a_deployment_without_domains_of_its_own_choice_is_compared_too(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, san_domains=["*.example.com"]))
    assert plan.comparison.purchases["type"].tolist() == ["wildcard"]


def test_a_table_without_a_usable_domain_costs_nothing(tmp_path: Path) -> None:
    for per in ("organisation", "account"):
        settings = f'[prices]\nfree_tier_per = "{per}"\nwildcard_covers_apex = true\n'
        plan = plan_of(write_deployment(tmp_path / per, ["10.0.0.1"], san_domains=["10.0.0.2"], settings=settings))
        assert (plan.comparison.https.creation, plan.comparison.https.certificates) == (0, 0)
