"""Each target told of a run what it does not know yet, and what it was told written down."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from filelock import FileLock, Timeout

from airec_planning.errors import OutputError
from airec_planning.execution.redaction import Redaction
from airec_planning.language import _
from airec_planning.reporting.notices.digest import Digest, digest
from airec_planning.reporting.notices.memory import FILE, Memory, Told, keep, recall, told_now
from airec_planning.reporting.notices.sending import Target, send
from airec_planning.reporting.notices.situation import Situation
from airec_planning.setting_sections import Notify

_LOCK = ".notified.lock"
_WAIT = 120.0
"""Seconds to wait for another run that is telling people of the same deployment."""
_MOST_FAILURES = 3
"""In a row, of one target: then it is not waited for with every further deployment."""
Changes = Callable[[str], Sequence[str]]
"""Sentences about what changed since a run, by the name of its folder."""


@dataclass(frozen=True)
class Audience:
    """Whom to tell of a deployment, and how."""

    targets: Sequence[Target]
    policy: Notify
    secrets: Redaction = field(default_factory=Redaction)
    """What must not stand in a message, whatever else it quotes."""


@dataclass
class Tries:
    """What one command has learnt of its targets: one that fails again and again is left for the next time."""

    failed: Counter[str] = field(default_factory=Counter)

    def send(self, target: Target, said: Digest) -> bool:
        if self.failed[target.variable] >= _MOST_FAILURES or not send(target, said):
            self.failed[target.variable] += 1
            return False
        self.failed[target.variable] = 0
        return True


def tell(now: Situation, audience: Audience, place: Path, where: str, changes: Changes, tries: Tries) -> int:
    """Tell each target what is new to it; how many could not be reached.

    ``place`` is ``reports/NAME``. A target that could not be reached is named on standard error by its variable; it
    is told the next time, together with what has come since. What was told is written down after each target: killed
    between the two, it is told once more.
    """
    lock = FileLock(place / _LOCK, timeout=_WAIT)
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        _warn(now, _("another run is telling people of it; they are told of this one the next time"))
        return len(audience.targets)
    except OSError:  # read-only, or full: better told twice than never
        pass
    try:
        return _tell(now, audience, place, where, changes, tries)
    finally:
        lock.release()


def _tell(now: Situation, audience: Audience, place: Path, where: str, changes: Changes, tries: Tries) -> int:
    memory, failed, now = recall(place), 0, _without(now, audience.secrets)
    for target in audience.targets:
        told = memory.targets.get(target.variable)
        said = digest(now, told, audience.policy, where)
        if said and (sentences := _changes(now, told, changes)):
            clean = [audience.secrets.text(sentence) for sentence in sentences]
            said = digest(now, told, audience.policy, where, clean)
        if said and not tries.send(target, said):
            _warn(now, _("{variable} could not be told; it is told the next time", variable=target.variable))
            failed += 1
            continue
        known = told_now(now, told, audience.policy.thresholds) if said else _judged(now, told)
        if known and known != told:
            memory = Memory(targets={**memory.targets, target.variable: known})
            _remember(now, place, memory)
    return failed


def _changes(now: Situation, told: Told | None, changes: Changes) -> Sequence[str]:
    return changes(told.run) if told and told.run and told.run != now.run and not now.failure else ()


def _judged(now: Situation, told: Told | None) -> Told | None:
    """Nothing was to be told: only the date moves on."""
    return told.model_copy(update={"as_of": max(now.as_of, told.as_of)}) if told else None


def _remember(now: Situation, place: Path, memory: Memory) -> None:
    try:
        keep(place, memory)
    except OutputError as error:
        _warn(now, _("{file} {fact}; the same may be told again", file=FILE, fact=error.fact))


def _without(now: Situation, secrets: Redaction) -> Situation:
    """Before anything is escaped or shortened, which would hide a secret from the search and not from a reader."""
    return replace(
        now,
        title=secrets.text(now.title),
        sentence=secrets.text(now.sentence),
        findings=tuple(replace(finding, text=secrets.text(finding.text)) for finding in now.findings),
        serving=tuple(replace(serving, text=secrets.text(serving.text)) for serving in now.serving),
    )


def _warn(now: Situation, sentence: str) -> None:
    print(f"{now.name}: {sentence}", file=sys.stderr)
