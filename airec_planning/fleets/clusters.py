"""Dask clusters: one on this machine for as long as a command runs, or one that is there."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib import metadata
from typing import TYPE_CHECKING

from airec_planning.errors import InputError
from airec_planning.language import _
from airec_planning.version import __version__

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 30
"""Seconds to wait for a scheduler, and for its first worker."""
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


@contextmanager
def client_of(workers: int, scheduler: str) -> Iterator[Client]:
    """A client of a cluster: ``workers`` processes of this machine, which end with the block, or a scheduler's.

    Raises:
        InputError: Dask is not installed; the scheduler cannot be reached, has no workers or some with another version
            of the tool.
    """
    try:
        import dask.config  # noqa: PLC0415
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        option = f"--scheduler {scheduler}" if scheduler else f"--workers {workers}"
        remedy = _("Install it: pip install 'airec-planning[fleet]'")
        raise InputError(option, _("needs Dask"), remedy) from None
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
        fact = _("cannot be reached: {error}", error=type(error).__name__)
        remedy = _("Name it as it was said at its start: tcp://HOST:8786")
        raise InputError(f"--scheduler {scheduler}", fact, remedy) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            remedy = _("Start some: dask worker {scheduler} --nthreads 1", scheduler=scheduler)
            raise InputError(f"--scheduler {scheduler}", _("has no workers"), remedy) from None
        _refuse_other_versions(client, scheduler)
        yield client


def _refuse_other_versions(client: Client, scheduler: str) -> None:
    found = client.run(metadata.version, "airec-planning", on_error="return")
    for worker, version in found.items():
        if version != __version__:
            has = f"airec-planning {version}" if isinstance(version, str) else _("no airec-planning")
            fact = _("has a worker with {tool}, {worker}; this is {this}", tool=has, worker=worker, this=__version__)
            raise InputError(f"--scheduler {scheduler}", fact, _("Install the same version on all machines."))


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
        client.run(_say_nothing_of_lost_connections)
        yield client


def _leave_interrupts_to_the_client() -> None:
    """A terminal sends them to all processes: the one that was asked decides."""
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _say_nothing_of_lost_connections() -> None:
    """A worker that is ended may be in the midst of its heartbeat; what matters is told by the results."""
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL + 1)


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
