"""What a person has to mend, in a cell: the lines of the command line, no traceback, and a failed run all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from airec_planning.execution.entry_points import FORKED, KERNEL
from airec_planning.execution.limits import Limits
from airec_planning.execution.notebook_run import Terms, run_notebook
from airec_planning.execution.states import State, told
from tests.notebooks import notebook

MADE = "from airec_planning import make_plan\nplan = make_plan(deployment)"


@pytest.mark.parametrize("engine", [FORKED, KERNEL])
def test_a_cell_says_what_the_command_line_says_and_the_run_has_failed(engine: str, tmp_path: Path) -> None:
    source = notebook(tmp_path / "wrong.ipynb", MADE, "'after'")
    target = tmp_path / "out.ipynb"
    outcome = run_notebook(source, target, {"deployment": "nowhere"}, tmp_path, Terms(engine, Limits()))
    assert outcome.state is State.CELL_ERROR
    assert "with InputError" in told(outcome)
    (error,) = [o for c in nbformat.read(target, as_version=4).cells for o in c.get("outputs", ()) if "ename" in o]
    assert error.traceback == ["nowhere: no such folder", "  Name the folder that holds the planner's files."]
    command = [sys.executable, "-m", "airec_planning", "decide", "nowhere"]
    printed = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True).stderr
    assert printed.splitlines() == error.traceback


@pytest.mark.parametrize("engine", [FORKED, KERNEL])
def test_a_fault_of_ours_keeps_its_traceback(engine: str, tmp_path: Path) -> None:
    source = notebook(tmp_path / "fault.ipynb", "def inner():\n    raise KeyError('ours')\ninner()")
    run_notebook(source, tmp_path / "out.ipynb", {}, tmp_path, Terms(engine, Limits()))
    cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
    (error,) = [o for c in cells for o in c.get("outputs", ()) if "ename" in o]
    assert "Traceback" in "\n".join(error.traceback)
    assert len("\n".join(error.traceback).splitlines()) > 5
