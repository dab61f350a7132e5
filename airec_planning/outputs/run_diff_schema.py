"""The JSON documents of ``diff`` between two runs, and of ``history``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from airec_planning.outputs.document import Document

Direction = Literal["worse", "better", "other"]


class RunEntry(Document):
    run: str
    as_of: str
    version: str | None


class NameChangeEntry(Document):
    kind: Literal["domain", "address"]
    name: str
    was: str | None
    now: str | None
    direction: Direction


class CertificateChangeEntry(Document):
    sha256: str
    label: str
    names: list[str]
    file: str
    not_after: str | None
    role: str


class RenewedEntry(Document):
    new: CertificateChangeEntry
    replaced: list[CertificateChangeEntry]


class FindingChangeEntry(Document):
    check: str
    subject: str
    file: str
    was: Literal["error", "warning", ""]
    now: Literal["error", "warning", ""]
    message: str
    direction: Direction


class OverdueEntry(Document):
    sha256: str
    name: str


class ValueChangeEntry(Document):
    key: str
    was: str | None
    now: str | None


class CostChangeEntry(Document):
    path: str
    now_was: str
    now: str
    horizon_was: str
    horizon: str


class RowChangeEntry(Document):
    product: str
    service: str
    domain: str
    was: str | None
    now: str | None


class RowCountsEntry(Document):
    rows_was: int
    rows: int
    filled_was: int
    filled: int


class RunDiffDocument(Document):
    schema_: Literal["airec-planning/run-diff/1"] = Field("airec-planning/run-diff/1", alias="schema")
    currency: Literal["CNY"] = "CNY"
    old: RunEntry
    new: RunEntry
    changed: bool
    worse: bool
    sentences: list[str]
    names: list[NameChangeEntry]
    certificates_new: list[CertificateChangeEntry]
    certificates_gone: list[CertificateChangeEntry]
    renewed: list[RenewedEntry]
    findings: list[FindingChangeEntry]
    overdue: list[OverdueEntry]
    path: ValueChangeEntry | None
    costs: list[CostChangeEntry]
    rows: list[RowChangeEntry]
    row_counts: RowCountsEntry | None
    settings: list[ValueChangeEntry]
    version: ValueChangeEntry | None
    inputs: list[ValueChangeEntry]
    unknown: list[str]


class FiguresEntry(Document):
    run: str
    as_of: str
    version: str | None
    path: str | None
    errors: int | None
    warnings: int | None
    domains: int | None
    valid: int | None
    certificates: int | None
    cost_now: str | None
    cost_horizon: str | None


class HistoryDocument(Document):
    schema_: Literal["airec-planning/history/1"] = Field("airec-planning/history/1", alias="schema")
    currency: Literal["CNY"] = "CNY"
    runs: list[FiguresEntry]
