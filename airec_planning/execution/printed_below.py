"""What programs and libraries of a fork write to the file descriptors 1 and 2, past Python's own streams."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from typing import Any

from airec_planning.execution.cell_outputs import TAKEN

DESCRIPTORS = {"stdout": 1, "stderr": 2}
_BYTES = 4 * TAKEN
"""A character has up to four."""
_PIPE = 1 << 20
"""More than a pipe holds."""


class PrintedBelow:
    """Pipes from a fork's descriptors to the process that forked it, which keeps what a notebook may hold of a cell.

    A file would grow as long as a program writes. A thread of the fork could not read while a library that writes
    keeps the interpreter to itself.
    """

    def __init__(self) -> None:
        self._pipes = {name: os.pipe() for name in DESCRIPTORS}
        self._read_ends: dict[str, int] = {}
        self._kept = dict.fromkeys(DESCRIPTORS, b"")

    def lead_here(self) -> None:
        """In the fork: from now on its descriptors lead into the pipes."""
        for name, ends in self._pipes.items():
            os.dup2(ends[1], DESCRIPTORS[name])
            for end in ends:
                os.close(end)

    def listen(self) -> None:
        """In the process that forked."""
        for name, (read_end, write_end) in self._pipes.items():
            os.close(write_end)
            os.set_blocking(read_end, False)
            self._read_ends[name] = read_end

    @property
    def read_ends(self) -> Collection[int]:
        """Those to wait on: a fork may close its own."""
        return self._read_ends.values()

    def take(self, ready: Collection[Any]) -> None:
        """Read what has come, so that no writer waits; of a cell's, the first is kept and the rest dropped."""
        for name, read_end in list(self._read_ends.items()):
            if read_end in ready:
                self._take(name, read_end)

    def messages(self) -> Iterator[dict[str, Any]]:
        """What was kept of the cell that ended, with what still lies in the pipes, as a fork's messages."""
        self.take(self.read_ends)
        for name, data in self._kept.items():
            if data:
                yield {"kind": "stream", "name": name, "text": data.decode("utf-8", "replace")}
                self._kept[name] = b""

    def close(self) -> None:
        for read_end in self._read_ends.values():
            os.close(read_end)
        self._read_ends.clear()

    def _take(self, name: str, read_end: int) -> None:
        try:
            data = os.read(read_end, _PIPE)
        except BlockingIOError:
            return
        if not data:
            os.close(self._read_ends.pop(name))
        self._kept[name] += data[: _BYTES - len(self._kept[name])]
