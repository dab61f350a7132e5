"""Fleets: workers of this machine against a loop of stock commands, against each other, and over a thousand runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from airec_planning.fleets.synthetic import AS_OF, make_synthetic_fleet
from airec_planning.reporting.notebooks import REPORT
from benchmarks.measuring import Figure, at_most, ratio

_STOCK = 3
"""Deployments of the stock loop, whose time grows with their number by its construction: each takes half a minute."""


@dataclass(frozen=True)
class Measured:
    """A command, or several: its seconds on the clock and its CPU seconds with all that it started."""

    wall: float
    cpu: float
    printed: str = ""


@dataclass(frozen=True)
class Fleet:
    """A fleet's reports, measured."""

    whole: Measured
    size: int
    workers: int
    ended: Sequence[float]
    memory: dict[int, float]

    @property
    def steady(self) -> float:
        """Seconds on the clock a deployment, once each worker has made its first."""
        return (self.ended[-1] - self.ended[self.workers - 1]) / (self.size - self.workers)


def figures(scratch: Path) -> Iterator[Figure]:
    """A hundred deployments."""
    make_synthetic_fleet(scratch / "fleet", 100)
    stock = _stock(scratch)
    two, one, few = (_reported(scratch, workers, size) for workers, size in ((2, 100), (1, 50), (2, 10)))
    yield Figure("minutes for 100 deployments on two workers, with their start", f"{two.whole.wall / 60:.1f}")
    yield Figure("CPU seconds a deployment, of that", f"{two.whole.cpu / two.size:.2f}")
    yield Figure(
        f"the same of papermill and nbconvert, a command each for three notebooks, looped over {_STOCK} of them",
        f"{stock.cpu / _STOCK:.1f}, {stock.wall / _STOCK:.1f} on the clock",
    )
    yield ratio("times the deployments per core and second", stock.cpu / _STOCK / (two.whole.cpu / two.size), 10)
    yield ratio("times as fast as one worker, two workers, on the clock, starts left out", one.steady / two.steady, 1.7)
    yield ratio("the same with their starts", one.whole.wall / one.size / (two.whole.wall / two.size), 1.7)
    yield Figure("seconds a deployment on two workers, starts left out: 10 deployments", f"{few.steady:.2f}")
    yield Figure("the same: 100 deployments", f"{two.steady:.2f}")


def large_figures(scratch: Path) -> Iterator[Figure]:
    """A thousand deployments: a quarter of an hour and more."""
    make_synthetic_fleet(scratch / "large", 1000)
    all_of_them = _reported(scratch, 2, 1000, "large")
    first = all_of_them.ended[99] - all_of_them.ended[1]
    last = all_of_them.ended[-1] - all_of_them.ended[-101]
    yield Figure("minutes for 1,000 deployments on two workers, with their start", f"{all_of_them.whole.wall / 60:.1f}")
    yield Figure("CPU seconds a deployment, of that", f"{all_of_them.whole.cpu / 1000:.2f}")
    yield Figure("seconds a deployment, starts left out", f"{all_of_them.steady:.2f}")
    yield at_most("times the first hundred's, the last hundred", last / 100 / (first / 98), 1.1)
    begin, end = all_of_them.memory[100], all_of_them.memory[1000]
    yield Figure("MiB a worker holds after 100 runs of the fleet, and after 1,000", f"{begin:.0f}, {end:.0f}")
    yield at_most("times as much after 1,000", end / begin, 1.1)
    yield from _overview(scratch, all_of_them)


def _overview(scratch: Path, all_of_them: Fleet) -> Iterator[Figure]:
    line = (
        "import sys; from pathlib import Path; from airec_planning.reporting.overview import write_overview; "
        "write_overview(Path(sys.argv[1]))"
    )
    reports = scratch / "reports-large-2-1000"
    taken = _measured([[sys.executable, "-c", line, reports]], scratch)
    yield Figure("CPU seconds for the page over 1,000 deployments, the whole process", f"{taken.cpu:.1f}")
    size = (reports / "index.html").stat().st_size
    yield Figure("KiB of that page", f"{size / 1024:,.0f}")
    files = [path for path in reports.rglob("*") if path.is_file() and "latest" not in path.parts]
    kept = sum(path.stat().st_size for path in files) / 1000
    yield Figure("MiB and files of a run folder, the mean", f"{kept / 2**20:.2f}, {len(files) / 1000:.0f}")
    yield from _reckoned(all_of_them, taken, size, kept, len(files) / 1000)


def _reckoned(fleet: Fleet, page: Measured, page_size: int, kept: float, files: float) -> Iterator[Figure]:
    """A hundred thousand deployments, by what a thousand take: nobody has run them."""
    many = 100_000
    hours, times = fleet.whole.cpu / fleet.size * many / 3600, many / fleet.size
    yield Figure("reckoned from these for 100,000 deployments: core hours a night", f"{hours:.0f}")
    yield Figure("the same: cores, where a night has eight hours", f"{hours / 8:.0f}")
    yield Figure(
        "the same: TiB and million files of 30 runs each",
        f"{kept * many * 30 / 2**40:.1f}, {files * many * 30 / 1e6:.0f}",
    )
    yield Figure(
        "the same: minutes and MiB of one page over all",
        f"{page.cpu * times / 60:.0f}, {page_size * times / 2**20:.0f}",
    )


def _stock(scratch: Path) -> Measured:
    lines: list[list[str | Path]] = []
    for place in sorted((scratch / "fleet" / "deployments").iterdir(), key=lambda path: path.name[-5:])[:_STOCK]:
        for notebook in REPORT:
            executed = scratch / f"{place.name}-{notebook.stem}.ipynb"
            given = ["-p", "deployment", str(place), "-p", "as_of", f"{AS_OF:%Y-%m-%d}"]
            lines.append([sys.executable, "-m", "papermill", notebook.path, executed, *given])
            lines.append([sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", executed])
    return _measured(lines, scratch)


def _reported(scratch: Path, workers: int, size: int, fleet: str = "fleet") -> Fleet:
    reports = scratch / f"reports-{fleet}-{workers}-{size}"
    line = [sys.executable, "-m", "benchmarks.fleet_run", scratch / fleet, reports, str(workers), str(size)]
    whole = _measured([line], scratch)
    told = json.loads(whole.printed.splitlines()[-1])
    memory = {int(runs): held for runs, held in told["memory"].items()}
    return Fleet(whole, size, workers, told["ended"], memory)


def _measured(lines: Sequence[Sequence[str | Path]], scratch: Path) -> Measured:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(scratch / "compiled"), "AIREC_PLANNING_CACHE": str(scratch / "cache")}
    before, printed = os.times(), ""
    for line in lines:
        command = list(map(str, line))
        printed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(after.elapsed - before.elapsed, cpu, printed)
