"""Entries of the user's cache folder: each a file that is written whole and begins with a checksum.

Two writers do no harm, a damaged entry is as if it were not there, and nothing here raises: without an entry the
work is done. Nothing in an entry is a secret.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from airec_planning.errors import PlanningError
from airec_planning.files import write_whole

VARIABLE = "AIREC_PLANNING_CACHE"
"""The environment variable with the folder of the cache, or ``off``; the user's cache folder where it is not set."""
OFF = "off"
_KINDS = ("facts-*/*.arrow*", "facts-*.files", "lints-*/*.json*")
"""What is kept, in a folder for each version of what works it out."""
_KEPT = 90 * 86_400
"""Seconds since an entry was last used."""


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """The user's cache folder, or what ``AIREC_PLANNING_CACHE`` names; none where that is ``off``."""
    place = environment.get(VARIABLE, "")
    if place == OFF:
        return None
    return Path(place) if place else platformdirs.user_cache_path("airec-planning", appauthor=False)


def read_entry(path: Path) -> bytes | None:
    """What is kept there, if it is whole; an entry that is used does not grow old."""
    try:
        checksum, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != checksum:
            return None
        if time.time() - path.stat().st_mtime > 86_400:
            os.utime(path)
    except (OSError, ValueError):  # ValueError: a path that no file can have
        return None
    return body


def write_entry(path: Path, body: bytes) -> bool:
    """Keep it there, if the folder can be written to: whether it is kept."""
    checksum = hashlib.sha256(body).hexdigest().encode()
    with contextlib.suppress(OSError, PlanningError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, checksum + b"\n" + body)
        return True
    return False


def tidy(folder: Path) -> None:
    """Remove entries that were not used for a long time, of other versions too, and halves of writers that died."""
    oldest = time.time() - _KEPT
    with contextlib.suppress(OSError):
        for kind in _KINDS:
            for path in folder.glob(kind):
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)
