"""The reports of all deployments on a store, as far as one overview of them needs."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from airec_planning.errors import OutputError, PlanningError
from airec_planning.files import RUNS_MARKER
from airec_planning.remote.mirror import look_at_latest, mirror, of_the_whole
from airec_planning.remote.reports import NAME
from airec_planning.remote.store import Store, open_store
from airec_planning.remote.urls import is_url, told_as

_INDEX = "index.html"


@contextmanager
def overview_at(place: str) -> Iterator[Path]:
    """A reports folder: itself where it is local, else a local one with the latest whole run of every deployment.

    Of each it holds the summary, the record and the tables; of those that failed since, a folder of that name. On
    leaving, the files that are new or other in the folder itself are uploaded, the index last.

    Raises:
        InputError: the URL cannot be used.
        OutputError: the store cannot be read or written.
    """
    if not is_url(place):
        yield Path(place)
        return
    store = open_store(place, OutputError)
    with tempfile.TemporaryDirectory(prefix="airec-planning-") as made:
        local = Path(made).resolve() / "reports"
        local.mkdir()
        _fetch(store, local)
        before = _hashes(local)
        try:
            yield local
        except PlanningError as error:
            raise told_as(error, str(local), store.url) from None
        _upload(store, local, before)


def _fetch(store: Store, local: Path) -> None:
    names = [name for name in store.folders("")[0] if NAME.fullmatch(name)]
    found = look_at_latest(store, names)
    there = mirror(store, found, local, of_the_whole)
    replaced = [name for name, runs in found.items() if runs.latest and runs.latest not in there[name]]
    anew = look_at_latest(store, replaced)
    mirror(store, {name: runs for name, runs in anew.items() if runs.latest != found[name].latest}, local, of_the_whole)
    store.fetch({name: local / name for name in (_INDEX, RUNS_MARKER)})


def _hashes(local: Path) -> Mapping[str, str]:
    files = (path for path in local.iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _upload(store: Store, local: Path, before: Mapping[str, str]) -> None:
    now = _hashes(local)
    changed = [name for name, sha256 in now.items() if before.get(name) != sha256 and _is_ours(name)]
    store.send({name: local / name for name in changed if name != _INDEX})
    if _INDEX in changed:
        store.send({_INDEX: local / _INDEX})


def _is_ours(name: str) -> bool:
    return not name.startswith(".") or name == RUNS_MARKER
