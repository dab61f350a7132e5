"""Which runs are meant by what was typed: a deployment folder, its folder of runs, or a run."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from airec_planning.deployment import read_deployment
from airec_planning.errors import InputError
from airec_planning.files import RUNS_MARKER
from airec_planning.runs.folders import FAILED_SUFFIX, RunFolder, run_folder, whole_runs
from airec_planning.runs.reading import read_summary


def place_of_runs(folder: Path, reports: Path) -> Path:
    """The folder of runs: itself where it holds any, else ``reports/NAME`` of the deployment that the folder describes.

    Raises:
        InputError: there is no such folder, it is one run alone, or it describes no deployment.
        SettingsError: its ``deployment.toml`` cannot be used.
    """
    found = _real(folder)
    if not os.path.isdir(found):  # noqa: PTH112  # False where the name is too long, before Python 3.12 too
        fact = "is a file, not a folder" if os.path.isfile(found) else "no such folder"  # noqa: PTH113
        raise InputError(str(folder), fact, "Name a deployment folder, or its runs: reports/NAME.")
    if whole_runs(folder):
        return folder
    if run_folder(found):
        raise InputError(str(folder), "is one run", f"Name the folder of its runs: {folder.parent}")
    if (found.parent / RUNS_MARKER).exists():
        raise InputError(str(folder), "holds no whole run", "Make one: airec-planning report FOLDER.")
    return reports / read_deployment(folder).name


def named_run(folder: Path) -> RunFolder:
    """A run by its folder, also by ``latest`` or where it was copied to.

    Raises:
        InputError: it is no folder of a whole run.
    """
    found = _real(folder)
    if found.name.endswith(FAILED_SUFFIX):
        raise InputError(str(folder), "is a run that failed", "Name a whole one.")
    if found.name.startswith("."):
        raise InputError(str(folder), "is no whole run: one that is being made or removed", "Name a whole one.")
    summary = read_summary(found)
    if run := run_folder(found):
        return run
    try:
        as_of = dt.datetime.fromisoformat(str(summary.get("as_of")))
    except ValueError:
        raise InputError(str(folder / "summary.json"), "names no as-of date", "Make the run again.") from None
    return RunFolder(as_of if as_of.tzinfo else as_of.replace(tzinfo=dt.UTC), 0, found)


def _real(folder: Path) -> Path:
    """Without links, so that a run is known by its own name and not as ``latest``."""
    try:
        return folder.resolve()
    except (OSError, RuntimeError, ValueError):
        return folder
