"""The JSON documents of the commands: fields that others rely on.

Each document's ``schema`` names its version; a change of meaning is a new number. The JSON Schemas in
``airec_planning/schemas`` are made from these classes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from airec_planning.outputs.costs_schema import CostsDocument
from airec_planning.outputs.diff_schema import DiffDocument
from airec_planning.outputs.document import Document
from airec_planning.outputs.requests_schema import RequestsDocument
from airec_planning.outputs.run_diff_schema import HistoryDocument, RunDiffDocument

REPORT_SCHEMA: Final = "airec-planning/report/1"


class PlaceEntry(Document):
    file: str
    position: int


class CertificateEntry(Document):
    file: str
    position: int
    places: list[PlaceEntry]
    sha256: str
    subject: str
    common_name: str
    issuer: str
    serial_number: str
    not_before: str | None
    not_after: str | None
    san_dns: list[str]
    san_ip: list[str]
    san_other: list[str]
    key_algorithm: str
    key_bits: int | None
    signature_algorithm: str
    is_ca: bool
    self_issued: bool
    private_key: Literal["none", "matches", "encrypted", "differs", "unsupported"]
    private_key_file: str
    superseded_by: str
    problems: list[str]


class UnreadableEntry(Document):
    file: str
    position: int | None
    reason: str
    message: str
    remedy: str


class PassedOverEntry(Document):
    file: str
    position: int | None
    reason: str
    message: str


class InventoryDocument(Document):
    schema_: Literal["airec-planning/inventory/1"] = Field("airec-planning/inventory/1", alias="schema")
    certificates: list[CertificateEntry]
    unreadable: list[UnreadableEntry]
    passed_over: list[PassedOverEntry]


class RuleEntry(Document):
    rule: str
    path: Literal["https", "ca"]
    effect: Literal["requires", "favours", "blocks", "notes"]
    evidence: str


class DecideDocument(Document):
    schema_: Literal["airec-planning/decide/1"] = Field("airec-planning/decide/1", alias="schema")
    name: str
    path: Literal["https", "ca"]
    scenario: Literal[1, 2]
    reason: str
    rules: list[RuleEntry]


class CoverageEntry(Document):
    domain: str
    match: Literal["exact", "wildcard", "none"]
    sha256: str
    file: str
    state: str
    days_left: int | None
    explanation: str


class RenewalEntry(Document):
    sha256: str
    file: str
    name: str
    domains: list[str]
    services: list[str]
    not_after: str
    start_by: str
    week: str
    overdue: bool
    kind: Literal["existing", "projected"]
    how: str


class ForecastEntry(Document):
    days: int
    renewals: int
    overdue: int
    peak_week: str | None
    peak_renewals: int
    sentence: str


class FindingEntry(Document):
    check: str
    severity: Literal["error", "warning", "notice", "skipped", "ok"]
    subject: str
    message: str
    remedy: str
    file: str


class AuditDocument(Document):
    schema_: Literal["airec-planning/audit/1"] = Field("airec-planning/audit/1", alias="schema")
    name: str
    as_of: str
    coverage: list[CoverageEntry]
    renewals: list[RenewalEntry]
    forecast: ForecastEntry
    findings: list[FindingEntry]
    counts: dict[str, int]


class CheckEntry(Document):
    check: str
    sentence: str


class ChecksDocument(Document):
    schema_: Literal["airec-planning/checks/1"] = Field("airec-planning/checks/1", alias="schema")
    checks: list[CheckEntry]


class UnmappedEntry(Document):
    row: int
    domain: str
    reason: str


class ConflictEntry(Document):
    row: int
    column: str
    theirs: str
    ours: str
    overwritten: bool


class MappingDocument(Document):
    schema_: Literal["airec-planning/mapping/1"] = Field("airec-planning/mapping/1", alias="schema")
    file: str
    rows: int
    filled: int
    unmapped: list[UnmappedEntry]
    conflicts: list[ConflictEntry]
    lacking_columns: list[str]
    rejected: int


class SettingEntry(Document):
    key: str
    value: str
    origin: str


class SummaryDocument(Document):
    schema_: Literal["airec-planning/report/1"] = Field(REPORT_SCHEMA, alias="schema")
    name: str
    title: str
    as_of: str
    version: str
    decision: DecideDocument
    costs: CostsDocument
    required_domains: int
    counts: dict[str, int]
    states: dict[str, int]
    next_expiry: str | None
    mapping: MappingDocument
    inputs: dict[str, str]
    settings: list[SettingEntry]


ALL: dict[str, type[Document]] = {
    "inventory": InventoryDocument,
    "decide": DecideDocument,
    "costs": CostsDocument,
    "audit": AuditDocument,
    "checks": ChecksDocument,
    "mapping": MappingDocument,
    "requests": RequestsDocument,
    "diff": DiffDocument,
    "run-diff": RunDiffDocument,
    "history": HistoryDocument,
    "report": SummaryDocument,
}


def json_schema(name: str) -> str:
    """The JSON Schema of a command's document."""
    schema = ALL[name].model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


def _write_all() -> None:
    folder = Path(__file__).parent.parent / "schemas"
    folder.mkdir(exist_ok=True)
    for name in ALL:
        (folder / f"{name}.json").write_text(json_schema(name), encoding="utf-8")


if __name__ == "__main__":
    _write_all()
