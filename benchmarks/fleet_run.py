"""The reports of a made-up fleet by some workers, and when each ended, how much memory the workers then held.

python -m benchmarks.fleet_run FLEET REPORTS WORKERS SIZE
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import psutil

from airec_planning.fleets.making import Ending, tasks_of
from airec_planning.fleets.synthetic import AS_OF
from airec_planning.fleets.workers import make_on_workers
from airec_planning.reporting import asked
from airec_planning.reporting.followed import Following


def main(fleet: str, reports: str, workers: str, size: str) -> None:
    """Print, as JSON, the seconds from the start to each ending, and the workers' memory after some of them."""
    places = sorted(map(str, (Path(fleet) / "deployments").iterdir()), key=lambda place: place[-5:])[: int(size)]
    wanted = asked.wanted(places, f"{AS_OF:%Y-%m-%d}", [], None, asked.options(None, [], None, 600, 3600, 30))
    tasks = tasks_of(places, wanted, Following(reports), force=True, json=False)
    began = time.perf_counter()
    ended: list[float] = []
    memory: dict[int, float] = {}
    for done in make_on_workers(tasks, print, workers=int(workers)):
        assert done.ending is Ending.MADE, done.complaints
        ended.append(time.perf_counter() - began)
        if len(ended) % 50 == 0:
            memory[len(ended)] = _mebibytes(int(workers))
    print(json.dumps({"ended": ended, "memory": memory}))


def _mebibytes(workers: int) -> float:
    """What a worker holds by itself, the mean: its forks and what it shares with nobody's programs left out."""
    held = sorted((child.memory_info().rss for child in psutil.Process().children()), reverse=True)[:workers]
    return sum(held) / len(held) / 2**20


if __name__ == "__main__":
    main(*sys.argv[1:])
