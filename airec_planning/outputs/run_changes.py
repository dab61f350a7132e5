"""What changed from one run to another, as data; ``run_comparison`` finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from airec_planning.audit.expiry import STATES
from airec_planning.outputs.run_state import Certificate, Cost, RunName

Direction = Literal["worse", "better", "other"]


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
    """An error or a warning that is new, stands no longer, or is taken harder or easier than before."""

    check: str
    subject: str
    file: str
    was: str
    """``error``, ``warning`` or empty: neither."""
    now: str
    message: str
    """As it stands now; of one that stands no longer, as it stood."""

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
    """A row of the mapping workbook that was added, was dropped, or has another certificate file than before."""

    product: str
    service: str
    domain: str
    was: str | None
    """Its certificate file; empty where none was mapped, none where the row was not there."""
    now: str | None


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
        if self.path_was is None or self.path_now is None or self.path_was == self.path_now:
            return None
        return ValueChange("path", self.path_was, self.path_now)

    @property
    def worse(self) -> bool:
        """Whether a state, a finding, a renewal or a mapped row is worse than before; costs are not judged."""
        directions = {one.direction for one in self.state_changes} | {one.direction for one in self.findings}
        return "worse" in directions or bool(self.overdue) or any(row.was and row.now == "" for row in self.rows)

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
