"""What changed between two runs, for a terminal: a line a change."""

from __future__ import annotations

from collections.abc import Iterator

from airec_planning import names
from airec_planning.outputs.run_changes import CostChange, FindingChange, NameChange, RunChanges, ValueChange
from airec_planning.outputs.run_changes_words import cost_text, not_compared, path_name, shown_certificate, shown_name
from airec_planning.outputs.run_state import RunName
from airec_planning.text import plural, shorten, visible

_LETTERS = 120
"""Of a message or a value; --json has them all."""


def run_diff_text(changes: RunChanges) -> str:
    """A line a change, what is required and its state first; then how many there are."""
    lines = [
        *map(_name, changes.names),
        *map(_finding, changes.findings),
        *(f"! renewal of {_both(one.name)} has become overdue" for one in changes.overdue),
        *_certificates(changes),
        *([_value("path", changes.path)] if changes.path else []),
        *(f"~ {_cost(one)}" for one in changes.costs),
        *_rows(changes),
        *(_value("setting", one) for one in changes.settings),
        *([_value("airec-planning", changes.version)] if changes.version else []),
        *map(_input, changes.inputs),
    ]
    caveat = not_compared(changes)
    worse = "; something got worse" if changes.worse else ""
    count = f"{plural(len(lines), 'change')}{worse}" if lines else "no changes"
    title = f"{_run(changes.old)} -> {_run(changes.new)}"
    return "\n".join([title, *lines, *([caveat] if caveat else []), count])


def _run(run: RunName) -> str:
    return visible(run.folder)


def _name(change: NameChange) -> str:
    said = f"{change.kind} {shown_name(change)}"
    if change.was is None:
        return f"+ {said}{f', {visible(change.now)}' if change.now else ''}"
    if change.now is None:
        return f"- {said}{f', was {visible(change.was)}' if change.was else ''}"
    judged = {"worse": ", worse", "better": ", better", "other": ""}[change.direction]
    return f"~ {said}: {visible(change.was)} -> {visible(change.now)}{judged}"


def _finding(change: FindingChange) -> str:
    what = f"{shorten(visible(change.subject), _LETTERS)} [{visible(change.check)}]"
    message = shorten(visible(change.message), _LETTERS)
    if not change.now:
        return f"- {change.was} {what}"
    if not change.was:
        return f"+ {change.now} {what}: {message}"
    return f"~ {change.now}, was {change.was}, {what}: {message}"


def _certificates(changes: RunChanges) -> Iterator[str]:
    for renewal in changes.renewed:
        before = ", ".join(shown_certificate(one) for one in renewal.replaced)
        yield f"~ certificate {shown_certificate(renewal.new)} renews {before}: {visible(renewal.new.file)}"
    for sign, certificates in (("+", changes.certificates_new), ("-", changes.certificates_gone)):
        for one in certificates:
            yield f"{sign} certificate {shown_certificate(one)}: {visible(one.file)}"


def _rows(changes: RunChanges) -> Iterator[str]:
    for row in changes.rows:
        what = ", ".join(shorten(visible(text)) for text in (row.domain, row.product, row.service) if text)
        if row.was is None or row.now is None:
            yield f"{'+' if row.was is None else '-'} row of {what}: {_file(row.now or row.was)}"
        else:
            yield f"~ row of {what}: {_file(row.was)} -> {_file(row.now)}"
    if changes.row_counts:
        was, now = changes.row_counts
        yield f"~ rows mapped: {was.filled:,} of {was.rows:,} -> {now.filled:,} of {now.rows:,}"


def _cost(change: CostChange) -> str:
    now, horizon = (
        f"{cost_text(was)} -> {cost_text(is_now)}" if was != is_now else cost_text(is_now)
        for was, is_now in ((change.was.now, change.now.now), (change.was.horizon, change.now.horizon))
    )
    return f"{path_name(change.path)}, yuan: now {now}; over the horizon {horizon}"


def _file(name: str | None) -> str:
    return visible(name or "") or "no certificate"


def _value(kind: str, change: ValueChange) -> str:
    key = "" if kind == change.key else f" {visible(change.key)}"
    was, now = (shorten(visible(one), _LETTERS) if one is not None else "not set" for one in (change.was, change.now))
    return f"~ {kind}{key}: {was} -> {now}"


def _input(change: ValueChange) -> str:
    sign = "+" if change.was is None else "-" if change.now is None else "~"
    return f"{sign} input file {visible(change.key)}{' changed' if sign == '~' else ''}"


def _both(name: str) -> str:
    return visible(names.both_forms(name))
