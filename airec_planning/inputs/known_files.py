"""Which entry of the cache holds which file, so that a file that another run held is taken from there.

A list that is only added to, of what each file that holds certificates is known by and where it lies: it is a hint,
since the entry itself says what its files are known by. Whatever is wrong with it, the files are read.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_RECORD = np.dtype([("file", "<u8"), ("entry", "V32"), ("at", "<u4")])
_LARGEST = 64 * 2**20
"""Bytes, of some 1.5 million files: a longer list begins anew."""
_WRITTEN = 60
"""Seconds after which nobody is still writing the half of a record."""


@dataclass(frozen=True)
class KnownFiles:
    """The list; it never raises."""

    path: Path

    def find(self, files: Sequence[bytes]) -> dict[str, dict[int, int]]:
        """By the key of an entry: which of these files may lie in it, and as which of its files each."""
        numbers = {_short(file): number for number, file in enumerate(files)}
        found: dict[str, dict[int, int]] = {}
        listed: list[tuple[int, bytes, int]] = self._records(list(numbers)).tolist()  # type: ignore[assignment]
        for file, entry, at in listed:
            found.setdefault(entry.hex(), {})[numbers[file]] = at
        return found

    def add(self, entry: str, places: Mapping[int, bytes]) -> None:
        """Note by what the files of an entry are known, by their places in it; at once, as other writers do."""
        listed = [(_short(file), bytes.fromhex(entry), at) for at, file in places.items()]
        if not listed:
            return
        with contextlib.suppress(OSError):
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                os.write(descriptor, np.array(listed, dtype=_RECORD).tobytes())
            finally:
                os.close(descriptor)

    def _records(self, wanted: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
        """The records of some files. A list that ends in half a record for good, or is too long, begins anew."""
        try:
            status = self.path.stat()
            count, half = divmod(status.st_size, _RECORD.itemsize)
            if status.st_size > _LARGEST or (half and time.time() - status.st_mtime > _WRITTEN):
                self.path.unlink()
                count = 0
            if count:
                listed = np.memmap(self.path, _RECORD, mode="r", shape=(count,))
                return np.array(listed[np.isin(listed["file"], np.array(wanted, dtype=np.uint64))])
        except (OSError, ValueError):
            pass
        return np.zeros(0, dtype=_RECORD)


def _short(file: bytes) -> int:
    return int.from_bytes(file[:8], "little")
