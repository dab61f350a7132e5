"""A deployment folder on a store, as a local copy that is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from airec_planning.deployment import SETTINGS_FILE
from airec_planning.errors import InputError, PlanningError
from airec_planning.files import RUNS_MARKER
from airec_planning.language import _
from airec_planning.remote.store import Store, open_store
from airec_planning.remote.urls import is_url, parent_and_name, shown, told_as
from airec_planning.text import visible

_MOST_FILES = 200_000
_MOST_BYTES = 4 * 2**30
"""Twice the largest deployments that are measured, 100,000 certificates: more is a bucket that was named by mistake."""
_DEEPEST = 100
"""Folders in folders: no system takes much longer paths."""
_MAGIC = "*?["


def expanded(places: Sequence[str]) -> list[str]:
    """Each URL with ``*``, ``?`` or ``[...]`` as the folders that match it, sorted; all others as they are.

    Raises:
        InputError: nothing matches, or the store cannot be read.
    """
    found: list[str] = []
    for place in places:
        found += _matches(place) if is_url(place) and any(sign in place for sign in _MAGIC) else [place]
    return found


@contextmanager
def inputs_at(place: str) -> Iterator[Path]:
    """A deployment folder: itself where it is local, else a local copy of the same last name, which is removed.

    Hidden files and folders of reports are left out. What goes wrong within is told of the URL.

    Raises:
        InputError: it is not there or cannot be read, is too large, or holds a name that no local file can have.
    """
    if not is_url(place):
        yield Path(place)
        return
    _above, name = parent_and_name(place)
    store = open_store(place)
    with tempfile.TemporaryDirectory(prefix="airec-planning-") as made:  # for this user alone: it may hold keys
        folder = Path(made).resolve() / name
        try:
            _fetch(store, folder)
            yield folder
        except PlanningError as error:
            raise told_as(error, str(folder), store.url) from None


@contextmanager
def settings_at(place: str) -> Iterator[Path]:
    """A deployment folder as far as its name and settings go: of one on a store, ``deployment.toml`` alone is fetched.

    Raises:
        InputError: the store cannot be read.
    """
    if not is_url(place):
        yield Path(place)
        return
    _above, name = parent_and_name(place)
    with tempfile.TemporaryDirectory(prefix="airec-planning-") as made:
        folder = Path(made).resolve() / name
        folder.mkdir()
        for file, data in open_store(place).read([SETTINGS_FILE]).items():
            (folder / file).write_bytes(data)
        try:
            yield folder
        except PlanningError as error:
            raise told_as(error, str(folder), shown(place).rstrip("/")) from None


def _matches(place: str) -> list[str]:
    start = place.rindex("/", 0, min(place.index(sign) for sign in _MAGIC if sign in place)) + 1
    base = open_store(place[:start])
    names = [name for name in base.matching(place[start:].rstrip("/")) if "::" not in name]
    if not names:
        raise InputError(shown(place), _("matches no folder"), _("Check the pattern, or name the folders."))
    return [place[:start] + name for name in sorted(names)]


def _fetch(store: Store, folder: Path) -> None:
    folder.mkdir(parents=True)
    files = _files(store)
    places = {name: folder / name for name in files}
    for name, path in places.items():
        _make(store, name, path)
    fetched = store.fetch(places)
    for name, path in places.items():
        if name not in fetched or path.stat().st_size != files[name]:
            raise InputError(f"{store.url}/{name}", _("changed while it was fetched"), _("Try again."))


def _files(store: Store) -> dict[str, int]:
    """The files to fetch, with their sizes. One folder after another, so that what is left out is not even listed."""
    found: dict[str, int] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        entries = store.entries(folder)
        if any(_name(entry["name"]) == RUNS_MARKER for entry in entries):
            continue
        for entry in entries:
            name = entry["name"]
            if not name and entry["size"]:
                remedy = _("Name the folder that holds the planner's files.")
                raise InputError(store.url, _("is a file, not a folder"), remedy)
            is_folder = entry["type"] == "directory"
            if name.rstrip("/") == folder and not is_folder and not entry["size"]:  # what consoles make of a folder
                continue
            _refuse_unfit(store, name, folder)
            if _name(name).startswith("."):
                continue
            if is_folder:
                waiting.append(name)
            else:
                found[name] = entry["size"] or 0
        if len(found) + len(waiting) > _MOST_FILES or sum(found.values()) > _MOST_BYTES:
            gigabytes = _MOST_BYTES / 2**30
            fact = _("holds more than {files:,} files or {size:.0f} GiB", files=_MOST_FILES, size=gigabytes)
            raise InputError(store.url, fact, _("Name the folder of one deployment."))
    return found


def _refuse_unfit(store: Store, name: str, folder: str) -> None:
    """The names of objects may be anything: none leads out of the copy."""
    last = name[len(folder) + 1 :] if folder else name
    if last in ("", ".", "..") or "/" in last or "\\" in last or "\0" in last or name.count("/") > _DEEPEST:
        fact = _('holds an object that cannot be a file: "{name}"', name=visible(name))
        raise InputError(store.url, fact, _("Delete or rename it."))


def _make(store: Store, name: str, path: Path) -> None:
    """The file, empty: where that cannot be, another has its name already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb"):
            pass
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else _("not a name")
        fact = _('holds an object that cannot be a file here: "{name}" ({reason})', name=visible(name), reason=reason)
        remedy = _("Rename it, or what differs from it in a slash or in capitals only.")
        raise InputError(store.url, fact, remedy) from None


def _name(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2]
