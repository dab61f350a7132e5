"""Small fleets for tests, reported by one trivial notebook, so that a report takes a moment."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from airec_planning.fleets.making import Task, tasks_of
from airec_planning.reporting import asked
from airec_planning.reporting.followed import Following
from tests.deployments import write_deployment
from tests.notebooks import notebook

AS_OF = "2026-11-01"


def typed(*words: object) -> tuple[int, str, str]:
    """The command in a process of its own: one that Dask's or a store's threads were in is not to be forked for it."""
    command = [sys.executable, "-m", "airec_planning", *map(str, words)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Look again and again whether it is true."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


class SmallFleet:
    """Deployments ``one``, ``two`` and so on beside each other, with a folder of notebooks and one of reports."""

    def __init__(self, folder: Path, *cells: str) -> None:
        self.folder, self.reports = folder, folder / "reports"
        self.notebooks = folder / "notebooks"
        notebook(self.notebooks / "10-plain.ipynb", *(cells or ("print(deployment)",)))

    def deployments(self, *names: str) -> list[str]:
        return [str(write_deployment(self.folder / "deployments" / name, [f"{name}.example.com"])) for name in names]

    def numbered(self, count: int) -> list[str]:
        return self.deployments(*(f"number-{number:03}" for number in range(1, count + 1)))

    def tasks(self, places: Sequence[str], *, as_of: str = AS_OF, force: bool = False, **given: str) -> list[Task]:
        parameters = [f"{name}={value}" for name, value in given.items()]
        options = asked.options(self.notebooks, parameters, None, 60, 600, 30)
        wanted = asked.wanted(places, as_of, [], None, options)
        return tasks_of(places, wanted, Following(str(self.reports)), force=force, json=False)

    def whole(self) -> set[str]:
        """The names of the deployments that have a whole run, ``latest`` pointing to it."""
        return {path.parent.parent.name for path in self.reports.glob("*/latest/summary.json")}

    def runs(self, name: str) -> list[str]:
        return sorted(path.name for path in (self.reports / name).glob("2*"))
