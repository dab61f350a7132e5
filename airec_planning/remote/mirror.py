"""The runs of a deployment on a store, and what of them a report needs, in a local folder that looks like theirs."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from airec_planning.language import N_, _
from airec_planning.outputs.run_parts import NEEDED
from airec_planning.remote.bundle import BUNDLE, unbundle
from airec_planning.remote.manifest import (
    LATEST_RUN,
    MANIFEST,
    Manifest,
    differing,
    lacking,
    read_latest,
    read_manifest,
)
from airec_planning.remote.store import Store
from airec_planning.runs.folders import FAILED_SUFFIX, LATEST, NOTIFIED, RunFolder, latest_of, run_folder
from airec_planning.text import visible

MIRRORED = ".mirrored"
"""Stands in the local folder of a run that is on the store: one without it is new."""
KEPT = NOTIFIED
"""The one file beside the runs that stays from report to report."""
_LARGEST_MANIFEST = 8 * 2**20
"""Bytes: of 50,000 files."""
_PAST = frozenset({"summary.json", "run.json", "metrics.prom", *(f"tables/{table}.parquet" for table in NEEDED)})
_ATTEMPTS = 3
"""At reading the latest run, which may be replaced meanwhile."""


def of_the_past(name: str) -> bool:
    """Whether a report needs this file of the runs before it: to compare, for trends, notices and metrics."""
    return name in _PAST


def of_the_whole(name: str) -> bool:
    """Whether the overview needs this file of a deployment's latest run."""
    return name in ("summary.json", "run.json") or re.fullmatch(r"tables/[\w-]+\.parquet", name) is not None


@dataclass
class Runs:
    """What lies at ``reports/NAME`` on a store."""

    files: dict[str, dict[str, int]] = field(default_factory=dict)
    """By run, the names of its files with their sizes; also of a run that is not whole."""
    manifests: dict[str, Manifest] = field(default_factory=dict)
    """Of the runs, whole and failed, that hold all that they promise."""
    latest: str = ""
    """What ``latest.json`` names, whole or not."""

    def whole(self) -> list[RunFolder]:
        return runs_of(name for name, found in self.manifests.items() if found.state == "whole")


def is_run(name: str) -> bool:
    """Whether a name is one of a run, whole or failed."""
    return run_folder(Path(name.removesuffix(FAILED_SUFFIX))) is not None


def runs_of(names: Iterable[str]) -> list[RunFolder]:
    """Names of runs as runs, the oldest first."""
    return sorted(found for name in names if (found := run_folder(Path(name))))


def look(store: Store) -> Runs:
    """What lies at a deployment's place; runs that are not whole are named on standard error."""
    found = listed(store.files())
    wanted = [f"{run}/{MANIFEST}" for run, files in found.files.items() if _may_be_read(files)]
    read = store.read([*wanted, LATEST_RUN])
    found.latest = read_latest(read.get(LATEST_RUN, b""))
    for run, files in found.files.items():
        data = read.get(f"{run}/{MANIFEST}")
        if data is None:
            continue
        manifest = read_manifest(data, run)
        wrong = lacking(manifest, files) if manifest else _("its {file} cannot be understood", file=MANIFEST)
        if manifest and not wrong:
            found.manifests[run] = manifest
        else:
            _warn(store, run, wrong)
    return found


def listed(files: Mapping[str, int]) -> Runs:
    """What lies there by the names of the files alone: nothing is read, and so no manifest known."""
    found = Runs()
    for name, size in files.items():
        run, _sign, rest = name.partition("/")
        if rest and is_run(run):
            found.files.setdefault(run, {})[rest] = size
    return found


def look_at_latest(store: Store, names: Sequence[str]) -> dict[str, Runs]:
    """The latest whole run of each of these deployments, and their failed runs; those that have none are left out.

    ``store`` is the reports folder. Runs are known by a few calls for each deployment, however many runs it has.
    """
    found = {name: _named(runs) for name, runs in zip(names, store.folders(*names), strict=True)}
    for _attempt in range(_ATTEMPTS):
        unread = [name for name, runs in found.items() if not runs.latest]
        said = store.read([f"{name}/{LATEST_RUN}" for name in unread])
        latest = {name: read_latest(said.get(f"{name}/{LATEST_RUN}", b"")) for name in unread}
        _take(store, found, list(latest.items()))
    _take(store, found, [(name, _newest(runs)) for name, runs in found.items() if not runs.latest])
    failed = [(name, run) for name, runs in found.items() for run in runs.files if run.endswith(FAILED_SUFFIX)]
    _take(store, found, failed)
    return {name: runs for name, runs in found.items() if runs.manifests}


