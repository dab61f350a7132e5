"""What would change the answer: which figure moves the cost most, and where the cheaper path turns."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.costs.comparison import cost_paths
from airec_planning.costs.estate import Estate
from airec_planning.costs.figures import FIGURES, Figure, as_reckoned, ranges_of
from airec_planning.costs.scenarios import cheaper
from airec_planning.errors import SettingsError
from airec_planning.setting_sections import Settings
from airec_planning.settings import varied

_BEYOND = "beyond every plausible value"


def tornado(estate: Estate, settings: Settings) -> pd.DataFrame:
    """Each figure alone at its lowest and its highest value (schema ``tables.TORNADO``), the widest swing first.

    The ranges are those of ``[ranges]``, or some percent either way by convention.
    """
    base = _costs(estate, settings)
    rows: list[dict[str, Any]] = []
    for key, one in ranges_of(settings).items():
        low, high = (_costs(estate, varied(settings, {key: value})) for value in (one.low, one.high))
        rows.append(
            {
                "figure": key,
                "low": one.figure.text(one.low),
                "base": one.figure.text(one.base),
                "high": one.figure.text(one.high),
                "https_low": low[0] - base[0],
                "https_high": high[0] - base[0],
                "ca_low": low[1] - base[1],
                "ca_high": high[1] - base[1],
                "origin": one.origin,
            }
        )
    return tables.TORNADO.frame(sorted(rows, key=_widest_first))


def break_evens(estate: Estate, settings: Settings) -> pd.DataFrame:
    """Where each figure, changed alone, turns which path costs less over the horizon (schema ``tables.BREAK_EVENS``).

    Solved to the figure's unit, a day, a minute, a percent or a fen, by doubling steps away from what is set and
    then halving between the last two: the nearest turn that those steps meet, upwards and downwards. Figures whose
    turn lies beyond every plausible value are left out.
    """
    rows = []
    for key, one in FIGURES.items():
        base = as_reckoned(settings, key)

        def path(steps: int, one: Figure = one) -> str:
            try:
                return cheaper(*_costs(estate, varied(settings, {one.key: one.value(steps)})))
            except SettingsError:  # such as a validity so short that there are too many creations to reckon with
                return _BEYOND

        for steps, then in _turns(one, one.steps(base), path):
            turn = one.text(one.value(steps))
            rows.append({"figure": key, "base": one.text(base), "turns_at": turn, "cheaper_then": then})
    return tables.BREAK_EVENS.frame(rows)


def _costs(estate: Estate, settings: Settings) -> tuple[int, int]:
    found = cost_paths(estate, settings)
    return found.https.horizon, found.ca.horizon


def _widest_first(row: Mapping[str, Any]) -> tuple[int, str]:
    changes = [row["https_low"] - row["ca_low"], row["https_high"] - row["ca_high"], 0]
    return min(changes) - max(changes), row["figure"]


def _turns(one: Figure, base: int, path: Callable[[int], str]) -> Iterator[tuple[int, str]]:
    """The first value above what is set, and the first below, at which another path is the cheaper one."""
    now = path(base)
    for direction, end in ((1, one.steps(one.most)), (-1, one.steps(one.least))):
        reach, inside = 1, 0
        room = (end - base) * direction
        while inside < room:
            reach = min(reach, room)
            there = path(base + direction * reach)
            if there == _BEYOND:
                break
            if there != now:
                span = range(inside + 1, reach + 1)
                found = span[bisect.bisect_left(span, True, key=lambda away: path(base + direction * away) != now)]
                at = base + direction * found
                yield at, path(at)
                break
            inside, reach = reach, reach * 2
