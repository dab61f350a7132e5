"""What a notebook's cells can do: each ends in a true state, a page for people, and the run before still standing."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from airec_planning.execution.states import State
from tests.reporting.faults.command import lives
from tests.reporting.faults.listed import FAILED, WHOLE, Fault, fault, listed
from tests.reporting.faults.shop import RUN, Shop, assert_failed, shop_in

CELL = "code cell 3 of 4"
ERROR, DIED, EXITED = State.CELL_ERROR, State.DIED, State.EXITED
LATE = f"was stopped in {CELL}, which took longer than one cell may."
GONE = f"ended in {CELL}, where its process died."
LEFT = f"ended early in {CELL}, which told its process to exit."


def stopped(with_what: str) -> str:
    return f"stopped in {CELL} with {with_what}."


@dataclass(frozen=True)
class CellFault:
    name: str
    cell: str
    state: State
    said: str
    """On the page, after the notebook's name."""


FAULTS = (
    CellFault("a cell raises", "1 / 0", ERROR, stopped("ZeroDivisionError")),
    CellFault("a syntax error", "def (:", ERROR, stopped("SyntaxError")),
    CellFault("an unknown magic", "%nosuchmagic", ERROR, stopped("UsageError")),
    CellFault("endless recursion", "def f(): return f()\nf()", ERROR, stopped("RecursionError")),
    CellFault("no memory", "raise MemoryError", ERROR, stopped("MemoryError")),
    CellFault("no file descriptors left", "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))\n"
              "open('/dev/null')", ERROR, stopped("OSError")),
    CellFault("a group of exceptions", "raise ExceptionGroup('g', [ValueError(1)])", ERROR, stopped("ExceptionGroup")),
    CellFault("KeyboardInterrupt in a cell", "raise KeyboardInterrupt", ERROR, stopped("KeyboardInterrupt")),
    CellFault("a cell asks for input", "input('name? ')", ERROR, stopped("EOFError")),
    CellFault("an exception without a text", "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
              ERROR, stopped("E")),
    CellFault("a result that cannot be shown", "class R:\n    def __repr__(self): raise ValueError\nR()",
              ERROR, stopped("ValueError")),
    CellFault("an exception named in markup",
              "raise type('<script>alert(1)</script>', (Exception,), {})('<img src=x>')",
              ERROR, stopped("an error")),
    CellFault("an exception that speaks in controls", "raise ValueError('\\x1b[31m\\u202e\\n\\nwhole: all is well')",
              ERROR, stopped("ValueError")),
    CellFault("the shell's own error handling is broken", "get_ipython().showtraceback = None\n1 / 0",
              ERROR, stopped("TypeError")),
    CellFault("an exception that a handler of the notebook's hides",
              "get_ipython().set_custom_exc((ZeroDivisionError,), lambda *a, **k: None)\n1 / 0",
              ERROR, stopped("ZeroDivisionError")),
    CellFault("a hook after each cell fails", "def hook(*_): raise RuntimeError\n"
              "get_ipython().events.register('post_run_cell', hook)", ERROR, stopped("RuntimeError")),
    CellFault("sys.exit(0)", "import sys; sys.exit(0)", EXITED, LEFT),
    CellFault("sys.exit(3)", "import sys; sys.exit(3)", EXITED, LEFT),
    CellFault("exit()", "exit()", EXITED, LEFT),
    CellFault("os._exit(0)", "import os; os._exit(0)", DIED, GONE),
    CellFault("os._exit(3)", "import os; os._exit(3)", DIED, GONE),
    CellFault("os._exit(3), where a copy of the process lives on",
              "import os, time\ntime.sleep(300) if os.fork() == 0 else os._exit(3)", DIED, GONE),
    CellFault("kill -9 of the notebook's process", "import os; os.kill(os.getpid(), 9)", DIED, GONE),
    CellFault("a crash in C", "import ctypes, faulthandler; faulthandler.disable(); ctypes.string_at(0)", DIED, GONE),
    CellFault("the process becomes another program", "import os; os.execv('/bin/true', ['true'])", DIED, GONE),
    CellFault("every file descriptor is closed", "import os; os.closerange(3, 4096)", DIED, GONE),
    CellFault("an alarm that nobody awaits", "import signal, time; signal.setitimer(signal.ITIMER_REAL, 0.1)\n"
              "time.sleep(9)", DIED, GONE),
    CellFault("kill -9 of the process above it", "import os, time; os.kill(os.getppid(), 9); time.sleep(9)",
              DIED, "was lost: its process died."),
    CellFault("kill -9 of the process above it, where a copy of the process lives on", "import os, time\n"
              "time.sleep(40) if os.fork() == 0 else os.kill(os.getppid(), 9)", DIED, "was lost: its process died."),
    CellFault("a cell that takes too long", "import time; time.sleep(60)", State.CELL_TIMEOUT, LATE),
    CellFault("a loop that ends never", "while True: pass", State.CELL_TIMEOUT, LATE),
    CellFault("a cell that takes too long and ignores signals", "import signal, time\n"
              "for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(n, signal.SIG_IGN)\n"
              "time.sleep(60)", State.CELL_TIMEOUT, LATE),
    CellFault("the notebook's process is stopped", "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
              State.CELL_TIMEOUT, LATE),
)  # fmt: skip
for one in FAULTS:
    listed(__name__, Fault(one.name, one.state.value, 3, FAILED))


