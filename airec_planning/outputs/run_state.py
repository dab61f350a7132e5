"""What a run found, taken from its tables and its summary, as far as it is compared with another run."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from airec_planning.audit.verdicts import SEVERITIES

Rows = Sequence[Mapping[str, Any]]
Identity = tuple[str, str, str]
"""Of a finding: check, subject and file. Its message may count days, which change daily."""
MappedRow = tuple[str, str, str, int]
"""Of a row to map: product, service, domain, and which of those that are alike, from 1."""

NEEDED: dict[str, tuple[str, ...]] = {
    "required_domains": ("domain",),
    "coverage": ("domain", "state"),
    "address_coverage": ("address", "state"),
    "certificates": (
        "sha256", "subject", "common_name", "san_dns", "san_ip", "file", "not_before", "not_after", "role",
    ),
    "findings": ("severity", "check", "subject", "message", "file"),
    "renewals": ("sha256", "name", "kind", "overdue"),
    "costs": ("path", "now", "horizon"),
    "mapping": ("product", "service", "domain", "certificate_file", "unmapped"),
}  # fmt: skip
"""The columns of each table that are compared."""
TOLD = ("error", "warning")
"""The severities that are compared; a notice needs no one to act."""


@dataclass(frozen=True)
class RunName:
    """A run, as people find it."""

    folder: str
    """Its folder's name."""
    as_of: dt.datetime
    """Aware, UTC."""
    version: str | None
    """Of the tool; none where it is not known."""

    @property
    def day(self) -> str:
        """The as-of date, with the time where it is not midnight, UTC."""
        midnight = self.as_of.time() == dt.time()
        return f"{self.as_of:%Y-%m-%d}" if midnight else f"{self.as_of:%Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True)
class Certificate:
    """A certificate of a run, as far as it is compared."""

    sha256: str
    label: str
    """Its common name, else the first of its names or its subject, as they stand."""
    names: frozenset[str]
    """DNS names in lower case and addresses; of one without any its subject."""
    file: str
    not_before: dt.datetime | None
    not_after: dt.datetime | None
    role: str
    """``server``, ``intermediate`` or ``authority``."""


@dataclass(frozen=True)
class Found:
    """The worst result of a check on one thing."""

    severity: str
    message: str


@dataclass(frozen=True)
class Cost:
    """What a path costs, fen."""

    now: int
    horizon: int


@dataclass(frozen=True)
class RunState:
    """What a run found. A part is none where the run does not hold it, as an older version's may not."""

    run: RunName
    path: str | None
    """``https`` or ``ca``."""
    domains: Mapping[str, str] | None
    """The state of the coverage of each required domain; empty where that is not known."""
    addresses: Mapping[str, str] | None
    """The same of each address."""
    certificates: Mapping[str, Certificate] | None
    """By SHA-256."""
    findings: Mapping[Identity, Found] | None
    """Errors and warnings."""
    overdue: Mapping[str, str] | None
    """The first name of each certificate whose renewal should have been started, by SHA-256."""
    costs: Mapping[str, Cost] | None
    """By path."""
    mapped: Mapping[MappedRow, str] | None
    """The certificate file of each row of the mapping workbook; empty where none is mapped."""
    settings: Mapping[str, str] | None
    inputs: Mapping[str, str] | None
    """SHA-256 of each input file, by its path below the deployment folder."""


def run_state(folder: str, as_of: dt.datetime, tables: Mapping[str, Rows], summary: Mapping[str, Any]) -> RunState:
    """The state of a run, from those of its tables that could be read, with the columns that ``NEEDED`` names.

    ``summary`` is its ``summary.json``; what is not there in either is not known.
    """
    version = _text(summary.get("version"))
    settings = summary.get("settings")
    return RunState(
        run=RunName(folder, as_of, version),
        path=_text(_mapping(summary.get("decision")).get("path")),
        domains=_domains(tables),
        addresses=_states(tables.get("address_coverage"), "address"),
        certificates=_certificates(tables.get("certificates")),
        findings=_findings(tables.get("findings")),
        overdue=_overdue(tables.get("renewals")),
        costs=_costs(tables.get("costs")),
        mapped=_mapped(tables.get("mapping")),
        settings=_settings(settings) if isinstance(settings, list) else None,
        inputs={str(k): str(v) for k, v in _mapping(summary["inputs"]).items()} if "inputs" in summary else None,
    )


def _domains(tables: Mapping[str, Rows]) -> dict[str, str] | None:
    states = _states(tables.get("coverage"), "domain")
    if "required_domains" not in tables:
        return states
    return {row["domain"]: (states or {}).get(row["domain"], "") for row in tables["required_domains"]}


def _states(rows: Rows | None, key: str) -> dict[str, str] | None:
    return None if rows is None else {row[key]: row["state"] for row in rows}


def _certificates(rows: Rows | None) -> dict[str, Certificate] | None:
    return None if rows is None else {row["sha256"]: _certificate(row) for row in rows}


def _certificate(row: Mapping[str, Any]) -> Certificate:
    listed = [*row["san_dns"], *row["san_ip"]]
    names = frozenset(name.lower() for name in listed) or {f"subject {row['subject']}"}
    label = row["common_name"] or (listed[0] if listed else row["subject"]) or row["sha256"]
    dates = (row["not_before"], row["not_after"])
    return Certificate(row["sha256"], label, frozenset(names), row["file"], *dates, row["role"])


def _findings(rows: Rows | None) -> dict[Identity, Found] | None:
    if rows is None:
        return None
    found: dict[Identity, Found] = {}
    for row in sorted(rows, key=lambda row: (_rank(row["severity"]), row["message"])):
        if row["severity"] in TOLD:
            found.setdefault((row["check"], row["subject"], row["file"]), Found(row["severity"], row["message"]))
    return found


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)  # type: ignore[arg-type]


def _overdue(rows: Rows | None) -> dict[str, str] | None:
    if rows is None:
        return None
    return {row["sha256"]: row["name"] for row in rows if row["overdue"] and row["kind"] == "existing"}


def _costs(rows: Rows | None) -> dict[str, Cost] | None:
    if rows is None:
        return None
    now, horizon = Counter[str](), Counter[str]()
    for row in rows:
        now[row["path"]] += row["now"]
        horizon[row["path"]] += row["horizon"]
    return {path: Cost(now[path], horizon[path]) for path in now}


def _mapped(rows: Rows | None) -> dict[MappedRow, str] | None:
    if rows is None:
        return None
    alike, mapped = Counter[tuple[str, str, str]](), dict[MappedRow, str]()
    for row in rows:
        identity = (row["product"], row["service"], row["domain"])
        alike[identity] += 1
        mapped[*identity, alike[identity]] = "" if row["unmapped"] else row["certificate_file"]
    return mapped


def _settings(entries: Iterable[Any]) -> dict[str, str]:
    return {str(entry["key"]): str(entry["value"]) for entry in entries if {"key", "value"} <= _mapping(entry).keys()}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
