"""What changed between two runs, in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from airec_planning import names
from airec_planning.outputs.run_changes import FindingChange, NameChange, RowChange, RunChanges, ValueChange
from airec_planning.outputs.run_changes_words import cost_text, path_name, shown_certificate, shown_name
from airec_planning.outputs.run_state import Cost
from airec_planning.text import plural, shorten, visible

_NAMED = 3
"""How many of a kind a sentence names; it counts them all."""
_LETTERS = 100
"""Of a message or a value."""
T = TypeVar("T")


def sentences(changes: RunChanges) -> list[str]:
    """A sentence a kind of change, what needs someone to act first; none where nothing changed.

    Text from certificates and tables is made visible and shortened: each sentence is one line of plain text.
    """
    return [
        *_states(changes.state_changes, "worse"),
        *_findings(changes.findings, "error", "worse"),
        *_path(changes),
        *_overdue(changes),
        *_required(changes),
        *_costs(changes),
        *_findings(changes.findings, "warning", "worse"),
        *_rows(changes),
        *_states(changes.state_changes, "better"),
        *_states(changes.state_changes, "other"),
        *_certificates(changes),
        *_settled(changes.findings),
        *_settings(changes.settings),
        *_version(changes.version),
        *_inputs(changes.inputs),
    ]


def _states(changes: Iterable[NameChange], direction: str) -> Iterator[str]:
    found = [change for change in changes if change.direction == direction]
    if found:
        said = {"worse": "worse off", "better": "better off", "other": "in another state"}[direction]
        verb = "is" if len(found) == 1 else "are"
        yield f"{_counted(found)} {verb} {said}: {_named(found, _state)}."


def _state(change: NameChange) -> str:
    return f"{shown_name(change)} (was {visible(change.was or '')}, is {visible(change.now or '')})"


def _counted(changes: Sequence[NameChange]) -> str:
    kinds = {change.kind for change in changes}
    if kinds == {"domain"}:
        return plural(len(changes), "domain")
    return plural(len(changes), "address", "addresses" if kinds == {"address"} else "domains and addresses")


def _findings(changes: Iterable[FindingChange], severity: str, direction: str) -> Iterator[str]:
    found = [change for change in changes if change.now == severity and change.direction == direction]
    if found:
        count = plural(len(found), "new error" if severity == "error" else "new warning")
        yield f"{count}: {_named(found, _finding, '; ')}."


def _settled(changes: Iterable[FindingChange]) -> Iterator[str]:
    for severity in ("error", "warning"):
        found = [change for change in changes if change.was == severity and change.direction == "better"]
        if found:
            verb = "stands" if len(found) == 1 else "stand"
            yield f"{plural(len(found), severity)} no longer {verb}: {_named(found, _finding_name)}."


def _finding(change: FindingChange) -> str:
    return f"{_finding_name(change)}: {shorten(visible(change.message), _LETTERS).rstrip('.')}"


def _finding_name(change: FindingChange) -> str:
    eased = " (now a warning)" if change.now == "warning" and change.was == "error" else ""
    raised = " (was a warning)" if change.now == "error" and change.was == "warning" else ""
    return f"{shorten(visible(change.subject), 80)} [{visible(change.check)}]{eased}{raised}"


def _path(changes: RunChanges) -> Iterator[str]:
    if changes.path:
        yield f"The path is now the {path_name(changes.path_now)}; it was the {path_name(changes.path_was)}."


def _overdue(changes: RunChanges) -> Iterator[str]:
    found = changes.overdue
    if found:
        verb = "has" if len(found) == 1 else "have"
        yield (
            f"{plural(len(found), 'renewal')} {verb} become overdue: "
            f"{_named(found, lambda one: visible(names.both_forms(one.name)))}."
        )


def _required(changes: RunChanges) -> Iterator[str]:
    for found, verb in ((changes.added, "added"), (changes.dropped, "dropped")):
        if found:
            yield f"{_counted(found)} {verb}: {_named(found, _with_state if verb == 'added' else shown_name)}."


def _with_state(change: NameChange) -> str:
    return f"{shown_name(change)} ({visible(change.now)})" if change.now else shown_name(change)


def _costs(changes: RunChanges) -> Iterator[str]:
    for change in changes.costs:
        taken = "" if change.path == changes.path_now else ", which is not taken,"
        yield f"The {path_name(change.path)}{taken} costs {_cost(change.now)}; it was {_cost(change.was)}."


def _cost(cost: Cost) -> str:
    return f"{cost_text(cost.now)} yuan now and {cost_text(cost.horizon)} over the horizon"


def _rows(changes: RunChanges) -> Iterator[str]:
    lost = [row for row in changes.rows if row.was and row.now == ""]
    if lost:
        yield f"{plural(len(lost), 'row')} lost the certificate in the mapping workbook: {_named(lost, _row)}."
    if changes.row_counts:
        was, now = changes.row_counts
        verb = "is" if now.rows == 1 else "are"
        yield f"{now.filled:,} of {plural(now.rows, 'row')} {verb} mapped; it was {was.filled:,} of {was.rows:,}."
    for told, rows in (
        ("added to the mapping workbook", [row for row in changes.rows if row.was is None]),
        ("dropped from the mapping workbook", [row for row in changes.rows if row.now is None]),
        ("mapped that was open", [row for row in changes.rows if row.was == "" and row.now]),
        ("mapped to another certificate file", [row for row in changes.rows if row.was and row.now]),
    ):
        if rows:
            yield f"{plural(len(rows), 'row')} {told}: {_named(rows, _row)}."


def _row(row: RowChange) -> str:
    return ", ".join(shorten(visible(text)) for text in (row.domain, row.product, row.service) if text)


def _certificates(changes: RunChanges) -> Iterator[str]:
    renewed = [one.new for one in changes.renewed]
    for found, one, several in (
        (renewed, "was renewed", "were renewed"),
        (changes.certificates_new, "is new", "are new"),
        (changes.certificates_gone, "is gone", "are gone"),
    ):
        if found:
            said = one if len(found) == 1 else several
            yield f"{plural(len(found), 'certificate')} {said}: {_named(found, shown_certificate)}."


def _settings(changes: Sequence[ValueChange]) -> Iterator[str]:
    if changes:
        yield f"{plural(len(changes), 'setting')} changed: {_named(changes, _setting)}."


def _setting(change: ValueChange) -> str:
    was, now = (shorten(visible(value)) if value is not None else None for value in (change.was, change.now))
    key = visible(change.key)
    if now is None:
        return f"{key} is no longer set, was {was}"
    return f"{key} is {now}" if was is None else f"{key} was {was}, is {now}"


def _version(change: ValueChange | None) -> Iterator[str]:
    if change:
        yield f"The report was made by version {visible(change.now or '')}; it was {visible(change.was or '')}."


def _inputs(changes: Sequence[ValueChange]) -> Iterator[str]:
    if changes:
        yield f"{plural(len(changes), 'input file')} changed: {_named(changes, _input)}."


def _input(change: ValueChange) -> str:
    said = " (new)" if change.was is None else " (gone)" if change.now is None else ""
    return f"{shorten(visible(change.key), 80)}{said}"


def _named(found: Sequence[T], said: Callable[[T], str], between: str = ", ") -> str:
    more = len(found) - _NAMED
    listed = [said(one) for one in found[:_NAMED]]
    return between.join([*listed, f"and {more:,} more"] if more > 0 else listed)
