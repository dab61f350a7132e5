"""What changed between two runs, for machines."""

from __future__ import annotations

from collections.abc import Iterable

from airec_planning.money import yuan_text
from airec_planning.outputs.run_changes import CostChange, RunChanges, ValueChange
from airec_planning.outputs.run_changes_text import sentences
from airec_planning.outputs.run_diff_schema import (
    CertificateChangeEntry,
    CostChangeEntry,
    FindingChangeEntry,
    NameChangeEntry,
    OverdueEntry,
    RenewedEntry,
    RowChangeEntry,
    RowCountsEntry,
    RunDiffDocument,
    RunEntry,
    ValueChangeEntry,
)
from airec_planning.outputs.run_state import Certificate, RunName
from airec_planning.text import moment_text, visible


def run_diff_document(changes: RunChanges) -> RunDiffDocument:
    """Every change; text from certificates and tables with controls as escapes, costs in yuan."""
    return RunDiffDocument(
        old=_run(changes.old),
        new=_run(changes.new),
        changed=changes.anything,
        worse=changes.worse,
        sentences=sentences(changes),
        names=[
            NameChangeEntry(
                kind=one.kind, name=visible(one.name), was=_shown(one.was), now=_shown(one.now), direction=one.direction
            )
            for one in changes.names
        ],
        certificates_new=_certificates(changes.certificates_new),
        certificates_gone=_certificates(changes.certificates_gone),
        renewed=[
            RenewedEntry(new=_certificate(one.new), replaced=_certificates(one.replaced)) for one in changes.renewed
        ],
        findings=[
            FindingChangeEntry(
                check=visible(one.check), subject=visible(one.subject), file=visible(one.file), was=one.was,
                now=one.now, message=visible(one.message), direction=one.direction,
            )
            for one in changes.findings
        ],
        overdue=[OverdueEntry(sha256=visible(one.sha256), name=visible(one.name)) for one in changes.overdue],
        path=_value(changes.path) if changes.path else None,
        costs=[_cost(one) for one in changes.costs],
        rows=[
            RowChangeEntry(
                product=visible(one.product), service=visible(one.service), domain=visible(one.domain),
                was=_shown(one.was), now=_shown(one.now),
            )
            for one in changes.rows
        ],
        row_counts=_row_counts(changes),
        settings=_values(changes.settings),
        version=_value(changes.version) if changes.version else None,
        inputs=_values(changes.inputs),
        unknown=list(changes.unknown),
    )  # fmt: skip


def _run(run: RunName) -> RunEntry:
    return RunEntry(run=visible(run.folder), as_of=moment_text(run.as_of), version=_shown(run.version))


def _certificates(certificates: Iterable[Certificate]) -> list[CertificateChangeEntry]:
    return [_certificate(one) for one in certificates]


def _certificate(one: Certificate) -> CertificateChangeEntry:
    return CertificateChangeEntry(
        sha256=visible(one.sha256),
        label=visible(one.label),
        names=[visible(name) for name in sorted(one.names)],
        file=visible(one.file),
        not_after=moment_text(one.not_after) if one.not_after else None,
        role=visible(one.role),
    )


def _cost(one: CostChange) -> CostChangeEntry:
    return CostChangeEntry(
        path=visible(one.path),
        now_was=yuan_text(one.was.now),
        now=yuan_text(one.now.now),
        horizon_was=yuan_text(one.was.horizon),
        horizon=yuan_text(one.now.horizon),
    )


def _row_counts(changes: RunChanges) -> RowCountsEntry | None:
    if changes.row_counts is None:
        return None
    was, now = changes.row_counts
    return RowCountsEntry(rows_was=was.rows, rows=now.rows, filled_was=was.filled, filled=now.filled)


def _values(changes: Iterable[ValueChange]) -> list[ValueChangeEntry]:
    return [_value(one) for one in changes]


def _value(change: ValueChange) -> ValueChangeEntry:
    return ValueChangeEntry(key=visible(change.key), was=_shown(change.was), now=_shown(change.now))


def _shown(text: str | None) -> str | None:
    return None if text is None else visible(text)
