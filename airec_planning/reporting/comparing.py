"""``diff``: two runs, or two workbooks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from airec_planning.errors import InputError
from airec_planning.language import _

if TYPE_CHECKING:
    from airec_planning.outputs.document import Document
    from airec_planning.outputs.run_changes import RunChanges

_ATTEMPTS = 3
"""At reading runs that may be retired meanwhile."""


def difference(old: Path, new: Path | None, reports: Path, settings: Sequence[str]) -> tuple[Document, str]:
    """What changed, as a document and as text: between two workbooks, between two runs, or between the last two runs.

    ``old`` alone is a deployment folder or its folder of runs. ``settings`` say how workbooks are read.

    Raises:
        InputError: a file or folder cannot be read, is of another kind than the other, or there are no two runs.
        SettingsError: a setting is unknown.
    """
    folders = [_is_folder(path) for path in (old, new) if path is not None]
    if new is not None and not any(folders):
        return _workbooks(old, new, settings)
    if settings:
        raise InputError("--set", _("says how workbooks are read"), _("Leave it out where runs are compared."))
    if new is not None and not all(folders):
        other = new if folders[0] else old
        fact = _("is a file, and the other is a folder") if other.exists() else _("no such folder")
        raise InputError(str(other), fact, _("Name two workbooks, or two run folders."))
    from airec_planning.outputs.run_diff_document import run_diff_document  # noqa: PLC0415
    from airec_planning.outputs.run_diff_text import run_diff_text  # noqa: PLC0415

    changes = _last_two(old, reports) if new is None else _two(old, new)
    return run_diff_document(changes), run_diff_text(changes)


def _workbooks(old: Path, new: Path, settings: Sequence[str]) -> tuple[Document, str]:
    from airec_planning.arguments import parse_overrides  # noqa: PLC0415
    from airec_planning.inputs.sheet_tables import read_sheet_table  # noqa: PLC0415
    from airec_planning.outputs import diff_document  # noqa: PLC0415
    from airec_planning.outputs.workbook_diff import workbook_diff  # noqa: PLC0415
    from airec_planning.settings import parse_settings  # noqa: PLC0415

    planner = parse_settings("", "settings", parse_overrides(settings)).planner
    before, after = (read_sheet_table(path, str(path), planner) for path in (old, new))
    document = diff_document.diff_document(str(old), str(new), workbook_diff(before, after))
    return document, diff_document.diff_text(document)


def _two(old: Path, new: Path) -> RunChanges:
    from airec_planning.outputs.run_comparison import run_changes  # noqa: PLC0415
    from airec_planning.reporting.run_places import named_run  # noqa: PLC0415
    from airec_planning.runs.reading import read_run  # noqa: PLC0415

    before, after = (read_run(named_run(path)) for path in (old, new))
    return run_changes(before, after)


def _last_two(folder: Path, reports: Path) -> RunChanges:
    from airec_planning.outputs.run_comparison import run_changes  # noqa: PLC0415
    from airec_planning.reporting.run_places import place_of_runs  # noqa: PLC0415
    from airec_planning.runs.folders import whole_runs  # noqa: PLC0415
    from airec_planning.runs.reading import read_run  # noqa: PLC0415

    place = place_of_runs(folder, reports)
    for attempt in range(_ATTEMPTS):
        runs = whole_runs(place)[-2:]
        if len(runs) < 2:
            fact = (
                _("holds one whole run, and two are compared")
                if runs
                else _("holds no whole run, and two are compared")
            )
            raise InputError(str(place), fact, _("Make one: airec-planning report FOLDER."))
        try:
            return run_changes(*map(read_run, runs))
        except InputError:
            if attempt + 1 == _ATTEMPTS or all(run.path.is_dir() for run in runs):
                raise
    raise AssertionError("unreachable")


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  # False where the name is too long, before Python 3.12 too
