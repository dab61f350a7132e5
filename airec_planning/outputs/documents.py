"""Tables and results into the JSON documents of ``outputs.schemas``."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeVar

import pandas as pd

from airec_planning import tables
from airec_planning.audit.findings import checks
from airec_planning.audit.renewals import Forecast
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.costs.comparison import Comparison, PathCost
from airec_planning.costs.decision import Decision, Path
from airec_planning.inputs.inventory import Inventory
from airec_planning.money import yuan_text
from airec_planning.outputs.assumptions import assumptions
from airec_planning.outputs.schemas import (
    AssumptionEntry,
    AuditDocument,
    CertificateEntry,
    CheckEntry,
    ChecksDocument,
    ConflictEntry,
    CostsDocument,
    CoverageEntry,
    DecideDocument,
    Document,
    FindingEntry,
    ForecastEntry,
    InventoryDocument,
    MappingDocument,
    PassedOverEntry,
    PathEntry,
    PathsEntry,
    PlaceEntry,
    ProofEntry,
    PurchaseEntry,
    RenewalEntry,
    RequestEntry,
    RuleEntry,
    ScenarioEntry,
    UnmappedEntry,
    UnreadableEntry,
)
from airec_planning.outputs.workbook import Filled
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import changed_settings
from airec_planning.text import visible

Entry = TypeVar("Entry", bound=Document)


def inventory_document(inventory: Inventory) -> InventoryDocument:
    places: dict[str, list[PlaceEntry]] = defaultdict(list)
    for place in tables.records(inventory.places):
        places[place["sha256"]].append(PlaceEntry(file=_plain(place["file"]), position=place["position"]))
    columns = CertificateEntry.model_fields.keys() - {"places"}
    certificates = [
        CertificateEntry(places=places[row["sha256"]], **{key: _plain(row[key]) for key in columns})
        for row in tables.records(inventory.certificates)
    ]
    return InventoryDocument(
        certificates=certificates,
        unreadable=_entries(UnreadableEntry, inventory.unreadable),
        passed_over=_entries(PassedOverEntry, inventory.passed_over),
    )


def _entries(kind: type[Entry], frame: pd.DataFrame) -> list[Entry]:
    return [kind(**{key: _plain(row[key]) for key in kind.model_fields}) for row in tables.records(frame)]


def decide_document(name: str, decision: Decision) -> DecideDocument:
    return DecideDocument(
        name=name,
        path=decision.path,
        scenario=decision.scenario,
        reason=decision.reason,
        rules=[
            RuleEntry(rule=rule.rule, path=rule.path, effect=rule.effect, evidence=rule.evidence)
            for rule in decision.rules
        ],
    )


def costs_document(
    name: str,
    as_of: dt.datetime,
    decision: Decision,
    comparison: Comparison,
    requests: pd.DataFrame,
    settings: Settings,
    overrides: Mapping[str, str],
    scenarios: Mapping[str, Comparison],
) -> CostsDocument:
    return CostsDocument(
        name=name,
        as_of=moment_text(as_of),
        recommended=decision.path,
        horizon_days=settings.horizon.days,
        paths=PathsEntry(
            https=_path_entry("https", comparison.https, decision), ca=_path_entry("ca", comparison.ca, decision)
        ),
        purchases=[
            PurchaseEntry(
                order=row["order"],
                domain=row["domain"],
                type=row["type"],
                price=yuan_text(row["price"]),
                charge=yuan_text(row["charge"]),
                account=row["account"],
                covers=list(row["covers"]),
            )
            for row in tables.records(comparison.purchases)
        ],
        requests=[
            RequestEntry(name=visible(row["name"]), domains=list(row["domains"]), source=row["source"])
            for row in tables.records(requests)
        ],
        optimality=ProofEntry(
            method=comparison.proof.method,
            wildcards=comparison.proof.wildcards,
            cost=yuan_text(comparison.proof.cost),
        ),
        scenarios=[
            ScenarioEntry(
                name=scenario,
                changed=changed_settings(settings, result.settings),
                https=_path_entry("https", result.https, decision),
                ca=_path_entry("ca", result.ca, decision),
            )
            for scenario, result in scenarios.items()
        ],
        assumptions=[
            AssumptionEntry(key=a.key, value=a.value, origin=a.origin, statement=a.statement)
            for a in assumptions(settings, overrides)
        ],
    )


def audit_document(
    name: str,
    as_of: dt.datetime,
    coverage: pd.DataFrame,
    findings: pd.DataFrame,
    renewals: pd.DataFrame,
    forecast: Forecast,
) -> AuditDocument:
    return AuditDocument(
        name=name,
        as_of=moment_text(as_of),
        coverage=_entries(CoverageEntry, coverage),
        renewals=_entries(RenewalEntry, renewals),
        forecast=forecast_entry(forecast),
        findings=[FindingEntry(**row) for row in tables.records(findings)],
        counts=severity_counts(findings),
    )


def checks_document() -> ChecksDocument:
    """Every check with its sentence, in the order in which they run."""
    return ChecksDocument(checks=[CheckEntry(check=name, sentence=text) for name, text in checks().items()])


def forecast_entry(forecast: Forecast) -> ForecastEntry:
    peak = forecast.peak
    return ForecastEntry(
        days=forecast.days,
        renewals=forecast.renewals,
        overdue=forecast.overdue,
        peak_week=f"{peak.monday}T00:00:00Z" if peak else None,
        peak_renewals=peak.renewals if peak else 0,
        sentence=forecast.sentence,
    )


def mapping_document(file: str, mapping: pd.DataFrame, filled: Filled, rejected: int = 0) -> MappingDocument:
    """``rejected`` counts the entries of the planner's files that could not be taken."""
    open_rows = mapping[mapping["unmapped"] != ""]
    return MappingDocument(
        file=visible(file),
        rows=len(mapping),
        filled=len(mapping) - len(open_rows),
        unmapped=[
            UnmappedEntry(row=row["row"], domain=row["domain"], reason=visible(row["unmapped"]))
            for row in tables.records(open_rows)
        ],
        conflicts=[
            ConflictEntry(row=c.row, column=c.column, theirs=visible(c.theirs), ours=visible(c.ours))
            for c in filled.conflicts
        ],
        lacking_columns=list(filled.lacking),
        rejected=rejected,
    )


def severity_counts(findings: pd.DataFrame) -> dict[str, int]:
    """How many findings of each severity, all five always named."""
    counts = findings["severity"].value_counts()
    return {severity: int(counts.get(severity, 0)) for severity in SEVERITIES}


def moment_text(moment: dt.datetime) -> str:
    """ISO 8601 in UTC with a Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year > 999 else moment.isoformat()


def _path_entry(path: Path, cost: PathCost, decision: Decision) -> PathEntry:
    return PathEntry(
        feasible=decision.feasible(path),
        blockers=list(decision.blockers(path)),
        creation_cost=yuan_text(cost.creation),
        horizon_cost=yuan_text(cost.horizon),
        certificates=cost.certificates,
        free=cost.free,
        accounts=cost.accounts,
        peak=cost.peak,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [visible(str(item)) for item in value]
    if isinstance(value, str):
        return visible(value)
    if pd.isna(value):
        return None
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return value
