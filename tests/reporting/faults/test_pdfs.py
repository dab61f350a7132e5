"""What a browser that prints can do: it costs the run its PDFs, and nothing else."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from airec_planning.execution.warming import warm
from airec_planning.planning import make_plan
from airec_planning.reporting.notebooks import notebooks_in
from airec_planning.reporting.pdf import VARIABLE
from airec_planning.reporting.run import Options, Run, report
from tests.notebooks import notebook
from tests.reporting.faults.command import lives, start
from tests.reporting.faults.listed import NOTHING, WHOLE, fault
from tests.reporting.faults.shop import AS_OF, BEFORE, RUN, Shop, shop_in

HANGS = 'sleep 300 & echo $! >> "$(dirname "$0")/browsers"; wait'
UNPRINTED = f"{WHOLE}, without PDFs"
PRINTS = 'for word; do case "$word" in --print-to-pdf=*) echo half > "${word#*=}";; esac; done\n'


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    warm()
    shop = shop_in(tmp_path)
    notebook(tmp_path / "books" / "n.ipynb", "'next'")
    return shop


def browser(folder: Path, script: str) -> str:
    """A program that is called as a browser is; before all else it notes its process."""
    program = folder / "browser"
    program.write_text(f'#!/bin/sh\necho $$ >> "{folder}/browsers"\n{script}\n', encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def browsers(folder: Path) -> list[int]:
    noted = folder / "browsers"
    return [int(line) for line in noted.read_text(encoding="utf-8").split()] if noted.exists() else []


def printed(shop: Shop, **options: float) -> Run:
    books = notebooks_in(shop.folder.parent / "books")
    return report(make_plan(shop.folder, AS_OF), shop.reports, Options(notebooks=books, pdf=True, **options))  # type: ignore[arg-type]


def assert_without_pdfs(shop: Shop, run: Run, said: str) -> None:
    """The run is whole, no PDF is left of it and its page speaks of none; what failed is told to a person."""
    assert said in run.problems[0]
    assert 1 < len(run.problems[0].splitlines()) <= 3
    assert shop.latest() == RUN
    assert shop.names() == {BEFORE, RUN, "latest"}
    assert not list(run.folder.rglob("*.pdf"))
    assert ".pdf" not in (run.folder / "index.html").read_text(encoding="utf-8")


BROKEN = {
    "exit 1": "was not printed by browser: it said nothing",
    "echo cannot open display >&2; exit 21": "was not printed by browser: cannot open display",
    f"{PRINTS}kill -9 $$": "was not printed by browser: it said nothing",
    "exit 0": "was not printed by browser: it said nothing",
}


@pytest.mark.parametrize("script", BROKEN)
@fault("the browser fails, dies or prints nothing, with `--pdf`", state="whole", exit_code=2, left=UNPRINTED)
def test_a_browser_that_fails_costs_the_run_its_pdfs_alone(
    script: str, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, browser(tmp_path, script))
    assert_without_pdfs(shop, printed(shop), BROKEN[script])


@fault("the browser prints one page, fails at the next", state="whole", exit_code=2, left=UNPRINTED)
def test_a_browser_that_fails_at_one_page_leaves_none(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = f'case "$*" in *n.html) sleep 0.2; exit 1;; esac\n{PRINTS}'
    monkeypatch.setenv(VARIABLE, browser(tmp_path, script))
    assert_without_pdfs(shop, printed(shop), "n.pdf: was not printed by browser: it said nothing")


@fault("the browser hangs, with `--pdf` and `--timeout`", state="whole", exit_code=2, left=UNPRINTED)
def test_a_browser_that_hangs_is_ended_with_the_run_s_time(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, browser(tmp_path, HANGS))
    began = time.monotonic()
    run = printed(shop, run_timeout=8.0)
    assert time.monotonic() - began < 30
    assert_without_pdfs(shop, run, "was not printed in time by browser")
    assert len(browsers(tmp_path)) >= 2
    assert not any(lives(process) for process in browsers(tmp_path))


@fault("the browser is no program, with `--pdf`", state="whole", exit_code=2, left=UNPRINTED)
def test_a_browser_that_cannot_be_started_costs_the_run_its_pdfs_alone(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Path(browser(tmp_path, ""))
    program.write_text("#!/nowhere/sh\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(program))
    assert_without_pdfs(shop, printed(shop), "browser: cannot be run: No such file or directory")


@fault("no browser is there, with `--pdf`", state="no run", exit_code=2, left=NOTHING)
def test_without_a_browser_nothing_is_begun(shop: Shop) -> None:
    nowhere = {VARIABLE: "/nowhere/chromium"}
    command = start("report", shop.folder, "--as-of", AS_OF, "--output", shop.reports, "--pdf", environment=nowhere)
    code, out, err = command.ended()
    assert (code, out) == (2, "")
    assert "is no program" in err
    assert shop.names() == {BEFORE, "latest"}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@fault("SIGTERM or Ctrl-C while the browser prints", state="no run", exit_code=143, left=f"{NOTHING}; no process")
def test_a_command_that_is_stopped_does_not_wait_for_the_browser(
    number: signal.Signals, code: int, shop: Shop, tmp_path: Path
) -> None:
    arguments = ("--as-of", AS_OF, "--output", shop.reports, "--notebooks", tmp_path / "books", "--pdf")
    hangs = {VARIABLE: browser(tmp_path, HANGS)}
    command = start("report", shop.folder, *arguments, environment=hangs)
    while len(browsers(tmp_path)) < 2 * min(2, os.cpu_count() or 1):  # of two pages, each with its child
        time.sleep(0.05)
    began = time.monotonic()
    command.send(number)
    assert command.ended()[0] == code
    assert time.monotonic() - began < 10
    assert not any(lives(process) for process in browsers(tmp_path))
    assert shop.latest() == BEFORE
    assert shop.names() == {BEFORE, "latest"}


@fault("kill -9 while the browser prints", state="no run", exit_code=137,
       left="`latest` as before; a hidden folder that the next run removes; no process")  # fmt: skip
def test_a_killed_command_takes_its_browser_with_it(shop: Shop, tmp_path: Path) -> None:
    arguments = ("--as-of", AS_OF, "--output", shop.reports, "--notebooks", tmp_path / "books", "--pdf")
    hangs = {VARIABLE: browser(tmp_path, "exec sleep 300")}
    command = start("report", shop.folder, *arguments, environment=hangs)
    while not browsers(tmp_path):
        time.sleep(0.05)
    command.send(signal.SIGKILL)
    assert command.ended()[0] == -signal.SIGKILL
    until = time.monotonic() + 10
    while any(lives(process) for process in browsers(tmp_path)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(lives(process) for process in browsers(tmp_path))
    assert shop.latest() == BEFORE
