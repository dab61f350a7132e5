"""Which runs are meant by what was typed: a deployment folder, its folder of runs, or a run."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from airec_planning.deployment import read_deployment
from airec_planning.errors import InputError
from airec_planning.files import RUNS_MARKER
from airec_planning.language import _
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
        fact = _("is a file, not a folder") if os.path.isfile(found) else _("no such folder")  # noqa: PTH113
        raise InputError(str(folder), fact, _("Name a deployment folder, or its runs: reports/NAME."))
    if whole_runs(folder):
        return folder
    if run_folder(found):
        raise InputError(str(folder), _("is one run"), _("Name the folder of its runs: {folder}", folder=folder.parent))
    if (found.parent / RUNS_MARKER).exists():
        raise InputError(str(folder), _("holds no whole run"), _("Make one: airec-planning report FOLDER."))
    return reports / read_deployment(folder).name


def named_run(folder: Path) -> RunFolder:
    """A run by its folder, also by ``latest`` or where it was copied to.

    Raises:
        InputError: it is no folder of a whole run.
    """
    found = _real(folder)
    if found.name.endswith(FAILED_SUFFIX):
        raise InputError(str(folder), _("is a run that failed"), _("Name a whole one."))
    if found.name.startswith("."):
        fact = _("is no whole run: one that is being made or removed")
        raise InputError(str(folder), fact, _("Name a whole one."))
    summary = read_summary(found)
    if run := run_folder(found):
        return run
    try:
        as_of = dt.datetime.fromisoformat(str(summary.get("as_of")))
    except ValueError:
        place, fact = str(folder / "summary.json"), _("names no as-of date")
        raise InputError(place, fact, _("Make the run again.")) from None
    return RunFolder(as_of if as_of.tzinfo else as_of.replace(tzinfo=dt.UTC), 0, found)


def _real(folder: Path) -> Path:
    """Without links, so that a run is known by its own name and not as ``latest``."""
    try:
        return folder.resolve()
    except (OSError, RuntimeError, ValueError):
        return folder
