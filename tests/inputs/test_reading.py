"""Many files read in runs: by several processes as by one, whatever happens to a helper."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.inputs import reading
from airec_planning.inputs.facts_cache import FactsCache
from airec_planning.inputs.facts_table import Contents
from airec_planning.inputs.helping import Helper, Read
from airec_planning.inputs.inventory import Inventory, read_inventory
from airec_planning.inputs.reading import Run, read_all
from airec_planning.inputs.walking import Found, walk
from tests.certificates import authority, issue
from tests.inputs import within

ROOT = authority()
SOME = [issue([f"{number}.example.com"], ROOT) for number in range(5)]
BOUNDED = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_CORES = len(os.sched_getaffinity(0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two megabytes: the same certificates again and again, with keys, bundles and damaged files between."""
    home = tmp_path_factory.mktemp("many")
    for number in range(40):
        one = SOME[number % len(SOME)]
        preamble = f"certificate {number}\n".encode() * 3000
        (home / f"{number:02}.pem").write_bytes(preamble + one.pem + ROOT.pem)
    (home / "07.key").write_bytes(SOME[2].key_pem())
    (home / "11.pfx").write_bytes(SOME[1].p12(None, ROOT))
    (home / "23.crt").write_bytes(SOME[0].der[:-9])
    (home / "29.txt").write_text("hello")
    return home


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Helpers start at once; the runs that this process reads itself."""
    monkeypatch.setattr(reading, "_WORTH_HELP", 0)
    monkeypatch.setattr(reading._Reader, "_start_beside", reading._Reader._start)
    own: list[Run] = []
    really = reading._read

    def noted(run: Run) -> Read:
        own.append(run)
        return really(run)

    monkeypatch.setattr(reading, "_read", noted)
    return own


def assert_same(one: Inventory, other: Inventory) -> None:
    for name in ("certificates", "places", "unreadable", "passed_over"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert (one.hashes, one.ders) == (other.hashes, other.ders)


def files_of(folder: Path) -> list[Found]:
    return [found for found in walk([folder], folder) if isinstance(found, Found)]


def shown(read: Iterator[tuple[Run, Contents]]) -> list[tuple[list[str], bytes]]:
    return [([found.file for found in run], contents.to_bytes()) for run, contents in read]


def test_several_processes_give_the_same_tables_as_one(folder: Path, eager: list[Run]) -> None:
    alone = read_inventory([folder], folder, processes=1)
    runs = len(eager)
    eager.clear()
    with within(30):
        together = read_inventory([folder], folder, processes=3)
    assert_same(alone, together)
    assert runs >= 5
    assert len(eager) < runs, "helpers read some of the runs"
    assert len(together.places) == 82


def test_several_processes_fill_the_same_cache_as_one(folder: Path, tmp_path: Path, eager: list[Run]) -> None:
    alone, together = FactsCache(tmp_path / "a" / "facts"), FactsCache(tmp_path / "b" / "facts")
    first = read_inventory([folder], folder, cache=alone, processes=1)
    with within(30):
        second = read_inventory([folder], folder, cache=together, processes=2)
    assert_same(first, second)
    kept = [{path.name: path.read_bytes() for path in cache.folder.iterdir()} for cache in (alone, together)]
    assert kept[0] == kept[1]
    eager.clear()
    assert_same(first, read_inventory([folder], folder, cache=together, processes=2))
    assert eager == []
    assert multiprocessing.active_children() == []


def kill_helpers() -> int:
    helpers = multiprocessing.active_children()
    for helper in helpers:
        assert helper.pid is not None
        os.kill(helper.pid, signal.SIGKILL)
    return len(helpers)


@pytest.mark.parametrize("when", ["before-it-read", "after-it-read"])
@pytest.mark.usefixtures("eager")
def test_a_helper_that_is_killed_costs_nothing(folder: Path, when: str) -> None:
    expected = shown(read_all(files_of(folder), None, processes=1))
    killed = 0

    def walked() -> Iterator[Found]:
        nonlocal killed
        for number, found in enumerate(files_of(folder)):
            if when == "before-it-read" and number == len(SOME) * 3:
                killed += kill_helpers()
            yield found

    found = []
    with within(30):
        for run, contents in read_all(walked(), None, processes=2):
            if when == "after-it-read" and not found:
                killed += kill_helpers()
            found.append((run, contents))
    assert killed == 1
    assert shown(iter(found)) == expected


def test_whoever_stops_listening_leaves_no_helper_behind(folder: Path, eager: list[Run]) -> None:
    with within(30):
        read = read_all(files_of(folder), None, processes=2)
        next(read)
        read.close()
    assert multiprocessing.active_children() == []
    assert len(eager) < len(list(reading._runs(files_of(folder)))), "nor reads on"


def fakes(sizes: list[int], name: str = "") -> list[Found]:
    """Files of these sizes, each with a hash of its own."""
    return [
        Found(f"{name}{number}", bytes(size), 0, hashlib.sha256(f"{name}{number}".encode()).digest(), "")
        for number, size in enumerate(sizes)
    ]


def names_of(files: list[Found]) -> list[tuple[str, ...]]:
    return [tuple(found.file for found in run) for run in reading._runs(files)]


sizes = st.lists(st.sampled_from([0, 900, 2_000, 40_000, 150_000, 600_000]), max_size=60)


@given(sizes)
@BOUNDED
def test_runs_hold_every_file_once_in_order_and_are_neither_small_nor_large(drawn: list[int]) -> None:
    files = fakes(drawn)
    runs = list(reading._runs(files))
    assert [found for run in runs for found in run] == files
    for run in runs[:-1]:
        assert sum(len(found.data) for found in run) >= 128 * 1024
        assert sum(len(found.data) for found in run[:-1]) < 512 * 1024


@given(sizes, sizes, st.sampled_from([0, 2_000, 150_000, 600_000]))
@BOUNDED
def test_a_file_more_changes_nothing_before_it_nor_behind_the_next_common_border(
    before: list[int], behind: list[int], size: int
) -> None:
    first, last, new = fakes(before, "a"), fakes(behind, "b"), fakes([size], "new")
    old_runs, new_runs = names_of(first + last), names_of(first + new + last)
    untouched = [run for run in names_of(first)[:-1] if run in old_runs]
    assert old_runs[: len(untouched)] == new_runs[: len(untouched)] == untouched
    borders = {run[-1] for run in old_runs} & {run[-1] for run in new_runs if run[-1].startswith("b")}
    if borders:
        border = min(borders, key=lambda name: int(name[1:]))
        rest = [runs[[run[-1] for run in runs].index(border) + 1 :] for runs in (old_runs, new_runs)]
        assert rest[0] == rest[1]


@pytest.mark.parametrize(("size", "on_average"), [(0, 1.1), (3_000, 1.1), (60_000, 2.5), (600_000, 2.5)])
def test_a_file_more_changes_few_runs_wherever_it_lies(size: int, on_average: float) -> None:
    files = fakes([1_500, 3_000, 6_000, 30_000] * 150)
    old = set(names_of(files))
    (new,) = fakes([size], "new")
    changed = [len(old - set(names_of([*files[:at], new, *files[at:]]))) for at in range(0, len(files), 4)]
    assert len(old) > 20
    assert sum(changed) / len(changed) < on_average


def test_a_file_more_is_all_that_is_read_besides_its_run(folder: Path, tmp_path: Path, eager: list[Run]) -> None:
    home, cache = tmp_path / "many", FactsCache(tmp_path / "cache" / "facts")
    home.mkdir()
    for path in folder.iterdir():
        (home / path.name).write_bytes(path.read_bytes())
    read_inventory([home], home, cache=cache, processes=1)
    runs = len(eager)
    eager.clear()
    (home / "20-new.pem").write_bytes(SOME[0].pem)
    found = read_inventory([home], home, cache=cache, processes=1)
    assert "20-new.pem" in {one.file for run in eager for one in run}
    assert len(eager) < runs / 2
    assert_same(found, read_inventory([home], home, processes=1))


def test_a_file_that_has_changed_since_is_not_read_by_a_helper(tmp_path: Path) -> None:
    SOME[0].write(tmp_path, "one", key=False)
    run = files_of(tmp_path)
    helper = Helper()
    try:
        sound = helper.ask(run)
        assert sound
        helper.hear(wait=True)
        SOME[1].write(tmp_path, "one", key=False)
        changed = helper.ask(run)
        assert changed
        helper.hear(wait=True)
    finally:
        helper.dismiss()
    assert (sound.kept, changed.kept) == (True, True)
    assert sound.read is not None
    assert [row[2] for row in sound.read[0]] == [hashlib.sha256(SOME[0].der).hexdigest()]
    assert changed.read is None


ASKS = "from airec_planning.inputs.reading import usable_processes\nprint(usable_processes())\n"


def answer(*command: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_plain_script_is_never_run_twice(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "script.py").write_text(
        f"{ASKS}from pathlib import Path\nfrom airec_planning.inputs import inventory, reading\n"
        f"reading._WORTH_HELP = 0\nfolder = Path({str(folder)!r})\n"
        "print(len(inventory.read_inventory([folder], folder).places))\n"
    )
    assert answer("script.py", folder=tmp_path).split() == ["1", "82"]


@pytest.mark.parametrize("form", ["-c", "-m", "airec-planning"])
def test_the_command_line_and_the_prompt_use_every_core(tmp_path: Path, form: str) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__main__.py").write_text(ASKS)
    (tmp_path / "airec-planning").write_text(ASKS)
    command = {"-c": ["-c", ASKS], "-m": ["-m", "package"], "airec-planning": ["airec-planning"]}[form]
    assert answer(*command, folder=tmp_path) == str(_CORES)


def test_a_process_that_was_started_by_another_starts_none(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__main__.py").write_text(
        "import multiprocessing\nfrom airec_planning.inputs.reading import usable_processes\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        print(pool.apply(usable_processes))\n"
    )
    assert answer("-m", "package", folder=tmp_path) == "1"
