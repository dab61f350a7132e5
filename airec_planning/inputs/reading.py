"""The contents of many files: from the cache where their bytes are known, else read by several processes.

Files are handled in runs of about a quarter of a megabyte. Where a run ends depends on the bytes of its files alone, so
that a file more or less changes the run it lies in, and a few that follow where it is large.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import PurePath

from airec_planning.inputs import helping
from airec_planning.inputs.contents import Others, Rows, read_contents
from airec_planning.inputs.facts_cache import FactsCache, key_of
from airec_planning.inputs.facts_table import Contents, facts_table
from airec_planning.inputs.walking import Found

Run = list[Found]
_Read = tuple[Rows, Others]
_SMALLEST_RUN, _LARGEST_RUN = 128 * 2**10, 512 * 2**10
"""Bytes: a quarter of a megabyte, the average, is some 150 certificates, read in 15 ms."""
_WORTH_HELP = 0.05
"""Seconds of reading after which helpers are started; they are ready 0.2 s later."""
_WAITING = 3
"""Runs that wait for each helper; when there are more, this process reads one itself."""


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


class _Reader:
    def __init__(self, cache: FactsCache | None, processes: int) -> None:
        self.cache, self.helpers = cache, processes - 1
        self.pool: ProcessPoolExecutor | None = None
        self.under_way: deque[tuple[Run, str, Contents | Future[_Read]]] = deque()
        self.spent = 0.0
        self.stored = False

    def take(self, run: Run) -> None:
        """Find a run in the cache, have a helper read it, or read it."""
        key = key_of(run) if self.cache else ""
        contents: Contents | Future[_Read] | None = self.cache.load(key) if self.cache else None
        if contents is None:
            contents = self._handed_over(run)
        if contents is None:
            began = time.monotonic()
            contents = self._kept(key, _read(run))
            self.spent += time.monotonic() - began
        self.under_way.append((run, key, contents))

    def done(self) -> Iterator[tuple[Run, Contents]]:
        """The runs that are read, as far as all before them are."""
        while self.under_way:
            contents = self.under_way[0][2]
            if isinstance(contents, Future) and not contents.done():
                return
            yield self.next()

    def next(self) -> tuple[Run, Contents]:
        """The next run, which may have to be waited for."""
        run, key, contents = self.under_way.popleft()
        if not isinstance(contents, Future):
            return run, contents
        try:
            read = contents.result()
        except BrokenProcessPool:  # a helper was killed: this process does its work
            self.helpers = 0
            read = _read(run)
        return run, self._kept(key, read)

    def close(self) -> None:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)
        if self.cache and self.stored:
            self.cache.tidy()

    def _handed_over(self, run: Run) -> Future[_Read] | None:
        """A helper's promise to read a run; ``None`` where it is not worth its while, or all are busy."""
        if self.helpers <= 0 or self.spent < _WORTH_HELP:
            return None
        waiting = sum(isinstance(one, Future) and not one.done() for _, _, one in self.under_way)
        if waiting >= self.helpers * _WAITING:
            return None
        try:
            if self.pool is None:
                self.pool = ProcessPoolExecutor(self.helpers, _start_method(), helping.begin)
            return self.pool.submit(helping.read, [found[:2] for found in run])
        except (BrokenProcessPool, OSError):  # no process could be started, or one was killed
            self.helpers = 0
            return None

    def _kept(self, key: str, read: _Read) -> Contents:
        rows, others = read
        contents = Contents(facts_table(rows), others)
        if self.cache:
            self.cache.store(key, contents)
            self.stored = True
        return contents


def _read(run: Run) -> _Read:
    return read_contents([found[:2] for found in run])


def _start_method() -> multiprocessing.context.BaseContext:
    """Never plain fork: a notebook's kernel has threads, and a copy of their locks may stay locked for ever."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([helping.__name__])
    return context


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
