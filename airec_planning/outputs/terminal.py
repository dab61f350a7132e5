"""The documents as text for a terminal."""

from __future__ import annotations

from collections import Counter

from airec_planning import names
from airec_planning.audit.expiry import USABLE
from airec_planning.costs.path_facts import EFFECTS, PATH_NAMES
from airec_planning.language import _
from airec_planning.outputs.fragments import Cell, padded, text_table
from airec_planning.outputs.schemas import (
    AuditDocument,
    ChecksDocument,
    ConflictEntry,
    DecideDocument,
    InventoryDocument,
    MappingDocument,
    RenewalEntry,
)
from airec_planning.outputs.workbook.owned_cells import FORMULA, MERGED
from airec_planning.text import apart, enumerated, place_text, plural, shorten

_NEXT_RENEWALS = 3
"""How many are named on the terminal."""


def decision_text(document: DecideDocument) -> str:
    """The path, its reason, and every rule."""
    path = _("{path}, Scenario {scenario}", path=_(PATH_NAMES[document.path]), scenario=document.scenario)
    lines = [path, document.reason, ""]
    for rule in document.rules:
        effect, of_path = padded(_(EFFECTS[rule.effect]), 9), padded(_(PATH_NAMES[rule.path]), 11)
        lines += [f"{effect}{of_path} {rule.rule}", f"    {rule.evidence}"]
    return "\n".join(lines)


def audit_text(document: AuditDocument) -> str:
    """What is wrong, worst first, with the remedy; then the renewals to start and the counts."""
    lines = [_("{name}, as of {day}", name=document.name, day=document.as_of[:10])]
    for finding in document.findings:
        if finding.severity in ("error", "warning", "notice"):
            place = f"{finding.file}: " if finding.file and finding.file not in finding.subject else ""
            subject = place_text(finding.subject)
            lines += [f"{padded(_(finding.severity), 8)} {place}{subject}: {finding.message} [{finding.check}]"]
            lines += [f"         {finding.remedy}"] if finding.remedy else []
    lines += _renewal_lines(document)
    counts = document.counts
    valid = sum(entry.state in USABLE for entry in document.coverage)
    lines.append(
        _(
            "{errors}, {warnings}, {notices}, {skipped} skipped, {ok} ok; "
            "{valid} of {domains} named by a valid certificate",
            errors=plural(counts["error"], "error"),
            warnings=plural(counts["warning"], "warning"),
            notices=plural(counts["notice"], "notice"),
            skipped=counts["skipped"],
            ok=counts["ok"],
            valid=valid,
            domains=plural(len(document.coverage), "domain"),
        )
    )
    return "\n".join(lines)


def checks_text(document: ChecksDocument) -> str:
    """A line a check."""
    rows: list[list[Cell]] = [[entry.check, entry.sentence] for entry in document.checks]
    how = _('Each is switched off or taken harder in deployment.toml: [checks.severities] check = "off"')
    return f"{text_table([_('check'), _('asks that')], rows)}\n\n{how}"


def _renewal_lines(document: AuditDocument) -> list[str]:
    nearest = document.renewals[:_NEXT_RENEWALS]
    lines = [document.forecast.sentence]
    if nearest:
        more = len(document.renewals) - len(nearest)
        said = apart(_start(renewal) for renewal in nearest)
        lines.append(
            _("Start next: {renewals}; and {more:,} later", renewals=said, more=more)
            if more
            else _("Start next: {renewals}", renewals=said)
        )
    return lines


def _start(renewal: RenewalEntry) -> str:
    return _(
        "{name} overdue since {day}" if renewal.overdue else "{name} by {day}",
        name=names.both_forms(renewal.name),
        day=renewal.start_by[:10],
    )


def mapping_text(document: MappingDocument) -> str:
    """Where the workbook is, and which rows are open."""
    lines = [
        _(
            "wrote {file}: {filled} of {rows} mapped",
            file=document.file,
            filled=document.filled,
            rows=plural(document.rows, "row"),
        )
    ]
    lines += [
        _("row {row}, {what}: {said}", row=entry.row, what=names.both_forms(entry.domain), said=entry.reason)
        for entry in document.unmapped
    ]
    lines += [_conflict_line(conflict) for conflict in document.conflicts]
    if document.lacking_columns:
        columns = ", ".join(column.replace("_", " ") for column in document.lacking_columns)
        lines.append(_("the table has no column for: {columns}; they were not written", columns=columns))
    if document.rejected:
        entries = plural(document.rejected, "entry", "entries")
        lines.append(_("{entries} of the planner's files could not be taken: see audit", entries=entries))
    return "\n".join(lines)


def _conflict_line(conflict: ConflictEntry) -> str:
    theirs, ours = (
        shorten(_(conflict.theirs) if conflict.theirs in (FORMULA, MERGED) else conflict.theirs),
        shorten(conflict.ours),
    )
    said = _(
        '"{theirs}" gave way to "{ours}"' if conflict.overwritten else '"{theirs}" stays, though "{ours}" was found',
        theirs=theirs,
        ours=ours,
    )
    return _("row {row}, {what}: {said}", row=conflict.row, what=conflict.column, said=said)


def inventory_text(document: InventoryDocument) -> str:
    """A line a certificate, then what could not be read."""
    rows: list[list[Cell]] = [
        [
            c.file if len(c.places) == 1 else _("{file} (in {count} places)", file=c.file, count=len(c.places)),
            c.position,
            shorten(c.common_name, 48),
            (c.not_after or "")[:10],
            _key(c.key_algorithm, c.key_bits),
            _(c.private_key),
        ]
        for c in document.certificates
    ]
    parts = (
        [
            text_table(
                [_("file"), "#", _("common name"), _("valid until"), _("key"), _("private key")], rows, numeric=(1,)
            )
        ]
        if rows
        else []
    )
    failures: list[list[Cell]] = [[u.file, u.position or "", u.reason, u.message] for u in document.unreadable]
    if failures:
        parts += [_("Not read:"), text_table([_("file"), "#", _("reason"), _("found")], failures, numeric=(1,))]
    counted = [
        _("{certificates}, {failed} not read", certificates=plural(len(rows), "certificate"), failed=len(failures))
    ]
    if superseded := sum(bool(c.superseded_by) for c in document.certificates):
        counted.append(_("{count:,} superseded by a newer one", count=superseded))
    beside = Counter(entry.reason for entry in document.passed_over)
    if beside:
        reasons = enumerated(f"{count:,} {_(reason)}" for reason, count in sorted(beside.items()))
        counted.append(_("passed over: {reasons}", reasons=reasons))
    return "\n\n".join([*parts, apart(counted)])


def _key(algorithm: str, bits: int | None) -> str:
    return f"{algorithm} {bits}" if bits else algorithm
