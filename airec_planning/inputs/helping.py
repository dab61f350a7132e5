"""A helper process and how it is talked with: it reads runs of files, and ends when nobody talks with it any more.

It imports this module and what that needs: no pandas, no Arrow. It is talked with over a pipe, by the thread that does
the other half of the work: an executor's threads would take the interpreter's lock from that one again and again, which
cost as much as the helper gave.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler

from airec_planning.errors import Failure
from airec_planning.inputs.contents import Others, Rows, read_contents
from airec_planning.inputs.walking import Found, read_file
from airec_planning.language import speaking, spoken

Read = tuple[Rows, Others]
_Wanted = list[tuple[str, str, bytes]]
"""Path, shown path and SHA-256 of each file."""
_MOST_ASKED = 2
"""Runs that a helper has before it: one under way, one waiting."""
_LONGEST_MESSAGE = 32 * 2**10
"""Bytes. What a pipe takes at once: both ends could wait for one another over more."""


@dataclass
class Promise:
    """A run that a helper has been asked for."""

    helper: Helper
    kept: bool = False
    read: Read | None = None
    """``None`` also where a file has changed since, or the helper has ended: whoever asked reads it then."""


class Helper:
    """A process that reads runs of files, in the order in which it is asked."""

    def __init__(self) -> None:
        context = _start_method()
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._promises: deque[Promise] = deque()
        self._ended = False

    def ask(self, run: Sequence[Found]) -> Promise | None:
        """Ask for a run's contents; ``None`` where the helper has enough to do, or cannot be asked."""
        if self._ended or len(self._promises) == _MOST_ASKED:
            return None
        message = bytes(ForkingPickler.dumps((spoken(), [(found.path, found.file, found.sha256) for found in run])))
        if len(message) > _LONGEST_MESSAGE:
            return None
        try:
            self._pipe.send_bytes(message)
        except OSError:
            self._ended = True
            return None
        self._promises.append(Promise(self))
        return self._promises[-1]

    def hear(self, *, wait: bool = False) -> None:
        """Take the answers that are there, the first of them also if it has to be waited for."""
        try:
            while self._promises and (wait or self._pipe.poll()):
                self._promises[0].read = self._pipe.recv()
                self._promises.popleft().kept = True
                wait = False
        except (EOFError, OSError):
            self._ended = True
            while self._promises:
                self._promises.popleft().kept = True

    def dismiss(self) -> None:
        """Talk with it no more, so that it ends: at the latest with the run that it is reading."""
        self._pipe.close()
        self._process.join(timeout=1)
        self._process.kill()


def _serve(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    try:
        while True:
            language, wanted = pipe.recv()
            with speaking(language):
                pipe.send(_read(wanted))
    except (EOFError, OSError):  # nobody is there any more
        return


def _read(wanted: _Wanted) -> Read | None:
    """The contents of a run, ``None`` where a file is not what it was.

    The files are read once more: to be sent their bytes costs the sender more than it would save.
    """
    files = []
    for path, shown, sha256 in wanted:
        try:
            found = read_file(path, shown, 0)
        except OSError:
            return None
        if isinstance(found, Failure) or found.sha256 != sha256:
            return None
        files.append(found[:2])
    return read_contents(files)


def _start_method() -> multiprocessing.context.SpawnContext | multiprocessing.context.ForkServerContext:
    """Never plain fork: a notebook's kernel has threads, and a copy of their locks may stay locked for ever."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context
