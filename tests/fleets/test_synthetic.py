"""Fleets that are made up: the same bytes each time, of any size, and varied as the field is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from airec_planning.cli import app
from airec_planning.errors import InputError
from airec_planning.fleets.fleet_file import read_fleet_file
from airec_planning.fleets.synthetic import AS_OF, make_synthetic_fleet, synthetic_deployments
from airec_planning.plan import Plan
from airec_planning.planning import make_plan


def _bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[Plan]:
    folder = tmp_path_factory.mktemp("fleet") / "fleet"
    make_synthetic_fleet(folder, 60)
    return [make_plan(place, AS_OF) for place in read_fleet_file(folder / "fleet.toml").deployments]


def test_a_fleet_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    make_synthetic_fleet(tmp_path / "one", 5)
    make_synthetic_fleet(tmp_path / "two", 5)
    assert _bytes_below(tmp_path / "one") == _bytes_below(tmp_path / "two")


def test_a_deployment_depends_on_its_number_and_not_on_the_size_of_the_fleet() -> None:
    assert dict(synthetic_deployments(3)).items() <= dict(synthetic_deployments(8)).items()


def test_the_command_says_what_to_type_next(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["init", str(tmp_path / "fleet"), "--synthetic", "2"])
    assert said.exit_code == 0
    assert f"airec-planning report --fleet {tmp_path}/fleet/fleet.toml --as-of 2026-11-01" in said.output
    assert len(list((tmp_path / "fleet" / "deployments").iterdir())) == 2


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        make_synthetic_fleet(tmp_path, 2)
    assert _bytes_below(tmp_path) == {"kept": b"mine"}


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_count_that_cannot_be_made_is_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(InputError, match="from 1 to 1,000,000"):
        make_synthetic_fleet(tmp_path / "fleet", count)
    assert not (tmp_path / "fleet").exists()


def test_both_paths_and_every_kind_of_deployment_occur(plans: list[Plan]) -> None:
    assert {plan.decision.path for plan in plans} == {"https", "ca"}
    ready = [not (plan.findings["severity"] == "error").any() for plan in plans]
    assert 0.2 < sum(ready) / len(ready) < 0.9
    checks = {check for plan in plans for check in plan.findings.loc[plan.findings["severity"] == "error", "check"]}
    assert {"domain-covered", "validity", "private-key-matches"} <= checks
    assert not any(plan.failures for plan in plans)


def test_deployments_of_one_organisation_share_authorities_and_now_and_then_a_certificate(plans: list[Plan]) -> None:
    first = [plan for plan in plans if int(plan.deployment.name.rpartition("-")[2]) <= 20]
    held = [set(plan.certificates["sha256"]) for plan in first]
    assert len(set.intersection(*held)) == 2  # the root and the CA below it
    assert any(len(one & two) > 2 for one in held for two in held if one is not two)


def test_no_certificate_breaks_a_rule_that_it_was_not_meant_to(plans: list[Plan]) -> None:
    told = {
        check
        for plan in plans
        for check in plan.findings.loc[plan.findings["severity"].isin(["error", "warning"]), "check"]
    }
    assert told == {"domain-covered", "validity", "private-key-matches", "time-left"}
