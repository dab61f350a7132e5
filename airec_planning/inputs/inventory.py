"""Every certificate below some folders: a row of facts each, or a failure with its reason."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.errors import Failure, Reason
from airec_planning.inputs.contents import File, certificate_ders, revocation_lists
from airec_planning.inputs.facts_cache import FactsCache
from airec_planning.inputs.gathering import Gathered
from airec_planning.inputs.reading import read_all
from airec_planning.inputs.walking import walk
from airec_planning.language import N_, _


@dataclass(frozen=True)
class Inventory:
    """The certificates found, what could not be read, and what else lay there."""

    certificates: pd.DataFrame
    """Schema ``tables.CERTIFICATES``."""
    places: pd.DataFrame
    """Schema ``tables.PLACES``."""
    unreadable: pd.DataFrame
    """Schema ``tables.UNREADABLE``."""
    passed_over: pd.DataFrame
    """Schema ``tables.PASSED_OVER``."""
    hashes: Mapping[str, str]
    """SHA-256 of each file that was read, hex, by its path as shown."""
    kept: tuple[File, ...] = field(repr=False, default=())
    """The files that hold certificates, with their bytes."""
    from_stores: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    with_revocation_lists: tuple[File, ...] = field(repr=False, default=())

    @functools.cached_property
    def ders(self) -> Mapping[str, bytes]:
        """Each certificate's DER by its SHA-256: what chain building needs."""
        known = set(self.certificates["sha256"])
        found = {hashlib.sha256(der).hexdigest(): der for der in certificate_ders(self.kept)}
        return {sha256: der for sha256, der in found.items() if sha256 in known} | dict(self.from_stores)

    @functools.cached_property
    def revocation_lists(self) -> tuple[tuple[str, int, bytes], ...]:
        """The file, the number of the block and the DER of each revocation list."""
        return tuple(revocation_lists(self.with_revocation_lists))


def read_inventory(
    folders: Iterable[Path],
    shown_below: Path,
    authorities: Iterable[Path] = (),
    passphrases: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    leave_out: Iterable[Path] = (),
    *,
    cache: FactsCache | None = None,
    processes: int | None = None,
) -> Inventory:
    """Read every certificate and private key below some files and folders.

    Certificates below ``authorities`` get the role ``authority``: they are the deployment's trust anchors
    and their intermediates. ``leave_out`` names files that hold no certificates, such as the planner's.
    What was read before comes out of the ``cache``; the rest is read by as many ``processes`` as there are cores.
    """
    anchors = tuple(authorities)
    gathered = Gathered(len(anchors), dict(passphrases or {}), dict(environment or {}))
    for run, contents in read_all(gathered.files_of(walk([*anchors, *folders], shown_below)), cache, processes):
        gathered.take(run, contents)
    places, certificates = gathered.tables()
    _pass_over_spare_keys(gathered, certificates)
    others = {path.relative_to(shown_below).as_posix() for path in leave_out if path.is_relative_to(shown_below)}
    failures = sorted((one for one in gathered.failures if one.file not in others), key=lambda one: one.file)
    passed_over = sorted(
        (row for row in gathered.passed_over if row["file"] not in others), key=lambda row: row["file"]
    )
    return Inventory(
        certificates,
        places,
        tables.UNREADABLE.frame(map(_unreadable, sorted(failures, key=lambda failure: failure.file))),
        tables.PASSED_OVER.frame(sorted(passed_over, key=lambda row: row["file"])),
        gathered.hashes,
        tuple(gathered.kept),
        gathered.from_stores,
        tuple(gathered.with_revocation_lists),
    )


_KEYS = {
    "readable": N_("a private key, readable"),
    "encrypted": N_("a private key, encrypted"),
    "unsupported": N_("a private key, unsupported"),
}


def _pass_over_spare_keys(gathered: Gathered, certificates: pd.DataFrame) -> None:
    known = set(certificates["public_key_sha256"])
    matching = certificates["private_key"] == "matches"
    used = set(
        zip(certificates["private_key_file"], certificates["public_key_sha256"].where(matching, ""), strict=True)
    )
    for key in gathered.keys:
        if used.isdisjoint({(key.file, key.public_key_sha256), (key.file, "")}):
            reason = Reason.COPY_OF_KEY if key.public_key_sha256 in known else Reason.KEY_OF_NO_CERTIFICATE
            gathered.pass_over(key.file, reason, _(_KEYS[key.state]), None)


def _unreadable(failure: Failure) -> dict[str, Any]:
    return {
        "file": failure.file,
        "position": failure.number,
        "reason": str(failure.reason),
        "message": failure.message,
        "remedy": failure.remedy,
    }
