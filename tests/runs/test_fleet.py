"""Many deployments read as one fleet: what each run says, whatever the others are like."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import airec_planning
from airec_planning import tables
from airec_planning.errors import InputError
from airec_planning.plan import Plan
from airec_planning.runs.fleet import Fleet, read_fleet
from tests.certificates import AS_OF, issue
from tests.deployments import plan_of, write_deployment
from tests.made_fleets import certificate, day, finding, made_run, purchases, renewal
from tests.made_runs import write_run

FRAMES = {
    "deployments": tables.FLEET_DEPLOYMENTS, "renewals": tables.FLEET_RENEWALS,
    "certificates": tables.FLEET_CERTIFICATES, "purchases": tables.FLEET_PURCHASES, "findings": tables.FLEET_FINDINGS,
}  # fmt: skip


def _by_name(fleet: Fleet) -> dict[str, dict[str, Any]]:
    return {row["deployment"]: row for row in tables.records(fleet.deployments)}


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    """Two deployments that share a certificate; one of them has another, which has expired."""
    folder, shared = tmp_path_factory.mktemp("deployments"), issue(["a.example.com"], days=200)
    expired = issue(["b.example.com"], days=5)
    write_deployment(folder / "one", ["a.example.com"], {"a": shared})
    write_deployment(folder / "two", ["a.example.com", "b.example.com", "c.example.com"], {"a": shared, "b": expired})
    return {name: plan_of(folder / name) for name in ("one", "two")}


@pytest.fixture(scope="module")
def real(plans: dict[str, Plan], tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    reports = tmp_path_factory.mktemp("reports")
    for name, plan in plans.items():
        run = write_run(reports / name, plan.deployment.folder, f"{AS_OF:%Y-%m-%d}")
        (reports / name / "latest").symlink_to(run.name)
    return read_fleet(reports)


def test_a_fleet_says_of_each_deployment_what_its_own_plan_says(real: Fleet, plans: dict[str, Plan]) -> None:
    for name, plan in plans.items():
        row, severities = _by_name(real)[name], plan.findings["severity"].value_counts()
        assert (row["errors"], row["warnings"]) == (severities.get("error", 0), severities.get("warning", 0))
        assert row["overdue"] == plan.renewals["overdue"].sum()
        cost = plan.comparison.costs.groupby("path")[["now", "horizon"]].sum()
        assert (row["path"], row["now"], row["horizon"]) == (plan.decision.path, *cost.loc[plan.decision.path])
        assert row["peak"] == plan.comparison.https.peak


def test_the_sums_over_a_fleet_are_those_of_its_runs(real: Fleet, plans: dict[str, Plan]) -> None:
    assert len(real.renewals) == sum(len(plan.renewals) for plan in plans.values()) > 0
    assert len(real.certificates) == sum(len(plan.certificates) for plan in plans.values())
    assert real.purchases["certificates"].sum() == sum(len(plan.comparison.purchases) for plan in plans.values())
    bad = [plan.findings["severity"].isin(["error", "warning"]).sum() for plan in plans.values()]
    assert real.findings["findings"].sum() == sum(bad) > 0


def test_the_tables_keep_their_schemas_with_rows_and_without(real: Fleet, tmp_path: Path) -> None:
    for fleet in (real, read_fleet(tmp_path)):
        for name, schema in FRAMES.items():
            frame, empty = getattr(fleet, name), schema.frame([])
            assert list(frame.columns) == list(empty.columns)
            assert list(frame.dtypes) == list(empty.dtypes), name


def test_the_package_gives_the_fleet_as_it_gives_a_plan(tmp_path: Path) -> None:
    made_run(tmp_path, "one")
    assert list(airec_planning.read_fleet(tmp_path).deployments["deployment"]) == ["one"]


def test_the_most_urgent_deployment_comes_first_and_says_why(tmp_path: Path) -> None:
    made_run(tmp_path, "a-later", renewals=[renewal("a", 60)])
    made_run(tmp_path, "b-due", renewals=[renewal("b", 7)])
    made_run(tmp_path, "c-overdue", renewals=[renewal("c", -2), renewal("d", -9)])
    made_run(tmp_path, "d-one-error", errors=1)
    made_run(tmp_path, "e-nine-errors", errors=9)
    made_run(tmp_path, "f-failed-since")
    (tmp_path / "f-failed-since" / "20261102T000000Z.failed").mkdir()
    (tmp_path / "g-never-whole" / "20261101T000000Z.failed").mkdir(parents=True)
    made_run(tmp_path, "h-nothing")
    found = read_fleet(tmp_path).deployments
    assert list(zip(found["deployment"], found["state"], found["reason"], strict=True)) == [
        ("g-never-whole", "failed", "the run of 2026-11-01 failed; no whole run yet"),
        ("f-failed-since", "failed", "the run of 2026-11-02 failed; no renewal within the forecast"),
        ("e-nine-errors", "not ready", "9 errors; no renewal within the forecast"),
        ("d-one-error", "not ready", "1 error; no renewal within the forecast"),
        ("c-overdue", "overdue", "2 renewals overdue since 2026-10-23"),
        ("b-due", "due", "a renewal to start by 2026-11-08, in 7 days"),
        ("a-later", "ready", "a renewal to start by 2026-12-31, in 60 days"),
        ("h-nothing", "ready", "no renewal within the forecast"),
    ]


def test_a_run_that_failed_after_a_whole_one_of_its_date_was_made_again_is_shown(tmp_path: Path) -> None:
    made_run(tmp_path, "one").rename(tmp_path / "one" / "20261101T000000Z-1")
    (tmp_path / "one" / "latest").unlink()
    (tmp_path / "one" / "latest").symlink_to("20261101T000000Z-1")
    (tmp_path / "one" / "20261101T000000Z.failed").mkdir()
    assert _by_name(read_fleet(tmp_path))["one"]["state"] == "failed"


def test_a_run_that_failed_before_the_latest_whole_one_is_past(tmp_path: Path) -> None:
    made_run(tmp_path, "one")
    (tmp_path / "one" / "20261031T000000Z.failed").mkdir()
    assert _by_name(read_fleet(tmp_path))["one"]["state"] == "ready"


def test_a_run_of_an_earlier_day_than_the_newest_is_stale_and_judged_at_the_newest(tmp_path: Path) -> None:
    made_run(tmp_path, "old", day(-3), renewals=[renewal("a", -1)])
    made_run(tmp_path, "new", day(0))
    fleet = read_fleet(tmp_path)
    assert fleet.as_of == AS_OF
    assert {name: (row["stale"], row["overdue"]) for name, row in _by_name(fleet).items()} == {
        "old": (True, 1), "new": (False, 0)
    }  # fmt: skip


def test_what_latest_points_to_is_read_and_no_other_run(tmp_path: Path) -> None:
    made_run(tmp_path, "one", day(-1), certificates=[certificate("old")])
    made_run(tmp_path, "one", day(0), certificates=[certificate("new")])
    assert list(read_fleet(tmp_path).certificates["sha256"]) == ["new"]


@pytest.mark.parametrize("table", ["renewals", "certificates", "purchases", "findings"])
@pytest.mark.parametrize("harm", ["broken", "empty", "gone", "a folder", "without its columns"])
def test_a_table_that_cannot_be_read_costs_its_deployment_that_part_alone(
    table: str, harm: str, tmp_path: Path
) -> None:
    full: dict[str, Any] = {
        "renewals": [renewal("a", 5)], "certificates": [certificate("a")], "purchases": purchases(1),
        "findings": [finding("validity")],
    }  # fmt: skip
    for name in ("a", "b", "c"):
        made_run(tmp_path, name, **full)
    _harm(tmp_path / "b" / "latest" / "tables" / f"{table}.parquet", harm)
    fleet = read_fleet(tmp_path)
    assert fleet.unread(table) == ("b",)
    for name in FRAMES.keys() - {"deployments"}:
        known = ["a", "c"] if name == table else ["a", "b", "c"]
        assert list(getattr(fleet, name)["deployment"]) == known
    assert _by_name(fleet)["b"]["unread"] == (table,)
    assert ("its renewals cannot be read" in _by_name(fleet)["b"]["reason"]) == (table == "renewals")


@pytest.mark.parametrize(
    "broken",
    ["", "[]", "[" * 100_000, "{half", '{"schema": 2}', "amount", "count", "date", "far"],
)
def test_a_summary_that_cannot_be_read_costs_its_deployment_alone(broken: str, tmp_path: Path) -> None:
    made_run(tmp_path, "good", certificates=[certificate("a")])
    summary = made_run(tmp_path, "bad", certificates=[certificate("b")]) / "summary.json"
    document = json.loads(summary.read_text(encoding="utf-8"))
    document["costs"]["paths"]["https"]["creation_cost"] = {"amount": "0.001"}.get(broken, "1e9")
    document["counts"]["error"] = {"count": 10**30}.get(broken, 0)
    document["as_of"] = {"date": "2026-13-01", "far": "9999-12-31T00:00:00Z"}.get(broken, "2026-11-01T00:00:00Z")
    summary.write_text(json.dumps(document) if broken.isalpha() else broken, encoding="utf-8")
    found = _by_name(read_fleet(tmp_path))
    assert found["bad"]["state"] == "failed"
    assert found["bad"]["reason"] == "its summary.json cannot be read"
    assert found["good"]["state"] == "ready"


def test_a_summary_of_another_version_says_what_it_has(tmp_path: Path) -> None:
    summary = made_run(tmp_path, "old", errors=2) / "summary.json"
    document = json.loads(summary.read_text(encoding="utf-8"))
    del document["settings"], document["costs"]["horizon_days"], document["costs"]["paths"]["https"]["peak"]
    summary.write_text(json.dumps(document), encoding="utf-8")
    row = read_fleet(tmp_path).deployments.iloc[0]
    assert (row["errors"], row["free_tier_per"]) == (2, "")
    assert row[["quota", "free_tier", "peak", "forecast_days", "horizon_days"]].isna().all()


def test_figures_that_cannot_be_cost_their_own_run_alone(tmp_path: Path) -> None:
    made_run(tmp_path, "good", renewals=[renewal("a", 5)])
    made_run(tmp_path, "far", settings={"expiry.forecast_days": "9999999999", "prices.quota": "-1"})
    times = tmp_path / "far" / "latest" / "tables" / "renewals.parquet"
    beyond = pa.table({**_texts("sha256", "name", "kind"), "start_by": pa.array([2**62], pa.timestamp("us", "UTC"))})
    pq.write_table(beyond, times)
    fleet = read_fleet(tmp_path)
    assert (fleet.unread("renewals"), list(fleet.renewals["deployment"])) == (("far",), ["good"])
    assert _by_name(fleet)["far"]["reason"] == "its renewals cannot be read"
    assert fleet.forecast is not None
    assert fleet.forecast.days == 365


def _texts(*columns: str) -> dict[str, pa.Array]:
    return {column: pa.array(["x"]) for column in columns}


def test_names_that_no_query_can_name_cost_their_own_tables_alone(tmp_path: Path) -> None:
    made_run(tmp_path, "good", certificates=[certificate("a")])
    shutil.copytree(tmp_path / "good", tmp_path / "\udcff", symlinks=True)
    for name in ("o'hare; drop", "a*b[c]?", "{x}", "%s"):
        shutil.copytree(tmp_path / "good", tmp_path / name, symlinks=True)
    fleet = read_fleet(tmp_path)
    assert set(fleet.certificates["deployment"]) == {"good", "o'hare; drop", "a*b[c]?", "{x}", "%s"}
    assert fleet.unread("certificates") == ("\udcff",)


def test_a_folder_without_a_run_or_that_is_not_there_is_an_empty_fleet(tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    for place in (tmp_path, tmp_path / "nowhere"):
        assert read_fleet(place).deployments.empty
        assert read_fleet(place).as_of is None


def test_a_file_in_the_place_of_the_reports_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        read_fleet(tmp_path / "reports")


def _harm(path: Path, harm: str) -> None:
    found = pq.read_table(path)
    path.unlink()
    if harm == "broken":
        path.write_bytes(b"PAR1 half")
    elif harm == "empty":
        path.touch()
    elif harm == "a folder":
        path.mkdir()
    elif harm == "without its columns":
        pq.write_table(found.select(["file"] if "file" in found.column_names else ["order"]), path)
