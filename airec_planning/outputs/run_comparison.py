"""Two runs compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

from airec_planning.audit.expiry import STATES
from airec_planning.language import N_
from airec_planning.outputs.certificate_changes import certificate_changes
from airec_planning.outputs.run_changes import (
    CostChange,
    FindingChange,
    NameChange,
    Overdue,
    RowChange,
    RowCounts,
    RunChanges,
    ValueChange,
)
from airec_planning.outputs.run_state import Cost, Found, Identity, MappedRow, RunState

T = TypeVar("T")
K = TypeVar("K", str, MappedRow)


def run_changes(old: RunState, new: RunState) -> RunChanges:
    """What changed from ``old`` to ``new``; what either does not hold is named as unknown and not compared."""
    certificates = certificate_changes(old.certificates, new.certificates)
    return RunChanges(
        old=old.run,
        new=new.run,
        names=_names(old, new),
        certificates_new=certificates.new,
        certificates_gone=certificates.gone,
        renewed=certificates.renewed,
        findings=tuple(_findings(old, new)),
        overdue=_overdue(old, new),
        path_was=old.path,
        path_now=new.path,
        costs=tuple(sorted(_costs(old.costs, new.costs), key=lambda change: change.path != new.path)),
        rows=tuple(_rows(old.mapped, new.mapped)),
        row_counts=_row_counts(old.mapped, new.mapped),
        settings=tuple(_values(old.settings, new.settings)),
        version=_version(old.run.version, new.run.version),
        inputs=tuple(_values(old.inputs, new.inputs)),
        unknown=tuple(_unknown(old, new)),
    )


def _names(old: RunState, new: RunState) -> tuple[NameChange, ...]:
    found = [*_of_kind("domain", old.domains, new.domains), *_of_kind("address", old.addresses, new.addresses)]
    return tuple(sorted(found, key=lambda change: (_rank(change.now), change.kind, change.name)))


def _of_kind(
    kind: Literal["domain", "address"], old: Mapping[str, str] | None, new: Mapping[str, str] | None
) -> Iterator[NameChange]:
    for name, was, now in _differing(old, new):
        if was is None or now is None or (was and now):  # a state that is not known is no change
            yield NameChange(kind, name, was, now)


def _rank(state: str | None) -> int:
    return STATES.index(state) if state in STATES else len(STATES)


def _findings(old: RunState, new: RunState) -> Iterator[FindingChange]:
    """New errors first, then new warnings, then what no longer stands."""
    if old.findings is None or new.findings is None:
        return
    found = list(_of_findings(old.findings, new.findings))
    order = {"error": 0, "warning": 1, "": 2}
    yield from sorted(found, key=lambda one: (order[one.now], order[one.was], one.check, one.subject, one.file))


def _of_findings(old: Mapping[Identity, Found], new: Mapping[Identity, Found]) -> Iterator[FindingChange]:
    """What is found on one thing in another file than before, as after a renewal, is the same finding."""
    moved: dict[tuple[str, str], list[tuple[Identity, Found]]] = {}
    for key in sorted(old.keys() - new.keys()):
        moved.setdefault(key[:2], []).append((key, old[key]))
    for key, now in sorted(new.items(), key=lambda one: one[0]):
        was = old.get(key)
        if was is None and moved.get(key[:2]):
            _, was = moved[key[:2]].pop(0)
        if was is None or was.severity != now.severity:
            yield FindingChange(*key, was.severity if was else "", now.severity, now.message)
    for key, was in (one for left in moved.values() for one in left):
        yield FindingChange(*key, was.severity, "", was.message)


def _overdue(old: RunState, new: RunState) -> tuple[Overdue, ...]:
    if old.overdue is None or new.overdue is None:
        return ()
    found = [Overdue(sha, name) for sha, name in new.overdue.items() if sha not in old.overdue]
    return tuple(sorted(found, key=lambda one: (one.name, one.sha256)))


def _costs(old: Mapping[str, Cost] | None, new: Mapping[str, Cost] | None) -> Iterator[CostChange]:
    for path, was, now in _differing(old, new):
        if was is not None and now is not None:
            yield CostChange(path, was, now)


def _rows(old: Mapping[MappedRow, str] | None, new: Mapping[MappedRow, str] | None) -> Iterator[RowChange]:
    for (product, service, domain, _), was, now in _differing(old, new):
        yield RowChange(product, service, domain, was, now)


def _row_counts(
    old: Mapping[MappedRow, str] | None, new: Mapping[MappedRow, str] | None
) -> tuple[RowCounts, RowCounts] | None:
    if old is None or new is None:
        return None
    was, now = (RowCounts(len(rows), sum(map(bool, rows.values()))) for rows in (old, new))
    return (was, now) if was != now else None


def _values(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> Iterator[ValueChange]:
    for key, was, now in _differing(old, new):
        yield ValueChange(key, was, now)


def _version(old: str | None, new: str | None) -> ValueChange | None:
    return None if old is None or new is None or old == new else ValueChange("version", old, new)


def _differing(old: Mapping[K, T] | None, new: Mapping[K, T] | None) -> Iterator[tuple[K, T | None, T | None]]:
    """Each key whose values differ, in order; nothing where one side is not known."""
    if old is None or new is None:
        return
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was != now:
            yield key, was, now


_PARTS = {
    "domains": N_("the required domains"), "addresses": N_("the addresses"), "certificates": N_("the certificates"),
    "findings": N_("the findings"), "overdue": N_("the renewals"), "costs": N_("the costs"),
    "mapped": N_("the mapped rows"), "settings": N_("the settings"), "inputs": N_("the input files"),
    "path": N_("the path"),
}  # fmt: skip


def _unknown(old: RunState, new: RunState) -> Iterator[str]:
    for part, said in _PARTS.items():
        if getattr(old, part) is None or getattr(new, part) is None:
            yield said
    states = [state for run in (old, new) for state in (run.domains or {}).values()]
    if "" in states:
        yield N_("the states of the domains")
