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
from airec_planning.audit.expiry import USABLE
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.money import yuan_text
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.planning import Plan
from airec_planning.runs.fleet import Fleet
from airec_planning.runs.fleet_urgency import NOT_READY, READY
from airec_planning.text import plural, visible

_LACKING = {
    "missing": "without a certificate",
    "expired": "whose certificate has expired",
    "not-yet-valid": "whose certificate is not valid yet",
    "refused": "whose certificate is refused",
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
    found = f"{plural(document.counts['error'], 'error')} and {plural(document.counts['warning'], 'warning')}"
    mapped = f"{document.mapping.filled:,} of {plural(document.mapping.rows, 'row')} mapped"
    domains = plural(document.required_domains, "domain")
    return f"{found}. {valid:,} of {domains} named by a valid certificate, {mapped}."


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
    return f"{Decimal(amount):,} yuan"


def in_days(day: dt.date, as_of: dt.date) -> str:
    """``today``, ``in 12 days``, ``3 days ago``."""
    days = (day - as_of).days
    return "today" if not days else f"in {plural(days, 'day')}" if days > 0 else f"{plural(-days, 'day')} ago"


def _ready(deployments: pd.DataFrame) -> Block:
    unready = (deployments["state"] == NOT_READY) | (deployments["errors"].fillna(0) > 0)
    failed, count = deployments["failed"] != "", len(deployments)
    unread = int((~failed & (deployments["run"] == "")).sum())
    ready = count - int((unready | (deployments["run"] == "")).sum())
    overdue, stale = int(deployments["overdue"].fillna(0).sum()), int(deployments["stale"].sum())
    told = (
        (int(failed.sum()), "newest run", "failed"),
        (unread, "newest run", "that cannot be read"),
        (overdue, "renewal", "overdue"),
        (stale, "deployment", "stale"),
    )
    lines = tuple(f"{plural(number, noun)} {said}" for number, noun, said in told if number)
    about = f"{'deployment' if count == 1 else 'deployments'} without an error"
    kind: Literal["ok", "error"] = "ok" if ready == count and not lines else "error"
    return Block("Ready", f"{ready:,} of {count:,}", about, lines, kind, "#urgency", "Each deployment, and why")


def _next_expiry(whole: pd.DataFrame) -> Block:
    known = tables.records(whole[whole["next_expiry"].notna()].sort_values(["next_expiry", "deployment"]).head(1))
    if not known:
        return Block("Next expiry", "none", "No valid certificate serves a required domain")
    as_of, day = (known[0][column].date() for column in ("as_of", "next_expiry"))
    about = f"{visible(known[0]['title'])}, {in_days(day, as_of)} as of {as_of}"
    return Block("Next expiry", str(day), about, (), "plain", "#renewals", "Renewals by week")


def _fleet_cost(whole: pd.DataFrame) -> Block:
    now, horizon = (yuan(yuan_text(int(whole[column].sum()))) for column in ("now", "horizon"))
    about = f"and {horizon} over the horizon, all deployments together"
    return Block("Cost now", now, about, (), "plain", "#costs", "Costs by deployment and path")


def _broken(document: SummaryDocument) -> Block:
    errors, warnings = document.counts["error"], document.counts["warning"]
    lacking = [(document.states.get(state, 0), said) for state, said in _LACKING.items()]
    lines = [f"{plural(count, 'domain')} {said}" for count, said in lacking if count]
    beside = plural(warnings, "warning") if warnings else "no warning"
    return Block(
        "What is broken",
        plural(errors, "error") if errors else "Nothing",
        f"and {beside}" if errors else beside.capitalize(),
        tuple(lines),
        "error" if errors else "warning" if warnings else "ok",
        "02-expiry-audit.html#Broken-now",
        "Each fault and its remedy",
    )


def _next(plan: Plan, document: SummaryDocument) -> Block:
    as_of = plan.as_of.date()
    block = partial(Block, "What is next", link="02-expiry-audit.html#Breaks-next", onward="Every renewal and expiry")
    expiry = document.next_expiry and dt.date.fromisoformat(document.next_expiry[:10])
    lines = (f"Next expiry: {expiry}, {in_days(expiry, as_of)}",) if expiry else ()
    days = plural(plan.settings.expiry.forecast_days, "day")
    if plan.renewals.empty:
        return block("Nothing", f"No renewal to start within {days}", lines, "ok")
    lines = (*lines, f"{plural(len(plan.renewals), 'renewal')} to start within {days}")
    first = tables.records(plan.renewals.head(1))[0]
    day, name = first["start_by"].date(), visible(names.both_forms(first["name"]))
    overdue = int(plan.renewals["overdue"].sum())
    if overdue:
        about = f"{name} was to be started by {day}; it is valid until {first['not_after']:%Y-%m-%d}"
        return block(f"{overdue:,} overdue", about, lines, "error")
    return block(str(day), f"is the day to start {name} by, {in_days(day, as_of)}", lines)


def _costs(document: SummaryDocument) -> Block:
    path = document.decision.path
    cost = document.costs.paths.https if path == "https" else document.costs.paths.ca
    verb = "to create" if path == "https" else "to have issued"
    return Block(
        "What it costs",
        yuan(cost.creation_cost),
        f"now, and {yuan(cost.horizon_cost)} over {plural(document.costs.horizon_days, 'day')}",
        (f"{PATH_NAMES[path]}: {plural(cost.certificates, 'certificate')} {verb}",),
        "plain",
        "01-path-costs.html",
        "The decision and every charge",
    )
