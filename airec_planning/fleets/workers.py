"""Who makes the reports of a fleet: this process, workers on this machine, or a Dask cluster."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import tempfile
import threading
import traceback
import uuid
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airec_planning.errors import FAULT, InputError, NotebookError
from airec_planning.fleets.making import Done, Ending, Task, make_one
from airec_planning.remote.urls import is_url, shown
from airec_planning.version import __version__

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 30
"""Seconds to wait for a scheduler, and for its first worker."""
_MOST_SENDINGS = 2
"""Of what is lost again and again before it begins."""
_CONFIG = {
    "distributed.scheduler.allowed-failures": 1,  # what a lost worker had is done again, once
    "distributed.scheduler.worker-saturation": 1.0,  # and it had no more than the report that it was making
    "distributed.worker.daemon": False,  # notebooks run in children of the worker
    "distributed.comm.retry.count": 3,
    "distributed.admin.tick.limit": "1h",  # a report is long, and no fault of the event loop
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": ["distributed.http.health"],  # nobody looks at it: no more than it must serve
    "distributed.worker.http.routes": ["distributed.http.health"],
}
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
        InputError: Dask is not installed; the scheduler cannot be reached, has no workers or some with another version
            of the tool; or it was lost.
    """
    begun, sent_again = Counter[int](), Counter[int]()
    topic = f"airec-planning-{uuid.uuid4()}"  # a cluster may serve several commands at once

    def note(event: Any) -> None:
        number, worker = event[1]["number"], event[1]["worker"]
        begun[number] += 1
        if begun[number] > 1:
            say(f"{shown(tasks[number].place)}: begun again on {worker}, since the worker that had it was lost.")

    with _client(workers, scheduler) as client:
        from distributed import as_completed  # noqa: PLC0415  # an extra

        client.subscribe_topic(topic, note)
        sent = [_seen_from_anywhere(task) for task in tasks] if scheduler else tasks
        numbers = {client.submit(_make, topic, number, task, pure=False): number for number, task in enumerate(sent)}
        completed = as_completed(numbers)
        for future in completed:
            number = numbers.pop(future)
            if _was_only_waiting(future, begun[number]) and sent_again[number] < _MOST_SENDINGS:
                sent_again[number] += 1
                again = client.submit(_make, topic, number, sent[number], pure=False)
                numbers[again] = number
                completed.add(again)
            elif future.status in ("cancelled", "lost"):
                fact = "was lost: its process has ended, or the network to it"
                raise InputError(f"--scheduler {scheduler}", fact, "Start it again.")
            else:
                yield _result(future, tasks[number])


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


def _result(future: Any, task: Task) -> Done:
    from distributed import KilledWorker  # noqa: PLC0415

    place = shown(task.place)
    if future.status == "finished":
        done: Done = future.result()
        return done
    error = future.exception()
    if not isinstance(error, KilledWorker):  # a fault of our own, as where there are no workers
        told = "".join(traceback.format_exception(error))
        return Done(
            place, Ending.FAILED, exit_code=FAULT, complaints=(f"{place}: a fault of airec-planning itself\n{told}",)
        )
    fact, remedy = "its worker was lost twice: killed, or out of memory", "Run it alone: airec-planning report FOLDER"
    complaint = str(NotebookError(place, fact, remedy))
    return Done(place, Ending.FAILED, exit_code=NotebookError.exit_code, complaints=(complaint,))


@contextmanager
def _client(workers: int, scheduler: str) -> Iterator[Client]:
    try:
        import dask.config  # noqa: PLC0415
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        option = f"--scheduler {scheduler}" if scheduler else f"--workers {workers}"
        raise InputError(option, "needs Dask", "Install it: pip install 'airec-planning[fleet]'") from None
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what it says of lost workers is said here, once
    with ExitStack() as stack:
        if scheduler:
            yield stack.enter_context(_connected(Client, scheduler))
            return
        stack.enter_context(dask.config.set(_CONFIG))
        yield stack.enter_context(_on_this_machine(Client, workers))


@contextmanager
def _connected(client_class: type[Client], scheduler: str) -> Iterator[Client]:
    try:
        client = client_class(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        fact = f"cannot be reached: {type(error).__name__}"
        raise InputError(
            f"--scheduler {scheduler}", fact, "Name it as it was said at its start: tcp://HOST:8786"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            remedy = f"Start some: dask worker {scheduler} --nthreads 1"
            raise InputError(f"--scheduler {scheduler}", "has no workers", remedy) from None
        _refuse_other_versions(client, scheduler)
        yield client


def _refuse_other_versions(client: Client, scheduler: str) -> None:
    found = client.run(metadata.version, "airec-planning", on_error="return")
    for worker, version in found.items():
        if version != __version__:
            has = f"airec-planning {version}" if isinstance(version, str) else "no airec-planning"
            fact = f"has a worker with {has}, {worker}; this is {__version__}"
            raise InputError(f"--scheduler {scheduler}", fact, "Install the same version on all machines.")


@contextmanager
def _on_this_machine(client_class: type[Client], workers: int) -> Iterator[Client]:
    from distributed import LocalCluster  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory(prefix="airec-planning-", ignore_cleanup_errors=True) as scratch,
        _ended_for_sure(),
        _environment({"OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"), "TMPDIR": scratch}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            local_directory=scratch,
            security=True,  # else any user of this machine could have the workers run what he likes
            silence_logs=logging.CRITICAL,
        ) as cluster,
        client_class(cluster) as client,
    ):
        client.run(_leave_interrupts_to_the_client)
        yield client


def _leave_interrupts_to_the_client() -> None:
    """A terminal sends them to all processes: the one that was asked decides."""
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _ended_for_sure() -> Iterator[None]:
    """Around workers: the one that Dask does not wait for is ended, so that it writes nothing once its folder is gone.

    Their temporary folders lie in that folder, since who is killed removes nothing, and private keys may be in them.
    """
    before = set(multiprocessing.active_children())
    try:
        yield
    finally:
        for process in set(multiprocessing.active_children()) - before:
            process.kill()
            process.join()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
