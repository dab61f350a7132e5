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
from airec_planning.language import _
from airec_planning.remote.mirror import KEPT, look, mirror, of_the_past
from airec_planning.remote.store import Store, open_store
from airec_planning.remote.upload import upload
from airec_planning.remote.urls import is_url, shown, told_as

NAME = re.compile(r"[^\W.][\w.-]*")
"""Of a deployment, as its folder of runs is called."""


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
    root = open_store(place, OutputError)
    store = _of_deployment(root, name)
    with tempfile.TemporaryDirectory(prefix="airec-planning-") as made:
        local = Path(made).resolve() / "reports"
        found = look(store)
        mirrored = mirror(root, {name: found}, local, of_the_past)[name]
        kept = _fetch_kept(store, local / name)

        def leave() -> dict[str, str]:
            _mark(root, local)
            return upload(store, local / name, mirrored, found.latest, kept)

        try:
            yield local
        except PlanningError as error:
            for run, uploaded in _upload_beside(leave).items():
                error = told_as(error, str(local / name / run), f"{store.url}/{uploaded}")
            raise told_as(error, str(local), root.url) from None
        except Exception:
            _upload_beside(leave)
            raise
        leave()


@contextmanager
def reports_to_look_at(place: str, name: str) -> Iterator[Path]:
    """The same for who only reads: nothing is uploaded, deleted or set right.

    Raises:
        InputError: the URL cannot be used, or the store cannot be read.
    """
    if not is_url(place):
        yield Path(place)
        return
    root = open_store(place)
    with tempfile.TemporaryDirectory(prefix="airec-planning-") as made:
        local = Path(made).resolve() / "reports"
        mirror(root, {name: look(_of_deployment(root, name))}, local, of_the_past)
        try:
            yield local
        except PlanningError as error:
            raise told_as(error, str(local), root.url) from None


def at_the_store(path: Path, local: Path, place: str) -> str:
    """A path in the local folder as what it stands for: the same where the place is local."""
    if not is_url(place):
        return str(path)
    return f"{shown(place).rstrip('/')}/{path.relative_to(local).as_posix()}"


def _of_deployment(root: Store, name: str) -> Store:
    if not NAME.fullmatch(name):
        fact = _('holds no runs of a deployment "{name}"', name=name)
        raise InputError(root.url, fact, _("Name one as its folder is named."))
    return root.below(name)


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


def _mark(root: Store, local: Path) -> None:
    """The marker, so that what lies there is never read as input."""
    if (local / RUNS_MARKER).exists() and not root.read([RUNS_MARKER]):
        root.write(RUNS_MARKER, b"")
