"""The overview's folder: the latest whole run of every deployment, and which failed since."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from airec_planning.files import reports_folder
from airec_planning.remote import mirror
from airec_planning.remote.overview import overview_at
from airec_planning.remote.reports import reports_at
from airec_planning.runs.fleet_folders import find_deployments
from tests.made_runs import write_run
from tests.remote.conftest import Bucket
from tests.remote.publishing import publish
from tests.test_cli import EXAMPLE

PLACE = "memory://reports"


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.name.startswith(".")}


def test_of_each_deployment_the_latest_run_is_there_with_all_its_tables(bucket: Bucket, tmp_path: Path) -> None:
    place = f"{bucket.url}/reports"
    for name, days in {"hangzhou": ("2026-11-01", "2026-11-02"), "beijing": ("2026-11-03",)}.items():
        shutil.copytree(EXAMPLE, tmp_path / name)
        settings = (tmp_path / name / "deployment.toml").read_text(encoding="utf-8")
        (tmp_path / name / "deployment.toml").write_text(
            "\n".join(line for line in settings.splitlines() if not line.startswith("name")), encoding="utf-8"
        )
        for day in days:
            with reports_at(place, name) as reports:
                made = write_run(reports_folder(reports) / name, tmp_path / name, day)
                tables = {path.name for path in (made / "tables").iterdir()}
    with overview_at(place) as reports:
        assert {path.name for path in reports.iterdir()} == {"hangzhou", "beijing", ".airec-planning-reports"}
        assert [one.name for one in find_deployments(reports)] == ["beijing", "hangzhou"]
        assert (reports / "hangzhou" / "latest").readlink().name == "20261102T000000Z"
        assert not (reports / "hangzhou" / "20261101T000000Z").exists()
        assert {path.name for path in (reports / "beijing" / "latest" / "tables").iterdir()} == tables
        (reports / "index.html").write_text("all of them")
    assert bucket.get("reports/index.html") == b"all of them"


def test_what_failed_since_is_there_by_name(memory: MemoryFileSystem) -> None:
    publish(PLACE, "2026-11-20")
    publish(PLACE, "2026-11-21", failed=True)
    memory.pipe_file("/reports/notes/x.txt", b"no deployment")
    memory.pipe_file("/reports/broken/20261120T000000Z/summary.json", b"no manifest")
    with overview_at(PLACE) as reports:
        assert {path.name for path in (reports / "shop").iterdir()} == {
            "latest", "20261120T000000Z", "20261121T000000Z.failed",
        }  # fmt: skip
        assert not (reports / "notes").exists()
        assert not (reports / "broken").exists()


def test_only_what_changed_is_uploaded(memory: MemoryFileSystem) -> None:
    publish(PLACE, "2026-11-20")
    with overview_at(PLACE) as reports:
        (reports / "index.html").write_text("1")
        (reports / ".lock").touch()
    written = memory.store["/reports/index.html"]
    with overview_at(PLACE) as reports:
        assert (reports / "index.html").read_text() == "1"
        (reports / "index.html").write_text("1")
    assert memory.store["/reports/index.html"] is written
    assert not memory.exists("/reports/.lock")
    with overview_at(PLACE) as reports:
        (reports / "index.html").write_text("2")
    assert memory.cat_file("/reports/index.html") == b"2"


def test_a_run_that_is_replaced_while_it_is_looked_at_is_read_anew(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(PLACE, "2026-11-20", text="first")
    really, calls = mirror.unbundle, []

    def replaced_first(*arguments: object) -> None:
        really(*arguments)  # type: ignore[arg-type]
        calls.append(arguments)

    fetch = mirror.Store.fetch

    def fetch_after(store: mirror.Store, wanted: dict[str, Path]) -> set[str]:
        if any(name.endswith("data.zip") for name in wanted) and not calls:
            calls.append("replacing")
            publish(PLACE, "2026-11-20", text="second")
        return fetch(store, wanted)

    monkeypatch.setattr(mirror, "unbundle", replaced_first)
    monkeypatch.setattr(mirror.Store, "fetch", fetch_after)
    with overview_at(PLACE) as reports:
        assert (reports / "shop" / "latest" / "summary.json").read_text() == "second: summary.json"


def test_a_latest_that_leads_nowhere_gives_way_to_the_newest_whole_run(memory: MemoryFileSystem) -> None:
    publish(PLACE, "2026-11-20")
    memory.pipe_file("/reports/shop/latest.json", b'{"schema": "airec-planning/latest/1", "run": "../../evil"}')
    with overview_at(PLACE) as reports:
        assert (reports / "shop" / "latest").readlink().name == "20261120T000000Z"
    memory.rm_file("/reports/shop/latest.json")
    with overview_at(PLACE) as reports:
        assert names_in(reports / "shop") >= {"latest", "20261120T000000Z"}
