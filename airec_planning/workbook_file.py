"""The mapping workbook of a plan as bytes, and files written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from airec_planning.errors import InputError, OutputError
from airec_planning.outputs.new_workbook import new_workbook
from airec_planning.outputs.workbook import Filled, fill_workbook
from airec_planning.planning import Plan

WORKBOOK = "certificate_info.xlsx"


def mapping_workbook(plan: Plan) -> Filled:
    """The planner's workbook filled in, or a new one where the planner gave none.

    Raises:
        InputError: the planner's workbook cannot be filled in place.
    """
    table = plan.deployment.requirement_table
    if table is None or table.suffix.lower() != ".xlsx":
        return new_workbook(plan.mapping, plan.as_of)
    return fill_workbook(table, plan.deployment.shown(table), plan.table, plan.mapping)


def target_of(plan: Plan, output: Path | None, *, in_place: bool) -> Path:
    """Where the workbook goes: as asked, or below ``reports``.

    Raises:
        InputError: in place was asked for and the planner gave no workbook, or beside ``--output``.
    """
    if not in_place:
        return output or Path("reports") / plan.deployment.name / WORKBOOK
    table = plan.deployment.requirement_table
    if output is not None:
        raise InputError("--in-place", "excludes --output", "Use one of them.")
    if table is None or table.suffix.lower() != ".xlsx":
        raise InputError("--in-place", "there is no planner's workbook to fill", "Use --output instead.")
    return table


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it into it, so that nobody meets half of it.

    A link is followed, a file that is there keeps its permissions, and what is no file is not replaced.

    Raises:
        OutputError: the place cannot be written to.
    """
    try:
        path = path.resolve()
        if path.exists() and not path.is_file():
            raise OutputError(str(path), "is not a file", "Name a file with --output.")
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            beside.chmod(mode)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error for a place that cannot be written to."""
    remedy = (
        "Free some space." if error.errno in (errno.ENOSPC, errno.EDQUOT) else "Choose another place with --output."
    )
    return OutputError(str(path), f"cannot be written: {error.strerror}", remedy)
