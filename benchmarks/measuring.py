"""CPU and wall time of several things, taken in turns, so that a busy machine slows all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A line of the results."""

    what: str
    value: str
    """With its unit; a ratio stands for itself."""
    goal: str = ""
    met: bool | None = None


def cpu(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The least CPU seconds of each, over rounds in which each has its turn."""
    return _least(work, rounds, time.process_time)


def wall(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The least seconds on the clock."""
    return _least(work, rounds, time.perf_counter)


def _least(work: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, do in work.items():
            began = clock()
            do()
            taken[name].append(clock() - began)
    return {name: min(times) for name, times in taken.items()}


def ratio(what: str, value: float, least: float) -> Figure:
    """A ratio that should be at least so much."""
    return Figure(what, f"{value:.1f}" if value < 100 else f"{value:,.0f}", f"at least {least:g}", value >= least)


def at_most(what: str, value: float, most: float) -> Figure:
    """A ratio that should be no more than so much."""
    return Figure(what, f"{value:.1f}", f"at most {most:g}", value <= most)
