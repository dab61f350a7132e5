"""Notebooks side by side: each in a fork of its own, or in a thread where a kernel runs it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import NoReturn, TypeVar

from airec_planning.execution.limits import Limits
from airec_planning.execution.processes import LOOK, adopt_descendants, die_with_parent, end_descendants

Result = TypeVar("Result")
_GRACE = 30.0
"""Seconds beyond the run's limit that a worker has to write down what happened."""

_FAREWELL = 5.0
"""Seconds that a worker has to end what its cells have started."""


class WorkerLost(Exception):
    """A worker ended, or did not end, without a result."""


def in_threads(tasks: Sequence[Callable[[], Result]], meanwhile: Callable[[], object]) -> list[Result | Exception]:
    """Each task's result, or what it raised, in their order; ``meanwhile`` is done in this thread while they run."""
    with ThreadPoolExecutor(max_workers=min(len(tasks), os.cpu_count() or 1)) as pool:
        futures = [pool.submit(task) for task in tasks]
        meanwhile()
        return [future.exception() or future.result() for future in futures]  # type: ignore[misc]


def in_forks(
    tasks: Sequence[Callable[[], Result]], limits: Limits, meanwhile: Callable[[], object]
) -> list[Result | Exception]:
    """Each task's result, or what it raised, in their order; ``meanwhile`` is done in this process while they run.

    A fork that is lost costs its own task alone. What a task gives or raises has to be picklable. No fork outlives
    this call, or this process, and on Linux nothing that a task has started outlives its fork, unless that is killed.
    """
    context = multiprocessing.get_context("fork")
    workers: list[tuple[BaseProcess, Connection]] = []
    try:
        for task in tasks:
            ours, theirs = context.Pipe(duplex=False)
            process: BaseProcess = context.Process(target=_work, args=(task, theirs, ours, os.getpid()))
            process.start()
            theirs.close()
            workers.append((process, ours))
        meanwhile()
        return [_result(process, connection, limits) for process, connection in workers]
    finally:
        for process, connection in workers:
            connection.close()
            process.terminate()
        for process, _ in workers:
            process.join(_FAREWELL)
            process.kill()
            process.join()


def in_turn(
    tasks: Sequence[Callable[[], Result]], limits: Limits, meanwhile: Callable[[], object]
) -> list[Result | Exception]:
    """As ``in_forks``, one after another: for a process that is one of many and has one core to itself."""
    meanwhile()
    return [in_forks([task], limits, lambda: None)[0] for task in tasks]


def _work(task: Callable[[], Result], connection: Connection, other_end: Connection, parent: int) -> None:
    other_end.close()
    # It leaves by an exception, for it has to end what its cells have started: nobody else knows of that.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: the process that forked decides
    die_with_parent(parent, signal.SIGTERM)
    adopt_descendants()
    try:
        result: Result | Exception = task()
    except Exception as error:
        result = error
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        end_descendants()
    with suppress(OSError):
        connection.send(result)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(1)


def _result(process: BaseProcess, connection: Connection, limits: Limits) -> Result | Exception:
    ends = None if limits.ends is None else max(time.monotonic(), limits.ends) + _GRACE
    while not connection.poll(LOOK):
        if not process.is_alive() and not connection.poll():
            break
        if ends is not None and time.monotonic() > ends:
            return WorkerLost("It hung.")
    with suppress(EOFError, OSError):
        if connection.poll():
            return connection.recv()  # type: ignore[no-any-return]
    return WorkerLost("The process that ran it ended without a result.")
