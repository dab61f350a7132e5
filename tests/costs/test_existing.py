"""Certificates and requests that exist already, wildcards that are forbidden, and the cost over the horizon."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.costs.comparison import Comparison, cost_paths
from airec_planning.costs.estate import Kept
from airec_planning.errors import SettingsError
from airec_planning.setting_sections import Settings
from airec_planning.settings import laid_over, parse_settings
from tests.certificates import issue
from tests.costs.estates import estate, estate_of
from tests.deployments import plan_of, write_deployment


def parsed(toml: str = "") -> Settings:
    return parse_settings(toml, "deployment.toml")


def bought(comparison: Comparison) -> dict[str, str]:
    return dict(zip(comparison.purchases["domain"], comparison.purchases["type"], strict=True))


def test_what_was_created_before_took_its_places_of_the_free_tier() -> None:
    names = estate([f"n{i}.z{i}.cn" for i in range(4)])
    found = cost_paths(names, parsed("existing.console_certificates = 8"))
    assert found.purchases["charge"].tolist() == [0, 0, 50, 50]
    assert found.purchases["reason"].tolist()[:2] == ["free tier, place 9 of 10", "free tier, place 10 of 10"]
    assert found.https.creation == found.proof.cost == 100


def test_what_was_created_before_holds_its_places_of_the_quota() -> None:
    names = estate([f"n{i}.z{i}.cn" for i in range(4)])
    toml = "[existing]\nconsole_certificates = 98\n[prices]\nfurther_account = 7\n"
    found = cost_paths(names, parsed(toml))
    assert found.https.accounts == 2
    assert found.purchases["account"].tolist() == [1, 1, 2, 2]
    assert found.https.creation == 4 * 50 + 700
    assert found.https.peak == 98 + 8


def test_an_account_that_exists_already_is_not_paid_again() -> None:
    toml = "[existing]\nconsole_certificates = 150\n[prices]\nfurther_account = 7\n"
    found = cost_paths(estate(["a.z.cn"]), parsed(toml))
    assert (found.https.accounts, found.https.creation) == (2, 50)


def test_a_request_that_was_submitted_is_counted_and_not_created_again() -> None:
    names = estate(["a.example.com", "b.example.com", "c.other.cn"])
    found = cost_paths(names, parsed('existing.console_requests = ["*.example.com"]\n'))
    assert bought(found) == {"c.other.cn": "standard"}
    assert found.purchases["reason"].tolist() == ["free tier, place 2 of 10"]
    own = found.issuances[(found.issuances["name"] == "*.example.com")]
    assert own["kind"].tolist() == ["creation", "renewal", "renewal", "renewal"]
    assert own["reason"].tolist()[0] == "requested before the plan"
    assert found.https.creations == 7


def test_a_submitted_wildcard_does_not_serve_what_demands_its_own_type() -> None:
    names = estate(["a.example.com", "pay.example.com"], {"pay.example.com": "enterprise"})
    found = cost_paths(names, parsed('existing.console_requests = ["*.example.com"]\n'))
    assert bought(found) == {"pay.example.com": "enterprise"}


def test_a_kept_certificate_is_renewed_when_it_is_due_and_not_before() -> None:
    kept = [Kept(("a.example.com", "b.example.com"), days_left=130, from_console=False)]
    names = estate(["a.example.com", "b.example.com", "c.other.cn"], kept=kept)
    found = cost_paths(names, parsed("existing.keep = true"))
    assert bought(found) == {"c.other.cn": "standard"}
    later = found.issuances[(found.issuances["path"] == "https") & (found.issuances["name"] != "c.other.cn")]
    days = [(date.to_pydatetime() - names.as_of).days for date in later["date"]]
    assert days[0] == 100  # thirty days before it expires
    assert set(later["kind"]) == {"renewal"}
    assert set(later["name"]) == {"*.example.com"}


def test_a_kept_certificate_that_is_due_already_is_created_now() -> None:
    kept = [Kept(("a.example.com",), days_left=20, from_console=False)]
    found = cost_paths(estate(["a.example.com"], kept=kept), parsed("existing.keep = true"))
    assert bought(found) == {"a.example.com": "standard"}


def test_a_wildcard_that_is_bought_now_serves_what_is_due_later() -> None:
    kept = [Kept(("a.example.com",), days_left=130, from_console=False)]
    names = estate(["a.example.com", "b.example.com", "c.example.com"], kept=kept)
    found = cost_paths(names, parsed("existing.keep = true"))
    https = found.issuances[found.issuances["path"] == "https"]
    assert set(https["name"]) == {"*.example.com"}


def test_a_kept_certificate_of_the_console_holds_its_places() -> None:
    kept = [Kept(("a.example.com",), days_left=130, from_console=True)]
    found = cost_paths(estate(["a.example.com", "b.other.cn"], kept=kept), parsed("existing.keep = true"))
    assert found.purchases["reason"].tolist() == ["free tier, place 2 of 10"]
    assert found.https.peak >= 3


def test_on_the_ca_path_a_kept_certificate_is_issued_anew_when_it_is_due() -> None:
    kept = [Kept(("a.example.com",), days_left=130, from_console=False)]
    found = cost_paths(estate(["a.example.com", "b.other.cn"], kept=kept), parsed("existing.keep = true"))
    assert found.ca.certificates == 1
    assert found.ca.creations == 4 + 3  # days 0, 335, 670, 1005; and 100, 435, 770


def test_a_folder_with_valid_certificates_keeps_them_where_that_is_set(tmp_path: Path) -> None:
    rows = ["a.example.com", "b.example.com"]
    folder = write_deployment(tmp_path, rows, {"one": issue(["a.example.com"])})
    assert set(plan_of(folder).comparison.purchases["domain"]) == {"*.example.com"}
    kept = plan_of(folder, {"existing.keep": "true"})
    assert kept.comparison.purchases["domain"].tolist() == ["b.example.com"]


def test_a_forbidden_zone_gets_no_wildcard() -> None:
    found = cost_paths(estate_of([5]), parsed('wildcards.forbidden = ["z0000.example.com"]'))
    assert set(bought(found).values()) == {"standard"}


def test_a_forbidden_domain_is_served_by_its_own_certificate_alone() -> None:
    names = estate(["*.example.com", "a.example.com", "pay.example.com"])
    found = cost_paths(names, parsed('wildcards.forbidden = ["pay.example.com"]'))
    assert bought(found) == {"*.example.com": "wildcard", "pay.example.com": "standard"}


def test_only_demanded_wildcards_where_the_policy_says_so() -> None:
    names = estate(["*.example.com", "a.example.com", *(f"n{i}.other.cn" for i in range(9))])
    found = bought(cost_paths(names, parsed('wildcards.policy = "only-demanded"')))
    assert [name for name, kind in found.items() if kind == "wildcard"] == ["*.example.com"]
    assert "a.example.com" not in found


def test_a_demanded_wildcard_stands_though_it_is_forbidden_and_the_decision_says_so(tmp_path: Path) -> None:
    settings = '[wildcards]\nforbidden = ["example.com"]\n'
    plan = plan_of(write_deployment(tmp_path, ["*.example.com"], settings=settings))
    assert bought(plan.comparison) == {"*.example.com": "wildcard"}
    assert "the demand stands" in next(r.evidence for r in plan.decision.rules if r.rule == "wildcards-demanded")


def test_a_forbidden_zone_that_nobody_requires_is_named(tmp_path: Path) -> None:
    settings = '[wildcards]\nforbidden = ["exmaple.com", "example.com", "a.example.com"]\n'
    plan = plan_of(write_deployment(tmp_path, ["a.example.com"], settings=settings))
    said = next(r.evidence for r in plan.decision.rules if r.rule == "forbidden-in-vain")
    assert "names exmaple.com," in said


def test_where_the_horizons_cost_is_not_solved_the_proof_says_so() -> None:
    toml = 'horizon.minimise = "horizon"\nprices.wildcard_covers_apex = true\n'
    assert "by the cost of creation" in cost_paths(estate_of([3, 1]), parsed(toml)).proof.method


def test_free_places_that_are_left_go_to_renewals_where_the_horizon_is_minimised() -> None:
    best = cost_paths(estate_of([3, 1, 6, 2]), parsed('horizon.minimise = "horizon"'))
    assert best.proof.cost == best.https.horizon <= cost_paths(estate_of([3, 1, 6, 2]), parsed()).https.horizon


@pytest.mark.parametrize("charged", ["on-creation", "per-month", "per-year"])
def test_what_is_created_later_is_no_part_of_what_it_costs_now(charged: str) -> None:
    kept = [Kept(("a.example.com", "b.example.com"), days_left=130, from_console=False)]
    names = estate(["a.example.com", "b.example.com", "c.other.cn"], kept=kept)
    toml = f'[existing]\nkeep = true\n[prices]\nfree_tier = 0\ncharged = "{charged}"\n'
    found = cost_paths(names, parsed(toml))
    assert bought(found) == {"c.other.cn": "standard"}
    assert found.https.creation == int(found.purchases["charge"].sum()) == 50


@pytest.mark.parametrize("charged", ["per-month", "per-year"])
def test_under_a_running_price_a_requested_certificate_is_free_or_charged_like_any_other(charged: str) -> None:
    names = estate(["a.example.com", "c.other.cn"])
    for console, reason in ((0, "free tier, place 1 of 10"), (20, "list price")):
        toml = f'existing.console_requests = ["a.example.com"]\nexisting.console_certificates = {console}\n'
        found = cost_paths(names, parsed(f'{toml}prices.charged = "{charged}"\n'))
        own = found.issuances[(found.issuances["path"] == "https") & (found.issuances["name"] == "a.example.com")]
        assert set(own["reason"]) == {reason}
        assert set(own["charge"]) == {0 if reason != "list price" else 50}
        assert found.https.creation == int(found.purchases["charge"].sum()) == found.proof.cost


def test_a_spread_ends_within_the_horizon() -> None:
    toml = '[horizon]\ndays = 10\nrenewals = "staggered"\nspread_days = 60\n'
    toml += "[prices]\nquota = 10\nfurther_account = 100\n"
    found = cost_paths(estate([f"n.z{i}.cn" for i in range(60)]), parsed(toml))
    assert found.purchases["date"].notna().all()
    assert len(found.purchases) == 60
    assert (found.outlays["amount"] > 0).all()


def test_a_demanded_wildcard_is_not_served_by_a_request_for_the_name_alone() -> None:
    names = estate(["a.example.com"], {"a.example.com": "wildcard"})
    assert bought(cost_paths(names, parsed('existing.console_requests = ["a.example.com"]'))) == {
        "*.example.com": "wildcard"
    }
    assert bought(cost_paths(names, parsed('existing.console_requests = ["*.example.com"]'))) == {}


def test_a_forbidden_wildcard_stands_for_its_zone_and_no_request_goes_round_it() -> None:
    found = cost_paths(estate_of([5]), parsed('wildcards.forbidden = ["*.z0000.example.com"]'))
    assert set(bought(found).values()) == {"standard"}
    toml = 'wildcards.forbidden = ["z0000.example.com"]\nexisting.console_requests = ["*.z0000.example.com"]\n'
    assert len(bought(cost_paths(estate_of([5]), parsed(toml)))) == 5


def test_a_request_that_is_named_twice_is_refused() -> None:
    with pytest.raises(SettingsError, match="twice"):
        parsed('existing.console_requests = ["a.example.com", "A.example.com"]')


def test_the_peak_of_a_spread_counts_what_exists_beside() -> None:
    requests = ", ".join(f'"n{i}.cn"' for i in range(45))
    toml = f"[existing]\nconsole_requests = [{requests}]\n[validity]\nplatform_days = 200\n"
    found = cost_paths(estate([f"n{i}.cn" for i in range(90)]), parsed(toml))
    assert found.staggering.together == found.https.peak == 180
    staggered = cost_paths(found.estate, laid_over(found.settings, {"horizon.renewals": "staggered"}))
    assert staggered.https.peak in (found.staggering.peak, found.staggering.least)


def test_no_spread_helps_where_expired_certificates_stay_held() -> None:
    toml = 'prices.quota_counts_expired = true\nwildcards.policy = "only-demanded"\n'
    found = cost_paths(estate_of([60]), parsed(toml))
    assert (found.staggering.together, found.staggering.days) == (240, None)


def test_creations_without_end_are_refused() -> None:
    toml = "horizon.days = 36500\nvalidity.platform_days = 31\nvalidity.own_ca_days = 31\n"
    with pytest.raises(SettingsError, match="5,000,000 creations"):
        cost_paths(estate([f"n.z{i}.cn" for i in range(200)]), parsed(toml))


SOME_PRICES = {
    "prices.free_tier": st.integers(0, 12),
    "prices.free_tier_renews": st.sampled_from(["once", "yearly"]),
    "prices.free_tier_covers_renewals": st.booleans(),
    "prices.charged": st.sampled_from(["on-creation", "per-month", "per-year"]),
    "prices.quota": st.integers(1, 30),
    "prices.quota_counts_expired": st.booleans(),
    "prices.further_account": st.integers(0, 3),
    "validity.platform_days": st.integers(31, 500),
    "horizon.days": st.integers(1, 1200),
    "labour.creation_minutes": st.integers(0, 1),
    "labour.hourly_rate": st.integers(0, 9),
    "existing.console_certificates": st.integers(0, 12),
}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=5), st.fixed_dictionaries(SOME_PRICES))
def test_no_set_of_wildcards_costs_less_over_the_horizon(sizes: list[int], changes: dict[str, object]) -> None:
    base = laid_over(parsed(), changes)
    best = cost_paths(estate_of(sizes), laid_over(base, {"horizon.minimise": "horizon"}))
    zones = sorted(range(len(sizes)), key=lambda zone: -sizes[zone])
    every = []
    for p in range(len(sizes) + 1):
        # The same estate with the wildcards of its p largest zones demanded, the others forbidden.
        demanded = {f"n0.z{zone:04}.example.com": "wildcard" for zone in zones[:p]}
        names = [f"n{i}.z{zone:04}.example.com" for zone, size in enumerate(sizes) for i in range(size)]
        fixed = cost_paths(estate(names, demanded), laid_over(base, {"wildcards.policy": "only-demanded"}))
        every.append(fixed.https.horizon)
    assert best.https.horizon == min(every)
    assert best.proof.cost == best.https.horizon


def test_discounting_makes_later_costs_worth_less_and_leaves_the_cost_as_it_is() -> None:
    plain, discounted = (cost_paths(estate_of([3] * 12), parsed(f"horizon.discount_percent = {r}")) for r in (0, 10))
    assert plain.https.horizon == discounted.https.horizon == plain.https.present
    rounds = discounted.outlays[(discounted.outlays["path"] == "https")]
    by_hand = sum(
        amount / 1.1 ** ((date.to_pydatetime() - dt.datetime(2026, 11, 1, tzinfo=dt.UTC)).days / 365)
        for date, amount in zip(rounds["date"], rounds["amount"], strict=True)
    )
    assert discounted.https.present == pytest.approx(by_hand, abs=1)
