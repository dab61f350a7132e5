"""What a check says, and what it may look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from airec_planning.language import _
from airec_planning.setting_sections import Settings
from airec_planning.text import enumerated

if TYPE_CHECKING:
    from airec_planning.audit.evidence import Evidence
    from airec_planning.audit.linted import LintCache

Severity = Literal["error", "warning", "notice", "skipped", "ok"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice", "skipped", "ok")
"""Worst first."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """The result of one check on one thing."""

    severity: Severity
    message: str
    """What was expected and what was found."""
    remedy: str = ""


@dataclass(frozen=True)
class Ground:
    """What the checks look at beside the thing itself."""

    as_of: dt.datetime
    settings: Settings
    path: str
    """The path that was decided for: ``https`` or ``ca``."""
    evidence: Evidence
    planned: Mapping[str, frozenset[str]]
    """The names that each planned certificate must carry, addresses too, by the ``name_key`` of its name."""
    needed: Mapping[str, frozenset[str]]
    """The required domains and addresses that each certificate covers, by SHA-256."""
    serving: frozenset[str]
    """The certificates that serve some domain best, by SHA-256."""
    lint_cache: LintCache | None = None
    """Where it is kept what the linter said of a certificate."""


@dataclass(frozen=True)
class Check:
    """A named check; ``run`` gives ``None`` where the check does not apply."""

    name: str
    sentence: str
    """In English; it is said in the language that is spoken where checks are listed."""
    run: Callable[[Row, Ground], Verdict | None]


def ok(message: str) -> Verdict:
    return Verdict("ok", message)


def error(message: str, remedy: str) -> Verdict:
    return Verdict("error", message, remedy)


def warning(message: str, remedy: str) -> Verdict:
    return Verdict("warning", message, remedy)


def notice(message: str, remedy: str = "") -> Verdict:
    return Verdict("notice", message, remedy)


def skipped(waits_for: str, remedy: str = "") -> Verdict:
    """Not run: the message says what the check waits for."""
    return Verdict("skipped", _("waits for {thing}", thing=waits_for), remedy)


def listed(items: Iterable[str], most: int = 5) -> str:
    """``a, b and 3 more``."""
    found = sorted(items)
    shown = enumerated(found[:most])
    return _("{shown} and {count} more", shown=shown, count=len(found) - most) if len(found) > most else shown
