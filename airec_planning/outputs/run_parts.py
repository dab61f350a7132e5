"""What a run found, taken from its tables and its summary."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.outputs.run_state import Certificate, Cost, Found, Identity, MappedRow, RunName, RunState

Rows = Sequence[Mapping[str, Any]]
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
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


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