@dataclass(frozen=True)
class Harmless:
    name: str
    cell: str
    shown: tuple[str, ...] = ()
    """On the page."""


HARMLESS = (
    Harmless("a cell closes the file descriptors of its output", "import os; os.close(1); os.close(2); print('still')"),
    Harmless("a cell replaces sys.stdout", "import io, sys; sys.stdout = io.StringIO(); print('lost')"),
    Harmless("a cell prints 50 MB", "for n in range(50): print('x' * 1_000_000)", ("[The rest was left out.]",)),
    Harmless("a program that a cell starts prints 50 MB", "import resource, subprocess\n"
             "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"  # no file takes that much
             "subprocess.run('yes | head -c 50000000', shell=True, check=True)", ("[The rest was left out.]",)),
    Harmless("a program that a cell leaves running prints without end", "import subprocess, time\n"
             "print('process', subprocess.Popen(['yes']).pid); time.sleep(1)", ("[The rest was left out.]",)),
    Harmless("a cell forks a copy that goes on", "import os\nif os.fork() == 0: print('the copy')\nelse: os.wait()\n"
             "'the first'", ("the first", "the copy")),
    Harmless("threads print at once", "import threading\n"
             "many = [threading.Thread(target=lambda: [print('x' * 20_000) for _ in range(20)]) for _ in range(8)]\n"
             "[one.start() for one in many]; [one.join() for one in many]; print('all')"),
    Harmless("a cell leaves a program running",
             "import subprocess; print('process', subprocess.Popen(['sleep', '300']).pid)"),
    Harmless("a cell leaves programs running in sessions of their own", "import subprocess\n"
             "print('process', subprocess.Popen(['sleep', '300'], start_new_session=True).pid)\n"
             "subprocess.run(['sh', '-c', 'setsid sleep 300 >/dev/null 2>&1 & echo process $!'])"),
    Harmless("a cell leaves the folder and removes it",
             "import os, tempfile; here = tempfile.mkdtemp(); os.chdir(here); os.rmdir(here)"),
    Harmless("outputs that are not text", "from IPython.display import display\n"
             "display({'text/html': 5, 'text/plain': None, 'image/png': [1], 7: b'\\xff'}, raw=True)", ("5",)),
    Harmless("surrogates and controls", "print('\\ud800 \\x00 \\x1b[31mred \\u202e')", ("red",)),
    Harmless("an HTML output of 5 MB", "from IPython.display import HTML\nHTML('<p>' + 'x' * 5_000_000)"),
)  # fmt: skip
for harmless in HARMLESS:
    listed(__name__, Fault(harmless.name, "whole", 0, WHOLE))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return shop_in(tmp_path_factory.mktemp("cells"))


@pytest.mark.parametrize("one", FAULTS, ids=lambda one: one.name)
def test_a_cell_that_fails_costs_its_run_alone(one: CellFault, shop: Shop) -> None:
    limit = 3 if one.state is State.CELL_TIMEOUT else 60
    began = time.monotonic()
    error = shop.report("'before'", one.cell, "'after'", cell_timeout=limit)
    assert time.monotonic() - began < 30  # nothing is waited for that outlives the notebook's process
    assert error is not None
    assert error.exit_code == 3
    assert one.said in str(error)
    assert len(str(error).splitlines()) <= 3
    entry = assert_failed(shop, one.state.value, one.said)
    lost = "lost" in one.said
    expected = [] if lost else ["completed"] * 2 + [one.state.value, "never-run"]
    assert [cell["state"] for cell in entry["cells"]] == expected


@pytest.mark.parametrize("one", HARMLESS, ids=lambda one: one.name)
def test_a_cell_that_only_misbehaves_spoils_nothing(one: Harmless, tmp_path: Path) -> None:
    shop = shop_in(tmp_path, whole_run=False)
    assert shop.report("'before'", one.cell, "'the next cell'", cell_timeout=60) is None
    assert shop.latest() == RUN
    assert shop.names() == {RUN, "latest"}
    page = (shop.runs / "latest" / "n.html").read_text(encoding="utf-8")
    assert "the next cell" in page
    assert all(text in page for text in one.shown)
    assert not any(lives(int(pid)) for pid in re.findall(r"process (\d+)", page))


@fault("the whole run takes too long", state="run-timeout", exit_code=3, left=FAILED)
def test_a_run_that_takes_too_long_is_stopped(shop: Shop) -> None:
    began = time.monotonic()
    error = shop.report("import time; time.sleep(60)", run_timeout=3)
    assert time.monotonic() - began < 30
    assert error is not None
    assert error.exit_code == 3
    assert_failed(shop, "run-timeout", "since the whole run took longer than it may.")
