"""What changed between two runs, in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from airec_planning import names
from airec_planning.language import N_, _, spoken
from airec_planning.money import cost_text
from airec_planning.outputs.run_changes import FindingChange, NameChange, RowChange, RunChanges, ValueChange
from airec_planning.outputs.run_changes_words import path_name, shown_certificate, shown_name
from airec_planning.outputs.run_state import Cost
from airec_planning.text import apart, enumerated, plural, shorten, visible

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
        yield _(
            _STATES[direction, len(found) == 1],
            names=_counted(found),
            listed=_named(found, _state),
        )


_STATES = {
    ("worse", True): N_("{names} is worse off: {listed}."),
    ("worse", False): N_("{names} are worse off: {listed}."),
    ("better", True): N_("{names} is better off: {listed}."),
    ("better", False): N_("{names} are better off: {listed}."),
    ("other", True): N_("{names} is in another state: {listed}."),
    ("other", False): N_("{names} are in another state: {listed}."),
}
"""By direction, and whether there is one."""


def _state(change: NameChange) -> str:
    was, now = (_(visible(state or "")) for state in (change.was, change.now))
    return _("{name} (was {was}, is {now})", name=shown_name(change), was=was, now=now)


def _counted(changes: Sequence[NameChange]) -> str:
    kinds = {change.kind for change in changes}
    if kinds == {"domain"}:
        return plural(len(changes), "domain")
    if kinds == {"address"} or spoken() == "en":
        return plural(len(changes), "address", "addresses" if kinds == {"address"} else "domains and addresses")
    return plural(len(changes), "name")


def _findings(changes: Iterable[FindingChange], severity: str, direction: str) -> Iterator[str]:
    found = [change for change in changes if change.now == severity and change.direction == direction]
    if found:
        count = plural(len(found), "new error" if severity == "error" else "new warning")
        yield _("{count}: {listed}.", count=count, listed=_named(found, _finding, apart))


def _settled(changes: Iterable[FindingChange]) -> Iterator[str]:
    for severity in ("error", "warning"):
        found = [change for change in changes if change.was == severity and change.direction == "better"]
        if found:
            yield _(
                "{count} no longer stands: {listed}." if len(found) == 1 else "{count} no longer stand: {listed}.",
                count=plural(len(found), severity),
                listed=_named(found, _finding_name),
            )


def _finding(change: FindingChange) -> str:
    message = shorten(visible(change.message), _LETTERS).rstrip(".。")
    return _("{what}: {message}", what=_finding_name(change), message=message)


def _finding_name(change: FindingChange) -> str:
    name = f"{shorten(visible(change.subject), 80)} [{visible(change.check)}]"
    if change.now == "warning" and change.was == "error":
        return _("{name} (now a warning)", name=name)
    if change.now == "error" and change.was == "warning":
        return _("{name} (was a warning)", name=name)
    return name


def _path(changes: RunChanges) -> Iterator[str]:
    if changes.path:
        was, now = path_name(changes.path_was), path_name(changes.path_now)
        yield _("The path is now the {now}; it was the {was}.", now=now, was=was)


def _overdue(changes: RunChanges) -> Iterator[str]:
    found = changes.overdue
    if found:
        yield _(
            "{renewals} has become overdue: {listed}."
            if len(found) == 1
            else "{renewals} have become overdue: {listed}.",
            renewals=plural(len(found), "renewal"),
            listed=_named(found, lambda one: visible(names.both_forms(one.name))),
        )


def _required(changes: RunChanges) -> Iterator[str]:
    if added := changes.added:
        yield _("{names} added: {listed}.", names=_counted(added), listed=_named(added, _with_state))
    if dropped := changes.dropped:
        yield _("{names} dropped: {listed}.", names=_counted(dropped), listed=_named(dropped, shown_name))


def _with_state(change: NameChange) -> str:
    if not change.now:
        return shown_name(change)
    return _("{name} ({state})", name=shown_name(change), state=_(visible(change.now)))


def _costs(changes: RunChanges) -> Iterator[str]:
    for change in changes.costs:
        yield _(
            "The {path} costs {now}; it was {was}."
            if change.path == changes.path_now
            else "The {path}, which is not taken, costs {now}; it was {was}.",
            path=path_name(change.path),
            now=_cost(change.now),
            was=_cost(change.was),
        )


def _cost(cost: Cost) -> str:
    return _("{now} yuan now and {horizon} over the horizon", now=cost_text(cost.now), horizon=cost_text(cost.horizon))


def _rows(changes: RunChanges) -> Iterator[str]:
    lost = [row for row in changes.rows if row.was and row.now == ""]
    if lost:
        yield _said_of_rows(N_("{rows} lost the certificate in the mapping workbook: {listed}."), lost)
    if changes.row_counts:
        was, now = changes.row_counts
        yield _(
            "{filled:,} of {rows} is mapped; it was {filled_before:,} of {rows_before:,}."
            if now.rows == 1
            else "{filled:,} of {rows} are mapped; it was {filled_before:,} of {rows_before:,}.",
            filled=now.filled,
            rows=plural(now.rows, "row"),
            filled_before=was.filled,
            rows_before=was.rows,
        )
    for told, rows in (
        (N_("{rows} added to the mapping workbook: {listed}."), [row for row in changes.rows if row.was is None]),
        (N_("{rows} dropped from the mapping workbook: {listed}."), [row for row in changes.rows if row.now is None]),
        (N_("{rows} mapped that was open: {listed}."), [row for row in changes.rows if row.was == "" and row.now]),
        (
            N_("{rows} mapped to another certificate file: {listed}."),
            [row for row in changes.rows if row.was and row.now],
        ),
    ):
        if rows:
            yield _said_of_rows(told, rows)


def _said_of_rows(told: str, rows: Sequence[RowChange]) -> str:
    return _(told, rows=plural(len(rows), "row"), listed=_named(rows, _row))


def _row(row: RowChange) -> str:
    return enumerated(shorten(visible(text)) for text in (row.domain, row.product, row.service) if text)


def _certificates(changes: RunChanges) -> Iterator[str]:
    renewed = [one.new for one in changes.renewed]
    for found, one, several in (
        (renewed, N_("{certificates} was renewed: {listed}."), N_("{certificates} were renewed: {listed}.")),
        (changes.certificates_new, N_("{certificates} is new: {listed}."), N_("{certificates} are new: {listed}.")),
        (changes.certificates_gone, N_("{certificates} is gone: {listed}."), N_("{certificates} are gone: {listed}.")),
    ):
        if found:
            certificates = plural(len(found), "certificate")
            said = one if len(found) == 1 else several
            yield _(said, certificates=certificates, listed=_named(found, shown_certificate))


def _settings(changes: Sequence[ValueChange]) -> Iterator[str]:
    if changes:
        yield _(
            "{settings} changed: {listed}.", settings=plural(len(changes), "setting"), listed=_named(changes, _setting)
        )


def _setting(change: ValueChange) -> str:
    was, now = (shorten(visible(value)) if value is not None else None for value in (change.was, change.now))
    key = visible(change.key)
    if now is None:
        return _("{key} is no longer set, was {was}", key=key, was=was)
    if was is None:
        return _("{key} is {now}", key=key, now=now)
    return _("{key} was {was}, is {now}", key=key, was=was, now=now)


def _version(change: ValueChange | None) -> Iterator[str]:
    if change:
        was, now = visible(change.was or ""), visible(change.now or "")
        yield _("The report was made by version {now}; it was {was}.", now=now, was=was)


def _inputs(changes: Sequence[ValueChange]) -> Iterator[str]:
    if changes:
        yield _("{files} changed: {listed}.", files=plural(len(changes), "input file"), listed=_named(changes, _input))


def _input(change: ValueChange) -> str:
    name = shorten(visible(change.key), 80)
    if change.was is None:
        return _("{name} (new)", name=name)
    return _("{name} (gone)", name=name) if change.now is None else name


def _named(found: Sequence[T], said: Callable[[T], str], joined: Callable[[Iterable[str]], str] = enumerated) -> str:
    more = len(found) - _NAMED
    listed = [said(one) for one in found[:_NAMED]]
    return joined([*listed, _("and {more:,} more", more=more)] if more > 0 else listed)
