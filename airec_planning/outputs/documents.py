"""Tables and results into the JSON documents of ``outputs.schemas``."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from airec_planning import tables
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.costs.decision import Decision
from airec_planning.outputs.document import Document
from airec_planning.outputs.schemas import (
    AuditDocument,
    CertificateEntry,
    CheckEntry,
    ChecksDocument,
    ConflictEntry,
    CoverageEntry,
    DecideDocument,
    FindingEntry,
    ForecastEntry,
    InventoryDocument,
    MappingDocument,
    PassedOverEntry,
    PlaceEntry,
    RenewalEntry,
    RuleEntry,
    UnmappedEntry,
    UnreadableEntry,
)
from airec_planning.text import moment_text, visible

if TYPE_CHECKING:
    from airec_planning.audit.renewals import Forecast
    from airec_planning.inputs.inventory import Inventory
    from airec_planning.outputs.workbook.in_place import Filled

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
    from airec_planning.audit.findings import checks  # noqa: PLC0415  # with cryptography: no other document needs it

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
            ConflictEntry(
                row=c.row, column=c.column, theirs=visible(c.theirs), ours=visible(c.ours), overwritten=c.overwritten
            )
            for c in filled.conflicts
        ],
        lacking_columns=list(filled.lacking),
        rejected=rejected,
    )


def severity_counts(findings: pd.DataFrame) -> dict[str, int]:
    """How many findings of each severity, all five always named."""
    counts = findings["severity"].value_counts()
    return {severity: int(counts.get(severity, 0)) for severity in SEVERITIES}


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
