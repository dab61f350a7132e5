"""What moves the cost: a tornado over all figures, and a map over two of them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib import colormaps, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from airec_planning import tables
from airec_planning.costs.figures import FIGURES
from airec_planning.language import N_, _
from airec_planning.outputs.drawing import STYLE, amount_text, svg_text, tick_text, value_text
from airec_planning.outputs.fragments import Fragment, paragraph, picture
from airec_planning.text import in_a_row, plural

_MOST_BARS = 12
_LOW, _HIGH = "#009e73", "#e69f00"  # apart in greyscale too
_SHADES = colormaps["cividis"]
_WIDE = 105
"""Letters of small print that a line below a picture holds."""


def tornado(frame: pd.DataFrame) -> Fragment:
    """How much more or less the HTTPS path then costs than the CA path: each figure alone, the widest swing first."""
    rows = [row for row in tables.records(frame) if any(_ends(row))]
    idle = [row["figure"] for row in tables.records(frame) if not any(_ends(row))]
    if not rows:
        return paragraph(_("No figure alone changes what either path costs over the horizon."))
    shown, smaller = rows[:_MOST_BARS], [row["figure"] for row in rows[_MOST_BARS:]]
    told = _told(smaller, idle)
    notes = [line for note in told for line in textwrap.wrap(note, _WIDE)]
    with rc_context(STYLE):
        height = 1.3 + 0.36 * len(shown) + 0.14 * len(notes)
        figure = Figure(figsize=(7.2, height), layout="constrained")
        axes = figure.subplots()
        reach = max(abs(end) for row in shown for end in _ends(row)) / 100
        for at, row in enumerate(shown):
            _bars(axes, at, row, reach)
        axes.axvline(0, color="black", linewidth=1)
        axes.set_yticks(range(len(shown)), [row["figure"] for row in shown])
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(-1.45 * reach, 1.45 * reach)
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda value, _at: f"{'+' if value > 0 else ''}{tick_text(value)}")
        )
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.set_xlabel(_("change of the difference over the horizon, HTTPS path less CA path, yuan"))
        if notes:
            figure.supxlabel("\n".join(notes), x=0.01, ha="left", fontsize=7.5)
        legend = [
            Patch(facecolor=_LOW, label=_("at its lowest")),
            Patch(facecolor=_HIGH, hatch="///", edgecolor="white", linewidth=0, label=_("at its highest")),
        ]
        figure.legend(handles=legend, frameon=False, loc="outside upper left", ncols=2)
        return picture(
            svg_text(figure), in_a_row([_tornado_said(shown), *(_("{note}.", note=note.capitalize()) for note in told)])
        )


def cost_map(frame: pd.DataFrame, across: str, up: str, set_at: tuple[Any, Any]) -> Fragment:
    """The HTTPS path's cost over the horizon for each pair of values: framed what is set, starred where CA is cheaper.

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
        legend = _("yuan over the horizon, blue is less, yellow more; framed: as set; * the CA path costs less")
        axes.set_xlabel(across)
        figure.supxlabel(legend, fontsize=8)
        axes.set_ylabel(up)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        cheapest = min(cells.values(), key=lambda row: (row["https_horizon"], row[across], row[up]))
        ca_cheaper = sum(row["ca_horizon"] < row["https_horizon"] for row in cells.values())
        said = _(
            "Cost of the HTTPS path over the horizon for {pairs} of {across} and {up}: "
            "from {least} yuan, at {first} and {second}, to {most} yuan; in {cheaper} the CA path costs less.",
            pairs=plural(len(cells), "pair"),
            across=across,
            up=up,
            least=amount_text(least),
            first=_value(across, cheapest[across]),
            second=_value(up, cheapest[up]),
            most=amount_text(most),
            cheaper=ca_cheaper,
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
        rightwards = (end or -ends[1 - index]) > 0  # what changes nothing stands across from the other end
        axes.annotate(
            value_text(value) if end else _("{value}: no change", value=value_text(value)), (end / 100, place),
            xytext=(4 if rightwards else -4, 0), textcoords="offset points", va="center",
            ha="left" if rightwards else "right", fontsize=7 if same_side else 8,
        )  # fmt: skip


def _told(smaller: list[str], idle: list[str]) -> list[str]:
    """The figures that have no bar, by why."""
    listed = ((N_("smaller: {figures}"), smaller), (N_("no effect: {figures}"), idle))
    return [_(why, figures=", ".join(keys)) for why, keys in listed if keys]


def _tornado_said(shown: list[dict[str, Any]]) -> str:
    first = shown[0]
    low, high = _ends(first)
    return _(
        "What moves the difference between the paths most, each figure alone: {figure}, "
        "from {low} to {high}, changes it by {at_low} and {at_high} yuan. In order: {figures}.",
        figure=first["figure"],
        low=first["low"],
        high=first["high"],
        at_low=_signed(low),
        at_high=_signed(high),
        figures=", ".join(row["figure"] for row in shown),
    )


def _cell(axes: Axes, x: int, y: int, row: dict[str, Any], share: float, *, is_set: bool) -> None:
    if is_set:  # a frame with a gap within, seen on any shade
        axes.add_patch(
            Rectangle((x - 0.49, y - 0.48), 0.98, 0.96, fill=False, edgecolor="black", linewidth=2, zorder=2)
        )
    width, height = (0.88, 0.76) if is_set else (0.94, 0.9)
    axes.add_patch(Rectangle((x - width / 2, y - height / 2), width, height, facecolor=_SHADES(share), linewidth=0))
    mark = " *" if row["ca_horizon"] < row["https_horizon"] else ""
    axes.text(
        x, y, f"{amount_text(row['https_horizon'])}{mark}", ha="center", va="center", fontsize=7.5, zorder=3,
        fontweight="bold" if is_set else "normal",
        color=ink_on(_SHADES(share)),
    )  # fmt: skip


def ink_on(ground: Sequence[float]) -> str:
    """White or black, whichever is read better: by relative luminance, as WCAG 2 defines contrast."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in ground[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{amount_text(fen)}"


def _value(key: str, value: Any) -> str:
    return value_text(FIGURES[key].text(value))
