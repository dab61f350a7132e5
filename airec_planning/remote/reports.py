"""The reports folder on a store: as a local one that holds what a report needs, and what is new in it uploaded."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from airec_planning.errors import InputError, OutputError, PlanningError
from airec_planning.files import RUNS_MARKER
from airec_planning.remote.mirror import KEPT, look, mirror, of_the_past
from airec_planning.remote.store import Store, open_store
from airec_planning.remote.upload import upload
from airec_planning.remote.urls import is_url, shown, told_as

NAME = re.compile(r"[^\W.][\w.-]*")


@contextmanager
def reports_at(place: str, name: str) -> Iterator[Path]:
    """A reports folder: itself where it is local, else a local one with what a report on ``name`` needs of its runs.

    On leaving, what is new below ``NAME`` is uploaded, and what was retired is deleted; so it is where a report failed,
    since its failed run tells why. What goes wrong within is told of the URL.

    Raises:
        InputError: the URL cannot be used.
        OutputError: the store cannot be read or written; the runs that were whole before still are.
    """
    if not is_url(place):
        yield Path(place)
        return
    if not NAME.fullmatch(name):
        raise InputError(shown(place), f'holds no runs of a deployment "{name}"', "Name one as its folder is named.")
    root = open_store(place, OutputError)
    store = root.below(name)
    with tempfile.TemporaryDirectory(prefix="airec-planning-") as made:
        local = Path(made).resolve() / "reports"
        here = local / name
        mirrored = mirror(root, {name: look(store)}, local, of_the_past)[name]
        kept = _fetch_kept(store, here)

        def leave() -> dict[str, str]:
            _mark(root, local)
            return upload(store, here, mirrored, kept)

        try:
            yield local
        except PlanningError as error:
            names = _upload_beside(leave)
            raise _told_as(error, here, store, names, local, root) from None
        except Exception:
            _upload_beside(leave)
            raise
        leave()


def at_the_store(path: Path, local: Path, place: str) -> str:
    """A path in the local folder as what it stands for: the same where the place is local."""
    if not is_url(place):
        return str(path)
    return f"{shown(place).rstrip('/')}/{path.relative_to(local).as_posix()}"


def _fetch_kept(store: Store, here: Path) -> bytes:
    data = store.read([KEPT]).get(KEPT)
    if data is not None:
        (here / KEPT).write_bytes(data)
    return data or b""


def _upload_beside(leave: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What a report left that failed: that it cannot be uploaded is told beside why it failed."""
    try:
        return leave()
    except PlanningError as error:
        print(error, file=sys.stderr)
        return {}


def _told_as(
    error: PlanningError, here: Path, store: Store, names: dict[str, str], local: Path, root: Store
) -> PlanningError:
    for run, uploaded in names.items():
        error = told_as(error, str(here / run), f"{store.url}/{uploaded}")
    return told_as(error, str(local), root.url)


def _mark(root: Store, local: Path) -> None:
    """The marker, so that what lies there is never read as input."""
    if (local / RUNS_MARKER).exists() and not root.read([RUNS_MARKER]):
        root.write(RUNS_MARKER, b"")
