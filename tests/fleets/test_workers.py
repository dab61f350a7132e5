"""Fleets made by real Dask workers: on this machine, and on a cluster on loopback of which a worker is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from airec_planning.errors import InputError
from airec_planning.fleets.making import Done, Ending
from airec_planning.fleets.workers import make_here, make_on_workers
from tests.fleets.fleets import SmallFleet, wait_until

SIZE = int(os.environ.get("FLEET_SIZE", "8"))
"""Deployments; ``FLEET_SIZE=100 pytest tests/fleets/test_workers.py`` is the full trial."""


def in_order(found: Iterator[Done]) -> list[Done]:
    return sorted(found, key=lambda done: done.place)


def killing_its_worker(name: str, *, once: Path | None = None) -> str:
    """A cell of which the deployment ``name`` kills the worker that makes it, as the kernel does for want of memory.

    ``once``: a file that remembers it.
    """
    return f"""
import os, pathlib, signal, time
once = {os.fspath(once) if once else None!r}
if {name!r} in deployment and not (once and os.path.exists(once)):
    if once:
        pathlib.Path(once).touch()
    fork_of_the_worker = pathlib.Path(f"/proc/{{os.getppid()}}/stat")  # and the cell runs in a fork of that
    os.kill(int(fork_of_the_worker.read_text().split()[3]), signal.SIGKILL)
    time.sleep(60)
