"""Files below the certificate folders, walked safely and read within bounds."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from airec_planning.errors import Failure, Reason
from airec_planning.files import RUNS_MARKER, relative_name, shown_text
from airec_planning.inputs.blocks import ending_of
from airec_planning.language import N_, _

LARGEST = 16 * 2**20
"""A folder of certificates holds nothing larger; a bundle of every public root has 200 KB."""
_FIRST_READ = 64 * 2**10
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Found(NamedTuple):
    """A file that was read."""

    file: str
    """Its path as shown."""
    data: bytes
    root: int
    """Which of the roots it was found below, from 0."""
    sha256: bytes
    """Of the bytes that were read."""
    path: str
    """Where it can be opened."""


def walk(roots: Iterable[Path], shown_below: Path) -> Iterator[Found | Failure]:
    """Each regular file once, by name, as its shown path and bytes; what cannot be read, as a failure.

    A file below two roots belongs to the first. Links to files are followed, links to folders as long as they
    lead to no folder that was seen. Hidden entries and our own reports are left out. Devices, pipes and
    sockets are never opened. Of a large file that is plainly no certificate only the beginning is read.
    """
    folders: set[tuple[int, int]] = set()
    files: set[str] = set()
    for number, root in enumerate(roots):
        waiting: _Waiting = [(os.fspath(root), relative_name(root, shown_below), None)]
        while waiting:
            path, shown, entry = waiting.pop()
            if shown in files:
                continue
            try:
                if entry is None or not entry.is_file(follow_symlinks=False):
                    status = Path(path).stat()
                    if stat.S_ISDIR(status.st_mode):
                        if (status.st_dev, status.st_ino) not in folders:
                            folders.add((status.st_dev, status.st_ino))
                            waiting += _entries(path, shown)
                        elif entry is not None and entry.is_symlink():
                            yield _failure(shown, Reason.SYMLINK_LOOP, _("the link leads to a folder already read"))
                        continue
                    if not stat.S_ISREG(status.st_mode):
                        yield _failure(shown, Reason.NOT_A_REGULAR_FILE, _("a device, pipe or socket"))
                        continue
                files.add(shown)
                yield read_file(path, shown, number)
            except OSError as error:
                reason = Reason.SYMLINK_LOOP if error.errno == errno.ELOOP else Reason.UNREADABLE_FILE
                yield _failure(shown, reason, error.strerror or _("cannot be opened"))


_Waiting = list[tuple[str, str, "os.DirEntry[str] | None"]]
_MOVE = N_("Move it out of the folder.")
_REMEDIES = {
    Reason.SYMLINK_LOOP: N_("Remove the link."),
    Reason.UNREADABLE_FILE: N_("Check the link or the permissions."),
}


def _failure(shown: str, reason: Reason, fact: str) -> Failure:
    return Failure(shown, reason, fact, _(_REMEDIES.get(reason, _MOVE)))


def _entries(path: str, shown: str) -> _Waiting:
    """What is in a folder, the last by name first."""
    with os.scandir(path) as listing:
        entries = sorted(listing, key=_name, reverse=True)
    if any(entry.name == RUNS_MARKER for entry in entries):
        return []
    below = "" if shown == "." else f"{shown.rstrip('/')}/"
    return [
        (entry.path, below + (name if name.isascii() else shown_text(name)), entry)
        for entry in entries
        if not (name := entry.name).startswith(".")
    ]


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def read_file(path: str, shown: str, root: int) -> Found | Failure:
    """A file's bytes, within bounds; a failure where it is too large.

    Raises:
        OSError: it cannot be read.
    """
    # A pipe that took the file's place after it was looked at: opening it must not wait for a writer.
    descriptor = os.open(path, _OPEN)
    try:
        data = os.read(descriptor, _FIRST_READ)
        if data and not (len(data) == _FIRST_READ and _plainly_no_certificate(shown, data)):
            if len(data) == _FIRST_READ and (size := os.fstat(descriptor).st_size) > LARGEST:
                fact = _("{size:,.0f} MiB, more than {most} MiB", size=size / 2**20, most=LARGEST >> 20)
                return _failure(shown, Reason.TOO_LARGE, fact)
            data = _to_the_end(descriptor, data)
    finally:
        os.close(descriptor)
    return Found(shown, data, root, hashlib.sha256(data).digest(), path)


def _to_the_end(descriptor: int, start: bytes) -> bytes:
    """All of a file whose start was read: some file systems give less at a time than was asked for."""
    part = os.read(descriptor, _FIRST_READ)
    if not part:
        return start
    parts, size = [start], len(start)
    while part and size < LARGEST:
        parts.append(part)
        size += len(part)
        part = os.read(descriptor, min(LARGEST - size, 1 << 20))
    return b"".join(parts)


def _plainly_no_certificate(name: str, start: bytes) -> bool:
    """Binary that is not DER, and not named like a certificate: pictures, archives, databases."""
    if ending_of(name) or start.startswith((b"\x30", *_TEXT_MARKS)):
        return False
    return b"\0" in start
