"""Both engines run the same notebooks to the same outputs, cell by cell, and tell the same truth of what went wrong."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from airec_planning.execution.entry_points import FORKED, KERNEL
from airec_planning.execution.limits import Limits
from airec_planning.execution.notebook_run import Terms, run_notebook
from airec_planning.execution.states import NotebookOutcome, State, sentence, told
from airec_planning.execution.warming import warm
from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebooks import REPORT
from tests.notebooks import notebook

ENGINES = (FORKED, KERNEL)


@pytest.fixture(scope="module", autouse=True)
def _warmed() -> None:
    """So that no limit on a run's time is met by imports."""
    warm()


EVERY_KIND_OF_OUTPUT = (
    "print('one'); print('two')\nimport sys; print('to stderr', file=sys.stderr)",
    "print('before'); display('shown'); print('after')\n'the result'",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b>'), metadata={'alt': 'in words'})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);",
    "for n in (2, 3):\n    plt.figure(); plt.plot(range(n))\nplt.show()\n'after the pictures'",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "handle = display('waiting', display_id=True)",
    "handle.update('done')",
    "from IPython.display import clear_output\nprint('gone'); clear_output(); print('stays')",
    "print('stays till then'); clear_output(wait=True); print('follows')",
    "1;",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "class Shown:\n"
    "    __repr__ = lambda _: 'x'\n"
    "    _repr_mimebundle_ = lambda _, **__: ({'text/latex': '$x$'}, {'text/latex': {'n': 1}})\n"
    "Shown()",
    "%%capture held\nprint('kept back')",
    "held.stdout, _",
    "'text with \\u202e and \\x1b[31m and \\ud800'",
    "__name__, get_ipython() is not None",
    "",
)


def run(source: Path, folder: Path, engine: str, **limits: float) -> tuple[NotebookOutcome, Any]:
    folder.mkdir(exist_ok=True)
    terms = Terms(engine, Limits.starting_now(limits.get("cell"), limits.get("run")), ("AIREC_TEST_SECRET",))
    target = folder / source.name
    outcome = run_notebook(source, target, {}, source.parent, terms)
    return outcome, nbformat.read(target, as_version=4)


@pytest.mark.parametrize("name", [*(one.stem for one in REPORT), "every-kind-of-output"])
def test_both_engines_leave_the_same_outputs_cell_by_cell(name: str, tmp_path: Path) -> None:
    source = bundled("notebooks") / f"{name}.ipynb"
    if not source.exists():
        source = notebook(tmp_path / f"{name}.ipynb", *EVERY_KIND_OF_OUTPUT)
    (forked, ours), (by_kernel, theirs) = (run(source, tmp_path / engine, engine) for engine in ENGINES)
    assert told(forked) == told(by_kernel) == f"{name} ran to its end."
    assert len(ours.cells) == len(theirs.cells)
    for mine, other in zip(ours.cells, theirs.cells, strict=True):
        assert _outputs(mine) == _outputs(other), mine.source
        assert mine.get("execution_count") == other.get("execution_count"), mine.source


@pytest.mark.parametrize("engine", ENGINES)
def test_every_picture_is_there(engine: str, tmp_path: Path) -> None:
    cells = ("import matplotlib.pyplot as plt\nplt.plot([1])",) + ("plt.plot([1, 2])\nplt.show()",) * 3
    for turn in ("first", "second"):  # a second shell of one process once dropped them all
        _, executed = run(notebook(tmp_path / f"{turn}.ipynb", *cells), tmp_path / engine, engine)
        pictures = [o for cell in executed.cells for o in cell.get("outputs", ()) if "image/png" in o.get("data", {})]
        assert len(pictures) == 4


def test_forks_draw_different_numbers(tmp_path: Path) -> None:
    source = notebook(tmp_path / "draws.ipynb", "import random, numpy as np\nrandom.random(), np.random.random()")
    drawn = [run(source, tmp_path / "runs", FORKED)[1].cells[1].outputs[0].data["text/plain"] for _ in range(2)]
    assert drawn[0] != drawn[1]


