"""The scenario explorer: from a control's change to everything that is shown anew, without the browser's own part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from airec_planning.explorer.controls import CONTROLS, Control
from airec_planning.explorer.widgets import Explorer
from airec_planning.planning import make_plan
from benchmarks.measuring import Figure, cpu

ZONES = (1, 2, 3, 5, 8, 13, 20, 30, 43)
MOST = 200


def figures(scratch: Path) -> Iterator[Figure]:
    """All figures on the explorer."""
    domains = [f"n{i}.z{zone}.example.com" for zone, size in enumerate(ZONES * 8) for i in range(size)]
    folder = scratch / "explorer"
    folder.mkdir()
    (folder / "san_domains").write_text("\n".join(domains), encoding="utf-8")
    explorer = Explorer(make_plan(folder, "2026-11-01"))
    taken = cpu({key: _there_and_back(explorer, control) for key, control in CONTROLS.items()}, rounds=5)
    slowest = max(taken, key=lambda key: taken[key])
    milliseconds = taken[slowest] / 2 * 1000
    yield Figure(
        f"CPU milliseconds for a redraw of the explorer, {len(domains):,} domains, the slowest control ({slowest})",
        f"{milliseconds:.0f}",
        f"at most {MOST}",
        milliseconds <= MOST,
    )


def _there_and_back(explorer: Explorer, control: Control) -> Callable[[], object]:
    """Two redraws: the control put elsewhere, and back to where it is set."""
    widget = explorer.inputs[control.key]
    ends = [word for _, word in control.choices] or [widget.value, control.exact(widget.value + 1)]
    places = cycle([*(end for end in ends if end != widget.value), widget.value])

    def move() -> None:
        for _ in range(2):
            widget.value = next(places)

    return move
