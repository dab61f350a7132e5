"""A run folder read for comparison. It may be retired, and so be renamed away and deleted, while it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airec_planning import tables
from airec_planning.errors import InputError
from airec_planning.language import N_, _
from airec_planning.outputs.run_parts import NEEDED, TOLD, Rows, run_state
from airec_planning.outputs.run_state import RunState
from airec_planning.outputs.schemas import REPORT_SCHEMA
from airec_planning.runs.folders import RunFolder
from airec_planning.text import shorten

if TYPE_CHECKING:
    import pyarrow as pa


def read_run(run: RunFolder, name: str = "") -> RunState:
    """What a run found. A table or a column that an older version did not write is a part that is not known.

    ``name`` is what the run is called where its folder is not in its place yet.

    Raises:
        InputError: the folder is not there, it has no summary of a run, or one of its files cannot be read.
    """
    summary = read_summary(run.path)
    found = {table: _rows(run.tables / f"{table}.parquet", table, columns) for table, columns in NEEDED.items()}
    if not run.path.is_dir():
        raise _gone(run.path)
    known = {table: rows for table, rows in found.items() if rows is not None}
    return run_state(name or run.path.name, run.as_of, known, summary)


def read_summary(folder: Path) -> Mapping[str, Any]:
    """``summary.json`` of a run folder.

    Raises:
        InputError: the folder is not there or is no run's, or the summary cannot be read.
    """
    path = folder / "summary.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not folder.is_dir():
            raise _gone(folder) from None
        raise InputError(str(folder), _("is no run folder: it has no summary.json"), _(_NAME_ONE)) from None
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("not JSON")
        raise InputError(str(path), _("cannot be read: {reason}", reason=reason), _("Make the run again.")) from None
    if not isinstance(found, dict) or found.get("schema") != REPORT_SCHEMA:
        raise InputError(str(folder), _("is no run folder: its summary.json is not a report's"), _(_NAME_ONE))
    return found


_NAME_ONE = N_("Name one below reports/NAME, such as reports/NAME/latest.")


def _gone(folder: Path) -> InputError:
    return InputError(str(folder), _("no such run folder"), _(_NAME_ONE))


def _rows(path: Path, table: str, columns: tuple[str, ...]) -> Rows | None:
    import pyarrow as pa  # noqa: PLC0415  # only where runs are read
    import pyarrow.compute as pc  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            if not set(columns) <= set(file.schema_arrow.names):
                return None
            found = file.read(columns=list(columns), use_threads=False)
        if table == "findings":
            found = found.filter(pc.is_in(found["severity"], pa.array(TOLD)))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, pa.ArrowException) as error:
        fact = _("cannot be read: {reason}", reason=shorten(str(error).splitlines()[0], 160))
        raise InputError(str(path), fact, _("Make the run again.")) from None
    return found.to_pylist() if _as_written(found, table) else None


def _as_written(found: pa.Table, table: str) -> bool:
    """Whether each column is of the type that it has now, without gaps but in times: another version's may differ."""
    from pyarrow import types  # noqa: PLC0415

    kinds = {column.name: column.kind for schema in tables.ALL if schema.name == table for column in schema.columns}
    fits = {
        "text": types.is_string, "list": types.is_list, "time": types.is_timestamp, "flag": types.is_boolean,
        "fen": types.is_integer, "number": types.is_integer, "maybe": types.is_integer,
    }  # fmt: skip
    return all(
        fits[kinds[name]](found.schema.field(name).type) and (kinds[name] == "time" or not found[name].null_count)
        for name in found.column_names
    )
