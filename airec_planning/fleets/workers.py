"""Who makes the reports of a fleet: this process, workers on this machine, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import threading
import traceback
import uuid
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airec_planning.errors import InputError, NotebookError
from airec_planning.fleets.clusters import client_of
from airec_planning.fleets.making import Done, Task, failed, faulty, make_one
from airec_planning.language import N_, _
from airec_planning.remote.urls import is_url, shown

if TYPE_CHECKING:
    from distributed import Client

_LOOK = 60.0
"""Seconds after which it is asked anew whether a cluster has workers at all."""
_MOST_SENDINGS = 2
"""Of what is lost again and again before it begins."""
_one_at_a_time = threading.Lock()
"""A worker with several threads makes one report after another: a report has processes of its own."""


def make_here(tasks: Sequence[Task]) -> Iterator[Done]:
    """One after another in this process, in the order given."""
    yield from map(make_one, tasks)


def make_on_workers(
    tasks: Sequence[Task], say: Callable[[str], None], *, workers: int = 0, scheduler: str = ""
) -> Iterator[Done]:
    """By ``workers`` processes of this machine, or by the cluster of a Dask scheduler; in the order of their endings.

    What a worker had that was killed is done again elsewhere, once, and that is said; a task whose workers were lost
    twice has failed. The order of the tasks says what begins first.

    Raises:
        InputError: there is no cluster to be had (``client_of``), or it or all of its workers were lost.
    """
    begun, sent_again = Counter[int](), Counter[int]()
    topic = f"airec-planning-{uuid.uuid4()}"  # a cluster may serve several commands at once

    def note(event: Any) -> None:
        number, worker = event[1]["number"], event[1]["worker"]
        begun[number] += 1
        if begun[number] > 1:
            told = N_("{deployment}: begun again on {worker}, since the worker that had it was lost.")
            say(_(told, deployment=shown(tasks[number].place), worker=worker))

    with client_of(workers, scheduler) as client:
        client.subscribe_topic(topic, note)
        sent = [_seen_from_anywhere(task) for task in tasks] if scheduler else tasks
        numbers = {client.submit(_make, topic, number, task, pure=False): number for number, task in enumerate(sent)}
        for future in _ended(numbers, client, scheduler):
            number = numbers.pop(future)
            if _was_only_waiting(future, begun[number]) and sent_again[number] < _MOST_SENDINGS:
                sent_again[number] += 1
                numbers[client.submit(_make, topic, number, sent[number], pure=False)] = number
            else:
                yield _result(future, tasks[number], scheduler)


def _ended(futures: Collection[Any], client: Client, scheduler: str) -> Iterator[Any]:
    """Each as it ends, until the collection is empty: whoever takes one takes it out, and may put others in."""
    from distributed import as_completed  # noqa: PLC0415  # an extra

    without_workers = 0
    while futures:
        try:
            yield from as_completed(futures, timeout=_LOOK)
        except TimeoutError:
            there = client.scheduler_info(n_workers=-1)["workers"]
            without_workers = 0 if there else without_workers + 1
            if without_workers > 1:  # at one look, one may be just starting anew
                remedy = _("Start some: dask worker {scheduler} --nthreads 1", scheduler=scheduler)
                raise InputError(f"--scheduler {scheduler}", _("has no workers any more"), remedy) from None


def _seen_from_anywhere(task: Task) -> Task:
    """With absolute paths, for the workers of a cluster were started in other folders."""
    wanted, options = task.wanted, task.wanted.options
    notebooks = [replace(one, folder=one.folder and one.folder.absolute()) for one in options.notebooks]
    return replace(
        task,
        place=_absolute(task.place),
        reports=_absolute(task.reports),
        metrics=task.metrics and task.metrics.absolute(),
        wanted=replace(
            wanted,
            folder=wanted.folder.absolute(),
            same_as=wanted.same_as and wanted.same_as.absolute(),
            options=replace(options, notebooks=notebooks),
        ),
    )


def _absolute(place: str) -> str:
    return place if is_url(place) else str(Path(place).absolute())


def _was_only_waiting(future: Any, begun: int) -> bool:
    """Dask blames all that a lost worker had for the loss, also what it had not begun."""
    from distributed import KilledWorker  # noqa: PLC0415

    return future.status == "error" and isinstance(future.exception(), KilledWorker) and begun <= 1


def _make(topic: str, number: int, task: Task) -> Done:
    """On a worker: says that it begins, so that what is done again is known."""
    from distributed import get_worker  # noqa: PLC0415

    worker = get_worker()
    worker.log_event(topic, {"number": number, "worker": worker.address})
    multiprocessing.current_process().daemon = False  # as which Dask starts it, and which may have no children
    with _one_at_a_time, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        options = replace(task.wanted.options, in_turn=True)  # the machine's other cores have their own workers
        return make_one(replace(task, wanted=replace(task.wanted, options=options)))


def _result(future: Any, task: Task, scheduler: str) -> Done:
    """
    Raises:
        InputError: the scheduler was lost, with what ended meanwhile: a result is fetched through it.
    """
    from distributed import CancelledError, KilledWorker  # noqa: PLC0415

    try:
        if future.status != "error":
            done: Done = future.result()
            return done
        error = future.exception()
    except (OSError, CancelledError):
        fact = _("was lost: its process has ended, or the network to it")
        raise InputError(f"--scheduler {scheduler}", fact, _("Start it again.")) from None
    if not isinstance(error, KilledWorker):  # as where there are no workers
        return faulty(task, "".join(traceback.format_exception(error)))
    fact = _("its worker was lost twice: killed, or out of memory")
    remedy = _("Run it alone: airec-planning report FOLDER")
    return failed(task, NotebookError(shown(task.place), fact, remedy))
