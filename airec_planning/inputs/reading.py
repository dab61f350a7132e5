"""The contents of many files: from the cache where their bytes are known, else read by several processes.

Files are handled in runs of about a quarter of a megabyte. Where a run ends depends on the bytes of its files alone, so
that a file more or less changes the run it lies in, and a few that follow where it is large.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from airec_planning.inputs.contents import read_contents
from airec_planning.inputs.facts_cache import FactsCache, key_of, known_by
from airec_planning.inputs.facts_table import Contents, facts_table, put_together
from airec_planning.inputs.helping import Helper, Promise, Read
from airec_planning.inputs.walking import Found

Run = list[Found]
_SMALLEST_RUN, _LARGEST_RUN = 128 * 2**10, 512 * 2**10
"""Bytes: a quarter of a megabyte, the average, is some 150 certificates, read in 15 ms."""
_WORTH_HELP = 0.03
"""Seconds of reading after which helpers are started."""


def read_all(
    files: Iterable[Found], cache: FactsCache | None, processes: int | None = None
) -> Iterator[tuple[Run, Contents]]:
    """Each run of files with its contents, in the order of the files.

    ``processes`` are at work at most, this one among them; by default one for each core.
    """
    reader = _Reader(cache, usable_processes() if processes is None else processes)
    try:
        for run in _runs(files):
            reader.take(run)
            yield from reader.done()
        while reader.under_way:
            yield reader.next()
    finally:
        reader.close()


def usable_processes() -> int:
    """One process for each core; only this one where a new process would run the caller's script once more.

    That is how Python starts processes: it imports the main script again. The command line and notebooks bear
    it; a script without ``if __name__ == "__main__"`` would do all its work twice.
    """
    main = sys.modules.get("__main__")
    script = PurePath(getattr(main, "__file__", None) or "").name
    harmless = script in ("", "__main__.py") or script.startswith("airec-planning")
    if not harmless or multiprocessing.parent_process() is not None:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class _Wanted:
    """A run whose contents are wanted, and what of it is known from other runs."""

    run: Run
    key: str
    known: Sequence[tuple[Contents, Mapping[int, int]]] = ()
    """Contents of other runs, each with the places of its files in this one."""

    @functools.cached_property
    def files(self) -> list[bytes]:
        """What each of its files is known by."""
        return list(map(known_by, self.run))

    @functools.cached_property
    def unknown_places(self) -> list[int]:
        known = {place for _, places in self.known for place in places.values()}
        return [place for place in range(len(self.run)) if place not in known]

    @property
    def unknown(self) -> Run:
        """The files that have to be read."""
        return [self.run[place] for place in self.unknown_places]


class _Reader:
    def __init__(self, cache: FactsCache | None, processes: int) -> None:
        self.cache, self.wanted_helpers = cache, processes - 1
        self.helpers: list[Helper] = []
        self.dismissed = False
        self.under_way: deque[tuple[_Wanted, Contents | Promise]] = deque()
        self.spent = 0.0
        self.stored = False

    def take(self, run: Run) -> None:
        """Find a run in the cache, have a helper read it, or read it."""
        wanted = _Wanted(run, key_of(run) if self.cache else "")
        contents: Contents | Promise | None = self.cache.load(wanted.key) if self.cache else None
        if contents is None:
            if self.cache:
                wanted.known = self.cache.of_other_runs(wanted.files)
            contents = self._handed_over(wanted.unknown)
        if contents is None:
            began = time.monotonic()
            contents = self._kept(wanted, _read(wanted.unknown))
            self.spent += time.monotonic() - began
        self.under_way.append((wanted, contents))

    def done(self) -> Iterator[tuple[Run, Contents]]:
        """The runs that are read, as far as all before them are."""
        self._hear()
        while self.under_way:
            contents = self.under_way[0][1]
            if isinstance(contents, Promise) and not contents.kept:
                return
            yield self.next()

    def next(self) -> tuple[Run, Contents]:
        """The next run, which may have to be waited for."""
        wanted, contents = self.under_way.popleft()
        if isinstance(contents, Contents):
            return wanted.run, contents
        while not contents.kept:
            contents.helper.hear(wait=True)
        return wanted.run, self._kept(wanted, contents.read or _read(wanted.unknown))

    def close(self) -> None:
        self.dismissed = True
        for helper in self.helpers:
            helper.dismiss()
        if self.cache and self.stored:
            self.cache.tidy()

    def _handed_over(self, run: Run) -> Promise | None:
        """A helper's promise to read a run; ``None`` where it is not worth its while, or none has time."""
        if self.spent < _WORTH_HELP:
            return None
        if self.wanted_helpers > 0:
            self._start_beside(self.wanted_helpers)
            self.wanted_helpers = 0
        self._hear()
        asked = (helper.ask(run) for helper in [*self.helpers])
        return next((promise for promise in asked if promise), None)

    def _start_beside(self, count: int) -> None:
        """Start helpers while this process goes on reading: they are ready after 0.2 s."""
        threading.Thread(target=self._start, args=(count,), daemon=True).start()

    def _start(self, count: int) -> None:
        with contextlib.suppress(OSError):  # no process can be started: this one does all the work
            for _ in range(count):
                helper = Helper()
                self.helpers.append(helper)
                if self.dismissed:
                    helper.dismiss()

    def _hear(self) -> None:
        for helper in [*self.helpers]:
            helper.hear()

    def _kept(self, wanted: _Wanted, read: Read) -> Contents:
        rows, others = read
        contents = Contents(facts_table(rows), others)
        if wanted.known:
            contents = put_together([*wanted.known, (contents, dict(enumerate(wanted.unknown_places)))])
        if self.cache:
            self.cache.store_run(wanted.key, contents, wanted.files, wanted.unknown_places)
            self.stored = True
        return contents


def _read(run: Run) -> Read:
    return read_contents([found[:2] for found in run])


def _runs(files: Iterable[Found]) -> Iterator[Run]:
    run: Run = []
    size = 0
    for found in files:
        run.append(found)
        size += len(found.data)
        if size >= _LARGEST_RUN or (size >= _SMALLEST_RUN and _ends_a_run(found)):
            yield run
            run, size = [], 0
    if run:
        yield run


def _ends_a_run(found: Found) -> bool:
    """True for one file in so many, by the file's own hash, that one in ``_SMALLEST_RUN`` bytes is."""
    return int.from_bytes(found.sha256[:8], "big") < (len(found.data) << 64) // _SMALLEST_RUN
