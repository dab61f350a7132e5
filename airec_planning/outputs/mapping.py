"""The mapping: for each row of the requirement table, the certificate that serves it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from airec_planning import tables
from airec_planning.file_names import name_key
from airec_planning.language import _

if TYPE_CHECKING:
    from airec_planning.audit.evidence import Evidence


def mapping(
    requirements: pd.DataFrame, coverage: pd.DataFrame, certificates: pd.DataFrame, evidence: Evidence
) -> pd.DataFrame:
    """One row a requirement (schema ``tables.MAPPING``), in the planner's order.

    A certificate that has expired or is revoked, whose chain is broken, or whose private key is encrypted or
    another's, is not handed over: such a row stays unmapped, with the reason.
    """
    by_domain = {row["domain"]: row for row in tables.records(coverage)}
    by_sha256 = {row["sha256"]: row for row in tables.records(certificates)}
    rows = []
    for requirement in tables.records(requirements):
        served = by_domain[requirement["domain"]]
        certificate = by_sha256.get(served["sha256"])
        rows.append(_row(requirement, served, certificate, evidence))
    _open_whole_rows(rows)
    return tables.MAPPING.frame(rows)


def _row(
    requirement: dict[str, Any], served: dict[str, Any], certificate: dict[str, Any] | None, evidence: Evidence
) -> dict[str, Any]:
    row: dict[str, Any] = {
        key: requirement[key] for key in ("row", "product", "service", "domain", "written", "scope")
    } | {
        "certificate_name": requirement["certificate_name"],
        "certificate_type": requirement["certificate_type"],
        "source": requirement["source"],
        "san_domains": requirement["san_domains"],
        "certificate_file": "",
        "key_file": "",
        "chain_file": "",
        "expiration_date": None,
        "status": served["state"],
        "planned_name": requirement["certificate_name"],
        "unmapped": _why_unmapped(served, certificate, evidence.unsound),
    }
    if certificate is None or row["unmapped"]:
        return row
    chain = evidence.chains[certificate["sha256"]]
    name, planned = PurePosixPath(served["file"]).stem, requirement["certificate_name"]
    if planned and name_key(planned) == name_key(name):
        name = planned
    elif planned:
        row["unmapped"] = _(
            "the table names the certificate {planned}; {file} was found", planned=planned, file=served["file"]
        )
    return row | {
        "certificate_name": name,
        "certificate_type": _type(requirement, served),
        "source": requirement["source"] or ("self-signed" if chain.self_signed else ""),
        "san_domains": certificate["san_dns"],
        "certificate_file": served["file"],
        "key_file": certificate["private_key_file"],
        "chain_file": chain.chain_file,
        "expiration_date": certificate["not_after"],
    }


def _open_whole_rows(rows: list[dict[str, Any]]) -> None:
    """A row of the sheet with several domains is handed over once each of them has its certificate."""
    open_rows = {row["row"] for row in rows if row["unmapped"]}
    for row in rows:
        if row["row"] in open_rows and not row["unmapped"]:
            row["unmapped"] = _("another domain of the same row is open")


def _why_unmapped(served: dict[str, Any], certificate: dict[str, Any] | None, unsound: Mapping[str, str]) -> str:
    if certificate is None:
        return _("no certificate; {why}", why=served["explanation"])
    if served["state"] == "expired":
        return _("{file} is not handed over: it has expired", file=served["file"])
    if served["state"] == "refused":
        return _("{file} is not handed over: {why}", file=served["file"], why=unsound[certificate["sha256"]])
    key = certificate["private_key_file"]
    if certificate["private_key"] == "encrypted":
        return _("{file} is not handed over: {key} is encrypted", file=served["file"], key=key)
    if certificate["private_key"] == "differs":
        return _("{file} is not handed over: {key} is not its key", file=served["file"], key=key)
    return ""


def _type(requirement: dict[str, Any], served: dict[str, Any]) -> str:
    if requirement["certificate_type"] == "enterprise":
        return "enterprise"
    return "wildcard" if served["match"] == "wildcard" or served["domain"].startswith("*.") else "standard"
