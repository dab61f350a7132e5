"""What a plan, a deployment, a comparison, an audit and a fleet show of themselves, in a terminal and in a notebook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from airec_planning import compare, make_plan, read_fleet, sweep
from airec_planning.plan import Plan
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment
from tests.made_fleets import finding, made_run, renewal

EXAMPLE = Path(__file__).parents[2] / "examples" / "airec-demo"
HOSTILE = "<img src=x onerror=alert(1)>\u202egnp"


@pytest.fixture
def plan() -> Plan:
    return make_plan(EXAMPLE, "2026-11-01")


def test_a_plan_says_what_it_is_its_figures_and_what_to_call_next(plan: Plan) -> None:
    assert repr(plan).splitlines() == [
        "Plan: AIRec demo, as of 2026-11-01",
        "",
        "  Path   HTTPS path (Scenario 1): 13 certificates for 21 domains",
        "  Cost   1.50 yuan now, 43.50 yuan over 1,095 days; CA path: 0.00 yuan",
        "  Audit  certificates not read yet: plan.audit reads them",
        "",
        "Next:",
        "  show.answer(plan)  which path and what it costs, in one sentence",
        "  plan.comparison    the costs of both paths, and what to create",
        "  plan.audit         what is broken, and what is due next",
        "  compare(plan)      scenarios against the settings as they are",
    ]


def test_to_show_a_plan_reads_no_certificate_and_says_what_is_known_once_they_were_read(plan: Plan) -> None:
    assert repr(plan) and plan._repr_html_()
    assert "inventory" not in vars(plan)
    assert plan.audit.counts["error"] == 10
    assert "Audit  10 errors, 2 warnings, 14 notices" in repr(plan)


def test_costs_that_need_the_certificates_are_left_until_they_were_read(tmp_path: Path) -> None:
    plan = plan_of(
        write_deployment(tmp_path, ["a.example.com"], {"a": issue(["a.example.com"])}), {"existing.keep": "true"}
    )
    assert "not worked out yet, they need the certificates: plan.comparison" in repr(plan)
    assert "inventory" not in vars(plan)
    assert plan.comparison.https.horizon >= 0
    assert "yuan over" in repr(plan)


def test_costs_of_very_many_domains_are_left_until_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "san_domains").write_text("\n".join(f"h{n}.example.com" for n in range(5_001)))
    plan = make_plan(tmp_path, "2026-11-01")
    assert "not worked out yet for 5,001 domains: plan.comparison" in repr(plan)
    assert "comparison" not in vars(plan)


def test_rows_that_could_not_be_taken_are_counted(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, ["a.example.com", "not a domain"]))
    assert "could not be taken: plan.failures" in repr(plan)


def _shown(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan,
        "deployment": plan.deployment,
        "comparison": plan.comparison,
        "audit": plan.audit,
        "scenarios": compare(plan, {HOSTILE: {"validity.platform_days": 90}}),
        "sweep": sweep(plan, {"prices.standard": [0.4, 0.5]}),
    }


@pytest.mark.parametrize("name", ["plan", "deployment", "comparison", "audit", "scenarios", "sweep"])
def test_what_is_shown_is_short_and_text_from_outside_stays_text(name: str, tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], settings=f'title = "{HOSTILE.replace(chr(0x202E), "")}"')
    shown = _shown(plan_of(folder))[name]
    html, text = shown._repr_html_(), repr(shown)
    for said in (html, text):
        assert "\u202e" not in said
        assert "Timestamp(" not in said
        assert "PosixPath(" not in said
        assert len(said.splitlines()) < 30
    assert "<img" not in html
    assert "Next:" in html and "Next:" in text


@pytest.mark.parametrize("name", ["plan", "comparison", "audit"])
def test_what_is_shown_has_the_colours_of_the_theme_and_fetches_nothing(name: str, plan: Plan) -> None:
    html = _shown(plan)[name]._repr_html_()
    assert not re.search(r"https?://|src=|url\(|@import", html)
    colours = re.findall(r"(?<![-\w])(?:color|background|border[-\w]*): ([^;}]+)", html)
    assert colours
    assert all(re.search(r"var\(--jp-[-\w]+, (inherit|currentColor)\)|^none|^0|^collapse", c) for c in colours), colours


def test_a_fleet_says_its_states_its_renewals_and_its_faults(tmp_path: Path) -> None:
    made_run(tmp_path, "one", renewals=[renewal("a", 10)], findings=[finding("validity")])
    made_run(tmp_path, "two")
    said = repr(read_fleet(tmp_path))
    assert said.startswith("Fleet: 2 deployments below")
    assert "show.fleet_deployments(fleet)" in said
    assert "1 renewal to start" in said


def test_a_fleet_without_runs_says_how_to_make_one(tmp_path: Path) -> None:
    assert "airec-planning report DEPLOYMENT --output" in repr(read_fleet(tmp_path))


def test_what_is_shown_is_in_the_language_of_the_settings() -> None:
    plan = make_plan(EXAMPLE, "2026-11-01", "language=zh")
    assert "张证书" in repr(plan)
    assert "Next:" not in plan._repr_html_()


def test_compared_costs_are_a_dataframe_in_fen_that_shows_itself_in_yuan(plan: Plan) -> None:
    found = compare(plan)
    assert isinstance(found, pd.DataFrame)
    assert found["https_horizon"].tolist() == [4350, 23950, 5400]
    assert "43.50" in repr(found) and "4350" not in repr(found)
    assert "+196.00" in found._repr_html_()
    assert type(found[found["certificates"] > 13]) is pd.DataFrame


def test_of_many_combinations_the_first_are_shown(plan: Plan) -> None:
    found = sweep(plan, {"prices.standard": [n / 100 for n in range(10, 60)]})
    assert len(found) == 50
    assert len(repr(found).splitlines()) < 40
    assert "50 combinations" in repr(found)
