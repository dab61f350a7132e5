"""What moves the cost: a tornado over all figures, and a map over two of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib import colormaps, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from airec_planning import tables
from airec_planning.costs.figures import FIGURES
from airec_planning.outputs.drawing import STYLE, amount_text, svg_text
from airec_planning.outputs.fragments import Fragment, paragraph, picture
from airec_planning.text import plural

_MOST_BARS = 10
_LOW, _HIGH = "#56b4e9", "#e69f00"
_SHADES = colormaps["cividis"]
_DARK_UP_TO = 0.55
"""The shade of the map below which white figures are read better than black ones."""


def tornado(frame: pd.DataFrame) -> Fragment:
    """How much more or less the HTTPS path then costs than the CA path: each figure alone, the widest swing first."""
    rows = [row for row in tables.records(frame) if any(_ends(row))]
    if not rows:
        return paragraph("No figure alone changes what either path costs over the horizon.")
    shown = rows[:_MOST_BARS]
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 1.3 + 0.36 * len(shown)), layout="constrained")
        axes = figure.subplots()
        reach = max(abs(end) for row in shown for end in _ends(row)) / 100
        for at, row in enumerate(shown):
            _bars(axes, at, row, reach)
        axes.axvline(0, color="black", linewidth=1)
        axes.set_yticks(range(len(shown)), [row["figure"] for row in shown])
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(-1.45 * reach, 1.45 * reach)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+,.10g}" if value else "0"))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.set_xlabel("change of the difference over the horizon, HTTPS path less CA path, yuan")
        legend = [
            Patch(facecolor=_LOW, label="at its lowest"),
            Patch(facecolor=_HIGH, hatch="///", label="at its highest"),
        ]
        figure.legend(handles=legend, frameon=False, loc="outside upper right", ncols=2)
        return picture(svg_text(figure), _tornado_said(rows, shown))


def cost_map(frame: pd.DataFrame, across: str, up: str, set_at: tuple[Any, Any]) -> Fragment:
    """The HTTPS path's cost over the horizon for each pair of values; a frame is what is set, dots where CA is cheaper.

    ``frame`` is a sweep over the figures ``across`` and ``up``.
    """
    columns, rows = sorted(frame[across].unique()), sorted(frame[up].unique())
    cells = {(row[across], row[up]): row for row in tables.records(frame)}
    costs = [row["https_horizon"] for row in cells.values()]
    least, most = min(costs), max(costs)
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 1.2 + 0.42 * len(rows)), layout="constrained")
        axes = figure.subplots()
        for (x, y), row in cells.items():
            share = ((row["https_horizon"] - least) / max(1, most - least)) ** 0.5
            _cell(axes, columns.index(x), rows.index(y), row, share, is_set=(x, y) == set_at)
        axes.set_xticks(range(len(columns)), [_value(across, value) for value in columns])
        axes.set_yticks(range(len(rows)), [_value(up, value) for value in rows])
        axes.set_xlim(-0.55, len(columns) - 0.45)
        axes.set_ylim(-0.55, len(rows) - 0.45)
        axes.set_xlabel(f"{across}\nyuan over the horizon; the frame is what is set; * the CA path costs less")
        axes.set_ylabel(up)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        cheapest = min(cells.values(), key=lambda row: (row["https_horizon"], row[across], row[up]))
        ca_cheaper = sum(row["ca_horizon"] < row["https_horizon"] for row in cells.values())
        said = (
            f"Cost of the HTTPS path over the horizon for {plural(len(cells), 'pair')} of {across} and {up}: "
            f"from {amount_text(least)} yuan, at {_value(across, cheapest[across])} and {_value(up, cheapest[up])}, "
            f"to {amount_text(most)} yuan; in {ca_cheaper} the CA path costs less."
        )
        return picture(svg_text(figure), said)


def _ends(row: dict[str, Any]) -> tuple[int, int]:
    """The change of the difference at the lowest and at the highest value, fen."""
    return row["https_low"] - row["ca_low"], row["https_high"] - row["ca_high"]


def _bars(axes: Axes, at: int, row: dict[str, Any], reach: float) -> None:
    ends = _ends(row)
    same_side = ends[0] * ends[1] > 0  # both ends on one side: drawn one above the other
    for index, (end, value, colour) in enumerate(zip(ends, (row["low"], row["high"]), (_LOW, _HIGH), strict=True)):
        height = 0.3 if same_side else 0.62
        place = at + (0.17 if index else -0.17) if same_side else at
        axes.barh(
            place,
            end / 100,
            height=height,
            color=colour,
            hatch="///" if index else None,
            edgecolor="white",
            linewidth=0,
        )
        if end:
            axes.annotate(
                value, (end / 100, place), xytext=(4 if end > 0 else -4, 0), textcoords="offset points", va="center",
                ha="left" if end > 0 else "right", fontsize=7 if same_side else 8,
            )  # fmt: skip


def _tornado_said(rows: list[dict[str, Any]], shown: list[dict[str, Any]]) -> str:
    first = shown[0]
    low, high = _ends(first)
    more = f" {len(rows) - len(shown)} with smaller effects are not drawn." if len(rows) > len(shown) else ""
    return (
        f"What moves the difference between the paths most, each figure alone: {first['figure']}, "
        f"from {first['low']} to {first['high']}, changes it by {amount_text(low)} and {amount_text(high)} yuan. "
        f"In order: {', '.join(row['figure'] for row in shown)}.{more}"
    )


def _cell(axes: Axes, x: int, y: int, row: dict[str, Any], share: float, *, is_set: bool) -> None:
    axes.add_patch(
        Rectangle(
            (x - 0.47, y - 0.45), 0.94, 0.9, facecolor=_SHADES(share), edgecolor="#e34a33" if is_set else "white",
            linewidth=2.5 if is_set else 0.5, zorder=2 if is_set else 1,
        )
    )  # fmt: skip
    mark = " *" if row["ca_horizon"] < row["https_horizon"] else ""
    axes.text(
        x, y, f"{amount_text(row['https_horizon'])}{mark}", ha="center", va="center", fontsize=7.5, zorder=3,
        fontweight="bold" if is_set else "normal",
        color="white" if share < _DARK_UP_TO else "black",
    )  # fmt: skip


def _value(key: str, value: Any) -> str:
    return FIGURES[key].text(value)
