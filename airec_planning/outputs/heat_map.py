"""The renewals of each week as a calendar: a row a quarter, a cell a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matplotlib import colormaps, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from airec_planning.audit.renewals import Forecast, Week
from airec_planning.language import _
from airec_planning.outputs.drawing import STYLE, svg_text
from airec_planning.outputs.fragments import Fragment, paragraph, picture
from airec_planning.text import in_a_row

_SHADES = colormaps["Blues"]  # one hue, ever darker: the order survives greyscale
_LIGHTEST, _DARKEST = 0.12, 0.92
_WHITE_FROM = 0.7
"""The shade from which white figures are read better than black ones."""


@dataclass(frozen=True)
class _Cell:
    """A week and its place: the row of its quarter, the column of its number within it."""

    week: Week
    row: int
    column: int


def renewals_by_week(forecast: Forecast) -> Fragment:
    """The forecast as a heat map, the count in each cell; the peak has a frame."""
    peak = forecast.peak
    if peak is None:
        return paragraph(forecast.sentence)
    cells = list(_cells(forecast.weeks))
    rows = cells[-1].row + 1
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 0.55 + 0.42 * rows), layout="constrained")
        axes = figure.subplots()
        for cell in cells:
            _draw(axes, cell, peak)
        quarters = {cell.row: _quarter(cell.week.monday) for cell in cells}
        axes.set_yticks(list(quarters), [f"{year} Q{number}" for year, number in quarters.values()])
        axes.set_xticks([])
        axes.set_xlabel(_("weeks of the quarter, each by its Monday; the frame is the peak"))
        axes.set_xlim(-0.55, max(cell.column for cell in cells) + 0.55)
        axes.set_ylim(rows - 0.45, -0.55)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        return picture(svg_text(figure), in_a_row((_("Renewals to start in each week."), forecast.sentence)))


def _draw(axes: Axes, cell: _Cell, peak: Week) -> None:
    week = cell.week
    share = week.renewals / peak.renewals
    shade = _LIGHTEST + (_DARKEST - _LIGHTEST) * share if week.renewals else 0.0
    ink = "#6b6b6b" if not week.renewals else "white" if shade >= _WHITE_FROM else "black"
    is_peak = week == peak
    axes.add_patch(
        Rectangle(
            (cell.column - 0.46, cell.row - 0.44), 0.92, 0.88, facecolor=_SHADES(shade),
            edgecolor="black" if is_peak else "#c9d3df", linewidth=2.2 if is_peak else 0.6,
        )
    )  # fmt: skip
    # They lie within their cells, which the layout need not find out by measuring each of them.
    inside: Any = {"ha": "center", "va": "center", "color": ink, "in_layout": False}
    weight = "bold" if week.renewals else "normal"
    axes.text(cell.column, cell.row - 0.1, f"{week.renewals:,}", fontsize=10, fontweight=weight, **inside)
    axes.text(cell.column, cell.row + 0.28, f"{week.monday:%m-%d}", fontsize=6.5, **inside)


def _cells(weeks: tuple[Week, ...]) -> Iterator[_Cell]:
    first = _quarter(weeks[0].monday)
    for week in weeks:
        year, quarter = _quarter(week.monday)
        row = (year - first[0]) * 4 + quarter - first[1]
        yield _Cell(week, row, (week.monday - dt.date(year, 3 * quarter - 2, 1)).days // 7)


def _quarter(day: dt.date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3
