"""``history``: every whole run of a deployment in figures."""

from __future__ import annotations

from pathlib import Path

from airec_planning.errors import InputError
from airec_planning.language import _
from airec_planning.outputs.history_text import figures_entry, history_csv, history_text
from airec_planning.outputs.run_diff_schema import FiguresEntry, HistoryDocument
from airec_planning.reporting.run_places import place_of_runs
from airec_planning.runs.database import run_figures
from airec_planning.runs.folders import whole_runs


def listed_runs(folder: Path, reports: Path, form: str) -> str:
    """A row a run, the oldest first, as ``table``, ``json`` or ``csv``, with a final newline.

    Raises:
        InputError: the folder is neither a deployment's nor one of runs, or there is no whole run.
    """
    place = place_of_runs(folder, reports)
    runs = run_figures(whole_runs(place))
    if not runs:
        raise InputError(str(place), _("holds no whole run"), _("Make one: airec-planning report FOLDER."))
    if form == "json":
        return HistoryDocument(runs=[FiguresEntry.model_validate(figures_entry(run)) for run in runs]).to_json()
    return history_csv(runs) if form == "csv" else history_text(runs) + "\n"
