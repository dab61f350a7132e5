"""Where runs are written: a full disk, a place that cannot be written to, and two runs at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from airec_planning.errors import InputError, OutputError
from airec_planning.execution.warming import warm
from airec_planning.fleets import making
from airec_planning.plan import Plan
from airec_planning.reporting.overview import write_overview
from airec_planning.reporting.publishing import built_beside
from airec_planning.reporting.run import Run
from airec_planning.runs.folders import whole_runs
from tests.deployments import write_deployment
from tests.notebooks import notebook
from tests.reporting.faults.command import run, start
from tests.reporting.faults.listed import NOTHING, WHOLE, fault
from tests.reporting.faults.shop import AS_OF, BEFORE, RUN, Shop, assert_whole, shop_in


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    warm()
    return shop_in(tmp_path)


@fault("the disk is full, at each stage of a run", state="no run", exit_code=2, left=NOTHING)
def test_a_full_disk_costs_the_run_alone(tmp_path: Path) -> None:
    with mounted(tmp_path / "reports", "tmpfs", "-o", "size=8m"):
        shop = shop_in(tmp_path)
        needs = _used(shop.runs / BEFORE)
        filler = shop.reports / "filler"
        for share in (0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
            _fill(filler, leave=int(share * needs))
            error = shop.report("'next'")
            assert isinstance(error, OutputError), share
            assert error.exit_code == 2
            assert "cannot be written: No space left on device" in str(error)
            assert shop.names() == {BEFORE, "latest"}
            assert shop.latest() == BEFORE
            filler.unlink()
        assert shop.report("'next'") is None
        assert shop.latest() == RUN


@fault("the disk is full while a cell writes to it", state="cell-error", exit_code=3, left="as for a cell that raises")
def test_a_disk_that_a_cell_fills_is_the_cells_error(tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "tmpfs", "-o", "size=100k"):
        shop = shop_in(tmp_path)
        error = shop.report(f"open({str(tmp_path / 'small' / 'file')!r}, 'wb').write(bytes(1_000_000))")
        assert error is not None
        assert error.exit_code == 3
        assert "with OSError. [Errno 28] No space left on device" in str(error)
        assert shop.latest() == BEFORE


@fault("the target is read-only", state="no run", exit_code=2, left=NOTHING)
def test_a_read_only_target_is_told_and_left_as_it_is(shop: Shop) -> None:
    with mounted(shop.reports, str(shop.reports), "--bind"):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(shop.reports)], check=True)
        error = shop.report("'next'")
        assert isinstance(error, OutputError)
        assert "cannot be written: Read-only file system" in str(error)
    assert shop.names() == {BEFORE, "latest"}


@fault("the target is a file", state="no run", exit_code=2, left="the file as it was")
def test_a_file_in_the_place_of_the_reports_stays(tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    shop.reports.write_text("mine", encoding="utf-8")
    error = shop.report("'next'")
    assert isinstance(error, OutputError)
    assert shop.reports.read_text(encoding="utf-8") == "mine"


@fault("a file has the deployment's name in the reports", state="no run", exit_code=2, left="the file as it was")
def test_a_file_in_the_place_of_the_runs_stays(tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    shop.reports.mkdir()
    shop.runs.write_text("mine", encoding="utf-8")
    assert isinstance(shop.report("'next'"), OutputError)
    assert shop.runs.read_text(encoding="utf-8") == "mine"


@fault("a target whose folders are missing, with blanks, a newline, braces and quotes in their names",
       state="whole", exit_code=0, left=WHOLE)  # fmt: skip
def test_any_name_of_a_target_will_do(tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    shop = Shop(shop.folder, tmp_path / "not yet" / 'a {b} %s\n"quoted" é')
    assert shop.report("'next'") is None
    assert shop.latest() == RUN


@fault("the target is a run, or the runs of a deployment", state="no run", exit_code=2, left=NOTHING)
def test_no_run_is_made_within_runs(shop: Shop) -> None:
    page = (shop.runs / "latest" / "index.html").read_bytes()
    for within in ("latest", BEFORE, ".", "new", "latest/tables"):
        error = Shop(shop.folder, shop.runs / within).report("'next'")
        assert isinstance(error, InputError), within
        assert "lies within the runs of shop" in str(error)
    assert shop.names() == {BEFORE, "latest"}
    assert (shop.runs / "latest" / "index.html").read_bytes() == page


@fault("the summary of another deployment's run is broken, or of another version", state="whole", exit_code=0,
       left=WHOLE)  # fmt: skip
def test_a_broken_summary_costs_nobody_else_the_index(shop: Shop) -> None:
    shutil.copytree(shop.runs, shop.reports / "other", symlinks=True)
    summary = shop.reports / "other" / "latest" / "summary.json"
    for broken in ("", "[]", "[" * 100_000, '{"schema": "airec-planning/report/1", "counts": 5}', '{"schema": 2}'):
        summary.write_text(broken, encoding="utf-8")
        write_overview(shop.reports)
    assert "shop" in (shop.reports / "index.html").read_text(encoding="utf-8")


@fault("somebody made `latest` a folder", state="no run", exit_code=2, left="their folder as it was")
def test_a_folder_named_latest_is_nobodys_to_remove(shop: Shop) -> None:
    (shop.runs / "latest").unlink()
    (shop.runs / "latest").mkdir()
    (shop.runs / "latest" / "theirs").write_text("kept", encoding="utf-8")
    error = shop.report("'next'")
    assert isinstance(error, OutputError)
    assert str(shop.runs / "latest") in str(error)
    assert (shop.runs / "latest" / "theirs").read_text(encoding="utf-8") == "kept"
    assert shop.names() == {BEFORE, "latest"}


@fault("`latest` points to nothing", state="whole", exit_code=0, left=WHOLE)
def test_a_link_that_dangles_is_replaced(shop: Shop) -> None:
    (shop.runs / "latest").unlink()
    (shop.runs / "latest").symlink_to("gone")
    assert shop.report("'next'") is None
    assert shop.latest() == RUN


@fault("lock files, hidden folders and links of runs that were killed lie about", state="whole", exit_code=0,
       left=f"{WHOLE}; what was left behind is gone")  # fmt: skip
def test_what_killed_runs_left_is_cleared_and_stale_locks_hold_nobody_up(shop: Shop) -> None:
    for name in (".building-dead", ".retired-dead"):
        (shop.runs / name / "tables").mkdir(parents=True)
    for name in (".building-dead.lock", ".building-alone.lock"):
        (shop.runs / name).touch()
    (shop.runs / ".latest-20261101T000000Z").symlink_to("20261101T000000Z")
    assert shop.report("'next'") is None
    assert shop.names() == {BEFORE, RUN, "latest"}


@fault("another run of the deployment is being built", state="whole", exit_code=0, left=f"{WHOLE}; the other goes on")
def test_a_run_that_is_being_built_is_left_alone(shop: Shop) -> None:
    with built_beside(shop.runs) as building:
        assert shop.report("'next'") is None
        assert building.folder.is_dir()
    assert shop.latest() == RUN
    assert shop.names() == {BEFORE, RUN, "latest"}


@fault("two runs of one deployment at once, of one date", state="whole, both", exit_code=0, left=WHOLE)
def test_two_runs_of_one_date_at_once_leave_one_whole_run(shop: Shop) -> None:
    assert _at_once(shop, AS_OF, AS_OF) == [0, 0]
    assert shop.latest().startswith(RUN)
    assert len(shop.names()) == 3


@fault("two runs of one deployment at once, of two dates", state="whole, both", exit_code=0,
       left="two whole runs; `latest` points to the newer date")  # fmt: skip
def test_two_runs_of_two_dates_at_once_are_both_whole(shop: Shop) -> None:
    assert _at_once(shop, AS_OF, "2026-11-03") == [0, 0]
    assert shop.latest() == "20261103T000000Z"
    assert shop.names() == {BEFORE, RUN, "20261103T000000Z", "latest"}
    assert [assert_whole(found.path) for found in whole_runs(shop.runs)]


@fault("the index of all deployments cannot be written", state="whole", exit_code=2,
       left=f"{WHOLE}; the index as before")  # fmt: skip
def test_an_index_that_cannot_be_written_is_told_after_the_run_is_published(shop: Shop) -> None:
    (shop.reports / "index.html").mkdir()
    metrics = shop.folder.parent / "shop.prom"
    code, _, err = run(*_report(shop, "1"), "--metrics", metrics)
    assert code == 2
    assert err.startswith(f"{shop.reports / 'index.html'}: is not a file")
    assert shop.latest() == RUN
    assert 'airec_report_success{deployment="shop"} 1.0' in metrics.read_text(encoding="utf-8")


@fault("standard output is full, or nobody reads it", state="whole, all of them", exit_code=2, left="the whole runs")
def test_where_nothing_can_be_printed_the_reports_are_made_all_the_same(shop: Shop) -> None:
    other = write_deployment(shop.folder.parent / "other", ["b.example.com"])
    command = [sys.executable, "-m", "airec_planning", *map(str, (*_report(shop, "1"), other))]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == (
        "Standard output cannot be written to: No space left on device. The reports are made all the same.\n"
    )
    assert shop.latest() == RUN
    assert (shop.reports / "other" / "latest" / "index.html").exists()


@fault("the metrics would overwrite a file that is no textfile", state="no run", exit_code=2, left="the file as it was")
def test_metrics_overwrite_no_other_file(shop: Shop) -> None:
    (shop.folder / "deployment.toml").write_text('title = "Shop"\n', encoding="utf-8")
    code, out, err = run(*_report(shop, "1"), "--metrics", shop.folder / "deployment.toml")
    assert (code, out) == (2, "")
    assert "is a file whose name does not end in .prom" in err
    assert (shop.folder / "deployment.toml").read_text(encoding="utf-8") == 'title = "Shop"\n'
    assert shop.names() == {BEFORE, "latest"}


@fault("a fault of the tool itself", state="no run", exit_code=70, left="the other deployments' runs; a traceback")
def test_a_fault_of_our_own_is_never_taken_for_a_finding_and_costs_its_deployment_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write_deployment(shop.folder.parent / "other", ["b.example.com"])
    real = making.report

    def broken(plan: Plan, *rest: Any) -> Run:
        if plan.deployment.name == "shop":
            raise KeyError("unforeseen")
        return real(plan, *rest)

    monkeypatch.setattr(making, "report", broken)  # there is no other way to a fault that nobody knows of
    code, out, err = run(*_report(shop, "1"), other)
    assert code == 70
    assert "KeyError: 'unforeseen'" in err
    assert out.startswith("other: ")
    assert shop.names() == {BEFORE, "latest"}


@fault("a reader has the run open that is replaced", state="whole", exit_code=0,
       left=f"{WHOLE}; the reader reads on in the file that it has open")  # fmt: skip
def test_a_reader_keeps_what_it_has_open(shop: Shop) -> None:
    with (shop.runs / "latest" / "index.html").open(encoding="utf-8") as page:
        assert shop.report("'again'", as_of="2026-11-01") is None
        assert page.read().rstrip().endswith("</html>")
    assert shop.latest() == f"{BEFORE}-1"


@fault("more runs than are kept", state="whole", exit_code=0, left="the newest runs, as many as `--keep` says")
def test_only_so_many_runs_are_kept(shop: Shop) -> None:
    for day in (2, 3, 4):
        assert shop.report("'next'", as_of=f"2026-11-0{day}", keep=2) is None
    assert shop.names() == {"20261103T000000Z", "20261104T000000Z", "latest"}
    assert shop.report("1 / 0", as_of="2026-11-05", keep=2) is not None
    assert "20261103T000000Z" in shop.names()


@fault("an older date is run anew where no more runs are kept", state="whole", exit_code=0,
       left="its whole run; `latest` does not go back")  # fmt: skip
def test_a_run_of_an_older_date_is_not_removed_as_it_is_published(shop: Shop) -> None:
    assert shop.report("'next'", keep=1) is None
    assert shop.report("'older'", as_of="2026-10-01", keep=1) is None
    assert shop.latest() == RUN
    assert assert_whole(shop.runs / "20261001T000000Z")


def _report(shop: Shop, cell: str) -> tuple[object, ...]:
    books = notebook(shop.folder.parent / "books" / "n.ipynb", cell).parent
    return ("report", shop.folder, "--output", shop.reports, "--as-of", AS_OF, "--notebooks", books)


def _at_once(shop: Shop, *dates: str) -> list[int]:
    notebook(shop.folder.parent / "books" / "n.ipynb", "import time; time.sleep(0.5)")
    books = shop.folder.parent / "books"
    commands = [
        start("report", shop.folder, "--as-of", date, "--output", shop.reports, "--notebooks", books) for date in dates
    ]
    return [command.ended()[0] for command in commands]


def _used(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in (folder, *folder.rglob("*")))


def _fill(filler: Path, leave: int) -> None:
    free = os.statvfs(filler.parent).f_bavail * os.statvfs(filler.parent).f_frsize
    filler.write_bytes(bytes(max(0, free - leave)))


@contextmanager
def mounted(place: Path, what: str, *options: str) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    kind = ["-t", what] if what == "tmpfs" else []
    done = subprocess.run(["mount", *kind, *options, what, str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