ENDINGS = {
    State.CELL_ERROR: ("1 / 0", "with ZeroDivisionError."),
    State.CELL_TIMEOUT: ("import time; print('so far'); time.sleep(60)", "took longer than one cell may."),
    State.RUN_TIMEOUT: ("import time; time.sleep(60)", "the whole run took longer than it may."),
    State.EXITED: ("import sys; sys.exit(0)", "which told its process to exit."),
    State.DIED: ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "where its process died."),
}


@pytest.mark.parametrize(("engine", "state"), list(itertools.product(ENGINES, ENDINGS)))
def test_how_a_notebook_ended_is_told_truly(engine: str, state: State, tmp_path: Path) -> None:
    code, said = ENDINGS[state]
    limits = {State.CELL_TIMEOUT: {"cell": 2.0}, State.RUN_TIMEOUT: {"cell": 50.0, "run": 6.0}}.get(state, {})
    source = notebook(tmp_path / "ends.ipynb", "'before'", code, "'after'", "'and after'")
    outcome, executed = run(source, tmp_path / "out", engine, **limits)
    assert outcome.state is state
    assert [cell.state for cell in outcome.cells] == [
        State.COMPLETED,
        State.COMPLETED,
        state,
        State.NEVER_RUN,
        State.NEVER_RUN,
    ]
    assert "in code cell 3 of 5" in sentence(outcome)
    assert sentence(outcome).endswith(said)
    assert "2 cells after it did not run." in told(outcome)
    statuses = [c.metadata.papermill.status for c in executed.cells if c.cell_type == "code"]
    assert statuses == ["completed", "completed", "failed", "pending", "pending"]


def test_an_exit_with_a_status_and_a_call_of_exit_are_early_exits_too(tmp_path: Path) -> None:
    for at, code in enumerate(("raise SystemExit(3)", "exit()", "quit()")):
        outcome, _ = run(notebook(tmp_path / f"{at}.ipynb", code, "1"), tmp_path / "out", FORKED)
        assert outcome.state is State.EXITED, code


def test_what_a_cell_printed_before_it_was_stopped_is_kept(tmp_path: Path) -> None:
    source = notebook(tmp_path / "hangs.ipynb", ENDINGS[State.CELL_TIMEOUT][0])
    _, executed = run(source, tmp_path / "out", FORKED, cell=1.0)
    texts = [o.text for cell in executed.cells for o in cell.get("outputs", ()) if o.output_type == "stream"]
    assert texts == ["so far\n"]


def test_what_programs_print_past_pythons_streams_is_kept(tmp_path: Path) -> None:
    code = "import os, subprocess\nos.write(1, b'one\\n'); subprocess.run(['sh', '-c', 'echo two >&2'])\nNone"
    _, executed = run(notebook(tmp_path / "below.ipynb", code), tmp_path / "out", FORKED)
    assert {o.name: o.text for o in executed.cells[1].outputs} == {"stdout": "one\n", "stderr": "two\n"}


def test_what_programs_printed_before_the_notebook_died_is_kept(tmp_path: Path) -> None:
    code = "import os, subprocess; subprocess.run(['echo', 'last words']); os._exit(3)"
    outcome, executed = run(notebook(tmp_path / "dies.ipynb", code), tmp_path / "out", FORKED)
    assert outcome.state is State.DIED
    texts = [o.text for cell in executed.cells for o in cell.get("outputs", ()) if o.output_type == "stream"]
    assert texts == ["last words\n"]


