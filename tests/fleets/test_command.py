"""``report`` over many deployments, as it is typed: lines, a bar, skipping, forcing, interrupting."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fleets.fleets import SmallFleet, typed, wait_until
from tests.reporting.faults.command import run, start
from tests.terminals import on_a_terminal

HALF_A_SECOND = "import time; time.sleep(0.5)"


@pytest.fixture
def fleet(tmp_path: Path) -> SmallFleet:
    return SmallFleet(tmp_path)


def report(fleet: SmallFleet, *arguments: object, as_of: str = "2026-11-01") -> list[object]:
    dated = ["--as-of", as_of] if as_of else []
    return ["report", *arguments, *dated, "--output", fleet.reports, "--notebooks", fleet.notebooks]


def test_without_a_terminal_each_deployment_has_a_line_and_the_last_sums_up(fleet: SmallFleet) -> None:
    places = [*fleet.deployments("one", "two"), str(fleet.folder / "nowhere")]
    code, out, err = run(*report(fleet, *places))
    assert code == 2
    assert out.splitlines() == [
        f"one: 1 error, 0 warnings; open {fleet.reports}/one/latest/index.html",
        f"two: 1 error, 0 warnings; open {fleet.reports}/two/latest/index.html",
        f"3 deployments: 2 made, 1 failed; open {fleet.reports}/index.html",
    ]
    assert err.startswith(f"{fleet.folder}/nowhere: no such folder")
    page = (fleet.reports / "index.html").read_text(encoding="utf-8")
    assert "one/latest/index.html" in page
    assert "two/latest/index.html" in page


def test_one_deployment_is_told_as_ever(fleet: SmallFleet) -> None:
    code, out, err = run(*report(fleet, *fleet.deployments("one")))
    assert (code, err) == (0, "")
    assert out == f"one: 1 error, 0 warnings; open {fleet.reports}/one/latest/index.html\n"


def test_a_rerun_makes_only_what_is_not_done_and_force_makes_all(fleet: SmallFleet) -> None:
    places = fleet.deployments("one", "two")
    run(*report(fleet, places[0]))
    _, out, _ = run(*report(fleet, *places))
    assert out.splitlines()[0].startswith("one: 1 error, 0 warnings; done already, open ")
    assert out.splitlines()[-1].startswith("2 deployments: 1 made, 1 done already; open ")
    _, out, _ = run(*report(fleet, *places, "--force"))
    assert out.splitlines()[-1].startswith("2 deployments: 2 made; open ")


def test_the_exit_code_tells_of_findings_also_where_all_is_done_already(fleet: SmallFleet) -> None:
    places = fleet.deployments("one")
    assert run(*report(fleet, *places, "--fail-on", "error"))[0] == 1
    assert run(*report(fleet, *places, "--fail-on", "error"))[0] == 1


def test_json_has_a_line_for_each_deployment_and_nothing_else(fleet: SmallFleet) -> None:
    code, out, err = run(*report(fleet, *fleet.deployments("one", "two"), "--json"))
    assert (code, err) == (0, "")
    assert [json.loads(line)["name"] for line in out.splitlines()] == ["one", "two"]


def test_a_fleet_file_names_the_deployments_and_lays_its_settings_over_them(fleet: SmallFleet) -> None:
    fleet.deployments("one", "two", "old")
    file = fleet.folder / "fleet.toml"
    file.write_text(
        'deployments = ["deployments/*"]\nleave_out = ["deployments/old"]\nreports = "elsewhere"\n'
        "[settings]\nprices.standard = 7.5\n"
    )
    command = ["report", "--fleet", file, "--as-of", "2026-11-01", "--notebooks", fleet.notebooks]
    code, out, _ = run(*command)
    assert code == 0
    assert out.splitlines()[-1] == f"2 deployments: 2 made; open {fleet.folder}/elsewhere/index.html"
    record = json.loads((fleet.folder / "elsewhere" / "one" / "latest" / "run.json").read_text())
    assert record["settings"] == {"prices.standard": "7.5"}
    assert run(*command)[1].splitlines()[-1].startswith("2 deployments: 2 done already")


def test_a_second_deployment_of_a_name_is_refused_before_anything_is_made(fleet: SmallFleet) -> None:
    places = fleet.deployments("one", "two")
    (Path(places[1]) / "deployment.toml").write_text('name = "one"\n')
    code, out, err = run(*report(fleet, *places))
    assert code == 2
    assert err.startswith(f'{places[1]}: has the name "one", as {places[0]} has')
    assert out.splitlines()[-1].startswith("2 deployments: 1 made, 1 failed")


def test_an_interrupt_leaves_what_is_finished_and_says_how_to_go_on(tmp_path: Path) -> None:
    fleet = SmallFleet(tmp_path, HALF_A_SECOND)
    places = fleet.numbered(6)
    command = start(*report(fleet, *places, as_of=""))
    wait_until(lambda: len(fleet.whole()) >= 2)
    command.send(signal.SIGINT)
    code, out, err = command.ended()
    assert code == 130
    assert command.leaves() == []
    told = re.search(r"6 deployments: (\d) made, (\d) left\. To go on, type .* --as-of (\S+):\n", err)
    assert told
    assert int(told[1]) == len(out.splitlines()) == 6 - int(told[2])
    assert len(fleet.whole()) - int(told[1]) in (0, 1)  # one may be whole and not yet told
    page = (fleet.reports / "index.html").read_text(encoding="utf-8")
    assert all(f"{name}/latest/index.html" in page for name in fleet.whole())
    made = len(fleet.whole())
    _, out, _ = run(*report(fleet, *places, as_of=told[3]))
    assert out.splitlines()[-1].startswith(f"6 deployments: {6 - made} made, {made} done already; open ")
    assert fleet.whole() == {Path(place).name for place in places}
    assert not list(fleet.reports.glob("*/.building-*"))


def test_on_a_terminal_a_bar_says_what_is_done_and_left_and_lines_are_for_what_failed(fleet: SmallFleet) -> None:
    places = [*fleet.deployments("one", "two"), str(fleet.folder / "nowhere")]
    code, shown = on_a_terminal(*report(fleet, *places))
    assert code == 2
    assert re.search(r"1 of 3 deployments, 0 failed, 2 left, about \d\d:\d\d to go", shown)
    assert "3 of 3 deployments, 1 failed, 0 left, about 00:00 to go" in shown
    assert f"{fleet.folder}/nowhere: no such folder" in shown
    assert f"3 deployments: 2 made, 1 failed; open {fleet.reports}/index.html" in shown
    assert "one: 1 error" not in shown


def test_two_workers_are_interrupted_as_one_and_nothing_lives_on(tmp_path: Path) -> None:
    fleet = SmallFleet(tmp_path, HALF_A_SECOND)
    places = fleet.numbered(8)
    arguments = report(fleet, *places, "--workers", "2")
    code, shown = on_a_terminal(*arguments, interrupted_when=lambda shown: re.search("[2-5] of 8 dep", shown))
    assert code == 130
    assert re.search(r"8 deployments: \d made, \d left\. To go on, type the same command", shown)
    assert "Traceback" not in shown
    code, _, err = typed(*report(fleet, *places, "--workers", "2"))
    assert (code, err) == (0, "")
    assert fleet.whole() == {Path(place).name for place in places}
    assert not list(fleet.reports.glob("*/.building-*"))


def test_interrupted_workers_leave_no_copy_of_what_they_fetched(tmp_path: Path) -> None:
    fleet, temporary = SmallFleet(tmp_path, "import time; time.sleep(30)"), tmp_path / "temporary"
    temporary.mkdir()
    places = [f"file://{place}" for place in fleet.numbered(2)]
    code, _ = on_a_terminal(
        *report(fleet, *places, "--workers", "2"),
        interrupted_when=lambda _: len({path.parent for path in temporary.rglob("number-*/*.*")}) >= 2,
        environment={"TMPDIR": str(temporary)},
    )
    assert code == 130
    assert not list(temporary.rglob("number-*"))


def test_workers_without_dask_are_refused_with_what_to_install(tmp_path: Path) -> None:
    fleet = SmallFleet(tmp_path)
    (tmp_path / "distributed.py").write_text("raise ImportError")
    command = [sys.executable, "-m", "airec_planning", *map(str, report(fleet, *fleet.numbered(2), "--workers", "2"))]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == "--workers 2: needs Dask\n  Install it: pip install 'airec-planning[fleet]'\n"
    assert fleet.whole() == set()
