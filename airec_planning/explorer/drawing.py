"""What both paths have cost by each day, as SVG written by hand: matplotlib takes a hundred times longer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from airec_planning.costs.comparison import Comparison
from airec_planning.costs.path_facts import PATH_NAMES, Path
from airec_planning.language import _
from airec_planning.money import cost_text
from airec_planning.outputs.fragments import Fragment, picture
from airec_planning.text import plural

_WIDTH, _HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 150, 12, 38
_COLOURS: Mapping[Path, tuple[str, str]] = {"https": ("#0072b2", ""), "ca": ("#d55e00", "7 4")}
"""Okabe and Ito's; told apart by the dashes too."""
_APART = 15
"""Pixels between two labels, one above the other."""


@dataclass(frozen=True)
class _Scale:
    days: int
    top: float

    def x(self, day: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * day / self.days, 1)

    def y(self, fen: float) -> float:
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * fen / self.top, 1)


def cost_so_far(now: Comparison, base: Comparison) -> Fragment:
    """Both paths as they are now, and in grey as they are set, where that differs."""
    days = now.settings.horizon.days
    lines = {path: _cumulated(now, path) for path in PATH_NAMES}
    before = {path: _cumulated(base, path) for path in PATH_NAMES}
    tops = [points[-1][1] for points in (*lines.values(), *before.values()) if points]
    scale = _Scale(days, max(*tops, 50) * 1.05)
    grey = [
        _line(points, scale, "currentColor", _COLOURS[path][1], 'opacity="0.35" stroke-width="1.5"')
        for path, points in before.items()
        if points != lines[path]
    ]
    drawn = [_line(points, scale, *_COLOURS[path], 'stroke-width="2.5"') for path, points in lines.items()]
    ends = {path: cost_text(points[-1][1]) for path, points in lines.items()}
    svg = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-size="12" fill="currentColor">{}</svg>'
    ).format(_WIDTH, _HEIGHT, Markup("").join([*_axes(scale), *grey, *drawn, *_labels(lines, scale)]))
    said = _(
        "Cost so far by day over {days}: at the end HTTPS path {https} yuan, CA path {ca} yuan.",
        days=plural(days, "day"), https=ends["https"], ca=ends["ca"],
    )  # fmt: skip
    return picture(str(svg), " ".join([said, *([_("Faint lines: as set.")] if grey else [])]))


def _cumulated(comparison: Comparison, path: str) -> list[tuple[int, int]]:
    """From which day on a path has cost how much, fen; the last at the end of the horizon."""
    by_day: dict[int, int] = {}
    for amounts in comparison.outlays_by_path[path].by_day.values():
        for day, amount in amounts.items():
            by_day[day] = by_day.get(day, 0) + amount
    points, so_far = [(0, 0)], 0
    for day in sorted(by_day):
        so_far += by_day[day]
        points.append((day, so_far))
    return [*points, (comparison.settings.horizon.days, so_far)]


def _line(points: Sequence[tuple[int, int]], scale: _Scale, colour: str, dashes: str, more: str) -> Markup:
    """Steps, cut off at the end of the horizon; of those that fall on one pixel, the last."""
    by_pixel = {scale.x(day): scale.y(fen) for day, fen in points if day <= scale.days}
    steps = [(x, y) for (_x, before), (x, after) in pairwise(by_pixel.items()) for y in (before, after)]
    path = " ".join(f"{x:g},{y:g}" for x, y in [*list(by_pixel.items())[:1], *steps])
    return Markup('<polyline fill="none" stroke="{}" stroke-dasharray="{}" {} points="{}"/>').format(
        colour,
        dashes,
        Markup(more),  # noqa: S704  # written above
        path,
    )


def _labels(lines: Mapping[Path, Sequence[tuple[int, int]]], scale: _Scale) -> list[Markup]:
    """What each path costs in the end, beside its end, the upper one moved up where they would meet."""
    ends = sorted((scale.y(points[-1][1]), path, points[-1][1]) for path, points in lines.items())
    upper, lower = (height for height, _path, _cost in ends)
    middle, shift = (upper + lower) / 2, max(0.0, _APART - (lower - upper)) / 2
    heights = [upper, lower] if not shift else [middle - _APART / 2, middle + _APART / 2]
    over = max(0.0, heights[1] - (_HEIGHT - _BOTTOM))
    return [
        Markup('<text x="{}" y="{}">{} {}</text>').format(
            _WIDTH - _RIGHT + 6, round(height - over + 4, 1), _(PATH_NAMES[path]), cost_text(cost)
        )
        for height, (_own, path, cost) in zip(heights, ends, strict=True)
    ]


def _axes(scale: _Scale) -> list[Markup]:
    """Two axes with round figures, and a line across for each amount."""
    right, floor = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    step, every = _round_step(scale.top / 100 / 4), max(1, _round_step(scale.days / 8))
    amounts = [step * i for i in range(int(scale.top / 100 / step) + 1)]
    places = max(0, -math.floor(math.log10(step)))
    drawn = [
        Markup('<path d="M{0} {1}H{2}" stroke="currentColor" opacity="0.15"/>').format(_LEFT, scale.y(a * 100), right)
        + Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(
            _LEFT - 6, scale.y(a * 100) + 4, f"{a:,.{places}f}"
        )
        for a in amounts
    ]
    drawn += [
        Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(scale.x(day), floor + 16, f"{day:,.0f}")
        for day in (every * i for i in range(int(scale.days / every) + 1))
    ]
    middle = (_LEFT + right) / 2
    drawn.append(Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(middle, _HEIGHT - 6, _("days")))
    middle = (_TOP + floor) / 2
    drawn.append(
        Markup('<text transform="translate(12 {}) rotate(-90)" text-anchor="middle">{}</text>').format(
            middle, _("yuan so far")
        )
    )
    return drawn


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 ... that is no less."""
    tens = 10.0 ** math.floor(math.log10(least))
    return next(tens * factor for factor in (1, 2, 5, 10) if tens * factor >= least)
