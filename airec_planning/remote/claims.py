"""Names of runs, each claimed before anything is uploaded under it: two uploads at once do not mix their files.

A claim is an object of its own name, ``NAME/.claims/RUN~SECONDS~TOKEN``. Whoever has written one lists them: whoever
is alone has the name, whoever sees another's withdraws and tries the next name. That needs no more than that an object
which was written is listed at once, as S3, OSS, MinIO and Ceph promise. "Create only if absent" would need one object
less, but a store that does not know the condition takes it and does not say so.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from airec_planning.errors import OutputError, PlanningError
from airec_planning.language import _
from airec_planning.remote.store import Store
from airec_planning.runs.folders import FAILED_SUFFIX, run_folder, run_name

CLAIMS = ".claims"
LASTS = 3600.0
"""Seconds from a claim on: an upload takes some; one that has not ended by then was killed, and gives up by itself."""
_TRIES = 100
_PAUSE = 0.2
"""Seconds at the most, drawn by lot, so that two that withdrew do not meet again."""


@dataclass(frozen=True)
class Claim:
    """A name that is ours until it is released."""

    store: Store
    run: str
    object: str
    until: float

    def refuse_if_lost(self) -> None:
        """
        Raises:
            OutputError: it has lasted too long, or was cleared away.
        """
        if time.time() > self.until or self.object not in self.store.files(CLAIMS):
            place, fact = f"{self.store.url}/{self.run}", _("took too long to upload")
            raise OutputError(place, fact, _("Make the report again."))


@contextmanager
def claimed(store: Store, name: str) -> Iterator[Claim]:
    """The name for a run, or the next one that is free: ``DATE``, ``DATE-1``; ``DATE.failed``, ``DATE-1.failed``.

    Raises:
        OutputError: the store cannot be written to.
    """
    claim = _claim(store, name)
    try:
        yield claim
    finally:
        _release(claim)


def live_claims(store: Store) -> set[str]:
    """The runs that are being uploaded."""
    return {run for run, seconds, _name in _claims(store) if _lives(seconds)}


def dead_claims(store: Store) -> list[str]:
    """The objects of claims that nobody holds any more."""
    return [name for _run, seconds, name in _claims(store) if not _lives(seconds)]


def _claim(store: Store, name: str) -> Claim:
    taken = set(store.folders("")[0]) | live_claims(store)
    for run in _names_from(name):
        if run in taken:
            continue
        now = time.time()
        claim = Claim(store, run, f"{CLAIMS}/{run}~{int(now)}~{secrets.token_hex(8)}", now + LASTS / 2)
        store.write(claim.object, b"")
        if _is_alone(claim):
            return claim
        _release(claim)
        time.sleep(random.uniform(0, _PAUSE))  # noqa: S311  # no secret
    raise OutputError(f"{store.url}/{name}", _("has no free name"), _("Wait until the other reports are done."))


def _names_from(name: str) -> Iterator[str]:
    whole = name.removesuffix(FAILED_SUFFIX)
    run = run_folder(Path(whole))
    assert run, "only runs are uploaded"
    for again in range(run.again, run.again + _TRIES):
        yield f"{run_name(run.as_of)}{f'-{again}' if again else ''}{name[len(whole) :]}"


def _is_alone(claim: Claim) -> bool:
    """Nobody else has claimed the name, nor finished with it since it was looked for."""
    others = {run for run, seconds, name in _claims(claim.store) if name != claim.object and _lives(seconds)}
    return claim.run not in others and not claim.store.files(claim.run)


def _release(claim: Claim) -> None:
    with suppress(PlanningError):  # it ends by itself
        claim.store.remove([claim.object])


def _claims(store: Store) -> list[tuple[str, int, str]]:
    """The run, the time and the object of each."""
    found = []
    for name in store.files(CLAIMS):
        run, _sign, rest = name.removeprefix(f"{CLAIMS}/").partition("~")
        seconds = rest.partition("~")[0]
        found.append((run, int(seconds) if seconds.isdecimal() and len(seconds) < 12 else 0, name))
    return found


def _lives(seconds: int) -> bool:
    return abs(time.time() - seconds) < LASTS
