"""Where runs lie: built beside their place, renamed into it when whole; ``latest`` moves last; old ones go.

Every change of a name happens under the lock of the deployment's folder, and every removal renames first: a reader
finds a run whole or not at all. What a killed run left is known by its lock, which the system has freed.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from airec_planning.errors import InputError, OutputError
from airec_planning.files import umask, unwritable
from airec_planning.language import _
from airec_planning.runs.folders import FAILED_SUFFIX, LATEST, failed_runs, latest_of, run_folder, whole_runs

KEEP = 30
"""Runs of a deployment that are kept by default."""
_BUILDING, _RETIRED, _LINK, _LOCK = ".building-", ".retired-", ".latest-", ".lock"


class Building:
    """A run that is being built."""

    def __init__(self, place: Path, folder: Path) -> None:
        self.place, self.folder = place, folder

    def publish(self, name: str, *, keep: int, now: dt.datetime) -> Path:
        """Rename the folder into its place, let ``latest`` point to it and remove what it replaces; its new path.

        ``latest`` does not go back to an earlier as-of date, nor does a date that is still to come (a what-if) take it
        from one that is not. An earlier run of the same as-of date is replaced; ``keep`` runs stay, the latest dates.
        """
        with _locked(self.place):
            target = _free(self.place, name)
            link = _link_to(self.place, target.name)  # before the rename: what may fail for want of space comes first
            self.folder.rename(target)
            if _is_latest(self.place, target, now):
                link.replace(self.place / LATEST)
            else:
                link.unlink()
            _retire(self.place, target, keep)
        return target

    def set_aside(self, name: str, *, keep: int) -> Path:
        """Rename the folder to that of a failed run; ``latest`` does not move."""
        with _locked(self.place):
            target = self.place / f"{name}{FAILED_SUFFIX}"
            if target.exists():
                _remove(self.place, target)
            self.folder.rename(target)
            for old in failed_runs(self.place)[:-keep]:
                _remove(self.place, old.path)
        return target


@contextmanager
def built_beside(place: Path) -> Iterator[Building]:
    """A folder to build a run in; gone when the block is left, unless it was published or set aside.

    Raises:
        OutputError: the place cannot be written to, or holds something else of the name ``latest``.
    """
    building: Building | None = None
    lock: FileLock | None = None
    try:
        place.mkdir(parents=True, exist_ok=True)
        with _locked(place):
            _refuse_other_latest(place / LATEST)
            _clear_left_behind(place)
            building = Building(place, Path(tempfile.mkdtemp(dir=place, prefix=_BUILDING)))
            lock = _lock_of(building.folder)
            lock.acquire(timeout=0)
        building.folder.chmod(0o777 & ~umask())  # as mkdir would have made it
        yield building
    except OSError as error:
        if error.errno is None or isinstance(error, Timeout):  # not from the file system
            raise
        raise unwritable(place, error) from None
    finally:
        if building is not None:
            shutil.rmtree(building.folder, ignore_errors=True)
        if lock is not None:
            lock.release()
            Path(lock.lock_file).unlink(missing_ok=True)


def refuse_within_runs(reports: Path) -> None:
    """A reports folder is no run and no deployment's runs: its index would replace theirs.

    Raises:
        InputError: it is, or lies below one.
    """
    here = reports.resolve()
    for above in (here, *here.parents):
        runs = above.parent if run_folder(above) else above
        if os.path.exists(runs / LATEST / "summary.json"):  # noqa: PTH110  # False where it may not be looked at
            fact = _("lies within the runs of {name}", name=runs.name)
            raise InputError(str(reports), fact, _("Name the folder above them, or another one."))


def write_index(reports: Path, write: Callable[[], None]) -> None:
    """Write the index of all deployments while no other run does: each then counts what the one before it left."""
    with FileLock(reports / _LOCK):
        write()


def _refuse_other_latest(latest: Path) -> None:
    if latest.exists() and not latest.is_symlink():
        raise OutputError(str(latest), _("is no link to a run, and would be replaced"), _("Move it away."))


def clear_left_behind(place: Path) -> None:
    """Remove what runs left that were killed, where nothing is built that would do so."""
    with suppress(OSError), _locked(place):
        _clear_left_behind(place)


def _clear_left_behind(place: Path) -> None:
    """Remove what runs left that were killed: their locks are free."""
    for folder in place.glob(f"{_BUILDING}*"):
        if folder.name.endswith(_LOCK):
            if not Path(str(folder).removesuffix(_LOCK)).exists():
                folder.unlink(missing_ok=True)
            continue
        lock = _lock_of(folder)
        with suppress(Timeout), lock.acquire(timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
            Path(lock.lock_file).unlink(missing_ok=True)
    for folder in place.glob(f"{_RETIRED}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for link in place.glob(f"{_LINK}*"):
        link.unlink(missing_ok=True)


def _is_latest(place: Path, run: Path, now: dt.datetime) -> bool:
    ours = run_folder(run)
    if ours is None or not (place / LATEST).exists():
        return True
    newest = latest_of(whole_runs(place), now)
    return newest is not None and ours.as_of == newest.as_of


def _retire(place: Path, newest: Path, keep: int) -> None:
    ours = run_folder(newest)
    runs = whole_runs(place)
    replaced = [run.path for run in runs if ours and run.as_of == ours.as_of and run.path != newest]
    left = [run.path for run in runs if run.path not in replaced]
    shown = (newest, (place / LATEST).resolve())
    surplus = [path for path in left[: max(0, len(left) - keep)] if path not in shown and path.resolve() not in shown]
    for path in (
        *replaced,
        *surplus,
        *(run.path for run in failed_runs(place) if ours and run.as_of == ours.as_of),
    ):
        _remove(place, path)


def _free(place: Path, name: str) -> Path:
    target, again = place / name, 1
    while target.exists():
        target, again = place / f"{name}-{again}", again + 1
    return target


def _remove(place: Path, folder: Path) -> None:
    """Out of sight in one step, then away."""
    hidden = Path(tempfile.mkdtemp(dir=place, prefix=_RETIRED))
    folder.rename(hidden / folder.name)
    shutil.rmtree(hidden, ignore_errors=True)


def _link_to(place: Path, name: str) -> Path:
    link = place / f"{_LINK}{name}"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    return link


def _lock_of(folder: Path) -> FileLock:
    return FileLock(f"{folder}{_LOCK}")


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    with FileLock(place / _LOCK):
        yield
