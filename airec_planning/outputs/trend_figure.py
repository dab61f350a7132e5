"""The figures of several runs over time, drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from airec_planning.language import _
from airec_planning.outputs.drawing import STYLE, amount_text, dates_below, svg_text
from airec_planning.outputs.fragments import Fragment, picture
from airec_planning.outputs.run_figures import RunFigures
from airec_planning.text import apart, plural

# Dark enough for white paper, light enough when dark mode inverts them; the lines and marks differ too.
_ERRORS, _WARNINGS, _VALID, _REQUIRED, _COST = "#8a2b06", "#b36b00", "#009e73", "#6b6b6b", "#0072b2"
_MOST_MARKED = 40
"""Runs that have a mark each; of more the lines alone are drawn."""


def trend_figure(runs: Sequence[RunFigures]) -> Fragment:
    """Errors and warnings, domains that a valid certificate names, and the cost over the horizon, by as-of date.

    ``runs`` has one run a date, the oldest first.
    """
    with rc_context(STYLE):
        # Placed by hand: the layout engines draw everything once more, which takes as long as the picture itself.
        figure = Figure(figsize=(7.2, 4.6))
        places = {"left": 0.09, "right": 0.99, "top": 0.94, "bottom": 0.1, "hspace": 0.42}
        findings, domains, cost = figure.subplots(3, sharex=True, gridspec_kw=places)
        _line(findings, runs, lambda run: run.errors, _("errors"), _ERRORS, "-o")
        _line(findings, runs, lambda run: run.warnings, _("warnings"), _WARNINGS, "--s")
        _line(domains, runs, lambda run: run.domains, _("required domains"), _REQUIRED, ":^")
        _line(domains, runs, lambda run: run.valid, _("named by a valid certificate"), _VALID, "-o")
        _line(cost, runs, _yuan, _("cost over the horizon, yuan"), _COST, "-o")
        for axes in (findings, domains, cost):
            _finish(axes)
        cost.yaxis.set_major_formatter(FuncFormatter(_short))
        return picture(svg_text(figure), _said(runs))


def _line(
    axes: Axes,
    runs: Sequence[RunFigures],
    value: Callable[[RunFigures], float | None],
    label: str,
    colour: str,
    form: str,
) -> None:
    """A figure as it stood from run to run; a run that does not hold it leaves a gap."""
    known = [value(run) for run in runs]
    values = [float("nan") if one is None else one for one in known]
    line, mark = form[:-1], form[-1] if len(runs) <= _MOST_MARKED else ""
    axes.plot(
        date2num([run.as_of for run in runs]), values, marker=mark, linestyle=line, color=colour, label=label,
        linewidth=1.6, markersize=4,
    )  # fmt: skip


def _finish(axes: Axes) -> None:
    high = max(axes.get_ylim()[1], 1)
    axes.set_ylim(-0.04 * high, 1.04 * high)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    dates_below(axes, least=2)
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, fontsize=9, borderaxespad=0.1)


def _short(value: float, _position: object = None) -> str:
    """A round amount in the few letters that there are beside the axis: 40, 12.5k, 300M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if abs(value) >= size:
            return f"{value / size:,.4g}{letter}"
    return f"{value:.4g}"


def _yuan(run: RunFigures) -> float | None:
    return None if run.horizon is None else run.horizon / 100


def _said(runs: Sequence[RunFigures]) -> str:
    first, last = runs[0], runs[-1]
    told = (
        _change(_("errors"), first.errors, last.errors),
        _change(_("warnings"), first.warnings, last.warnings),
        _change(_("required domains"), first.domains, last.domains),
        _change(_("those named by a valid certificate"), first.valid, last.valid),
        _change(_("cost over the horizon in yuan"), first.horizon, last.horizon, amount_text),
    )
    return _(
        "{runs} from {first} to {last}, three lines of figures. {told}.",
        runs=plural(len(runs), "run"),
        first=first.as_of.date(),
        last=last.as_of.date(),
        told=apart(told).capitalize(),
    )


def _change(what: str, first: int | None, last: int | None, said: Callable[[int], str] = "{:,}".format) -> str:
    was, now = (_("not known") if one is None else said(one) for one in (first, last))
    if was == now:
        return _("{what} {was} at both ends", what=what, was=was)
    return _("{what} from {was} to {now}", what=what, was=was, now=now)
