"""What changed from one run to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from airec_planning.audit.expiry import STATES
from airec_planning.outputs.run_state import Certificate, Cost, Identity, MappedRow, RunName, RunState

Direction = Literal["worse", "better", "other"]
T = TypeVar("T")


@dataclass(frozen=True)
class NameChange:
    """A required domain or address that was added, was dropped, or whose state changed."""

    kind: Literal["domain", "address"]
    name: str
    was: str | None
    """Its state before; none where it was not required, empty where the state is not known."""
    now: str | None

    @property
    def direction(self) -> Direction:
        """Of a state that changed, in the order of ``audit.expiry.STATES``."""
        if self.was not in STATES or self.now not in STATES:
            return "other"
        return "worse" if STATES.index(self.now) < STATES.index(self.was) else "better"


@dataclass(frozen=True)
class Renewed:
    """A new certificate that carries all names of an earlier one and is valid for longer."""

    new: Certificate
    replaced: tuple[Certificate, ...]
    """Those that are gone, or the last of those that still lie beside it."""


@dataclass(frozen=True)
class FindingChange:
    """An error or a warning that is new, is settled, or is taken harder or easier than before."""

    check: str
    subject: str
    file: str
    was: str
    """``error``, ``warning`` or empty: neither."""
    now: str
    message: str
    """As it stands now; of one that is settled, as it stood."""

    @property
    def direction(self) -> Direction:
        return "worse" if self.was == "" or self.now == "error" else "better"


@dataclass(frozen=True)
class CostChange:
    """What a path costs, where that changed, fen."""

    path: str
    was: Cost
    now: Cost


@dataclass(frozen=True)
class RowChange:
    """A row of the mapping workbook in both runs that has another certificate file than before, or none."""

    product: str
    service: str
    domain: str
    was: str
    now: str


@dataclass(frozen=True)
class RowCounts:
    """Rows of the mapping workbook."""

    rows: int
    filled: int


@dataclass(frozen=True)
class Overdue:
    """A certificate whose renewal should have been started, and need not have been before."""

    sha256: str
    name: str
    """The first of its names."""


@dataclass(frozen=True)
class ValueChange:
    """A setting, an input file's hash, the path or the version; none where it was not there."""

    key: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class RunChanges:
    """What changed from one run to another. The as-of date and the days left change daily, and are no change."""

    old: RunName
    new: RunName
    names: tuple[NameChange, ...]
    certificates_new: tuple[Certificate, ...]
    certificates_gone: tuple[Certificate, ...]
    renewed: tuple[Renewed, ...]
    findings: tuple[FindingChange, ...]
    overdue: tuple[Overdue, ...]
    path_was: str | None
    path_now: str | None
    """``https``, ``ca`` or not known."""
    costs: tuple[CostChange, ...]
    """That of the path decided for first."""
    rows: tuple[RowChange, ...]
    row_counts: tuple[RowCounts, RowCounts] | None
    """Before and now, where they differ."""
    settings: tuple[ValueChange, ...]
    version: ValueChange | None
    inputs: tuple[ValueChange, ...]
    unknown: tuple[str, ...]
    """What could not be compared, since a run does not hold it."""

    @property
    def anything(self) -> bool:
        """Whether anything changed at all, as far as it is known."""
        return any(
            (
                self.names, self.certificates_new, self.certificates_gone, self.renewed, self.findings, self.overdue,
                self.path, self.costs, self.rows, self.row_counts, self.settings, self.version, self.inputs,
            )
        )  # fmt: skip

    @property
    def path(self) -> ValueChange | None:
        """The path that is decided for, where it is another one."""
        return _value("path", self.path_was, self.path_now)

    @property
    def worse(self) -> bool:
        """Whether a state, a finding, a renewal or a mapped row is worse than before; costs are not judged."""
        return (
            any(change.direction == "worse" for change in (*self.state_changes, *self.findings))
            or bool(self.overdue)
            or any(row.was and not row.now for row in self.rows)
        )

    @property
    def added(self) -> tuple[NameChange, ...]:
        """Required domains and addresses that were not required before."""
        return tuple(change for change in self.names if change.was is None)

    @property
    def dropped(self) -> tuple[NameChange, ...]:
        """Those that are required no longer."""
        return tuple(change for change in self.names if change.now is None)

    @property
    def state_changes(self) -> tuple[NameChange, ...]:
        """Those that are required in both runs, in another state."""
        return tuple(change for change in self.names if change.was is not None and change.now is not None)


