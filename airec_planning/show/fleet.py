"""What the notebook over all deployments shows, and their page: one call for each cell."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from airec_planning import tables
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.language import N_, _
from airec_planning.money import yuan
from airec_planning.outputs.fleet_figure import fleet_weeks_figure
from airec_planning.outputs.fragments import Cell, Fragment, badge, folded, paragraph, table, together
from airec_planning.runs.fleet import Fleet
from airec_planning.runs.fleet_urgency import STATES
from airec_planning.runs.folders import LATEST
from airec_planning.text import plural, visible

MOST = 7
"""Of what grows with the fleet: the rest is counted. So few that a page offers no filter, which would miss the rest."""
_ALL = 20
"""Deployments that are shown one and all."""
_HEADERS = (
    N_("Deployment"), N_("State"), N_("Why"), N_("Errors"), N_("Warnings"), N_("As of"), N_("Next expiry"), N_("Path"),
    N_("Cost now, yuan"), N_("Horizon, yuan"), N_("Other path, yuan"),
)  # fmt: skip
_FIGURES = (3, 4, 8, 9, 10)
_URGENT = 7
"""The columns of these that say what is urgent."""


def fleet_states(fleet: Fleet) -> Fragment:
    """How many deployments are in each state, and how many were not run at the newest as-of date."""
    found = fleet.deployments
    if found.empty:
        return no_report_yet(fleet)
    counts = found["state"].value_counts()
    rows: list[list[Cell]] = [
        [badge(state), int(counts[state]), _(meaning)] for state, meaning in STATES.items() if state in counts
    ]
    counted = table([_("State"), _("Deployments"), _("Which says")], rows, empty="", numeric=(1,))
    stale = int(found["stale"].sum())
    if not (stale and fleet.as_of):
        return counted
    said = (
        N_("{stale} of {all:,} is stale: not run as of {day}. What is said of them is what their last whole run said.")
        if stale == 1
        else N_(
            "{stale} of {all:,} are stale: not run as of {day}. What is said of them is what their last whole run said."
        )
    )
    day = f"{fleet.as_of:%Y-%m-%d}"
    return together(counted, paragraph(_(said, stale=plural(stale, "deployment"), all=len(found), day=day)))


def fleet_deployments(fleet: Fleet) -> Fragment:
    """The deployments, the most urgent first, each with why and a link to its run; of many the first, then all."""
    rows = [_row(fleet, row) for row in tables.records(fleet.deployments)]
    headers = [*map(_, _HEADERS)]
    if len(rows) <= _ALL:
        return table(headers, rows, empty=_("No report yet."), numeric=_FIGURES)
    first = table(headers[:_URGENT], [row[:_URGENT] for row in rows[:MOST]], empty="", numeric=_FIGURES[:2])
    everything = table(headers, rows, empty="", numeric=_FIGURES)
    return together(first, folded(_("All {count:,} deployments, the most urgent first", count=len(rows)), everything))


def fleet_peak(fleet: Fleet) -> Fragment:
    """How many renewals the fleet has to start, in which week the most, and for which deployments, in sentences."""
    forecast = fleet.forecast
    if forecast is None:
        return paragraph(_("No renewal is known yet."))
    said = [paragraph(forecast.sentence, "answer")]
    if forecast.peak and len(fleet.deployments) > 1:
        weigh = [f"{name} ({count:,})" for name, count in forecast.peak_deployments]
        said.append(paragraph(_("In that week: {deployments}.", deployments=_and_more(weigh, 5))))
    shortest = fleet.deployments["forecast_days"].min()
    if not pd.isna(shortest) and int(shortest) < forecast.days:
        days = plural(int(shortest), "day")
        said.append(paragraph(_("Some deployments look ahead {days} only: expiry.forecast_days.", days=days)))
    return together(*said, *unread_note(fleet, "renewals"))


def fleet_renewals(fleet: Fleet) -> Fragment:
    """A picture: how many renewals have to be started in each week, what several deployments share once."""
    forecast = fleet.forecast
    if forecast is None or forecast.peak is None:
        return paragraph(_("There is nothing to draw: no renewal is known."))
    return fleet_weeks_figure(forecast.weeks, forecast.peak, forecast.sentence)


def no_report_yet(fleet: Fleet) -> Fragment:
    """What there is to say of a fleet without a run."""
    return paragraph(
        _(
            "No report has been made yet in {folder}. One is made by: airec-planning report DEPLOYMENT --output "
            "{folder}",
            folder=fleet.reports,
        )
    )


def run_link(fleet: Fleet, name: str, title: str = "") -> Markup:
    """A deployment as a link to its latest whole run, as seen from where the fleet was read."""
    place = Markup("{}/{}/index.html").format(_place(fleet, name), LATEST)
    return Markup('<a href="{}">{}</a>').format(place, visible(title or name))


def run_links(fleet: Fleet, names: tuple[str, ...], most: int = 3) -> Markup:
    """The first of several deployments as links, the rest counted."""
    shown = Markup(", ").join(run_link(fleet, name) for name in names[:most])
    if len(names) <= most:
        return shown
    more = Markup(_("{shown} and {count:,} more"))  # noqa: S704  # a message of ours
    return more.format(shown=shown, count=len(names) - most)


def unread_note(fleet: Fleet, part: str) -> list[Fragment]:
    """A sentence on the deployments of which a table is not known; none where all could be read."""
    names = fleet.unread(part)
    if not names:
        return []
    said = _(
        "Not counted: {deployments} whose table of {part} is not there or cannot be read, {names}. The next report "
        "makes it anew.",
        deployments=plural(len(names), "deployment"),
        part=part,
        names=_and_more(list(names), 5),
    )
    return [paragraph(said)]


def amount(fen: Any) -> str:
    """An amount of fen in yuan; empty where it is not known."""
    return "" if pd.isna(fen) else f"{yuan(int(fen)):,}"


def _row(fleet: Fleet, row: dict[str, Any]) -> list[Cell]:
    name, title = row["deployment"], row["title"]
    known = Markup("{}").format(visible(title)) if not row["run"] else run_link(fleet, name, title)
    return [
        known if title == name else Markup('{} <span class="soft">{}</span>').format(known, visible(name)),
        badge(row["state"]),
        _why(fleet, row),
        "" if pd.isna(row["errors"]) else int(row["errors"]),
        "" if pd.isna(row["warnings"]) else int(row["warnings"]),
        _as_of(row),
        _day(row["next_expiry"]),
        _(PATH_NAMES[row["path"]]) if row["path"] in PATH_NAMES else "",
        amount(row["now"]),
        amount(row["horizon"]),
        _("{amount}, not open", amount=amount(row["other_horizon"]))
        if row["other_blocked"]
        else amount(row["other_horizon"]),
    ]


def _why(fleet: Fleet, row: dict[str, Any]) -> Cell:
    if not row["failed"]:
        return str(row["reason"])
    page = "index.html" if row["failed_page"] else ""
    place = f"{_place(fleet, row['deployment'])}/{quote(row['failed'])}/{page}"
    failed, also, rest = row["reason"].partition("; ")
    return Markup('<a href="{}">{}</a>{}').format(place, failed, also + rest)


def _as_of(row: dict[str, Any]) -> Cell:
    day = _day(row["as_of"])
    return Markup("{} {}").format(day, badge("stale")) if row["stale"] else day


def _day(moment: Any) -> str:
    return "" if pd.isna(moment) else f"{moment:%Y-%m-%d}"


def _place(fleet: Fleet, name: str) -> str:
    """Where a deployment's runs are, as a link: a name that looks like an address of its own stays a name."""
    return "/".join(quote(os.fsencode(part)) for part in (fleet.links, name) if part)


def _and_more(names: list[str], most: int) -> str:
    shown = ", ".join(visible(name) for name in names[:most])
    return _("{shown} and {count:,} more", shown=shown, count=len(names) - most) if len(names) > most else shown
