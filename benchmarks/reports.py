"""A deployment's three notebooks with their pages: our command, the stock commands, and a script without notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebooks import REPORT
from benchmarks.measuring import Figure, at_most, ratio, wall

AS_OF = "2026-11-01"
RUNS = 20
_MANY = """
import sys, time
from pathlib import Path
from airec_planning.planning import make_plan
from airec_planning.reporting.run import report
deployment, reports, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
began = time.perf_counter()
for day in range(1, runs + 1):
    report(make_plan(deployment, f"2026-11-{day:02}"), reports)
    if day == 1:
        first = time.perf_counter()
print((time.perf_counter() - first) / (runs - 1))
"""


def figures(scratch: Path) -> Iterator[Figure]:
    """All figures on reports."""
    example = bundled("examples") / "airec-demo"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(scratch / "compiled")

    def command(*words: str | Path) -> Callable[[], object]:
        line = [sys.executable, *map(str, words)]
        return lambda: subprocess.run(line, env=environment, check=True, capture_output=True)

    stock = []
    for notebook in REPORT:
        executed = scratch / f"{notebook.stem}.ipynb"
        stock.append(command("-m", "papermill", notebook.path, executed, "--cwd", notebook.path.parent))
        stock.append(command("-m", "jupyter", "nbconvert", "--to", "html", executed))
    (plain := scratch / "plain").mkdir()
    ours = ("-m", "airec_planning", "report", example, "--as-of", AS_OF, "--force")
    work: dict[str, Callable[[], object]] = {
        "ours": command(*ours, "--output", scratch / "reports"),
        "stock": lambda: [step() for step in stock],
        "script": lambda: (_emptied(plain), command("-m", "benchmarks.script", example, AS_OF, plain)()),
    }
    for do in work.values():
        do()  # compiles what was never imported here
    seconds = wall(work, rounds=3)
    yield Figure("seconds for airec-planning report, one deployment, the whole command", f"{seconds['ours']:.1f}")
    yield ratio(
        "times faster than papermill and nbconvert, a command each for its three notebooks",
        seconds["stock"] / seconds["ours"],
        6,
    )
    yield at_most("times the same code as a script, without notebooks", seconds["ours"] / seconds["script"], 1.5)
    line = [sys.executable, "-c", _MANY, str(example), str(scratch / "many"), str(RUNS)]
    each = float(subprocess.run(line, env=environment, check=True, capture_output=True, text=True).stdout)
    yield Figure(f"seconds a run, {RUNS} runs in one process, the first left out", f"{each:.2f}")


def _emptied(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
