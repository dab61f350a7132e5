"""All checks over a deployment, as one table of findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit import deployment_checks
from airec_planning.audit.certificate_checks import CERTIFICATE_CHECKS
from airec_planning.audit.coverage import certificate_names, planned_key
from airec_planning.audit.deployment_checks import Result
from airec_planning.audit.verdicts import SEVERITIES, Ground, Row
from airec_planning.errors import SettingsError
from airec_planning.file_names import name_key
from airec_planning.language import _
from airec_planning.text import enumerated, visible


def checks() -> dict[str, str]:
    """Every check's name with its sentence."""
    return {name: _(sentence) for name, sentence in sentences().items()}


def sentences() -> dict[str, str]:
    """Every check's name with its sentence in English."""
    return {check.name: check.sentence for check in CERTIFICATE_CHECKS} | deployment_checks.SENTENCES


def find(results: Iterable[Result], certificates: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Every check's result (schema ``tables.FINDINGS``), worst first, then by file and check.

    ``[checks] severities`` sets how hard a failed check is taken. Whatever a certificate is that no domain
    and no plan depends on, it is worth a notice at most.

    Raises:
        SettingsError: ``[checks] severities`` names an unknown check.
    """
    _refuse_unknown_checks(ground)
    told = [_overridden(result, ground) for result in results]
    kept = [_row(result) for result in [*told, *_certificate_results(certificates, ground)] if result]
    kept.sort(key=lambda row: (SEVERITIES.index(row["severity"]), row["file"], row["check"], row["subject"]))
    return tables.FINDINGS.frame(kept)


def planned_certificates(
    requirements: pd.DataFrame, san_entries: pd.DataFrame, addresses: pd.DataFrame
) -> dict[str, frozenset[str]]:
    """The names and addresses that each planned certificate must carry, by the ``name_key`` of its name.

    Planned by a section of ``san_domains``, or by a row of the table that already names its certificate.
    """
    planned: dict[str, set[str]] = defaultdict(set)
    for column, listed in (("domain", san_entries), ("address", addresses)):
        for row in tables.records(listed[listed["section"] != ""]):
            planned[name_key(row["section"])].add(row[column])
    for row in tables.records(requirements):
        if row["certificate_name"]:
            planned[name_key(row["certificate_name"])].update(row["san_domains"] or (row["domain"],))
    return {name: frozenset(domains) for name, domains in planned.items()}


def needed_by_certificate(
    required: pd.DataFrame, addresses: pd.DataFrame, certificates: pd.DataFrame
) -> dict[str, frozenset[str]]:
    """The required domains and addresses that each certificate covers, by SHA-256."""
    asked = set(addresses["address"])
    by_zone: dict[str, set[str]] = defaultdict(set)
    for domain in required["domain"]:
        by_zone[names.parent_zone(domain)].add(domain)
    covered: dict[str, set[str]] = defaultdict(set)
    for row in tables.records(certificates[certificates["role"] == "server"]):
        covered[row["sha256"]].update(asked.intersection(row["san_ip"]))
        for pattern in certificate_names(row):
            near = by_zone.get(names.parent_zone(pattern), set())
            covered[row["sha256"]].update(domain for domain in near if names.covers(pattern, domain))
    return {sha256: frozenset(domains) for sha256, domains in covered.items()}


def _certificate_results(certificates: pd.DataFrame, ground: Ground) -> Iterator[Result]:
    servers = tables.records(certificates[certificates["role"] == "server"])
    for row in servers:
        subject = _subject(row)
        for check in CERTIFICATE_CHECKS:
            if verdict := check.run(row, ground):
                result = _overridden(Result(check.name, subject, row["file"], verdict), ground)
                if result:
                    yield _at_most_a_notice(result, row, ground)


def _subject(row: Row) -> str:
    name = (certificate_names(row) or (row["common_name"],))[0]
    return names.both_forms(name) or row["file"]


def _overridden(result: Result, ground: Ground) -> Result | None:
    """The result as hard as the settings take it; ``None`` where they switch its check off."""
    severity = ground.settings.checks.severities.get(result.check)
    if severity == "off":
        return None
    if severity is None or result.verdict.severity in ("ok", "skipped"):
        return result
    return replace(result, verdict=replace(result.verdict, severity=severity))


def _at_most_a_notice(result: Result, row: Row, ground: Ground) -> Result:
    """What a certificate is that no required domain and no plan depends on does no harm."""
    depended_on = ground.needed.get(row["sha256"]) or any(planned_key(f) in ground.planned for f in row["files"])
    if depended_on or result.verdict.severity not in ("error", "warning"):
        return result
    message = _("{message} (no required domain depends on it)", message=result.verdict.message)
    return replace(result, verdict=replace(result.verdict, severity="notice", message=message))


def _row(result: Result) -> dict[str, Any]:
    return {
        "severity": result.verdict.severity,
        "check": result.check,
        "subject": visible(result.subject),
        "message": visible(result.verdict.message),
        "remedy": visible(result.verdict.remedy),
        "file": visible(result.file),
    }


def _refuse_unknown_checks(ground: Ground) -> None:
    known: Mapping[str, str] = sentences()
    for name in ground.settings.checks.severities:
        if name not in known:
            raise SettingsError(
                "deployment.toml, [checks.severities]",
                _("unknown check {name}", name=name),
                _("Known: {names}.", names=enumerated(known)),
            )
