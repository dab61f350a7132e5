"""Files below the certificate folders, walked safely and read within bounds."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from airec_planning.deployment import RUNS_MARKER, relative_name
from airec_planning.errors import Failure, Reason

LARGEST = 16 * 2**20
"""A folder of certificates holds nothing larger; a bundle of every public root has 200 KB."""


def walk(roots: Iterable[Path], shown_below: Path) -> Iterator[tuple[str, bytes] | Failure]:
    """Each regular file once, by name, as its shown path and bytes; what cannot be read, as a failure.

    Links to files are followed, links to folders as long as they lead to no folder that was seen. Hidden
    entries and our own reports are left out. Devices, pipes and sockets are never opened.
    """
    seen: set[tuple[int, int]] = set()
    waiting = [*reversed([*roots])]
    named = set(waiting)
    while waiting:
        path = waiting.pop()
        if path.name.startswith(".") and path not in named:
            continue
        shown = relative_name(path, shown_below)
        try:
            found = _look(path, shown, seen)
            if isinstance(found, list):
                waiting += reversed(found)
            elif found is not None:
                yield found
        except OSError as error:
            reason = Reason.SYMLINK_LOOP if error.errno == errno.ELOOP else Reason.UNREADABLE_FILE
            yield Failure(shown, reason, error.strerror or "cannot be opened", "Check the link or the permissions.")


def _look(path: Path, shown: str, seen: set[tuple[int, int]]) -> tuple[str, bytes] | Failure | list[Path] | None:
    """A file's bytes, a folder's entries by name, a failure, or nothing for what was seen before."""
    status = path.stat()
    identity = (status.st_dev, status.st_ino)
    if identity in seen:
        if path.is_symlink() and stat.S_ISDIR(status.st_mode):
            return Failure(shown, Reason.SYMLINK_LOOP, "the link leads to a folder already read", "Remove the link.")
        return None
    seen.add(identity)
    if stat.S_ISDIR(status.st_mode):
        return [] if (path / RUNS_MARKER).exists() else sorted(path.iterdir())
    if not stat.S_ISREG(status.st_mode):
        return Failure(shown, Reason.NOT_A_REGULAR_FILE, "a device, pipe or socket", "Move it out of the folder.")
    if status.st_size > LARGEST:
        fact = f"{status.st_size / 2**20:,.0f} MiB, more than {LARGEST >> 20} MiB"
        return Failure(shown, Reason.TOO_LARGE, fact, "Move it out of the folder.")
    return shown, _read(path)


def _read(path: Path) -> bytes:
    # The size may change, or a file become a pipe, between looking and opening.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        return file.read(LARGEST)
