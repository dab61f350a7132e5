"""What is new in a mirrored folder of runs, put on the store so that a reader finds a whole run at every moment.

A run's files go first and its manifest last, then ``latest.json`` follows, and only then goes what the run replaces:
of a run that is retired the manifest first. Stopped anywhere, what is left is a run that was whole before, or objects
without a manifest, which no reader takes for a run and which the next report clears away.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from airec_planning.remote.bundle import BUNDLE, bundle
from airec_planning.remote.claims import claimed, dead_claims, live_claims
from airec_planning.remote.manifest import LATEST_RUN, MANIFEST, LatestRun, manifest_of, read_latest
from airec_planning.remote.mirror import KEPT, MIRRORED, Runs, listed, runs_of
from airec_planning.remote.store import Store
from airec_planning.runs.folders import LATEST, failed_runs, latest_of, run_folder, whole_runs

_ROUNDS = 5
"""Of looking whether another report has set ``latest.json`` meanwhile."""


def upload(store: Store, place: Path, mirrored: Collection[str], latest: str, kept: bytes) -> dict[str, str]:
    """Put the new runs of a local folder on the store, and retire there what was retired here.

    ``mirrored`` are the runs that were fetched, ``latest`` is what ``latest.json`` named, ``kept`` what
    ``.notified.json`` was. Gives the name that each new run got, another than its local one where somebody else was
    faster. Where nothing is new, ``latest.json`` is set right if an upload was killed before it could do so.

    Raises:
        OutputError: the store cannot be written to; what was whole before still is.
    """
    names = {}
    for run in [*whole_runs(place), *failed_runs(place)]:
        if not (run.path / MIRRORED).exists():
            names[run.path.name] = _upload_run(store, run.path)
    retired = {name for name in mirrored if not (place / name / MIRRORED).exists()}
    if names or _is_stale(latest, mirrored):
        _set_latest(store, set(names.values()), retired)
    _keep(store, place / KEPT, kept)
    if names or retired:
        _retire(store, retired)
        clear_left_behind(store)
    return names


def clear_left_behind(store: Store) -> None:
    """Delete what uploads left that were killed, and what is left of runs whose deletion was stopped.

    Objects are such where a manifest is lacking and nobody holds a claim on their name: in that order, for one who
    finishes in between has written the manifest before the claim goes.
    """
    left = {run: files for run, files in listed(store.files()).files.items() if MANIFEST not in files}
    if left:
        claims = live_claims(store)
        for run, files in left.items():
            if run not in claims and not store.read([f"{run}/{MANIFEST}"]):
                store.remove([f"{run}/{name}" for name in files])
    store.remove(dead_claims(store))


def _upload_run(store: Store, folder: Path) -> str:
    state: Literal["whole", "failed"] = "whole" if run_folder(folder) else "failed"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    with claimed(store, folder.name) as claim, tempfile.TemporaryDirectory() as beside:
        if state == "whole":
            data = bundle(files)
            files[BUNDLE] = Path(beside) / BUNDLE
            files[BUNDLE].write_bytes(data)
        manifest = manifest_of(claim.run, state, files)
        store.send({f"{claim.run}/{name}": path for name, path in files.items()})
        claim.refuse_if_lost()
        store.write(f"{claim.run}/{MANIFEST}", manifest.to_json().encode())
        return claim.run


def _set_latest(store: Store, ours: set[str], retired: set[str]) -> None:
    """Let ``latest.json`` name what is latest of all that is there now, and look again: others may publish too."""
    for _round in range(_ROUNDS):
        current = _latest(store)
        newest = _newest(listed(store.files()), ours, current, retired)
        if newest in ("", current):
            return
        store.write(LATEST_RUN, LatestRun(run=newest).to_json().encode())
        store.write(f"{LATEST}/index.html", _leads_to(newest))


def _is_stale(latest: str, mirrored: Collection[str]) -> bool:
    newest = latest_of(runs_of(mirrored), dt.datetime.now(dt.UTC))
    named = run_folder(Path(latest))
    return newest is not None and (latest not in mirrored or named is None or named.as_of != newest.as_of)


def _newest(found: Runs, ours: set[str], current: str, retired: set[str]) -> str:
    """Of several runs of the newest date ours, else the one that is named already."""
    there = runs_of(name for name, files in found.files.items() if MANIFEST in files and name not in retired)
    newest = latest_of(there, dt.datetime.now(dt.UTC))
    same = [run.path.name for run in there if newest and run.as_of == newest.as_of]
    return max(same, key=lambda name: (name in ours, name == current), default="")


def _retire(store: Store, retired: set[str]) -> None:
    latest = _latest(store)
    for name in sorted(retired - {latest}):
        store.remove([f"{name}/{MANIFEST}"])
        store.remove([f"{name}/{rest}" for rest in listed(store.files(name)).files.get(name, {})])


def _latest(store: Store) -> str:
    return read_latest(store.read([LATEST_RUN]).get(LATEST_RUN, b""))


def _keep(store: Store, path: Path, before: bytes) -> None:
    if path.is_file() and path.read_bytes() != before:
        store.send({KEPT: path})


def _leads_to(run: str) -> bytes:
    """A page that leads to the run's own, for people: without a script, and with a link where it is not followed."""
    page = f"../{run}/index.html"
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Latest run</title>\n'
        f'<meta http-equiv="refresh" content="0; url={page}">\n<p><a href="{page}">The latest run</a></p>\n</html>\n'
    ).encode()
