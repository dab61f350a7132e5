"""The path decision, rule by rule."""

from __future__ import annotations

import pandas as pd
import pytest

from airec_planning.costs.decision import Decision, decide
from airec_planning.costs.path_facts import Rule, gather_facts
from airec_planning.settings import parse_settings
from airec_planning.tables import REQUIREMENTS

Sources = list[tuple[str, str]]


def table(sources: Sources) -> pd.DataFrame:
    """A requirement table of (scope, source) rows."""
    blank = {column.name: "" for column in REQUIREMENTS.columns}
    return REQUIREMENTS.frame(
        blank | {"row": number, "san_domains": (), "domain": f"n{number}.cn", "scope": scope, "source": source}
        for number, (scope, source) in enumerate(sources)
    )


def decided(
    organisation: str = "", sources: Sources | None = None, *, san: bool = True, read: bool = True, accounts: int = 1
) -> Decision:
    rows = ([("external", "")] if sources is None else sources) if read else []
    settings = parse_settings(f"[organisation]\n{organisation}\n", "deployment.toml")
    facts = gather_facts(
        settings,
        table(rows),
        san_domains_read=san,
        certificates=120,
        peak=120 if accounts > 1 else 60,
        accounts=accounts,
        horizon_cost={"https": 2200, "ca": 0},
    )
    return decide(facts)


def spoken(decision: Decision, rule: str) -> dict[str, Rule]:
    """What a rule said of each path."""
    return {one.path: one for one in decision.rules if one.rule == rule}


def test_where_nothing_is_known_the_https_path_comes_first() -> None:
    decision = decided()
    assert (decision.path, decision.scenario) == ("https", 1)
    assert decision.feasible("https") and decision.reason


def test_with_an_own_ca_and_nothing_else_known_the_https_path_comes_first() -> None:
    decision = decided("own_ca = true")
    assert (decision.path, decision.rules[-1].rule) == ("https", "start-with-https")


def test_a_mandated_ca_requires_the_ca_path_and_blocks_the_https_path() -> None:
    decision = decided("own_ca_mandated = true")
    assert decision.path == "ca"
    assert spoken(decision, "own-ca-mandated")["ca"].effect == "requires"
    assert "cannot be bound" in decision.blockers("https")[0]
    assert "organisation.own_ca_mandated" in decision.reason


def test_that_the_other_path_is_not_open_is_said_whatever_it_costs() -> None:
    without_a_ca, with_one = decided("own_ca = false"), decided("own_ca = true")
    assert without_a_ca.closed == "The CA path is not open to this deployment, whatever it costs."
    assert decided("own_ca_mandated = true").closed.startswith("The HTTPS path is not open")
    assert with_one.path == "https" and with_one.closed == ""


def test_sources_that_differ_by_scope_are_scenario_2_on_the_ca_path() -> None:
    decision = decided(sources=[("internal", "self-signed"), ("external", "hsm")])
    assert (decision.path, decision.scenario) == ("ca", 2)
    evidence = spoken(decision, "sources-differ")["ca"].evidence
    assert "self-signed certificates" in evidence and "an HSM" in evidence
    assert not decision.feasible("https")


def test_any_difference_between_the_scopes_is_scenario_2() -> None:
    decision = decided(sources=[("internal", "self-signed"), ("external", "purchased")])
    assert (decision.path, decision.scenario) == ("ca", 2)


def test_an_own_ca_in_the_table_requires_the_ca_path_in_scenario_1() -> None:
    decision = decided(sources=[("internal", "own-ca"), ("external", "own-ca")])
    assert (decision.path, decision.scenario) == ("ca", 1)
    assert "2 rows from the own CA" in decision.reason


@pytest.mark.parametrize("source", ["self-signed", "purchased", "platform"])
def test_uniform_sources_are_scenario_1_on_the_https_path(source: str) -> None:
    decision = decided(sources=[("internal", source), ("external", source)])
    assert (decision.path, decision.scenario) == ("https", 1)
    assert spoken(decision, "uniform-sources")["https"].effect == "favours"
    assert decision.feasible("https")


def test_without_an_own_ca_the_ca_path_is_blocked() -> None:
    decision = decided("own_ca = false")
    assert decision.path == "https"
    assert "no CA of its own" in decision.blockers("ca")[0]


def test_the_planners_list_requires_the_ca_path() -> None:
    decision = decided("planner_list_needed = true")
    assert (decision.path, spoken(decision, "planner-list-needed")["ca"].effect) == ("ca", "requires")


def test_a_preference_for_the_console_favours_the_https_path() -> None:
    decision = decided("console_preferred = true\nown_ca = true")
    assert (decision.path, spoken(decision, "console-preferred")["https"].effect) == ("https", "favours")
    assert "start-with-https" not in {rule.rule for rule in decision.rules}


def test_required_automation_blocks_the_https_path_and_leaves_the_ca_path() -> None:
    decision = decided("automation_required = true\nown_ca = true")
    assert decision.path == "ca" and decision.feasible("ca")
    assert "no API and no command line" in decision.blockers("https")[0]
    assert "scripted" in spoken(decision, "automation-required")["ca"].evidence


def test_where_both_paths_are_blocked_the_https_path_says_what_has_to_be_done() -> None:
    decision = decided("automation_required = true\nown_ca = false")
    assert decision.path == "https"
    assert decision.blockers("https") and decision.blockers("ca")


@pytest.mark.parametrize(
    ("read", "san", "words"),
    [
        (False, True, "without the requirement table from"),
        (True, False, "without san_domains from"),
        (False, False, "without the requirement table and san_domains from"),
    ],
)
def test_missing_planner_files_block_the_ca_path(read: bool, san: bool, words: str) -> None:
    decision = decided(read=read, san=san)
    assert words in spoken(decision, "planner-outputs")["ca"].evidence
    assert not decision.feasible("ca")


def test_planning_that_is_not_completed_blocks_the_ca_path() -> None:
    decision = decided("planning_completed = false\nown_ca = true")
    assert "not completed" in decision.blockers("ca")[0]


def test_missing_permissions_block_the_ca_path() -> None:
    decision = decided("planner_permissions = false\nown_ca = true")
    assert "organisation.planner_permissions" in decision.blockers("ca")[0]


def test_a_required_path_is_recommended_with_what_blocks_it() -> None:
    decision = decided("own_ca_mandated = true", san=False)
    assert decision.path == "ca"
    assert decision.blockers("ca") == ("The CA path cannot start without san_domains from the planner.",)


def test_the_quota_is_noted_with_the_accounts_that_it_takes() -> None:
    assert (
        "120 certificates need 2 user accounts: one holds 100" in spoken(decided(accounts=2), "quota")["https"].evidence
    )
    assert not spoken(decided(), "quota")


@pytest.mark.parametrize("rule", ["manual-renewal", "name-is-final", "offline-issuance"])
def test_what_always_holds_is_always_noted(rule: str) -> None:
    (noted,) = spoken(decided(), rule).values()
    assert (noted.effect, bool(noted.evidence)) == ("notes", True)


def test_every_rule_carries_evidence() -> None:
    toml = "own_ca_mandated = true\nautomation_required = true\nplanner_list_needed = true\nconsole_preferred = true"
    decision = decided(toml, [("internal", "hsm"), ("external", "platform")], san=False, accounts=3)
    assert all(rule.evidence.endswith(".") for rule in decision.rules)
    assert len({rule.rule for rule in decision.rules}) >= 9
