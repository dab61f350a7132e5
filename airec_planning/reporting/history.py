"""A run against the runs before it: what changed since, and how the figures have gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from airec_planning.errors import InputError
from airec_planning.language import _
from airec_planning.outputs.fragments import Fragment, paragraph, together
from airec_planning.outputs.run_changes import RunChanges
from airec_planning.outputs.run_changes_fragment import changes_fragment
from airec_planning.outputs.run_comparison import run_changes
from airec_planning.outputs.run_figures import one_a_date
from airec_planning.runs.folders import RunFolder, run_before, run_name, whole_runs
from airec_planning.runs.reading import read_run

_ATTEMPTS = 5
"""At reading the last run, which may be retired meanwhile."""
_LEAST_RUNS = 3
"""Of a trend: two are told by what changed between them."""


@dataclass(frozen=True)
class History:
    """What the runs before a run say of it."""

    changes: RunChanges | None
    """None where there is no run before, or it cannot be read."""
    since: Fragment | None
    """The section "Since the last run"."""
    trend: Fragment | None
    """The section "Over time"."""


def history(place: Path, as_of: dt.datetime, folder: Path) -> History:
    """A run that is being made against the whole runs of earlier as-of dates, so that it is the same when repeated.

    ``place`` is ``reports/NAME``; ``folder`` holds the run's tables and summary, under whatever name. An earlier run
    that cannot be read costs what it would have told, not the run that is being made.
    """
    this = RunFolder(as_of, 0, folder)  # told under its date's first name, whatever number it gets in its place
    return History(*_since(place, this), _trend([run for run in whole_runs(place) if run.as_of < as_of], this))


def _since(place: Path, this: RunFolder) -> tuple[RunChanges | None, Fragment | None]:
    for _attempt in range(_ATTEMPTS):
        run = run_before(place, this.as_of)
        if run is None:
            break
        try:
            before = read_run(run)
        except InputError as error:
            if run.path.is_dir():
                name, file = run.path.name, Path(error.place).name
                said = _("Not compared with {run}: {file} {fact}.", run=name, file=file, fact=error.fact)
                return None, paragraph(said)
            continue  # retired meanwhile: another one is the last now
        changes = run_changes(before, read_run(this, run_name(this.as_of)))
        return changes, changes_fragment(changes)
    return None, None


def _trend(earlier: list[RunFolder], this: RunFolder) -> Fragment | None:
    if len({run.as_of for run in earlier}) + 1 < _LEAST_RUNS:
        return None
    from airec_planning.outputs.history_text import history_table  # noqa: PLC0415  # with DuckDB and the pictures:
    from airec_planning.outputs.trend_figure import trend_figure  # noqa: PLC0415  # only where there is a trend
    from airec_planning.runs.database import run_figures  # noqa: PLC0415

    runs = one_a_date(run_figures([*earlier, this], {this: run_name(this.as_of)}))
    if len(runs) < _LEAST_RUNS:
        return None
    return together(trend_figure(runs), history_table(runs))
