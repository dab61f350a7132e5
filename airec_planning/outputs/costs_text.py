"""The costs as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from airec_planning import names
from airec_planning.costs.path_facts import PATH_NAMES, Path
from airec_planning.money import signed
from airec_planning.outputs.costs_schema import CostsDocument, PathEntry, StaggeringEntry, WhatIfEntry
from airec_planning.outputs.fragments import Cell, text_table
from airec_planning.text import plural

_MOST_SWINGS = 10
"""Figures of the tornado that are shown."""


def costs_text(document: CostsDocument) -> str:
    """Both paths, what to do on the recommended one, why, what would change it, and what the figures rest on."""
    parts = [
        f"{document.name}, as of {document.as_of[:10]}. Recommended: {PATH_NAMES[document.recommended]}",
        _paths(document),
        *_lists(document),
        *_scenarios(document),
        *(_what_if(document.what_if) if document.what_if else ()),
        "These figures rest on (--json has each in words):",
        text_table(["setting", "value", "from"], [[a.key, a.value, a.origin] for a in document.assumptions]),
    ]
    return "\n\n".join(parts)


def _paths(document: CostsDocument) -> str:
    horizon = f"{document.horizon_days:,} days"
    headers = ["", "open", "certificates", "free", "accounts", "peak", "now, yuan", f"over {horizon}, yuan"]
    rows = [_path_row("https", document.paths.https), _path_row("ca", document.paths.ca)]
    return text_table([*headers, "work, hours"], rows, numeric=range(2, 9))


def _path_row(path: Path, entry: PathEntry) -> list[Cell]:
    return [
        PATH_NAMES[path], "yes" if entry.feasible else "no", entry.certificates, entry.free, entry.accounts,
        entry.peak or "", entry.creation_cost, entry.horizon_cost, entry.labour_hours,
    ]  # fmt: skip


def _lists(document: CostsDocument) -> list[str]:
    https = [_purchases(document), "\n".join(_why(document))]
    if document.recommended == "https":
        return ["Create in the console, in this order:", *https]
    ca = text_table(
        ["certificate", "subject alternative names", "source"],
        [[r.name, ", ".join([*map(names.both_forms, r.domains), *r.addresses]), r.source] for r in document.requests],
    )
    return ["Have issued by the own CA:", ca, "If the HTTPS path were taken, create in this order:", *https]


def _purchases(document: CostsDocument) -> str:
    dated = len({p.date for p in document.purchases}) > 1
    headers = ["order", *(["date"] if dated else []), "domain", "type", "price", "charge", "account", "covers", "why"]
    rows: list[list[Cell]] = [
        [
            p.order, *([p.date[:10]] if dated else []), names.both_forms(p.domain), p.type, p.price, p.charge,
            p.account, len(p.covers), p.reason,
        ]
        for p in document.purchases
    ]  # fmt: skip
    first = 4 if dated else 3
    return text_table(headers, rows, numeric=(0, *range(first, first + 4)))


def _why(document: CostsDocument) -> Iterator[str]:
    """Why no set is cheaper, and what the dates do to the quota."""
    proof = document.optimality
    beside = "; ".join(f"{plural(n.wildcards, 'wildcard')} {n.cost}" for n in proof.neighbours)
    what = "costs less to create" if proof.minimised == "creation" else "costs less over the horizon"
    least = f"No set {what} than {proof.cost} yuan, and none of that cost has fewer certificates"
    yield f"{least}: {proof.method}{f' ({beside})' if beside else ''}."
    if proof.lower_bound and Decimal(proof.lower_bound.cost):
        yield proof.lower_bound.sentence
    if Decimal(document.saving_over_horizon) > 0:
        days = plural(document.horizon_days, "day")
        how = 'horizon.minimise = "horizon"'
        yield f"Over {days} another set costs {document.saving_over_horizon} yuan less: {how}."
    dates = document.staggering
    if dates.peak_together > dates.room:
        yield " ".join(_dates(dates))


def _dates(dates: StaggeringEntry) -> Iterator[str]:
    yield f"Created all on one day, {dates.peak_together:,} are held at once; the accounts hold {dates.room:,}."
    if dates.days_to_fit:
        yield f"Spread over {plural(dates.days_to_fit, 'day')} {dates.peak_then:,} are."
    yield f"Spread over {plural(dates.widest_days, 'day')} {dates.least_peak:,} are."
    if dates.days_until_deployment is not None:
        yield f"Until the deployment there {_are(dates.days_until_deployment)}."


def _are(days: int) -> str:
    return f"{'is' if days == 1 else 'are'} {plural(days, 'day')}"


def _scenarios(document: CostsDocument) -> list[str]:
    if not document.scenarios:
        return []
    base = document.paths
    rows: list[list[Cell]] = [
        ["as set", "", base.https.creation_cost, base.https.horizon_cost, "", base.ca.horizon_cost, ""]
    ]
    for scenario in document.scenarios:
        changed = ", ".join(f"{key}={value}" for key, value in scenario.changed.items())
        https, ca = scenario.https, scenario.ca
        rows.append(
            [
                scenario.name, changed, https.creation_cost, https.horizon_cost, signed(scenario.https_horizon_change),
                ca.horizon_cost, signed(scenario.ca_horizon_change),
            ]
        )  # fmt: skip
    headers = ["scenario", "changed", "HTTPS now, yuan", "HTTPS horizon", "change", "CA horizon", "change"]
    return ["Scenarios:", text_table(headers, rows, numeric=range(2, 7))]


def _what_if(what_if: WhatIfEntry) -> Iterator[str]:
    yield "What moves the cost over the horizon most, each figure alone, yuan:"
    headers = ["figure", "from", "to", "HTTPS path", "", "CA path", "", "range"]
    rows: list[list[Cell]] = [
        [
            s.figure, s.low, s.high, signed(s.https_low), signed(s.https_high), signed(s.ca_low), signed(s.ca_high),
            s.origin,
        ]
        for s in what_if.tornado[:_MOST_SWINGS]
    ]  # fmt: skip
    yield text_table(headers, rows, numeric=range(1, 7))
    yield "Where another path becomes the cheaper one, each figure alone:"
    turns: list[list[Cell]] = [[b.figure, b.base, b.turns_at, b.cheaper_then] for b in what_if.break_evens]
    yield text_table(["figure", "as set", "turns at", "cheaper then"], turns, numeric=(1, 2))
    yield f"Where all of them are uncertain at once ({what_if.samples:,} samples, seed {what_if.seed}), yuan:"
    rows = [[p.measure, p.p10, p.p50, p.p90] for p in what_if.percentiles]
    yield text_table(["", "P10", "P50", "P90"], rows, numeric=(1, 2, 3))