def mirror(
    store: Store, found: Mapping[str, Runs], reports: Path, needed: Callable[[str], bool]
) -> dict[str, set[str]]:
    """Fetch what is needed of the whole runs into local folders of the same names, and point ``latest`` to theirs.

    ``store`` and ``reports`` are the reports folders, there and here; ``found`` is what lies there by deployment.
    A failed run is a folder with a page and nothing else. Gives the runs that are there: what was retired meanwhile is
    left out, and so is what is not what its manifest says, which is named on standard error.
    """
    wanted = {
        f"{name}/{run.path.name}/{file}": reports / name / run.path.name / file
        for name, runs in found.items()
        for run in runs.whole()
        for file in _wanted(runs.manifests[run.path.name], needed)
    }
    absent = {"/".join(place.split("/")[:2]) for place in wanted.keys() - store.fetch(wanted)} if wanted else set()
    there: dict[str, set[str]] = {}
    for name, runs in found.items():
        there[name] = set()
        (reports / name).mkdir(parents=True, exist_ok=True)
        for run, manifest in runs.manifests.items():
            wrong = "" if f"{name}/{run}" in absent else _unpacked(manifest, reports / name / run, needed)
            if wrong:
                _warn(store.below(name), run, wrong)
            if wrong or f"{name}/{run}" in absent:
                shutil.rmtree(reports / name / run, ignore_errors=True)
            else:
                there[name].add(run)
        _point(runs, there[name], reports / name)
    return there


def _unpacked(manifest: Manifest, folder: Path, needed: Callable[[str], bool]) -> str:
    """Make a run's folder of what was fetched; what is wrong with it, empty for nothing."""
    folder.mkdir(exist_ok=True)
    if (folder / BUNDLE).exists():
        unbundle(folder / BUNDLE, manifest, needed, folder)
        (folder / BUNDLE).unlink()
    if manifest.state == "whole" and (wrong := differing(manifest, folder, needed)):
        return wrong
    (folder / MIRRORED).touch()
    page = folder / "index.html"
    if any(entry.name == page.name for entry in manifest.files):
        page.touch()
    return ""


def _wanted(manifest: Manifest, needed: Callable[[str], bool]) -> list[str]:
    """The bundle, or one by one what a run holds of it that was put there by other means."""
    names = [entry.name for entry in manifest.files]
    return [BUNDLE] if BUNDLE in names else [name for name in names if needed(name)]


def _point(found: Runs, there: set[str], place: Path) -> None:
    whole = [run for run in found.whole() if run.path.name in there]
    newest = latest_of(whole, dt.datetime.now(dt.UTC))
    latest = found.latest if found.latest in {run.path.name for run in whole} else newest.path.name if newest else ""
    (place / LATEST).unlink(missing_ok=True)
    if latest:
        (place / LATEST).symlink_to(latest, target_is_directory=True)


def _named(runs: Sequence[str]) -> Runs:
    return Runs({run: {} for run in runs if is_run(run)})


def _newest(runs: Runs) -> str:
    newest = latest_of(runs_of(runs.files), dt.datetime.now(dt.UTC))
    return newest.path.name if newest else ""


def _take(store: Store, found: Mapping[str, Runs], wanted: Sequence[tuple[str, str]]) -> None:
    """Read the manifests of runs of deployments; what is gone is left for another attempt."""
    read = store.read([f"{name}/{run}/{MANIFEST}" for name, run in wanted if is_run(run)])
    for name, run in wanted:
        manifest = read_manifest(read.get(f"{name}/{run}/{MANIFEST}", b""), run)
        if manifest:
            found[name].manifests[run] = manifest
            if manifest.state == "whole":
                found[name].latest = run


def _may_be_read(files: Mapping[str, int]) -> bool:
    return files.get(MANIFEST, _LARGEST_MANIFEST) < _LARGEST_MANIFEST


def _warn(store: Store, run: str, wrong: str) -> None:
    said = N_("{place}: is not whole, and is left out: {wrong}\n  Delete it.")
    print(_(said, place=f"{visible(store.url)}/{run}", wrong=wrong), file=sys.stderr)
