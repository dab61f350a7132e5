"""Both paths' costs over time and under uncertainty, drawn."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from airec_planning import tables
from airec_planning.costs.crossover import Crossover, crossovers, so_far
from airec_planning.costs.path_facts import PATH_NAMES, Path
from airec_planning.language import _
from airec_planning.money import yuan
from airec_planning.outputs.drawing import STYLE, amount_text, dates_below, svg_text, tick_text
from airec_planning.outputs.fragments import Fragment, picture
from airec_planning.text import apart, enumerated, plural

# Okabe and Ito's colours; the lines, marks and hatches differ too.
COLOURS: dict[Path, str] = {"https": "#0072b2", "ca": "#d55e00"}
HATCHES: dict[Path, str] = {"https": "", "ca": "////"}
_LINES: dict[Path, str] = {"https": "-", "ca": "--"}
_MARKS: dict[Path, str] = {"https": "o", "ca": "s"}
_PATHS: tuple[Path, ...] = ("https", "ca")
_MOST_NAMED = 3
"""Crossovers with a label; the rest have their line and are counted."""
_ROW = 0.075
"""The share of the picture's height that a row of labels takes."""
_LETTER = 0.0108
"""The share of the picture's width that a letter of a label takes, rather more than less."""


def cumulative_cost(outlays: pd.DataFrame, as_of: dt.datetime, days: int) -> Fragment:
    """What both paths have cost by each day of the horizon, yuan, and where one begins to cost less than the other."""
    totals = so_far(outlays)
    turns = crossovers(outlays)[1:]
    end = as_of + dt.timedelta(days=days)
    ends = {path: int(totals[path].iloc[-1]) if len(totals) else 0 for path in _PATHS}
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 3.2), layout="constrained")
        axes = figure.subplots()
        for path in _PATHS:
            moments = [as_of, *totals.index, end]
            amounts = [0.0, *(totals[path] / 100), ends[path] / 100]
            label = _("{path}: {yuan} yuan in all", path=_(PATH_NAMES[path]), yuan=amount_text(ends[path]))
            axes.step(
                date2num(moments), amounts, where="post", color=COLOURS[path], linestyle=_LINES[path], linewidth=2,
                label=label,
            )  # fmt: skip
            axes.plot(date2num(end), amounts[-1], _MARKS[path], color=COLOURS[path], markersize=5)
        _mark(axes, turns, max(*ends.values(), 50) / 100)
        axes.set_ylabel(_("cost so far, yuan"))
        axes.yaxis.set_major_formatter(FuncFormatter(tick_text))
        figure.legend(frameon=False, loc="outside upper left", ncols=2)
        dates_below(axes)
        return picture(svg_text(figure), _said(ends, turns, days))


