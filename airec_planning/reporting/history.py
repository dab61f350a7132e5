"""A run against the runs before it: what changed since, and how the figures have run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from airec_planning.errors import InputError
from airec_planning.outputs.fragments import Fragment, paragraph
from airec_planning.outputs.run_changes import RunChanges, run_changes
from airec_planning.outputs.run_changes_fragment import changes_fragment
from airec_planning.reporting.run_folders import RunFolder, run_before, whole_runs
from airec_planning.reporting.run_reading import read_run


def changes_since_last_run(place: Path, as_of: dt.datetime, folder: Path) -> RunChanges | None:
    """What changed from the newest whole run of an earlier as-of date to the run in ``folder``.

    ``place`` is ``reports/NAME``; ``folder`` holds the tables and the summary of the run that is being made, under
    whatever name. None where there is no earlier run.

    Raises:
        InputError: the earlier run or this one cannot be read.
    """
    name = f"{as_of:%Y%m%dT%H%M%SZ}"
    before = run_before(place, as_of)
    while before:
        try:
            old = read_run(before)
        except InputError:
            if before.path.is_dir():
                raise
        else:
            return run_changes(old, read_run(RunFolder(as_of, 0, folder), name))
        before = _next_before(place, as_of, before)  # that one was retired meanwhile
    return None


def since_last_run(place: Path, as_of: dt.datetime, folder: Path) -> Fragment | None:
    """The section "Since the last run"; None where there is no earlier run.

    An earlier run that cannot be read costs its comparison, not the run that is being made.
    """
    try:
        changes = changes_since_last_run(place, as_of, folder)
    except InputError as error:
        where = Path(error.place).name
        return paragraph(f"The run before this one cannot be compared: {where} {error.fact}.")
    return changes_fragment(changes) if changes else None


def _next_before(place: Path, as_of: dt.datetime, gone: RunFolder) -> RunFolder | None:
    return max((run for run in whole_runs(place) if run.as_of < as_of and run < gone), default=None)
