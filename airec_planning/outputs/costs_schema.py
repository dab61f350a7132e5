"""The JSON document of ``costs``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from airec_planning.outputs.document import Document


class PathEntry(Document):
    feasible: bool
    blockers: list[str]
    creation_cost: str
    horizon_cost: str
    present_value: str
    certificates: int
    free: int
    accounts: int
    peak: int
    creations: int
    labour_hours: str


class PathsEntry(Document):
    https: PathEntry
    ca: PathEntry


class ItemEntry(Document):
    path: Literal["https", "ca"]
    item: Literal["platform", "labour", "fixed"]
    now: str
    horizon: str
    per_year: str
    present: str


class PurchaseEntry(Document):
    order: int
    date: str
    domain: str
    type: Literal["standard", "wildcard", "enterprise"]
    price: str
    charge: str
    reason: str
    account: int
    covers: list[str]


class RequestEntry(Document):
    name: str
    domains: list[str]
    addresses: list[str]
    source: str


class AssumptionEntry(Document):
    key: str
    value: str
    origin: str
    statement: str


class NeighbourEntry(Document):
    wildcards: int
    certificates: int
    cost: str


class BoundEntry(Document):
    cost: str
    sentence: str


class ProofEntry(Document):
    method: str
    minimised: Literal["creation", "horizon"]
    wildcards: int
    cost: str
    neighbours: list[NeighbourEntry]
    lower_bound: BoundEntry | None


class StaggeringEntry(Document):
    room: int
    peak_together: int
    days_to_fit: int | None
    peak_then: int
    widest_days: int
    least_peak: int
    days_until_deployment: int | None


class ScenarioEntry(Document):
    name: str
    changed: dict[str, str]
    https: PathEntry
    ca: PathEntry
    https_now_change: str
    https_horizon_change: str
    ca_horizon_change: str


class SwingEntry(Document):
    figure: str
    low: str
    base: str
    high: str
    https_low: str
    https_high: str
    ca_low: str
    ca_high: str
    origin: str


class BreakEvenEntry(Document):
    figure: str
    base: str
    turns_at: str
    cheaper_then: Literal["https", "ca", "neither"]


class PercentilesEntry(Document):
    measure: Literal["https", "ca", "difference"]
    p10: str
    p50: str
    p90: str


class SobolEntry(Document):
    figure: str
    alone: int
    in_all: int


class WhatIfEntry(Document):
    tornado: list[SwingEntry]
    break_evens: list[BreakEvenEntry]
    percentiles: list[PercentilesEntry]
    sobol_thousandths: list[SobolEntry]
    https_dearer_in_thousand: int
    samples: int
    seed: int


class CostsDocument(Document):
    schema_: Literal["airec-planning/costs/1"] = Field("airec-planning/costs/1", alias="schema")
    name: str
    as_of: str
    currency: Literal["CNY"] = "CNY"
    recommended: Literal["https", "ca"]
    horizon_days: int
    paths: PathsEntry
    items: list[ItemEntry]
    purchases: list[PurchaseEntry]
    requests: list[RequestEntry]
    optimality: ProofEntry
    staggering: StaggeringEntry
    saving_over_horizon: str
    scenarios: list[ScenarioEntry]
    what_if: WhatIfEntry | None
    assumptions: list[AssumptionEntry]
