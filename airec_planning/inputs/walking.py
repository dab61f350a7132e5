"""Files below the certificate folders, walked safely and read within bounds."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from airec_planning.deployment import relative_name
from airec_planning.errors import Failure, Reason

LARGEST = 16 * 2**20
"""A folder of certificates holds nothing larger; a bundle of every public root has 200 KB."""


def walk(roots: Iterable[Path], shown_below: Path) -> Iterator[tuple[str, bytes] | Failure]:
    """Each regular file once, by name, as its shown path and bytes; what cannot be read, as a failure.

    Links to files are followed, links to folders as long as they lead to no folder that was seen. Hidden
    entries are left out. Devices, pipes and sockets are never opened.
    """
    seen: set[tuple[int, int]] = set()
    for root in roots:
        yield from _walk(root, shown_below, seen, is_root=True)


def _walk(
    path: Path, shown_below: Path, seen: set[tuple[int, int]], *, is_root: bool = False
) -> Iterator[tuple[str, bytes] | Failure]:
    if path.name.startswith(".") and not is_root:
        return
    shown = relative_name(path, shown_below)
    try:
        status = path.stat()
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            if path.is_symlink() and stat.S_ISDIR(status.st_mode):
                yield Failure(shown, Reason.SYMLINK_LOOP, "the link leads to a folder already read", "Remove the link.")
            return
        seen.add(identity)
        if stat.S_ISDIR(status.st_mode):
            for entry in sorted(path.iterdir()):
                yield from _walk(entry, shown_below, seen)
        elif not stat.S_ISREG(status.st_mode):
            yield Failure(shown, Reason.NOT_A_REGULAR_FILE, "a device, pipe or socket", "Move it out of the folder.")
        elif status.st_size > LARGEST:
            fact = f"{status.st_size / 2**20:,.0f} MiB, more than {LARGEST >> 20} MiB"
            yield Failure(shown, Reason.TOO_LARGE, fact, "Move it out of the folder.")
        else:
            yield shown, _read(path)
    except OSError as error:
        loop = error.errno == errno.ELOOP
        reason = Reason.SYMLINK_LOOP if loop else Reason.UNREADABLE_FILE
        yield Failure(shown, reason, error.strerror or "cannot be opened", "Check the link or the permissions.")


def _read(path: Path) -> bytes:
    # The size may change, or a file become a pipe, between looking and opening.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        return file.read(LARGEST)