def run_changes(old: RunState, new: RunState) -> RunChanges:
    """What changed from ``old`` to ``new``; what either does not hold is named as unknown and not compared."""
    certificates = _certificates(old.certificates or {}, new.certificates or {})
    if old.certificates is None or new.certificates is None:
        certificates = ((), (), ())
    return RunChanges(
        old=old.run,
        new=new.run,
        names=_names(old, new),
        certificates_new=certificates[0],
        certificates_gone=certificates[1],
        renewed=certificates[2],
        findings=tuple(_findings(old, new)),
        overdue=_overdue(old, new),
        path_was=old.path,
        path_now=new.path,
        costs=tuple(sorted(_costs(old.costs, new.costs), key=lambda change: change.path != new.path)),
        rows=tuple(_rows(old.mapped, new.mapped)),
        row_counts=_row_counts(old.mapped, new.mapped),
        settings=tuple(_values(old.settings, new.settings)),
        version=_value("version", old.run.version, new.run.version),
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
        if was != "" and now != "":  # a state that is not known is no change
            yield NameChange(kind, name, was, now)
        elif was is None or now is None:
            yield NameChange(kind, name, was, now)


def _rank(state: str | None) -> int:
    return STATES.index(state) if state in STATES else len(STATES)


def _certificates(
    old: Mapping[str, Certificate], new: Mapping[str, Certificate]
) -> tuple[tuple[Certificate, ...], tuple[Certificate, ...], tuple[Renewed, ...]]:
    come = sorted((new[sha] for sha in new.keys() - old.keys()), key=_order)
    gone = {sha: old[sha] for sha in old.keys() - new.keys()}
    by_least_name: dict[str, list[Certificate]] = {}
    for certificate in old.values():
        by_least_name.setdefault(min(certificate.names), []).append(certificate)
    renewed = []
    for certificate in come:
        earlier = sorted(_earlier(certificate, by_least_name), key=_order)
        replaced = [one for one in earlier if one.sha256 in gone] or earlier[-1:]
        if replaced:
            renewed.append(Renewed(certificate, tuple(replaced)))
    done = {one.sha256 for renewal in renewed for one in (renewal.new, *renewal.replaced)}
    return (
        tuple(one for one in come if one.sha256 not in done),
        tuple(sorted((one for sha, one in gone.items() if sha not in done), key=_order)),
        tuple(renewed),
    )


def _earlier(certificate: Certificate, by_least_name: Mapping[str, list[Certificate]]) -> Iterator[Certificate]:
    """The certificates whose names this one carries too, and that end earlier."""
    ends = certificate.not_after
    for name in certificate.names:
        for one in by_least_name.get(name, ()):
            alike = one.names <= certificate.names and one.role == certificate.role
            if alike and ends is not None and one.not_after is not None and one.not_after < ends:
                yield one


def _order(certificate: Certificate) -> tuple[str, str, str]:
    return (f"{certificate.not_after or ''}", certificate.label, certificate.sha256)


def _findings(old: RunState, new: RunState) -> Iterator[FindingChange]:
    """New errors first, then new warnings, then what is settled."""
    was, now = old.findings, new.findings
    if was is None or now is None:
        return

    def change(key: Identity) -> FindingChange:
        before, after = was.get(key), now.get(key)
        message = (after or before or now[key]).message
        return FindingChange(*key, before.severity if before else "", after.severity if after else "", message)

    found = [change(key) for key in sorted({*was, *now})]
    order = {"error": 0, "warning": 1, "": 2}
    yield from sorted((one for one in found if one.was != one.now), key=lambda one: (order[one.now], order[one.was]))


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
        if was is not None and now is not None:
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


def _value(key: str, old: str | None, new: str | None) -> ValueChange | None:
    return None if old is None or new is None or old == new else ValueChange(key, old, new)


K = TypeVar("K", str, MappedRow)


def _differing(old: Mapping[K, T] | None, new: Mapping[K, T] | None) -> Iterator[tuple[K, T | None, T | None]]:
    """Each key whose values differ, in order; nothing where one side is not known."""
    if old is None or new is None:
        return
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was != now:
            yield key, was, now


_PARTS = {
    "domains": "the required domains", "addresses": "the addresses", "certificates": "the certificates",
    "findings": "the findings", "overdue": "the renewals", "costs": "the costs", "mapped": "the mapped rows",
    "settings": "the settings", "inputs": "the input files", "path": "the path",
}  # fmt: skip


def _unknown(old: RunState, new: RunState) -> Iterator[str]:
    for part, said in _PARTS.items():
        if getattr(old, part) is None or getattr(new, part) is None:
            yield said
    states = [state for run in (old, new) for state in (run.domains or {}).values()]
    if "" in states:
        yield "the states of the domains"
