"""The documents as text for a terminal."""

from __future__ import annotations

from collections import Counter

from airec_planning import names
from airec_planning.audit.expiry import USABLE
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.outputs.fragments import Cell, text_table
from airec_planning.outputs.schemas import (
    AuditDocument,
    ChecksDocument,
    ConflictEntry,
    DecideDocument,
    InventoryDocument,
    MappingDocument,
    RenewalEntry,
)
from airec_planning.text import plural, shorten

_NEXT_RENEWALS = 3
"""How many are named on the terminal."""


def decision_text(document: DecideDocument) -> str:
    """The path, its reason, and every rule."""
    lines = [f"{PATH_NAMES[document.path]}, Scenario {document.scenario}", document.reason, ""]
    for rule in document.rules:
        lines += [f"{rule.effect:9}{PATH_NAMES[rule.path]:11} {rule.rule}", f"    {rule.evidence}"]
    return "\n".join(lines)


def audit_text(document: AuditDocument) -> str:
    """What is wrong, worst first, with the remedy; then the renewals to start and the counts."""
    lines = [f"{document.name}, as of {document.as_of[:10]}"]
    for finding in document.findings:
        if finding.severity in ("error", "warning", "notice"):
            place = f"{finding.file}: " if finding.file and finding.file not in finding.subject else ""
            lines += [f"{finding.severity:8} {place}{finding.subject}: {finding.message} [{finding.check}]"]
            lines += [f"         {finding.remedy}"] if finding.remedy else []
    lines += _renewal_lines(document)
    counts = document.counts
    valid = sum(entry.state in USABLE for entry in document.coverage)
    lines += [
        f"{plural(counts['error'], 'error')}, {plural(counts['warning'], 'warning')}, "
        f"{plural(counts['notice'], 'notice')}, {counts['skipped']} skipped, {counts['ok']} ok; "
        f"{valid} of {plural(len(document.coverage), 'domain')} named by a valid certificate"
    ]
    return "\n".join(lines)


def checks_text(document: ChecksDocument) -> str:
    """A line a check."""
    rows: list[list[Cell]] = [[entry.check, entry.sentence] for entry in document.checks]
    how = 'Each is switched off or taken harder in deployment.toml: [checks.severities] check = "off"'
    return f"{text_table(['check', 'asks that'], rows)}\n\n{how}"


def _renewal_lines(document: AuditDocument) -> list[str]:
    nearest = document.renewals[:_NEXT_RENEWALS]
    lines = [document.forecast.sentence]
    if nearest:
        more = len(document.renewals) - len(nearest)
        said = "; ".join(f"{names.both_forms(r.name)} {_start(r)}" for r in nearest)
        lines.append(f"Start next: {said}{f'; and {more:,} later' if more else ''}")
    return lines


def _start(renewal: RenewalEntry) -> str:
    return f"{'overdue since' if renewal.overdue else 'by'} {renewal.start_by[:10]}"


def mapping_text(document: MappingDocument) -> str:
    """Where the workbook is, and which rows are open."""
    lines = [f"wrote {document.file}: {document.filled} of {plural(document.rows, 'row')} mapped"]
    lines += [f"row {entry.row}, {names.both_forms(entry.domain)}: {entry.reason}" for entry in document.unmapped]
    lines += [_conflict_line(conflict) for conflict in document.conflicts]
    if document.lacking_columns:
        columns = ", ".join(column.replace("_", " ") for column in document.lacking_columns)
        lines.append(f"the table has no column for: {columns}; they were not written")
    if document.rejected:
        lines.append(
            f"{plural(document.rejected, 'entry', 'entries')} of the planner's files could not be taken: see audit"
        )
    return "\n".join(lines)


def _conflict_line(conflict: ConflictEntry) -> str:
    theirs, ours = shorten(conflict.theirs), shorten(conflict.ours)
    said = (
        f'"{theirs}" gave way to "{ours}"' if conflict.overwritten else f'"{theirs}" stays, though "{ours}" was found'
    )
    return f"row {conflict.row}, {conflict.column}: {said}"


def inventory_text(document: InventoryDocument) -> str:
    """A line a certificate, then what could not be read."""
    rows: list[list[Cell]] = [
        [
            c.file if len(c.places) == 1 else f"{c.file} (in {len(c.places)} places)",
            c.position,
            shorten(c.common_name, 48),
            (c.not_after or "")[:10],
            _key(c.key_algorithm, c.key_bits),
            c.private_key,
        ]
        for c in document.certificates
    ]
    parts = (
        [text_table(["file", "#", "common name", "valid until", "key", "private key"], rows, numeric=(1,))]
        if rows
        else []
    )
    failures: list[list[Cell]] = [[u.file, u.position or "", u.reason, u.message] for u in document.unreadable]
    if failures:
        parts += ["Not read:", text_table(["file", "#", "reason", "found"], failures, numeric=(1,))]
    counted = f"{plural(len(rows), 'certificate')}, {len(failures)} not read"
    if superseded := sum(bool(c.superseded_by) for c in document.certificates):
        counted += f"; {superseded:,} superseded by a newer one"
    beside = Counter(entry.reason for entry in document.passed_over)
    if beside:
        counted += f"; passed over: {', '.join(f'{count:,} {reason}' for reason, count in sorted(beside.items()))}"
    return "\n\n".join([*parts, counted])


def _key(algorithm: str, bits: int | None) -> str:
    return f"{algorithm} {bits}" if bits else algorithm
