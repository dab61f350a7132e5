"""``diff`` of runs and ``history``, run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from airec_planning.files import reports_folder
from airec_planning.outputs.schemas import json_schema
from tests.made_runs import write_run
from tests.test_cli import EXAMPLE, refused, run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the deployment ``airec-demo`` and two runs of it in ``reports``."""
    root = tmp_path_factory.mktemp("commands")
    shutil.copytree(EXAMPLE, root / "airec-demo")
    place = reports_folder(root / "reports") / "airec-demo"
    write_run(place, root / "airec-demo", "2026-11-01")
    write_run(place, root / "airec-demo", "2026-11-22")
    (place / "latest").symlink_to("20261122T000000Z")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "root", symlinks=True))


def test_diff_of_a_deployment_compares_its_last_two_runs_and_exits_0(made: Path) -> None:
    by_deployment = run("diff", "airec-demo", cwd=made)
    assert by_deployment.returncode == 0
    lines = by_deployment.stdout.splitlines()
    assert lines[0] == "20261101T000000Z -> 20261122T000000Z"
    assert "~ domain airec-api.intra.cn-demo-1.example.com: warning -> critical, worse" in lines
    assert lines[-1].endswith("; something got worse")
    assert run("diff", "reports/airec-demo", cwd=made).stdout == by_deployment.stdout
    elsewhere = run("diff", made / "airec-demo", "--output", made / "reports", cwd=made.parent)
    assert elsewhere.stdout == by_deployment.stdout


def test_diff_of_two_runs_takes_them_in_the_order_given_and_latest_by_its_own_name(made: Path) -> None:
    back = run("diff", "reports/airec-demo/latest", "reports/airec-demo/20261101T000000Z", "--json", cwd=made)
    document = json.loads(back.stdout)
    jsonschema.validate(document, json.loads(json_schema("run-diff")))
    assert (document["old"]["run"], document["new"]["run"]) == ("20261122T000000Z", "20261101T000000Z")
    assert {change["direction"] for change in document["names"]} == {"better"}
    same = run("diff", "reports/airec-demo/latest", "reports/airec-demo/20261122T000000Z", cwd=made)
    assert same.stdout == "20261122T000000Z -> 20261122T000000Z\nno changes\n"


def test_diff_takes_a_run_that_was_copied_elsewhere(root: Path) -> None:
    shutil.copytree(root / "reports" / "airec-demo" / "20261101T000000Z", root / "kept")
    ended = run("diff", "kept", "reports/airec-demo/latest", cwd=root)
    assert ended.stdout.startswith("kept -> 20261122T000000Z\n~ domain")


def test_diff_refuses_what_it_cannot_compare_in_words(root: Path) -> None:
    place = root / "reports" / "airec-demo"
    old = place / "20261101T000000Z"
    table = old / "certificate_info.xlsx"
    assert "is a file, and the other is a folder" in refused("diff", table, old, cwd=root)
    assert "is a file, and the other is a folder" in refused("diff", old, table, cwd=root)
    assert "no such folder" in refused("diff", old, "nowhere", cwd=root)
    assert "is a file, not a folder" in refused("diff", table, cwd=root)
    assert "no such folder" in refused("diff", "nowhere", cwd=root)
    assert "no such folder" in refused("diff", "x" * 300, cwd=root)
    assert "is one run" in refused("diff", old, cwd=root)
    assert "is no run folder" in refused("diff", old, "airec-demo", cwd=root)
    assert "says how workbooks are read" in refused("diff", old, old, "--set", "planner.sheet=A", cwd=root)
    assert "holds no whole run" in refused("diff", "airec-demo", "--output", "elsewhere", cwd=root)
    assert "holds neither certificate_info.xlsx" in refused("diff", "airec-demo/certificates", cwd=root)
    shutil.copytree(old, place / "20261125T000000Z.failed")
    shutil.copytree(old, place / ".building-x")
    assert "is no whole run" in refused("diff", old, place / ".building-x", cwd=root)
    assert "is a run that failed" in refused("diff", old, place / "20261125T000000Z.failed", cwd=root)


def test_diff_and_history_tell_of_runs_that_cannot_be_read(root: Path) -> None:
    place = root / "reports" / "airec-demo"
    (place / "latest" / "tables" / "coverage.parquet").write_bytes(b"PAR1")
    assert "coverage.parquet: cannot be read" in refused("diff", "airec-demo", cwd=root)
    (place / "latest" / "summary.json").write_text("{")
    assert "summary.json: cannot be read: not JSON" in refused("diff", "airec-demo", cwd=root)
    assert [row["run"] for row in _rows(root)] == ["20261101T000000Z"]
    shutil.rmtree(place / "20261122T000000Z")
    assert "holds one whole run, and two are compared" in refused("diff", "airec-demo", cwd=root)
    shutil.rmtree(place / "20261101T000000Z")
    assert "holds no whole run" in refused("history", "airec-demo", cwd=root)
    assert "holds no whole run" in refused("history", place, cwd=root)


def test_history_lists_each_run_with_its_figures_as_table_json_and_csv(made: Path) -> None:
    shown = run("history", "airec-demo", cwd=made)
    assert shown.returncode == 0
    assert [line.split()[0] for line in shown.stdout.splitlines()] == [
        "Run",
        "-" * 16,
        "20261101T000000Z",
        "20261122T000000Z",
    ]
    document = json.loads(run("history", "reports/airec-demo", "--json", cwd=made).stdout)
    jsonschema.validate(document, json.loads(json_schema("history")))
    assert document["runs"][0] == {
        "run": "20261101T000000Z", "as_of": "2026-11-01T00:00:00Z", "version": "0.1.0", "path": "https", "errors": 10,
        "warnings": 2, "domains": 21, "valid": 14, "certificates": 7, "cost_now": "1.50", "cost_horizon": "43.50",
    }  # fmt: skip
    assert [list(row.values()) for row in _rows(made)] == [
        [str(value) for value in entry.values()] for entry in document["runs"]
    ]


def _rows(root: Path) -> list[dict[str, str]]:
    ended = run("history", "airec-demo", "--format", "csv", cwd=root)
    assert ended.returncode == 0, ended.stderr
    return list(csv.DictReader(io.StringIO(ended.stdout)))
