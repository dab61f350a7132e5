"""What a run found, as far as it is compared with another run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

Identity = tuple[str, str, str]
"""Of a finding: check, subject and file. Its message may count days, which change daily."""
MappedRow = tuple[str, str, str, int]
"""Of a row to map: product, service, domain, and which of those that are alike, from 1."""


@dataclass(frozen=True)
class RunName:
    """A run, as people find it."""

    folder: str
    """Its folder's name."""
    as_of: dt.datetime
    """Aware, UTC."""
    version: str | None
    """Of the tool; none where it is not known."""

    @property
    def day(self) -> str:
        """The as-of date, with the time where it is not midnight, UTC."""
        midnight = self.as_of.time() == dt.time()
        return f"{self.as_of:%Y-%m-%d}" if midnight else f"{self.as_of:%Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True)
class Certificate:
    """A certificate of a run, as far as it is compared."""

    sha256: str
    label: str
    """Its common name, else the first of its names or its subject, as they stand."""
    names: frozenset[str]
    """DNS names in lower case and addresses; of one without any its subject."""
    file: str
    not_before: dt.datetime | None
    not_after: dt.datetime | None
    role: str
    """``server``, ``intermediate`` or ``authority``."""


@dataclass(frozen=True)
class Found:
    """The worst result of a check on one thing."""

    severity: str
    message: str


@dataclass(frozen=True)
class Cost:
    """What a path costs, fen."""

    now: int
    horizon: int


@dataclass(frozen=True)
class RunState:
    """What a run found. A part is none where the run does not hold it, as an older version's may not."""

    run: RunName
    path: str | None
    """``https`` or ``ca``."""
    domains: Mapping[str, str] | None
    """The state of the coverage of each required domain; empty where that is not known."""
    addresses: Mapping[str, str] | None
    """The same of each address."""
    certificates: Mapping[str, Certificate] | None
    """By SHA-256."""
    findings: Mapping[Identity, Found] | None
    """Errors and warnings."""
    overdue: Mapping[str, str] | None
    """The first name of each certificate whose renewal should have been started, by SHA-256."""
    costs: Mapping[str, Cost] | None
    """By path."""
    mapped: Mapping[MappedRow, str] | None
    """The certificate file of each row of the mapping workbook; empty where none is mapped."""
    settings: Mapping[str, str] | None
    inputs: Mapping[str, str] | None
    """SHA-256 of each input file, by its path below the deployment folder."""
