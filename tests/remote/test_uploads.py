"""Runs on a store: whole at every step, whoever is stopped, and cleared of what was left."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from airec_planning.errors import OutputError
from airec_planning.remote import claims
from airec_planning.remote.reports import reports_at, reports_to_look_at
from tests.remote.publishing import objects_without_a_manifest, publish, read_latest, runs_at
from tests.remote.stopping import Stopped, StoppingFileSystem

RUNS = "/reports/shop"
PLACE = "memory://reports"


def test_a_run_is_there_with_its_manifest_and_latest_names_it(memory: MemoryFileSystem) -> None:
    publish(PLACE, "2026-11-20")
    run, files = read_latest(memory, RUNS)
    assert run == "20261120T000000Z"
    assert files.keys() == {"index.html", "summary.json", "tables/costs.parquet", "data.zip"}
    assert memory.exists("/reports/.airec-planning-reports")
    page = memory.cat_file(f"{RUNS}/latest/index.html").decode()
    assert 'content="0; url=../20261120T000000Z/index.html"' in page
    assert "<script" not in page
    assert [path for path in memory.find("/reports") if "/." in path] == ["/reports/.airec-planning-reports"]


def test_the_local_folder_holds_what_the_runs_before_were_and_latest(memory: MemoryFileSystem) -> None:
    publish(PLACE, "2026-11-20")
    publish(PLACE, "2026-11-21")
    publish(PLACE, "2026-11-22", failed=True)
    with reports_at(PLACE, "shop") as reports:
        assert (reports / "shop" / "latest").readlink().name == "20261121T000000Z"
        assert (reports / "shop" / "20261120T000000Z" / "summary.json").read_text() == "2026-11-20: summary.json"
        assert (reports / "shop" / "20261122T000000Z.failed").is_dir()
    assert not reports.exists()


def test_nothing_is_written_where_nothing_is_new(stopping: StoppingFileSystem) -> None:
    publish("stopping://reports", "2026-11-20")
    before = StoppingFileSystem.changes
    with reports_at("stopping://reports", "shop"):
        pass
    assert StoppingFileSystem.changes == before


def test_a_run_of_the_same_date_takes_the_place_of_the_one_before(memory: MemoryFileSystem) -> None:
    publish(PLACE, "2026-11-20", text="first")
    publish(PLACE, "2026-11-20", text="second")
    assert runs_at(memory, RUNS) == ["20261120T000000Z-1"]
    assert read_latest(memory, RUNS)[1]["index.html"] == b"second: index.html"
    assert not objects_without_a_manifest(memory, RUNS)


def test_as_many_dates_stay_as_are_kept_and_latest_does_not_go_back(memory: MemoryFileSystem) -> None:
    for day in ("20", "21", "22", "24", "23"):
        publish(PLACE, f"2026-11-{day}", keep=2)
    assert runs_at(memory, RUNS) == ["20261123T000000Z", "20261124T000000Z"]
    assert read_latest(memory, RUNS)[0] == "20261124T000000Z"


def test_a_failed_run_has_a_manifest_that_says_so_and_a_whole_one_of_its_date_takes_its_place(
    memory: MemoryFileSystem,
) -> None:
    publish(PLACE, "2026-11-20")
    publish(PLACE, "2026-11-21", failed=True)
    manifest = json.loads(memory.cat_file(f"{RUNS}/20261121T000000Z.failed/manifest.json"))
    assert manifest["state"] == "failed"
    assert read_latest(memory, RUNS)[0] == "20261120T000000Z"
    publish(PLACE, "2026-11-21", failed=True, text="again")
    assert runs_at(memory, RUNS) == ["20261120T000000Z", "20261121T000000Z-1.failed"]
    publish(PLACE, "2026-11-21")
    assert runs_at(memory, RUNS) == ["20261120T000000Z", "20261121T000000Z"]


SCENES = {"another date": ("2026-11-21", 30, False), "the same date": ("2026-11-20", 30, False),
          "one too many": ("2026-11-21", 1, False), "failed": ("2026-11-21", 1, True)}  # fmt: skip


@pytest.mark.parametrize("scene", SCENES)
def test_stopped_after_any_step_a_reader_finds_a_whole_run_and_the_next_report_repairs_it(
    scene: str, stopping: StoppingFileSystem, memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, keep, failed = SCENES[scene]
    place, steps = "stopping://reports", 0
    while True:
        memory.store.clear()
        memory.pseudo_dirs[:] = [""]
        StoppingFileSystem.left = None
        publish(place, "2026-11-20", text="before")
        if failed:
            publish(place, "2026-11-20", text="before", failed=True)
        StoppingFileSystem.left = steps
        try:
            publish(place, day, keep=keep, failed=failed, text="after")
            ended = StoppingFileSystem.left != 0
        except Stopped:
            ended = False
        StoppingFileSystem.left = None
        run, files = read_latest(memory, RUNS)
        assert files["index.html"] in (b"before: index.html", b"after: index.html"), f"after {steps} steps"
        with monkeypatch.context() as later:  # an hour has passed
            later.setattr(claims, "LASTS", 1e-9)
            later.setattr(claims.Claim, "refuse_if_lost", lambda _: None)
            publish(place, "2026-11-22", text="repaired")
        assert read_latest(memory, RUNS)[1]["index.html"] == b"repaired: index.html"
        assert not objects_without_a_manifest(memory, RUNS), f"after {steps} steps"
        assert run in runs_at(memory, RUNS) or "20261120T000000Z-1" in runs_at(memory, RUNS) or keep == 1
        if ended:
            break
        steps += 1
    assert steps > 8, "each file, the manifest, latest and what goes"


def test_a_run_whose_upload_was_killed_before_latest_named_it_is_named_by_the_next_that_finds_it_done(
    stopping: StoppingFileSystem, memory: MemoryFileSystem
) -> None:
    publish(PLACE, "2026-11-20")
    StoppingFileSystem.left = 6  # a claim, four files, the manifest
    with pytest.raises(Stopped):
        publish("stopping://reports", "2026-11-21")
    assert read_latest(memory, RUNS)[0] == "20261120T000000Z"
    assert runs_at(memory, RUNS) == ["20261120T000000Z", "20261121T000000Z"]
    StoppingFileSystem.left = None
    with reports_to_look_at(PLACE, "shop") as reports:
        assert (reports / "shop" / "20261121T000000Z").is_dir()
    assert read_latest(memory, RUNS)[0] == "20261120T000000Z", "looking changes nothing"
    with reports_at(PLACE, "shop") as reports:
        assert (reports / "shop" / "20261121T000000Z").is_dir()
    assert read_latest(memory, RUNS)[0] == "20261121T000000Z"


def test_what_a_killed_upload_left_is_no_run_and_stays_only_while_its_claim_lives(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe_file(f"{RUNS}/20261120T000000Z/summary.json", b"half")
    claim = f"{RUNS}/.claims/20261120T000000Z~{int(claims.time.time())}~aa"
    memory.pipe_file(claim, b"")
    publish(PLACE, "2026-11-20")
    assert read_latest(memory, RUNS)[0] == "20261120T000000Z-1", "the name is another's"
    assert memory.exists(f"{RUNS}/20261120T000000Z/summary.json")
    real = claims.time.time
    monkeypatch.setattr(claims.time, "time", lambda: real() + claims.LASTS + 1)
    publish(PLACE, "2026-11-21")
    assert not memory.exists(f"{RUNS}/20261120T000000Z/summary.json")
    assert not memory.exists(claim)


def test_an_upload_whose_claim_was_cleared_away_publishes_nothing(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(PLACE, "2026-11-20")
    monkeypatch.setattr(claims, "LASTS", -2.0)
    with pytest.raises(OutputError, match="took too long to upload"):
        publish(PLACE, "2026-11-21")
    assert read_latest(memory, RUNS)[0] == "20261120T000000Z"


def test_several_at_once_do_not_mix_their_files(memory: MemoryFileSystem) -> None:
    together = threading.Barrier(4)

    def write(text: str) -> None:
        publish(PLACE, "2026-11-20", text=text, before_upload=together.wait)

    writers = [threading.Thread(target=write, args=(f"writer {number}",)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    whole = runs_at(memory, RUNS)
    assert len(whole) == 4
    for run in whole:
        said = {memory.cat_file(f"{RUNS}/{run}/{name}").split(b":")[0] for name in ("index.html", "summary.json")}
        assert len(said) == 1, "each run is one writer's"
    read_latest(memory, RUNS)
    publish(PLACE, "2026-11-20", text="last")
    assert len(runs_at(memory, RUNS)) == 1, "the next one takes the place of all"
    assert read_latest(memory, RUNS)[1]["index.html"] == b"last: index.html"


def test_one_that_ends_first_keeps_latest_where_its_date_is_the_newer(memory: MemoryFileSystem) -> None:
    publish(PLACE, "2026-11-20")
    publish(PLACE, "2026-11-21", before_upload=lambda: publish(PLACE, "2026-11-23"))
    assert runs_at(memory, RUNS) == ["20261120T000000Z", "20261121T000000Z", "20261123T000000Z"]
    assert read_latest(memory, RUNS)[0] == "20261123T000000Z"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda fs, run: fs.rm_file(f"{run}/index.html"), "index.html is not there"),
        (lambda fs, run: fs.pipe_file(f"{run}/summary.json", b"x"), "summary.json has 1 bytes, its manifest says 24"),
        (lambda fs, run: fs.pipe_file(f"{run}/manifest.json", b"{"), "its manifest.json cannot be understood"),
    ],
)
def test_a_run_that_is_not_what_its_manifest_says_is_left_out_and_named(
    spoil: Any, said: str, memory: MemoryFileSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(PLACE, "2026-11-20")
    publish(PLACE, "2026-11-21")
    spoil(memory, f"{RUNS}/20261121T000000Z")
    with reports_at(PLACE, "shop") as reports:
        assert not (reports / "shop" / "20261121T000000Z").exists()
        assert (reports / "shop" / "latest").readlink().name == "20261120T000000Z"
    assert f"memory://reports/shop/20261121T000000Z: is not whole, and is left out: {said}" in capsys.readouterr().err


def test_bytes_that_differ_in_a_bundle_are_found_by_their_hash(
    memory: MemoryFileSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(PLACE, "2026-11-20", text="abc")
    publish(PLACE, "2026-11-21", text="xyz")
    other = memory.cat_file(f"{RUNS}/20261121T000000Z/data.zip")
    memory.pipe_file(f"{RUNS}/20261120T000000Z/data.zip", other)
    with reports_at(PLACE, "shop") as reports:
        assert not (reports / "shop" / "20261120T000000Z").exists()
    assert "summary.json is not what its manifest says" in capsys.readouterr().err
