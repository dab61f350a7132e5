"""The fast engine: cells run in a fork of this process, which has imported what they need."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from airec_planning.execution import forked_cells
from airec_planning.execution.cell_outputs import CellOutputs
from airec_planning.execution.limits import Limits
from airec_planning.execution.printed_below import PrintedBelow
from airec_planning.execution.processes import LOOK
from airec_planning.execution.record import RunRecord
from airec_planning.execution.recorded_engine import SKIPPED_TAG, RecordedEngine, folder_of, tagged
from airec_planning.execution.states import State
from airec_planning.execution.warming import warm


class ForkedEngine(RecordedEngine):
    """Runs the cells of a notebook in a fork of this process; Python notebooks only.

    The fork is killed when a limit is met. Widgets are shown as their text: there is no kernel that they talk to.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        record: RunRecord,
        _kernel_name: str,
        *,
        limits: Limits,
        resources: Mapping[str, Any] | None = None,
        **_options: Any,
    ) -> None:
        warm()
        outputs = CellOutputs()
        with _fork(folder_of(resources)) as fork:
            for index, cell in enumerate(record.nb.cells):
                record.cell_start(cell, index)
                if cell.cell_type == "code" and cell.source.strip() and not tagged(cell, SKIPPED_TAG):
                    outputs.begin(cell)
                    with suppress(OSError):  # it died since the cell before: that is found next
                        fork.connection.send_bytes(json.dumps(cell.source).encode())
                    ending = _follow(cell, fork, limits, outputs)
                    for message in fork.printed.messages():
                        outputs.take(message)
                    outputs.end()
                    if ending is not None:
                        record.fail(index, ending.state, **ending.told)
                        return
                record.cell_complete(cell, cell_index=index)


@dataclass(frozen=True)
class _Fork:
    connection: Connection
    process: BaseProcess
    printed: PrintedBelow


@dataclass(frozen=True)
class _Ending:
    """Why no cell follows."""

    state: State
    told: Mapping[str, Any]


def _follow(cell: Any, fork: _Fork, limits: Limits, outputs: CellOutputs) -> _Ending | None:
    """Take in what a cell sends until it ends; why the run ends with it, None where it goes on."""
    seconds, met = limits.next()
    ends = None if seconds is None else time.monotonic() + seconds
    while True:
        left = None if ends is None else ends - time.monotonic()
        if left is not None and left <= 0:
            return _Ending(met, {"message": f"{seconds:,.0f} s were over."})
        message = _received(fork, left)
        if message is None:
            continue
        if message["kind"] == "died":
            return _Ending(State.DIED, {"message": message["message"]})
        if message["kind"] != "ended":
            outputs.take(message)
            continue
        cell.execution_count = message["execution_count"]
        if message["exited"]:
            return _Ending(State.EXITED, {"message": message["exited"]})
        # Whatever the cell's tags: papermill takes every error for a failure.
        return _Ending(State.CELL_ERROR, message["error"]) if message["error"] else None


def _received(fork: _Fork, seconds: float | None) -> dict[str, Any] | None:
    """The next message; that the fork has died, once all that it sent was read; None where neither came for a while."""
    shortly = LOOK if seconds is None else min(seconds, LOOK)
    ready = wait([fork.connection, fork.process.sentinel, *fork.printed.read_ends], shortly)
    fork.printed.take(ready)
    if fork.connection in ready:
        with suppress(EOFError, OSError):
            return dict(json.loads(fork.connection.recv_bytes()))
    elif fork.process.sentinel not in ready and (fork.process.is_alive() or fork.connection.poll()):
        return None
    if fork.process.is_alive():
        fork.process.join(timeout=5)
    return {"kind": "died", "message": _cause_of_death(fork.process.exitcode)}


def _cause_of_death(code: int | None) -> str:
    if code is None:
        return "It closed its connection."
    if code < 0:
        with suppress(ValueError):
            return f"It was ended by the signal {signal.Signals(-code).name}."
        return f"It was ended by signal {-code}."
    return f"It ended with the exit status {code}."


@contextmanager
def _fork(folder: str | None) -> Iterator[_Fork]:
    """A fork that waits for cells; gone, with its group of processes, when the block is left."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    printed = PrintedBelow()
    process = context.Process(target=forked_cells.serve, args=(theirs, ours, printed, folder, os.getpid()))
    process.start()
    theirs.close()
    printed.listen()
    try:
        yield _Fork(ours, process, printed)
    finally:
        ours.close()
        _end(process)
        printed.close()


def _end(process: BaseProcess) -> None:
    if process.pid is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
