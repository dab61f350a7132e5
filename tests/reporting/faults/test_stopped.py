"""A command that is stopped: at its prompt, by its scheduler, or by kill -9 at any moment."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from airec_planning.execution.warming import warm
from airec_planning.reporting.publishing import built_beside
from airec_planning.runs.folders import whole_runs
from tests.notebooks import notebook
from tests.reporting.faults.command import Command, start
from tests.reporting.faults.listed import NOTHING, fault
from tests.reporting.faults.shop import AS_OF, BEFORE, FILES_OF_A_RUN, Shop, assert_whole, shop_in

KILLS = 20
HOLDS = "import pathlib, subprocess; pathlib.Path({started!r}).touch(); subprocess.run(['sleep', '300'])"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    warm()
    return shop_in(tmp_path_factory.mktemp("stopped"))


def report(shop: Shop, *options: object, as_of: str = AS_OF) -> Command:
    books = shop.folder.parent / "books"
    return start("report", shop.folder, "--as-of", as_of, "--output", shop.reports, "--notebooks", books, *options)


def stop_while_a_cell_runs(shop: Shop, number: signal.Signals, *options: str) -> tuple[int, str, str]:
    started = shop.folder.parent / "started"
    started.unlink(missing_ok=True)
    notebook(shop.folder.parent / "books" / "n.ipynb", HOLDS.format(started=str(started)), "'after'")
    command = report(shop, *options)
    while not started.exists():
        time.sleep(0.05)
    command.send(number)
    ended = command.ended()
    assert command.leaves() == []
    assert shop.latest() == BEFORE
    return ended


@pytest.mark.parametrize("engine", ["forked", "kernel"])
@fault("SIGTERM while a cell runs a program", state="no run", exit_code=143, left=NOTHING)
def test_a_scheduler_that_ends_the_command_leaves_nothing(engine: str, shop: Shop) -> None:
    assert stop_while_a_cell_runs(shop, signal.SIGTERM, "--engine", engine) == (143, "", "")
    assert shop.names() == {BEFORE, "latest"}


@fault("Ctrl-C while a cell runs a program", state="no run", exit_code=130, left=NOTHING)
def test_an_interrupt_at_the_prompt_leaves_nothing(shop: Shop) -> None:
    code, out, err = stop_while_a_cell_runs(shop, signal.SIGINT)
    assert (code, out) == (130, "")
    assert err == "Interrupted: what was finished stays, nothing is half-written.\n"
    assert shop.names() == {BEFORE, "latest"}


@fault("kill -9 while a cell runs a program", state="no run", exit_code=137,
       left="`latest` as before; a hidden folder that the next run removes; no process")  # fmt: skip
def test_a_killed_command_takes_what_its_cells_have_started_with_it(shop: Shop) -> None:
    assert stop_while_a_cell_runs(shop, signal.SIGKILL) == (-9, "", "")
    assert {name for name in shop.names() if not name.startswith(".building-")} == {BEFORE, "latest"}
    assert shop.report("'next'", as_of="2026-11-01") is None
    assert {name.rpartition("-")[0] or name for name in shop.names()} <= {BEFORE, "latest"}


@fault(f"kill -9 at {KILLS} random moments, a reader polling", state="no run or whole", exit_code=137,
       left="`latest` is a whole run at every moment; the next run removes the rest; no process")  # fmt: skip
def test_no_reader_ever_meets_half_a_run_whenever_the_command_is_killed(tmp_path: Path) -> None:
    warm()
    shop, chance = shop_in(tmp_path), random.Random(20)
    began = time.monotonic()
    assert report(shop).ended()[0] == 0
    whole = time.monotonic() - began
    killed = 0
    with a_reader_polling(shop):
        for at in range(KILLS):
            command = report(shop, "--keep", 3, as_of=f"2026-11-{3 + at:02}")
            time.sleep(chance.uniform(0.02, 1.1 * whole))
            command.send(signal.SIGKILL)
            killed += command.ended()[0] == -signal.SIGKILL
            assert command.leaves() == []
            assert shop.latest() <= f"202611{3 + at:02}T000000Z"
            assert [assert_whole(found.path) for found in whole_runs(shop.runs)]
        assert killed > KILLS / 2
        assert report(shop, "--keep", 2, as_of="2026-11-24").ended()[0] == 0
    assert shop.latest() == "20261124T000000Z"
    assert len(shop.names()) == 3


@fault("kill -9 at each step of putting a run into its place", state="no run or whole", exit_code=137,
       left="`latest` is a whole run at every moment; the next run removes the rest")  # fmt: skip
def test_a_kill_at_any_step_of_publishing_leaves_whole_runs_alone(tmp_path: Path) -> None:
    place, steps = tmp_path / "shop", 0
    _publish(place, "20261101T000000Z")
    while _killed_at_step(place, steps):
        latest = place / "latest"
        assert (latest / "page").read_text(encoding="utf-8") == "whole"
        for found in whole_runs(place):
            assert (found.path / "page").read_text(encoding="utf-8") == "whole"
        steps += 1
    assert steps > 20
    _publish(place, "20261103T000000Z")
    assert [found.path.name for found in whole_runs(place)][-1] == "20261103T000000Z"
    assert len(list(place.iterdir())) == 4  # two runs, latest, the lock


def _publish(place: Path, name: str) -> None:
    with built_beside(place) as building:
        (building.folder / "page").write_text("whole", encoding="utf-8")
        (building.folder / "tables").mkdir()
        building.publish(name, keep=2, now=dt.datetime.now(dt.UTC))


def _killed_at_step(place: Path, step: int) -> bool:
    """Publish in a fork that is killed after so many steps with files; False if it did fewer."""
    process = os.fork()
    if process == 0:
        seen = 0

        def count(event: str, _: object) -> None:
            nonlocal seen
            if event.partition(".")[0] in ("os", "open", "shutil", "fcntl") and event != "os.kill":
                seen += 1
                if seen > step:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            _publish(place, "20261102T000000Z")
            os._exit(0)
        finally:
            os._exit(1)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


READER = """
import json, os, sys

place, files, done = sys.argv[1], set(json.loads(sys.argv[2])), sys.argv[3]
latest = os.path.join(place, "latest")


def half(run):
    try:
        documents = [json.load(open(os.path.join(run, name))) for name in ("run.json", "summary.json")]
        return files - set(os.listdir(run)) or documents[0]["state"] != "whole"
    except OSError:
        return True


polls = 0
while not os.path.exists(done):
    polls += 1
    seen = os.readlink(latest)
    for name in {seen, *(name for name in os.listdir(place) if name[0] == "2" and not name.endswith("failed"))}:
        run = os.path.join(place, name)
        if half(run) and (os.path.exists(run) or os.readlink(latest) == name):  # not one that went while it was read
            sys.exit("half a run: " + name)
print(polls)
"""


@contextmanager
def a_reader_polling(shop: Shop) -> Iterator[None]:
    done = shop.folder.parent / "done"
    command = [sys.executable, "-c", READER, str(shop.runs), json.dumps(sorted(FILES_OF_A_RUN)), str(done)]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        done.touch()
        out, err = reader.communicate()
    assert (reader.returncode, err) == (0, "")
    assert int(out) > KILLS
