"""The costs as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from airec_planning import names
from airec_planning.costs.path_facts import PATH_NAMES, Path
from airec_planning.costs.scenarios import BASELINE
from airec_planning.language import N_, _
from airec_planning.money import grouped, signed
from airec_planning.outputs.costs_schema import CostsDocument, PathEntry, StaggeringEntry, WhatIfEntry
from airec_planning.outputs.fragments import Cell, text_table
from airec_planning.text import apart, in_a_row, plural

_MOST_SWINGS = 10
"""Figures of the tornado that are shown."""


def costs_text(document: CostsDocument) -> str:
    """Both paths, what to do on the recommended one, why, what would change it, and what the figures rest on."""
    parts = [
        _(
            "{name}, as of {day}. Recommended: {path}",
            name=document.name,
            day=document.as_of[:10],
            path=_(PATH_NAMES[document.recommended]),
        ),
        _paths(document),
        *_lists(document),
        *_scenarios(document),
        *(_what_if(document.what_if) if document.what_if else ()),
        _("These figures rest on (--json has each in words):"),
        text_table(
            [_("setting"), _("value"), _("from")],
            [[_(a.key), _(a.value), _(a.origin)] for a in document.assumptions],
        ),
    ]
    return "\n\n".join(parts)


def _paths(document: CostsDocument) -> str:
    headers = [
        "", _("open"), _("certificates"), _("free"), _("accounts"), _("peak"), _("now, yuan"),
        _("over {days:,} days, yuan", days=document.horizon_days), _("work, hours"),
    ]  # fmt: skip
    rows = [_path_row("https", document.paths.https), _path_row("ca", document.paths.ca)]
    return text_table(headers, rows, numeric=range(2, 9))


def _path_row(path: Path, entry: PathEntry) -> list[Cell]:
    return [
        _(PATH_NAMES[path]), _("yes" if entry.feasible else "no"), entry.certificates, entry.free, entry.accounts,
        entry.peak or "", grouped(entry.creation_cost), grouped(entry.horizon_cost), grouped(entry.labour_hours),
    ]  # fmt: skip


def _lists(document: CostsDocument) -> list[str]:
    https = [_purchases(document), "\n".join(_why(document))]
    if document.recommended == "https":
        return [_("Create in the console, in this order:"), *https]
    ca = text_table(
        [_("certificate"), _("subject alternative names"), _("source")],
        [[r.name, ", ".join([*map(names.both_forms, r.domains), *r.addresses]), r.source] for r in document.requests],
    )
    return [_("Have issued by the own CA:"), ca, _("If the HTTPS path were taken, create in this order:"), *https]


def _purchases(document: CostsDocument) -> str:
    dated = len({p.date for p in document.purchases}) > 1
    headers = [
        _("order"), *([_("date")] if dated else []), _("domain"), _("type"), _("price"), _("charge"), _("account"),
        _("covers"), _("why"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            p.order, *([p.date[:10]] if dated else []), names.both_forms(p.domain), _(p.type), grouped(p.price),
            grouped(p.charge), p.account, len(p.covers), p.reason,
        ]
        for p in document.purchases
    ]  # fmt: skip
    first = 4 if dated else 3
    return text_table(headers, rows, numeric=(0, *range(first, first + 4)))


def _why(document: CostsDocument) -> Iterator[str]:
    """Why no set is cheaper, and what the dates do to the quota."""
    proof = document.optimality
    beside = apart(
        _("{wildcards} {cost}", wildcards=plural(n.wildcards, "wildcard"), cost=grouped(n.cost))
        for n in proof.neighbours
    )
    how = _("{method} ({beside})", method=proof.method, beside=beside) if beside else proof.method
    least = (
        N_("No set costs less to create than {cost} yuan, and none of that cost has fewer certificates: {how}.")
        if proof.minimised == "creation"
        else N_(
            "No set costs less over the horizon than {cost} yuan, and none of that cost has fewer certificates: {how}."
        )
    )
    yield _(least, cost=grouped(proof.cost), how=how)
    if proof.lower_bound and Decimal(proof.lower_bound.cost):
        yield proof.lower_bound.sentence
    if Decimal(document.saving_over_horizon) > 0:
        days = plural(document.horizon_days, "day")
        yield _(
            'Over {days} another set costs {less} yuan less: horizon.minimise = "horizon".',
            days=days,
            less=grouped(document.saving_over_horizon),
        )
    dates = document.staggering
    if dates.peak_together > dates.room:
        yield in_a_row(_dates(dates))


def _dates(dates: StaggeringEntry) -> Iterator[str]:
    yield _(
        "Created all on one day, {together:,} are held at once; the accounts hold {room:,}.",
        together=dates.peak_together,
        room=dates.room,
    )
    if dates.days_to_fit:
        yield _spread(dates.days_to_fit, dates.peak_then)
    yield _spread(dates.widest_days, dates.least_peak)
    if (left := dates.days_until_deployment) is not None:
        days = plural(left, "day")
        yield _(
            "Until the deployment there is {days}." if left == 1 else "Until the deployment there are {days}.",
            days=days,
        )


def _spread(days: int, held: int) -> str:
    return _("Spread over {days} {held:,} are.", days=plural(days, "day"), held=held)


def _scenarios(document: CostsDocument) -> list[str]:
    if not document.scenarios:
        return []
    https, ca = document.paths.https, document.paths.ca
    rows: list[list[Cell]] = [
        [_(BASELINE), "", grouped(https.creation_cost), grouped(https.horizon_cost), "", grouped(ca.horizon_cost), ""]
    ]
    for scenario in document.scenarios:
        changed = ", ".join(f"{key}={value}" for key, value in scenario.changed.items())
        https, ca = scenario.https, scenario.ca
        rows.append(
            [
                scenario.name, changed, grouped(https.creation_cost), grouped(https.horizon_cost),
                signed(scenario.https_horizon_change), grouped(ca.horizon_cost), signed(scenario.ca_horizon_change),
            ]
        )  # fmt: skip
    headers = [
        _("scenario"), _("changed"), _("HTTPS now, yuan"), _("HTTPS horizon"), _("change"), _("CA horizon"),
        _("change"),
    ]  # fmt: skip
    return [_("Scenarios:"), text_table(headers, rows, numeric=range(2, 7))]


def _what_if(what_if: WhatIfEntry) -> Iterator[str]:
    yield _("What moves the cost over the horizon most, each figure alone, yuan:")
    headers = [_("figure"), _("from"), _("to"), _("HTTPS path"), "", _("CA path"), "", _("range")]
    rows: list[list[Cell]] = [
        [
            s.figure, s.low, s.high, signed(s.https_low), signed(s.https_high), signed(s.ca_low), signed(s.ca_high),
            s.origin,
        ]
        for s in what_if.tornado[:_MOST_SWINGS]
    ]  # fmt: skip
    yield text_table(headers, rows, numeric=range(1, 7))
    yield _("Where another path becomes the cheaper one, each figure alone:")
    turns: list[list[Cell]] = [[b.figure, b.base, b.turns_at, _(b.cheaper_then)] for b in what_if.break_evens]
    yield text_table([_("figure"), _("as set"), _("turns at"), _("cheaper then")], turns, numeric=(1, 2))
    yield _(
        "Where all of them are uncertain at once ({samples:,} samples, seed {seed}), yuan:",
        samples=what_if.samples,
        seed=what_if.seed,
    )
    rows = [[_(p.measure), *map(grouped, (p.p10, p.p50, p.p90))] for p in what_if.percentiles]
    yield text_table(["", "P10", "P50", "P90"], rows, numeric=(1, 2, 3))
