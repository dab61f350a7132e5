"""The documents as text for a terminal."""

from __future__ import annotations

from airec_planning import names
from airec_planning.outputs.fragments import Cell, text_table
from airec_planning.outputs.schemas import (
    AuditDocument,
    CostsDocument,
    DecideDocument,
    InventoryDocument,
    MappingDocument,
    PathEntry,
)
from airec_planning.text import plural, shorten

PATHS = {"https": "HTTPS path", "ca": "CA path"}


def decision_text(document: DecideDocument) -> str:
    """The path, its reason, and every rule."""
    lines = [f"{PATHS[document.path]}, Scenario {document.scenario}", document.reason, ""]
    for rule in document.rules:
        lines += [f"{rule.effect:9}{PATHS[rule.path]:11} {rule.rule}", f"    {rule.evidence}"]
    return "\n".join(lines)


def costs_text(document: CostsDocument) -> str:
    """Both paths, then what to create in which order."""
    rows = [_path_row("https", document.paths.https), _path_row("ca", document.paths.ca)]
    headers = ["", "open", "certificates", "free", "accounts", "now, yuan", f"{document.horizon_days:,} days, yuan"]
    parts = [
        f"Recommended: {PATHS[document.recommended]}",
        text_table(headers, rows, numeric=(2, 3, 4, 5, 6)),
        "Create in this order (HTTPS path):",
        text_table(
            ["order", "domain", "type", "price", "charge", "account", "covers"],
            [
                [p.order, names.both_forms(p.domain), p.type, p.price, p.charge, p.account, len(p.covers)]
                for p in document.purchases
            ],
            numeric=(0, 3, 4, 5, 6),
        ),
    ]
    if document.scenarios:
        compared: list[list[Cell]] = [
            [
                s.name,
                ", ".join(f"{k}={v}" for k, v in s.changed.items()),
                s.https.creation_cost,
                s.https.horizon_cost,
                s.ca.horizon_cost,
            ]
            for s in document.scenarios
        ]
        parts += [
            "Scenarios:",
            text_table(["name", "changed", "HTTPS now", "HTTPS horizon", "CA horizon"], compared, numeric=(2, 3, 4)),
        ]
    return "\n\n".join(parts)


def audit_text(document: AuditDocument) -> str:
    """What is wrong, worst first, with the remedy; then the counts."""
    lines: list[str] = []
    for finding in document.findings:
        if finding.severity in ("error", "warning", "notice"):
            place = f"{finding.file}: " if finding.file and finding.file not in finding.subject else ""
            lines += [f"{finding.severity:8} {place}{finding.subject}: {finding.message} [{finding.check}]"]
            lines += [f"         {finding.remedy}"] if finding.remedy else []
    counts = document.counts
    covered = sum(entry.match != "none" for entry in document.coverage)
    lines += [
        f"{plural(counts['error'], 'error')}, {plural(counts['warning'], 'warning')}, "
        f"{plural(counts['notice'], 'notice')}, {counts['skipped']} skipped, {counts['ok']} ok; "
        f"{covered} of {plural(len(document.coverage), 'domain')} named by a certificate"
    ]
    return "\n".join(lines)


def mapping_text(document: MappingDocument) -> str:
    """Where the workbook is, and which rows are open."""
    lines = [f"wrote {document.file}: {document.filled} of {plural(document.rows, 'row')} mapped"]
    lines += [f"row {entry.row}, {names.both_forms(entry.domain)}: {entry.reason}" for entry in document.unmapped]
    lines += [
        f'row {c.row}, {c.column}: "{shorten(c.theirs)}" stays, though "{shorten(c.ours)}" was found'
        for c in document.conflicts
    ]
    return "\n".join(lines)


def inventory_text(document: InventoryDocument) -> str:
    """A line a certificate, then what could not be read."""
    rows: list[list[Cell]] = [
        [
            c.file,
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
    return "\n\n".join([*parts, counted])


def _key(algorithm: str, bits: int | None) -> str:
    return f"{algorithm} {bits}" if bits else algorithm


def _path_row(path: str, entry: PathEntry) -> list[Cell]:
    return [
        PATHS[path], "yes" if entry.feasible else "no", entry.certificates, entry.free, entry.accounts,
        entry.creation_cost, entry.horizon_cost,
    ]  # fmt: skip
