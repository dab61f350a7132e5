"""``reports/NAME/.notified.json``: what each target was told last, so that what it missed is told with the next."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from airec_planning.files import write_whole
from airec_planning.outputs.document import Document
from airec_planning.reporting.notices.situation import Situation
from airec_planning.runs.folders import NOTIFIED
from airec_planning.text import moment_text

FILE = NOTIFIED
_SCHEMA: Final = "airec-planning/notified/1"


class Crossing(Document):
    """A threshold that a certificate was told to have crossed."""

    days: int
    until: str
    """When the certificate ends, ISO 8601, UTC."""


class Told(Document):
    """What a target knows of a deployment."""

    as_of: str
    """The newest as-of date that was judged for it."""
    run: str = ""
    """The run folder that it was told of last; empty where it knows of no whole run."""
    failure: str = ""
    """The failure that it was told of and that has not been mended; empty for none."""
    errors: list[str] = Field(default_factory=list)
    """Identities."""
    warnings: list[str] = Field(default_factory=list)
    facts: list[str] = Field(default_factory=list)
    crossed: dict[str, Crossing] = Field(default_factory=dict)
    """By the certificate's SHA-256."""


class Memory(Document):
    """What every target was told, by the environment variable that holds its address."""

    schema_: Literal["airec-planning/notified/1"] = Field(_SCHEMA, alias="schema")
    targets: dict[str, Told] = Field(default_factory=dict)


def recall(place: Path) -> Memory:
    """What was told of a deployment; nothing where the file is not there or cannot be understood."""
    try:
        return Memory.model_validate_json((place / FILE).read_bytes())
    except (OSError, ValidationError):
        return Memory()


def keep(place: Path, memory: Memory) -> None:
    """Write it down.

    Raises:
        OutputError: the place cannot be written to.
    """
    write_whole(place / FILE, memory.to_json().encode())


def told_now(now: Situation, before: Told | None, thresholds: list[int]) -> Told:
    """What a target knows once it was told of a run; a run that failed leaves what it knew of the last whole one."""
    if now.failure:
        return (before or Told(as_of=now.as_of)).model_copy(update={"as_of": now.as_of, "failure": now.failure})
    known = {
        sha: crossing for sha, crossing in (before.crossed if before else {}).items() if crossing.until > now.as_of
    }
    for serving in now.serving:
        days = crossed(serving.days_left, thresholds)
        if days is not None:
            known[serving.sha256] = Crossing(days=days, until=moment_text(serving.until))
    return Told(
        as_of=now.as_of,
        run=now.run,
        errors=[finding.identity for finding in now.findings if finding.severity == "error"],
        warnings=[finding.identity for finding in now.findings if finding.severity == "warning"],
        facts=[value for _, value in now.facts],
        crossed=dict(sorted(known.items())),
    )


def crossed(days_left: int, thresholds: list[int]) -> int | None:
    """The lowest threshold that a certificate with so many days left has crossed; none where it has crossed none."""
    return min((days for days in thresholds if days_left <= days), default=None)
