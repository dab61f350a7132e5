"""The renewals of a fleet by week, drawn."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib import rc_context
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from airec_planning.language import N_, _
from airec_planning.outputs.drawing import STYLE, dates_below, svg_text
from airec_planning.outputs.fragments import Fragment, picture
from airec_planning.text import in_a_row

# Dark enough for white paper, light enough when dark mode inverts them; the hatch differs too.
_PARTS = {
    "overdue": (N_("overdue"), "#8a2b06", ""),
    "existing": (N_("of certificates found"), "#0072b2", ""),
    "projected": (N_("of their successors"), "#7fc4ec", "////"),
}
_WIDTH = 5.6
"""Of a bar, days."""


def fleet_weeks_figure(weeks: pd.DataFrame, peak: dt.date, said: str) -> Fragment:
    """The weeks (schema ``tables.FLEET_WEEKS``) as bars, the peak named; ``said`` is the text that stands for it.

    As wide and as high whatever the number of weeks and of renewals.
    """
    mondays = date2num(weeks["week"].dt.date.to_numpy())
    totals = weeks[[*_PARTS]].sum(axis=1)
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 2.9))
        axes = figure.subplots(gridspec_kw={"left": 0.08, "right": 0.99, "top": 0.82, "bottom": 0.12})
        below = totals * 0
        for part, (label, colour, hatch) in _PARTS.items():
            drawn = (weeks[part] > 0).to_numpy()  # each bar takes time, also one of no height
            if drawn.any():
                axes.bar(
                    mondays[drawn], weeks[part][drawn], bottom=below[drawn], width=_WIDTH, align="edge", color=colour,
                    hatch=hatch, edgecolor="white", linewidth=0, label=_(label),
                )  # fmt: skip
            below = below + weeks[part]
        top = int(totals.max())
        axes.set_ylim(0, top * 1.18)
        axes.set_xlim(mondays[0] - 3, mondays[-1] + 10)
        place, late = date2num(peak), date2num(peak) > (mondays[0] + mondays[-1]) / 2
        highest = _("{count:,} in the week of {monday}", count=top, monday=peak)
        axes.annotate(
            highest, (place + (_WIDTH if late else 0), top), xytext=(0, 3),
            textcoords="offset points", ha="right" if late else "left", fontsize=8, fontweight="bold",
        )  # fmt: skip
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.set_ylabel(_("renewals to start"))
        dates_below(axes)
        axes.grid(visible=False, axis="x")
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(-0.01, 1.02), ncols=3, borderaxespad=0.1)
        return picture(svg_text(figure), in_a_row((_("Renewals to start in each week."), said)))
