"""The mapping workbook of a plan: its bytes, and where it goes."""

from __future__ import annotations

from pathlib import Path

from airec_planning.errors import InputError
from airec_planning.files import RUNS_MARKER, unwritable
from airec_planning.outputs.new_workbook import new_workbook
from airec_planning.outputs.workbook import Filled, fill_workbook
from airec_planning.planning import Plan

WORKBOOK = "certificate_info.xlsx"


def mapping_workbook(plan: Plan, *, overwrite: bool = False) -> Filled:
    """The planner's workbook filled in, or a new one where the planner gave none.

    Entries of the planner's that differ stay, unless they are to be overwritten.

    Raises:
        InputError: the planner's workbook cannot be filled in place.
    """
    table = plan.deployment.requirement_table
    if table is None or table.suffix.lower() != ".xlsx":
        return new_workbook(plan.mapping, plan.as_of)
    return fill_workbook(table, plan.deployment.shown(table), plan.table, plan.mapping, overwrite=overwrite)


def target_of(plan: Plan, output: Path | None, *, in_place: bool) -> Path:
    """Where the workbook goes: as asked, or below ``reports``.

    Raises:
        InputError: in place was asked for and the planner gave no workbook, or beside ``--output``.
    """
    if not in_place:
        return output or reports_folder(Path("reports")) / plan.deployment.name / WORKBOOK
    table = plan.deployment.requirement_table
    if output is not None:
        raise InputError("--in-place", "excludes --output", "Use one of them.")
    if table is None or table.suffix.lower() != ".xlsx":
        raise InputError("--in-place", "there is no planner's workbook to fill", "Use --output instead.")
    return table


def reports_folder(folder: Path) -> Path:
    """The folder, made and marked as ours, so that what is written there is never read as input.

    Raises:
        OutputError: the place cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RUNS_MARKER).touch()
    except OSError as error:
        raise unwritable(folder, error) from None
    return folder
