"""The mapping workbook of a plan: its bytes, and where it goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd

from airec_planning import tables
from airec_planning.errors import InputError
from airec_planning.files import RUNS_MARKER, reports_folder
from airec_planning.inputs.headers import ALIASES
from airec_planning.inputs.sheet_tables import read_sheet_table
from airec_planning.language import Language, _, speaking
from airec_planning.outputs.assumptions import assumptions
from airec_planning.outputs.workbook.in_place import Conflict, Filled, fill_workbook
from airec_planning.outputs.workbook.legend_sheet import About
from airec_planning.outputs.workbook.new_workbook import Kept, new_workbook
from airec_planning.outputs.workbook.owned_cells import entries_by_row
from airec_planning.plan import Plan
from airec_planning.planning import in_language
from airec_planning.version import __version__

WORKBOOK = "certificate_info.xlsx"


def mapping_workbook(plan: Plan, *, overwrite: bool = False) -> Filled:
    """The planner's workbook filled in, or a new one where the planner gave none.

    Entries of the planner's that differ stay, unless they are to be overwritten.

    Raises:
        InputError: the planner's workbook cannot be filled in place.
    """
    table = plan.deployment.requirement_table
    if table is None or table.suffix.lower() != ".xlsx":
        told = in_language(plan, workbook_language(plan))
        with speaking(told.settings.language):
            new = new_workbook(told.mapping, _about(told), _kept(plan, overwrite=overwrite), _valid_from(plan))
        met = (Conflict(**row, overwritten=overwrite) for row in tables.records(plan.conflicts))
        return replace(new, conflicts=tuple(met))
    return fill_workbook(table, plan.deployment.shown(table), plan.table, plan.mapping, overwrite=overwrite)


def _kept(plan: Plan, *, overwrite: bool) -> Kept:
    """What the planner's csv says beside the mapping: nothing that was written is lost in the new workbook."""
    rows, table = plan.rows_to_map, plan.deployment.requirement_table
    return Kept(
        remarks=dict(zip(rows["row"], rows["remarks"], strict=True)),
        entries={} if overwrite else entries_by_row(plan.table.entries),
        overwritten=overwrite,
        others=_unrecognised(plan, table) if table else {},
    )


def _unrecognised(plan: Plan, path: Path) -> dict[str, dict[int, str]]:
    table = read_sheet_table(path, plan.deployment.shown(path), plan.settings.planner)
    return {
        column: {row.number: row.cells[column] for row in table.rows if column in row.cells}
        for column in table.columns
        if column not in ALIASES
    }


def workbook_language(plan: Plan) -> Language:
    """That of a new workbook: what is asked for, else Chinese where the planner's table or the settings are."""
    if asked := plan.settings.workbook.language:
        return asked
    header = plan.table.header
    return "zh" if plan.settings.language == "zh" or (header and header.chinese) else "en"


def _about(plan: Plan) -> About:
    return About(
        name=plan.deployment.name,
        title=plan.deployment.title,
        as_of=plan.as_of,
        language=plan.settings.language,
        expiry=plan.settings.expiry,
        assumptions=tuple(assumptions(plan.settings, plan.deployment.overrides)),
        failures=plan.failures,
        version=__version__,
    )


def _valid_from(plan: Plan) -> dict[str, dt.datetime]:
    """When the certificate that serves a domain begins."""
    begins = {row["sha256"]: row["not_before"] for row in tables.records(plan.certificates)}
    served = {row["domain"]: begins.get(row["sha256"]) for row in tables.records(plan.coverage)}
    return {domain: moment.to_pydatetime() for domain, moment in served.items() if not pd.isna(moment)}


def target_of(plan: Plan, output: Path | None, *, in_place: bool) -> Path:
    """Where the workbook goes: as asked, or below ``reports``.

    Raises:
        InputError: in place was asked for and the planner gave no workbook, or beside ``--output``; or the output
            would replace the planner's table, or be read as another one.
    """
    if not in_place:
        if output is not None:
            _refuse_to_be_read(plan, output)
        return output or reports_folder(Path("reports")) / plan.deployment.name / WORKBOOK
    table = plan.deployment.requirement_table
    if output is not None:
        raise InputError("--in-place", _("excludes --output"), _("Use one of them."))
    if table is None or table.suffix.lower() != ".xlsx":
        raise InputError("--in-place", _("there is no planner's workbook to fill"), _("Use --output instead."))
    return table


def _refuse_to_be_read(plan: Plan, output: Path) -> None:
    table, place, folder = plan.deployment.requirement_table, output.resolve(), plan.deployment.folder.resolve()
    if table is not None and place == table.resolve():
        raise InputError(
            str(output), _("is the planner's own workbook"), _("Fill it with --in-place, or name another file.")
        )
    ours = any((above / RUNS_MARKER).exists() for above in place.parents)
    if place.is_relative_to(folder) and place.name == WORKBOOK and not ours:
        remedy = _("Name another file, or a place outside the deployment.")
        raise InputError(str(output), _("would be read as the planner's next time"), remedy)
