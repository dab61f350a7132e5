"""Which zones get a wildcard, drawn: named bars for a few zones, a profile for many."""

from __future__ import annotations

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from airec_planning import names
from airec_planning.costs.cheapest import CertificateSet, Whole
from airec_planning.language import N_, _
from airec_planning.outputs.drawing import STYLE, plain_text, svg_text
from airec_planning.outputs.fragments import Fragment, paragraph, picture
from airec_planning.text import apart, in_a_row, plural, shorten, visible

_MOST_NAMED = 25
_STEEP = 100
"""The names of the largest zone from which on a zone of one name is too low to be seen beside it."""
_WILDCARD, _BY_NAME = "#0072b2", "#e69f00"


def zones(found: CertificateSet) -> Fragment:
    """The zones that had the choice by how many names they hold, largest first, and which of them got a wildcard."""
    problem = found.problem
    if not problem.open_zones:
        return paragraph(_("No zone has the choice between a wildcard and certificates by name."))
    chosen = set(found.wildcarded)
    listed = [(zone, len(members), zone in chosen) for zone, members in problem.open_zones]
    several = len(listed) > _MOST_NAMED
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 3.0 if several else 1.1 + 0.24 * len(listed)), layout="constrained")
        axes = figure.subplots()
        if several:
            _profile(axes, listed)
        else:
            _bars(axes, listed)
        figure.legend(handles=_legend(listed), frameon=False, loc="outside upper left", ncols=2)
        demanded = len(problem.forced)
        said = [_said(listed)]
        if demanded:
            said.append(_("{zones} whose wildcard is demanded are not drawn.", zones=plural(demanded, "zone")))
        return picture(svg_text(figure), in_a_row(said))


def _legend(listed: list[tuple[str, int, bool]]) -> list[Patch]:
    """What is drawn, and no more."""
    wildcards = sum(wildcard for _zone, _size, wildcard in listed)
    rest = len(listed) - wildcards
    by_name = _("by name: {zones}", zones=plural(rest, "zone"))
    by_wildcard = _("a wildcard: {zones}", zones=plural(wildcards, "zone"))
    patches = [
        (wildcards, Patch(facecolor=_WILDCARD, label=by_wildcard)),
        (rest, Patch(facecolor=_BY_NAME, hatch="///", edgecolor="white", linewidth=0, label=by_name)),
    ]
    return [patch for count, patch in patches if count]


def _bars(axes: Axes, listed: list[tuple[str, int, bool]]) -> None:
    for at, (_zone, size, wildcard) in enumerate(listed):
        axes.barh(
            at, size, height=0.7, color=_WILDCARD if wildcard else _BY_NAME, hatch=None if wildcard else "///",
            edgecolor="white", linewidth=0,
        )  # fmt: skip
        axes.annotate(f"{size:,}", (size, at), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(listed)), [_label(zone) for zone, _size, _wildcard in listed])
    axes.set_ylim(len(listed) - 0.4, -0.6)
    axes.set_xlim(0, max(size for _zone, size, _wildcard in listed) * 1.1)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_xlabel(_("names in the zone"))


def _profile(axes: Axes, listed: list[tuple[str, int, bool]]) -> None:
    sizes = np.array([size for _zone, size, _wildcard in listed])
    wildcards = np.array([wildcard for _zone, _size, wildcard in listed])
    steep = sizes.max() > _STEEP
    floor = 0.5 if steep else 0.0
    for mask, colour, hatch in ((wildcards, _WILDCARD, None), (~wildcards, _BY_NAME, "///")):
        axes.stairs(
            np.where(mask, sizes, floor), np.arange(len(sizes) + 1), baseline=floor, fill=True, color=colour,
            hatch=hatch, edgecolor="white", linewidth=0,
        )  # fmt: skip
    plain = FuncFormatter(lambda value, _at: f"{value:,.0f}")
    if steep:
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.yaxis.set_major_formatter(plain)
    axes.xaxis.set_major_formatter(plain)
    axes.set_xlim(0, len(sizes))
    # Room for the label of the cut above the largest zone.
    axes.set_ylim(floor, float(sizes.max() / floor) ** 1.2 * floor if steep else sizes.max() * 1.2)
    axes.set_xlabel(_("zones, the largest first"))
    axes.set_ylabel(_("names in the zone, logarithmic" if steep else "names in the zone"))
    _cut(axes, sizes, wildcards)


def _cut(axes: Axes, sizes: Whole, wildcards: NDArray[np.bool_]) -> None:
    """Where wildcards end and names begin, if it is one place."""
    cut = int(wildcards.sum())
    if not 0 < cut < len(sizes) or not wildcards[:cut].all():
        return
    axes.axvline(cut, color="black", linewidth=0.8)
    left = cut > len(sizes) / 2
    # Zones of one size may lie on both sides: then the size is no rule.
    if sizes[cut] < sizes[cut - 1]:
        said = _(
            "{zones} with a wildcard: {least} or more; {rest:,} by name",
            zones=plural(cut, "zone"),
            least=plural(int(sizes[cut - 1]), "name"),
            rest=len(sizes) - cut,
        )
    else:
        said = _("{zones} with a wildcard; {rest:,} by name", zones=plural(cut, "zone"), rest=len(sizes) - cut)
    axes.annotate(
        said, (cut, 1), xycoords=("data", "axes fraction"), xytext=(-4 if left else 4, 0), textcoords="offset points",
        ha="right" if left else "left", va="top", fontsize=8,
    )  # fmt: skip


def _said(listed: list[tuple[str, int, bool]]) -> str:
    wildcards = [size for _zone, size, wildcard in listed if wildcard]
    by_name = [size for _zone, size, wildcard in listed if not wildcard]
    parts = [
        _(said, zones=plural(len(sizes), "zone"), names=_span(sizes))
        for sizes, said in (
            (wildcards, N_("{zones} with a wildcard, with {names}")),
            (by_name, N_("{zones} by name, with {names}")),
        )
        if sizes
    ]
    return _(
        "{parts}. The largest is {zone} with {names}.",
        parts=apart(parts),
        zone=visible(names.both_forms(listed[0][0])),
        names=plural(listed[0][1], "name"),
    )


def _span(sizes: list[int]) -> str:
    low, high = min(sizes), max(sizes)
    return plural(low, "name") if low == high else _("{low:,} to {high:,} names", low=low, high=high)


def _label(zone: str) -> str:
    return plain_text(shorten(visible(names.unicode_form(zone)), 34))