def test_nothing_that_a_stopped_cell_had_started_lives_on(tmp_path: Path) -> None:
    marker = tmp_path / "lives"
    beat = f"import subprocess, time\nsubprocess.Popen(['sh', '-c', 'sleep 3; touch {marker}'])\ntime.sleep(60)"
    run(notebook(tmp_path / "starts.ipynb", beat), tmp_path / "out", FORKED, cell=1.0)
    subprocess.run(["sleep", "3"], check=True)
    assert not marker.exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cell_can_be_skipped_but_none_may_raise(engine: str, tmp_path: Path) -> None:
    tags = [["skip-execution"], ["raises-exception"]]
    source = notebook(tmp_path / "tags.ipynb", "raise SystemExit", "1 / 0", "'never'", tags=tags)
    outcome, _ = run(source, tmp_path / "out", engine)
    assert outcome.state is State.CELL_ERROR
    assert [cell.state for cell in outcome.cells][2:] == [State.CELL_ERROR, State.NEVER_RUN]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_secret_is_kept_wherever_it_was_printed(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "s3cret 'of' <b>"
    monkeypatch.setenv("AIREC_TEST_SECRET", secret)
    source = notebook(
        tmp_path / "leaks.ipynb",
        "import os, html; secret = os.environ['AIREC_TEST_SECRET']; print(secret)",
        "from IPython.display import HTML, display; display(HTML(html.escape(secret))); [secret]",
        "print('-----BEGIN PRIVATE KEY-----\\nMIGHAgEAMBMGByqG\\n-----END PRIVATE KEY-----')",
        "later = display('', display_id=True)",
        "later.update(secret)",
        "raise ValueError(secret)",
    )
    outcome, executed = run(source, tmp_path / "out", engine)
    kept = (tmp_path / "out" / "leaks.ipynb").read_text(encoding="utf-8") + told(outcome) + str(executed)
    assert "s3cret" not in kept
    assert "MIGHAgEAMBMGByqG" not in "".join(str(cell.get("outputs")) for cell in executed.cells)
    assert outcome.message == "[redacted]"


def test_no_secret_that_was_given_as_a_parameter_and_no_folder_of_this_machine_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIREC_TEST_SECRET", "s3cret")
    source = notebook(tmp_path / "given.ipynb", "len(token)", parameters="token = ''")
    target, terms = tmp_path / "out.ipynb", Terms(FORKED, Limits(), ["AIREC_TEST_SECRET"])
    assert run_notebook(source, target, {"token": "s3cret"}, tmp_path, terms).completed
    kept = target.read_text(encoding="utf-8")
    assert "s3cret" not in kept
    assert str(tmp_path) not in kept
    assert nbformat.read(target, as_version=4).cells[-1].outputs[0].data["text/plain"] == "6"


def test_papermill_finds_the_engines_by_name_and_without_loading_what_they_need(tmp_path: Path) -> None:
    source = notebook(tmp_path / "plain.ipynb", "6 * 7", parameters="times = 1")
    target = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--engine", FORKED, "-p", "times", "2", str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    assert nbformat.read(target, as_version=4).cells[-1].outputs[0].data["text/plain"] == "42"
    loaded = "import sys, papermill; print([m for m in ('pandas', 'matplotlib', 'IPython') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"


def test_papermill_itself_exits_with_a_failure_where_a_cell_exits_early(tmp_path: Path) -> None:
    source = notebook(tmp_path / "leaves.ipynb", "import sys; sys.exit(0)", "1")
    command = [sys.executable, "-m", "papermill", "--engine", FORKED, str(source), str(tmp_path / "out.ipynb")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize("one", REPORT, ids=lambda one: one.stem)
def test_the_notebooks_are_plain_ones_that_stock_papermill_runs(one: Any, tmp_path: Path) -> None:
    target = tmp_path / "out.ipynb"
    given = ["-p", "deployment", str(bundled("examples") / "airec-demo"), "-p", "as_of", "2026-11-01"]
    command = [sys.executable, "-m", "papermill", *given, str(one.path), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    cells = nbformat.read(target, as_version=4).cells
    assert any("text/html" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))


def _outputs(cell: Any) -> list[Any]:
    """What a cell left; a kernel sends a stream in pieces as they come, so neighbours of one stream are one."""
    joined: list[Any] = []
    for output in cell.get("outputs", ()):
        if joined and output.output_type == "stream" == joined[-1].output_type and joined[-1].name == output.name:
            joined[-1].text += output.text
        else:
            joined.append(nbformat.from_dict(output))
    return joined
