"""Expiries over time, drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from matplotlib import rc_context
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from airec_planning import names, tables
from airec_planning.audit.expiry import days_left, days_since, expiry_state
from airec_planning.language import _
from airec_planning.outputs.drawing import STYLE, dates_below, svg_text
from airec_planning.outputs.fragments import Fragment, paragraph, picture
from airec_planning.setting_sections import Expiry
from airec_planning.text import plural, shorten, visible

# Okabe and Ito's colours, in falling darkness so that they differ in greyscale too.
_STATE_COLOURS = {
    "expired": "#8a2b06", "not-yet-valid": "#6b6b6b", "critical": "#d55e00", "warning": "#e69f00", "notice": "#7fc4ec",
    "ok": "#009e73",
}  # fmt: skip
_HATCHES = {"expired": "///", "not-yet-valid": "||", "critical": "xx"}
_MOST_BARS = 40


def expiry_timeline(certificates: pd.DataFrame, as_of: dt.datetime, thresholds: Expiry) -> Fragment:
    """The validity of each server certificate as a bar, the soonest end first, with the as-of date's line."""
    rows = _servers(certificates)
    if not rows:
        return paragraph(_("There are no certificates to draw."))
    shown = rows[:_MOST_BARS]
    with rc_context(STYLE):
        figure = Figure(figsize=(7.2, 0.9 + 0.24 * len(shown)), layout="constrained")
        axes = figure.subplots()
        first, last = _window(shown, as_of)
        seen: dict[str, Any] = {}
        for at, row in enumerate(shown):
            state = expiry_state(row["not_before"], row["not_after"], as_of, thresholds)
            start, stop = max(row["not_before"], first), min(row["not_after"], last)
            bar = axes.barh(
                at, date2num(stop) - date2num(start), left=date2num(start), height=0.62, color=_STATE_COLOURS[state],
                hatch=_HATCHES.get(state), edgecolor="white", linewidth=0,
            )  # fmt: skip
            seen.setdefault(state, bar)
            axes.annotate(
                _left(row, as_of),
                (date2num(stop), at),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.axvline(date2num(as_of), color="black", linewidth=1)
        axes.annotate(
            _("as of {day}", day=as_of.date()), (date2num(as_of), 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", fontsize=8,
        )  # fmt: skip
        axes.set_yticks(range(len(shown)), [_label(row).replace("$", r"\$") for row in shown])
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(date2num(first), date2num(last) + (date2num(last) - date2num(first)) * 0.16)
        axes.legend(
            seen.values(),
            map(_, seen),
            frameon=False,
            ncols=6,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.25 / len(shown) - 0.06),
            fontsize=8,
        )
        dates_below(axes)
        if len(rows) > len(shown):
            title = _("the first {shown} of {all:,} certificates", shown=len(shown), all=len(rows))
            axes.set_title(title, loc="right", fontsize=8)
        return picture(svg_text(figure), _said(shown, len(rows) - len(shown)))


def _said(shown: list[dict[str, Any]], left_out: int) -> str:
    soonest = shown[0]
    values = {
        "certificates": plural(len(shown), "certificate"),
        "first": _label(soonest),
        "day": soonest["not_after"].date(),
    }
    if left_out:
        return _(
            "Validity of {certificates}, the soonest end first; {more} that end later are not drawn. "
            "First: {first}, {day}.",
            more=left_out,
            **values,
        )
    return _("Validity of {certificates}, the soonest end first. First: {first}, {day}.", **values)


def _servers(certificates: pd.DataFrame) -> list[dict[str, Any]]:
    known = certificates[(certificates["role"] == "server") & certificates["not_after"].notna()]
    known = known[known["not_before"].notna()].drop_duplicates("sha256")
    return tables.records(known.sort_values(["not_after", "file", "position"]))


def _window(rows: list[dict[str, Any]], as_of: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From a little before the as-of date to the last end, at most three years ahead."""
    latest = max(row["not_after"] for row in rows)
    last = min(max(latest, as_of + dt.timedelta(days=90)), as_of + dt.timedelta(days=1095))
    earliest = min(row["not_before"] for row in rows)
    return max(earliest, as_of - dt.timedelta(days=400)), last


def _label(row: dict[str, Any]) -> str:
    name = (row["san_dns"] or (row["common_name"] or row["file"],))[0]
    return shorten(visible(names.unicode_form(name)), 40)


def _left(row: dict[str, Any], as_of: dt.datetime) -> str:
    left = days_left(row["not_after"], as_of)
    if left >= 0:
        return _("{days:,} d", days=left)
    return _("{days:,} d ago", days=days_since(row["not_after"], as_of))
