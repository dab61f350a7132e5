"""What was read of certificate files before, kept in the user's cache folder.

An entry holds the contents of a run of files and is named by the SHA-256 of their bytes, the endings of their
names, and the version of what reads them: whoever changes a byte asks for another entry. Nothing in it is a
secret; of a private key it holds the hash of the public key. Each entry is a file of its own, written whole, so
that two writers do no harm, and begins with a checksum: a damaged one is as if it were not there.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cryptography
import platformdirs

from airec_planning.errors import PlanningError
from airec_planning.files import write_whole
from airec_planning.inputs.blocks import ending_of
from airec_planning.inputs.facts_table import Contents
from airec_planning.inputs.walking import Found

VARIABLE = "AIREC_PLANNING_CACHE"
OFF = "off"
_KEPT = 90 * 86_400
"""Seconds since an entry was last used."""


@dataclass(frozen=True)
class FactsCache:
    """A folder of entries; it never raises: without an entry the files are read."""

    folder: Path

    def load(self, key: str) -> Contents | None:
        """The contents kept under a key, if they are there and whole."""
        path = self.folder / f"{key}.arrow"
        try:
            checksum, _, body = path.read_bytes().partition(b"\n")
            if hashlib.sha256(body).hexdigest().encode() != checksum:
                return None
            contents = Contents.from_bytes(body)
            if time.time() - path.stat().st_mtime > 86_400:
                os.utime(path)
        except (OSError, ValueError, TypeError, KeyError):  # not there, damaged, or written by something else
            return None
        return contents

    def store(self, key: str, contents: Contents) -> None:
        """Keep contents under a key, if the folder can be written to."""
        body = contents.to_bytes()
        checksum = hashlib.sha256(body).hexdigest().encode()
        with contextlib.suppress(OSError, PlanningError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.folder / f"{key}.arrow", checksum + b"\n" + body)

    def tidy(self) -> None:
        """Remove entries that were not used for a long time, of other versions too, and halves of writers that died."""
        oldest = time.time() - _KEPT
        with contextlib.suppress(OSError):
            for path in self.folder.parent.glob("facts-*/*.arrow*"):
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)


def from_environment(environment: Mapping[str, str]) -> FactsCache | None:
    """The cache in the user's cache folder, or where ``AIREC_PLANNING_CACHE`` says; none where that is ``off``."""
    place = environment.get(VARIABLE, "")
    if place == OFF:
        return None
    folder = Path(place) if place else platformdirs.user_cache_path("airec-planning", appauthor=False)
    return FactsCache(folder / f"facts-{_reader_version()}")


@functools.cache
def _reader_version() -> str:
    """The hash of all that decides what is read of a file: this package's readers, and the library."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    read = b"".join(path.read_bytes() for path in sources) + cryptography.__version__.encode()
    return hashlib.sha256(read).hexdigest()[:16]


def key_of(files: Iterable[Found]) -> str:
    """The key of a run of files: their bytes, and the endings of their names, which say what a file claims to be."""
    run = list(files)
    endings = ".".join([ending_of(found.file) for found in run]).encode()
    return hashlib.sha256(b"".join([found.sha256 for found in run]) + endings).hexdigest()