def uncertain_costs(percentiles: pd.DataFrame, samples: int) -> Fragment:
    """The cost of both paths over the horizon where figures are uncertain: from P10 to P90, the middle marked."""
    rows: dict[Path, dict[str, int]] = {
        path: row for row in tables.records(percentiles) for path in _PATHS if row["measure"] == path
    }
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 1.7), layout="constrained")
        axes = figure.subplots()
        right = max([*(row["p90"] / 100 for row in rows.values()), 0.5]) * 1.05
        for at, (path, row) in enumerate(rows.items()):
            low, middle, high = (row[key] / 100 for key in ("p10", "p50", "p90"))
            axes.barh(
                at, high - low, left=low, height=0.32, facecolor=_tint(COLOURS[path]), hatch=HATCHES[path],
                edgecolor=COLOURS[path],
            )  # fmt: skip
            axes.plot(middle, at, "|", color="black", markersize=14, markeredgewidth=2)
            text = f"P10 {amount_text(row['p10'])} · P50 {amount_text(row['p50'])} · P90 {amount_text(row['p90'])}"
            half = len(text) * _LETTER / 2  # over its bar, but within the picture
            place = min(max((low + high) / 2 / right, half + 0.01), 1 - half)
            axes.annotate(
                text, (place, at), xycoords=("axes fraction", "data"), xytext=(0, 11), textcoords="offset points",
                ha="center", fontsize=8,
            )  # fmt: skip
        axes.set_yticks(range(len(rows)), [_(PATH_NAMES[path]) for path in rows])
        axes.set_ylim(len(rows) - 0.5, -0.75)
        axes.set_xlim(0, right)
        axes.xaxis.set_major_formatter(FuncFormatter(tick_text))
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.set_xlabel(_("cost over the horizon, yuan; the bar holds eight samples of ten, the line is the middle"))
        spans = apart(
            _(
                "{path} between {low} and {high} yuan in eight of ten cases, {middle} in the middle",
                path=_(PATH_NAMES[path]),
                low=_said_yuan(row["p10"]),
                high=_said_yuan(row["p90"]),
                middle=_said_yuan(row["p50"]),
            )
            for path, row in rows.items()
        )
        said = _("Costs over {samples} of uncertain figures: {spans}.", samples=plural(samples, "sample"), spans=spans)
        return picture(svg_text(figure), said)


def _tint(colour: str) -> tuple[float, ...]:
    """A lighter shade, opaque: in SVG a hatch on a transparent face is drawn on the full colour, and not seen."""
    return tuple(0.55 + 0.45 * part for part in to_rgb(colour))


def _mark(axes: Axes, turns: list[Crossover], top: float) -> None:
    """Lines where the paths cross; the labels of the first few stand above everything that is drawn, a row each."""
    named, more = turns[:_MOST_NAMED], len(turns) - _MOST_NAMED
    free = _ROW * (len(named) + (more > 0)) + 0.03
    axes.set_ylim(-0.03 * top, 1.03 * top / (1 - free) - 0.03 * top)
    left, right = axes.get_xlim()
    for number, turn in enumerate(turns):
        height = 1 - _ROW * min(number, _MOST_NAMED)
        axes.axvline(date2num(turn.date), ymax=height, color="#6b6b6b", linewidth=0.8, linestyle=":", zorder=0.9)
        if number < _MOST_NAMED:
            # The second half of the picture is written on to the left, so that no text leaves it.
            late = date2num(turn.date) > (left + right) / 2
            said = _("{day}: the {path} has cost less from here", day=turn.date.date(), path=_name(turn.cheaper))
            axes.annotate(
                said,
                (date2num(turn.date), height), xycoords=("data", "axes fraction"), xytext=(-4 if late else 4, -1),
                textcoords="offset points", ha="right" if late else "left", va="top", fontsize=8,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
            )  # fmt: skip
    if more > 0:
        said = _("{crossings}, dotted", crossings=plural(more, "more crossing"))
        axes.annotate(
            said, (1, 1 - _ROW * _MOST_NAMED), xycoords="axes fraction",
            xytext=(0, -1), textcoords="offset points", ha="right", va="top", fontsize=8,
        )  # fmt: skip


def _said(ends: dict[Path, int], turns: list[Crossover], days: int) -> str:
    totals = enumerated(
        _("{path} {yuan} yuan", path=_(PATH_NAMES[path]), yuan=_said_yuan(total)) for path, total in ends.items()
    )
    told = [
        _("from {day} on the {path} has cost less", day=f"{turn.date:%Y-%m-%d}", path=_name(turn.cheaper))
        for turn in turns
    ]
    return _(
        "Cost so far by day over {days}: at the end {totals}; {crossing}.",
        days=plural(days, "day"),
        totals=totals,
        crossing=apart(told) if told else _("neither overtakes the other"),
    )


def _name(path: str) -> str:
    return _(PATH_NAMES["https" if path == "https" else "ca"])


def _said_yuan(fen: int) -> str:
    return f"{yuan(fen):,.2f}"
