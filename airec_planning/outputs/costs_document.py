"""The costs into their JSON document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.costs.comparison import Comparison, PathCost
from airec_planning.costs.decision import Decision
from airec_planning.costs.path_facts import Path
from airec_planning.costs.uncertainty import Uncertainty
from airec_planning.money import yuan_text
from airec_planning.outputs.assumptions import assumptions
from airec_planning.outputs.costs_schema import (
    AssumptionEntry,
    BoundEntry,
    BreakEvenEntry,
    CostsDocument,
    ItemEntry,
    NeighbourEntry,
    PathEntry,
    PathsEntry,
    PercentilesEntry,
    ProofEntry,
    PurchaseEntry,
    RequestEntry,
    ScenarioEntry,
    SobolEntry,
    StaggeringEntry,
    SwingEntry,
    WhatIfEntry,
)
from airec_planning.setting_values import changed_settings
from airec_planning.text import moment_text, visible


def costs_document(
    name: str,
    decision: Decision,
    comparison: Comparison,
    scenarios: Mapping[str, Comparison],
    overrides: Mapping[str, str],
    what_if: WhatIfEntry | None = None,
) -> CostsDocument:
    """Both paths under the settings of ``comparison``, and each scenario against them."""
    settings = comparison.settings
    return CostsDocument(
        name=name,
        as_of=moment_text(comparison.estate.as_of),
        recommended=decision.path,
        horizon_days=settings.horizon.days,
        paths=PathsEntry(
            https=_path_entry("https", comparison.https, decision), ca=_path_entry("ca", comparison.ca, decision)
        ),
        items=[ItemEntry(**_in_yuan(tables.COSTS, row)) for row in tables.records(comparison.costs)],
        purchases=[PurchaseEntry(**_in_yuan(tables.PURCHASES, row)) for row in tables.records(comparison.purchases)],
        requests=[
            RequestEntry(
                name=visible(row["name"]),
                domains=list(row["domains"]),
                addresses=list(row["addresses"]),
                source=row["source"],
            )
            for row in tables.records(comparison.estate.requests)
        ],
        optimality=_proof_entry(comparison),
        staggering=_staggering_entry(comparison),
        saving_over_horizon=yuan_text(comparison.saving),
        scenarios=[_scenario_entry(each, comparison, result, decision) for each, result in scenarios.items()],
        what_if=what_if,
        assumptions=[
            AssumptionEntry(key=a.key, value=a.value, origin=a.origin, statement=a.statement)
            for a in assumptions(settings, overrides)
        ],
    )


def what_if_entry(tornado: pd.DataFrame, break_evens: pd.DataFrame, uncertainty: Uncertainty) -> WhatIfEntry:
    """What would change the answer."""

    def entries(kind: Callable[..., Any], table: tables.Table, frame: pd.DataFrame) -> list[Any]:
        return [kind(**_in_yuan(table, row)) for row in tables.records(frame)]

    return WhatIfEntry(
        tornado=entries(SwingEntry, tables.TORNADO, tornado),
        break_evens=entries(BreakEvenEntry, tables.BREAK_EVENS, break_evens),
        percentiles=entries(PercentilesEntry, tables.PERCENTILES, uncertainty.percentiles),
        sobol_thousandths=entries(SobolEntry, tables.SOBOL, uncertainty.indices),
        https_dearer_in_thousand=round(1000 * uncertainty.https_dearer),
        samples=uncertainty.samples,
        seed=uncertainty.seed,
    )


def _in_yuan(table: tables.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its amounts as decimal strings, its dates as text and its lists as lists."""
    written: dict[str, Callable[[Any], Any]] = {"fen": yuan_text, "time": moment_text, "list": list}
    return {column.name: written.get(column.kind, lambda same: same)(row[column.name]) for column in table.columns}


def _path_entry(path: Path, cost: PathCost, decision: Decision) -> PathEntry:
    return PathEntry(
        feasible=decision.feasible(path),
        blockers=list(decision.blockers(path)),
        creation_cost=yuan_text(cost.creation),
        horizon_cost=yuan_text(cost.horizon),
        present_value=yuan_text(cost.present),
        certificates=cost.certificates,
        free=cost.free,
        accounts=cost.accounts,
        peak=cost.peak,
        creations=cost.creations,
        labour_hours=str(cost.labour_hours),
    )


def _proof_entry(comparison: Comparison) -> ProofEntry:
    proof = comparison.proof
    bound = proof.bound
    return ProofEntry(
        method=proof.method,
        minimised="horizon" if proof.minimised == "horizon" else "creation",
        wildcards=proof.wildcards,
        cost=yuan_text(proof.cost),
        neighbours=[
            NeighbourEntry(wildcards=wildcards, certificates=certificates, cost=yuan_text(cost))
            for wildcards, certificates, cost in proof.neighbours
        ],
        lower_bound=BoundEntry(cost=yuan_text(bound.cost), sentence=bound.sentence) if bound else None,
    )


def _staggering_entry(comparison: Comparison) -> StaggeringEntry:
    found = comparison.staggering
    return StaggeringEntry(
        room=found.room,
        peak_together=found.together,
        days_to_fit=found.days,
        peak_then=found.peak,
        widest_days=found.widest,
        least_peak=found.least,
        days_until_deployment=found.left,
    )


def _scenario_entry(name: str, baseline: Comparison, result: Comparison, decision: Decision) -> ScenarioEntry:
    return ScenarioEntry(
        name=name,
        changed=changed_settings(baseline.settings, result.settings),
        https=_path_entry("https", result.https, decision),
        ca=_path_entry("ca", result.ca, decision),
        https_now_change=yuan_text(result.https.creation - baseline.https.creation),
        https_horizon_change=yuan_text(result.https.horizon - baseline.https.horizon),
        ca_horizon_change=yuan_text(result.ca.horizon - baseline.ca.horizon),
    )
