"""A run, and all deployments, at a glance: what is broken, what is next, what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Literal

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.expiry import USABLE, days_left
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.language import N_, _
from airec_planning.money import yuan_text
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.plan import Plan
from airec_planning.runs.fleet import Fleet
from airec_planning.runs.fleet_urgency import NOT_READY, READY
from airec_planning.text import in_days, plural, visible

_LACKING = {
    "missing": N_("{domains} without a certificate"),
    "expired": N_("{domains} whose certificate has expired"),
    "not-yet-valid": N_("{domains} whose certificate is not valid yet"),
    "refused": N_("{domains} whose certificate is refused"),
}


@dataclass(frozen=True)
class Block:
    """One figure, and what belongs to it."""

    title: str
    figure: str
    about: str
    lines: tuple[str, ...] = ()
    kind: Literal["error", "warning", "ok", "plain"] = "plain"
    link: str = ""
    onward: str = ""


def state_of(counts: dict[str, int]) -> str:
    """A whole run's state in a word, by its findings."""
    return NOT_READY if counts["error"] else READY


def state_sentence(document: SummaryDocument) -> str:
    """What the state's word rests on."""
    valid = sum(document.states.get(state, 0) for state in USABLE)
    return _(
        "{errors} and {warnings}. {valid:,} of {domains} named by a valid certificate, {filled:,} of {rows} mapped.",
        errors=plural(document.counts["error"], "error"),
        warnings=plural(document.counts["warning"], "warning"),
        valid=valid,
        domains=plural(document.required_domains, "domain"),
        filled=document.mapping.filled,
        rows=plural(document.mapping.rows, "row"),
    )


def run_at_a_glance(plan: Plan, document: SummaryDocument, pages: Collection[str]) -> list[Block]:
    """The three blocks that a run's page begins with; each leads to its page if that is among ``pages``."""
    blocks = [_broken(document), _next(plan, document), _costs(document)]
    return [block if block.link.partition(".")[0] in pages else replace(block, link="") for block in blocks]


def fleet_at_a_glance(fleet: Fleet) -> list[Block]:
    """How many deployments are ready, what expires next, what all of it costs; nothing where no run is whole."""
    whole = fleet.deployments[fleet.deployments["run"] != ""]
    return [] if whole.empty else [_ready(fleet.deployments), _next_expiry(whole), _fleet_cost(whole)]


def yuan(amount: str) -> str:
    """A document's amount as people read it: 12,345.50 yuan."""
    return _("{amount:,} yuan", amount=Decimal(amount))


def _ready(deployments: pd.DataFrame) -> Block:
    unready = (deployments["state"] == NOT_READY) | (deployments["errors"].fillna(0) > 0)
    failed, count = deployments["failed"] != "", len(deployments)
    unread = int((~failed & (deployments["run"] == "")).sum())
    ready = count - int((unready | (deployments["run"] == "")).sum())
    overdue, stale = int(deployments["overdue"].fillna(0).sum()), int(deployments["stale"].sum())
    told = (
        (int(failed.sum()), _("{count} failed", count=plural(int(failed.sum()), "newest run"))),
        (unread, _("{count} that cannot be read", count=plural(unread, "newest run"))),
        (overdue, _("{count} overdue", count=plural(overdue, "renewal"))),
        (stale, _("{count} stale", count=plural(stale, "deployment"))),
    )
    lines = tuple(said for number, said in told if number)
    about = _("deployment without an error") if count == 1 else _("deployments without an error")
    kind: Literal["ok", "error"] = "ok" if ready == count and not lines else "error"
    figure = _("{ready:,} of {all:,}", ready=ready, all=count)
    return Block(_("Ready"), figure, about, lines, kind, "#urgency", _("Each deployment, and why"))


def _next_expiry(whole: pd.DataFrame) -> Block:
    known = tables.records(whole[whole["next_expiry"].notna()].sort_values(["next_expiry", "deployment"]).head(1))
    if not known:
        return Block(_("Next expiry"), _("none"), _("No valid certificate serves a required domain"))
    as_of, ends = (known[0][column] for column in ("as_of", "next_expiry"))
    title = visible(known[0]["title"])
    left = in_days(days_left(ends, as_of))
    about = _("{deployment}, {in_days} as of {as_of}", deployment=title, in_days=left, as_of=as_of.date())
    return Block(_("Next expiry"), str(ends.date()), about, (), "plain", "#renewals", _("Renewals by week"))


def _fleet_cost(whole: pd.DataFrame) -> Block:
    now, horizon = (yuan(yuan_text(int(whole[column].sum()))) for column in ("now", "horizon"))
    about = _("and {horizon} over the horizon, all deployments together", horizon=horizon)
    return Block(_("Cost now"), now, about, (), "plain", "#costs", _("Costs by deployment and path"))


def _broken(document: SummaryDocument) -> Block:
    errors, warnings = document.counts["error"], document.counts["warning"]
    lacking = [(document.states.get(state, 0), said) for state, said in _LACKING.items()]
    lines = [_(said, domains=plural(count, "domain")) for count, said in lacking if count]
    beside = plural(warnings, "warning") if warnings else _("no warning")
    return Block(
        _("What is broken"),
        plural(errors, "error") if errors else _("Nothing"),
        _("and {warnings}", warnings=beside) if errors else beside.capitalize(),
        tuple(lines),
        "error" if errors else "warning" if warnings else "ok",
        "02-expiry-audit.html#Broken-now",
        _("Each fault and its remedy"),
    )


def _next(plan: Plan, document: SummaryDocument) -> Block:
    link, onward = "02-expiry-audit.html#Breaks-next", _("Every renewal and expiry")
    block = partial(Block, _("What is next"), link=link, onward=onward)
    lines: tuple[str, ...] = ()
    if document.next_expiry:
        ends = dt.datetime.fromisoformat(document.next_expiry)
        left = in_days(days_left(ends, plan.as_of))
        lines = (_("Next expiry: {day}, {in_days}", day=ends.date(), in_days=left),)
    days = plural(plan.settings.expiry.forecast_days, "day")
    if plan.renewals.empty:
        return block(_("Nothing"), _("No renewal to start within {days}", days=days), lines, "ok")
    due = plural(len(plan.renewals), "renewal")
    lines = (*lines, _("{renewals} to start within {days}", renewals=due, days=days))
    first = tables.records(plan.renewals.head(1))[0]
    day, name = first["start_by"].date(), visible(names.both_forms(first["name"]))
    overdue = int(plan.renewals["overdue"].sum())
    if overdue:
        said = N_("{name} was to be started by {day}; it is valid until {until:%Y-%m-%d}")
        about = _(said, name=name, day=day, until=first["not_after"])
        return block(_("{overdue:,} overdue", overdue=overdue), about, lines, "error")
    about = _("is the day to start {name} by, {in_days}", name=name, in_days=in_days((day - plan.as_of.date()).days))
    return block(str(day), about, lines)


def _costs(document: SummaryDocument) -> Block:
    path = document.decision.path
    cost = document.costs.paths.https if path == "https" else document.costs.paths.ca
    horizon, days = yuan(cost.horizon_cost), plural(document.costs.horizon_days, "day")
    said = N_("{path}: {count} to create") if path == "https" else N_("{path}: {count} to have issued")
    return Block(
        _("What it costs"),
        yuan(cost.creation_cost),
        _("now, and {horizon} over {days}", horizon=horizon, days=days),
        (_(said, path=_(PATH_NAMES[path]), count=plural(cost.certificates, "certificate")),),
        "plain",
        "01-path-costs.html",
        _("The decision and every charge"),
    )