"""


def test_in_this_process_one_after_another_in_the_order_given(tmp_path: Path) -> None:
    fleet = SmallFleet(tmp_path)
    tasks = fleet.tasks(fleet.numbered(3))
    assert [done.place for done in make_here(tasks)] == [task.place for task in tasks]
    assert fleet.whole() == {"number-001", "number-002", "number-003"}


def test_two_workers_of_this_machine_make_the_same_as_this_process(tmp_path: Path) -> None:
    here, there = SmallFleet(tmp_path / "here"), SmallFleet(tmp_path / "there")
    names = [Path(place).name for place in here.numbered(4)]
    assert all(done.ending is Ending.MADE for done in make_here(here.tasks(here.numbered(4))))
    found = in_order(make_on_workers(there.tasks(there.numbered(4)), print, workers=2))
    assert [done.ending for done in found] == [Ending.MADE] * 4
    for name in names:
        runs = [fleet.reports / name / "20261101T000000Z" for fleet in (here, there)]
        for path in sorted(runs[0].rglob("*")):
            if path.is_file() and path.name not in ("run.json", "run.log") and path.suffix not in (".ipynb", ".html"):
                assert path.read_bytes() == (runs[1] / path.relative_to(runs[0])).read_bytes(), path


def test_bad_input_and_a_failing_notebook_cost_their_own_deployment_alone(tmp_path: Path) -> None:
    fleet = SmallFleet(tmp_path, "assert 'number-002' not in deployment")
    places = [*fleet.numbered(3), str(tmp_path / "nowhere")]
    found = in_order(make_on_workers(fleet.tasks(places), print, workers=2))
    assert [done.exit_code for done in found] == [0, 3, 0, 2]
    assert fleet.whole() == {"number-001", "number-003"}


def test_a_report_that_takes_its_worker_with_it_fails_alone_after_a_second_try(tmp_path: Path) -> None:
    fleet, said = SmallFleet(tmp_path, killing_its_worker("number-002")), []
    found = in_order(make_on_workers(fleet.tasks(fleet.numbered(4)), said.append, workers=2))
    assert [done.ending for done in found] == [Ending.MADE, Ending.FAILED, Ending.MADE, Ending.MADE]
    assert "its worker was lost twice" in found[1].complaints[0]
    assert any("number-002: begun again on" in line for line in said)
    assert fleet.whole() == {"number-001", "number-003", "number-004"}


@dataclass
class Cluster:
    """A scheduler and two workers, each with its nanny, as an administrator starts them."""

    address: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    known = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path, "start_new_session": True}
    options = ["--scheduler-file", str(known), "--no-dashboard"]
    running = Cluster("")
    try:
        scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *options]
        running.processes.append(subprocess.Popen(scheduler, **quiet))  # type: ignore[call-overload]
        wait_until(known.exists)
        for _ in range(2):
            worker = [*dask, "worker", "--nthreads", "1", "--local-directory", str(tmp_path / "scratch"), *options]
            running.processes.append(subprocess.Popen(worker, **quiet))  # type: ignore[call-overload]
        running.address = re.search(r"tcp://[\d.:]+", known.read_text())[0]  # type: ignore[index]
        yield running
    finally:
        for process in reversed(running.processes):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with what it has started
            process.wait()


def test_on_a_cluster_of_which_a_worker_is_killed_half_way_every_report_is_whole(
    tmp_path: Path, cluster: Cluster
) -> None:
    half_way = f"number-{SIZE // 2 + 1:03}"
    fleet, said = SmallFleet(tmp_path, killing_its_worker(half_way, once=tmp_path / "killed")), list[str]()
    found = list(make_on_workers(fleet.tasks(fleet.numbered(SIZE)), said.append, scheduler=cluster.address))
    assert [done.ending for done in found] == [Ending.MADE] * SIZE
    assert len(fleet.whole()) == SIZE
    assert all((fleet.reports / name).glob("2*") for name in fleet.whole())
    (line,) = said
    assert re.search(f"{half_way}: begun again on tcp://.*, since the worker that had it was lost", line)


def test_a_scheduler_that_is_lost_half_way_is_named_and_what_was_made_stays(tmp_path: Path, cluster: Cluster) -> None:
    fleet, made = SmallFleet(tmp_path, "import time; time.sleep(0.3)"), 0
    with pytest.raises(InputError, match=r"--scheduler tcp://.*: was lost"):
        for done in make_on_workers(fleet.tasks(fleet.numbered(8)), print, scheduler=cluster.address):
            assert done.ending is Ending.MADE
            made += 1
            if made == 2:
                cluster.processes[0].kill()
    assert 2 <= len(fleet.whole()) < 8


def test_a_cluster_without_workers_any_more_is_not_waited_for(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("airec_planning.fleets.workers._LOOK", 2)
    fleet, killed = SmallFleet(tmp_path, "import time; time.sleep(0.3)"), False
    with pytest.raises(InputError, match=r"--scheduler tcp://.*: has no workers any more"):
        for _ in make_on_workers(fleet.tasks(fleet.numbered(8)), print, scheduler=cluster.address):
            if not killed:
                killed = True
                for process in cluster.processes[1:]:
                    os.killpg(process.pid, signal.SIGKILL)
    assert 1 <= len(fleet.whole()) < 8


def test_workers_of_another_version_are_refused_before_anything_is_made(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("airec_planning.fleets.clusters.__version__", "9.9.9")
    fleet = SmallFleet(tmp_path)
    with pytest.raises(InputError, match=r"has a worker with airec-planning .*, tcp://.*; this is 9\.9\.9"):
        in_order(make_on_workers(fleet.tasks(fleet.numbered(1)), print, scheduler=cluster.address))
    assert fleet.whole() == set()


def test_paths_as_they_are_typed_here_are_found_by_workers_that_were_started_elsewhere(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    fleet = SmallFleet(Path("fleet"))
    found = in_order(make_on_workers(fleet.tasks(fleet.numbered(2)), print, scheduler=cluster.address))
    assert [done.ending for done in found] == [Ending.MADE] * 2
    assert fleet.whole() == {"number-001", "number-002"}


def test_a_scheduler_that_cannot_be_reached_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airec_planning.fleets.clusters._PATIENCE", 1)
    fleet = SmallFleet(tmp_path)
    with pytest.raises(InputError, match=r"--scheduler tcp://127\.0\.0\.1:9: cannot be reached"):
        in_order(make_on_workers(fleet.tasks(fleet.numbered(1)), print, scheduler="tcp://127.0.0.1:9"))
