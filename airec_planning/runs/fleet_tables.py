"""What the latest runs of many deployments hold, each table read once over all of them by DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from airec_planning import tables
from airec_planning.runs.database import by_halves, connection_to, table_file
from airec_planning.runs.folders import RunFolder
from airec_planning.tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SOURCE = "read_parquet($files, union_by_name = true, filename = true)"
_RENEWALS = f"""
    select filename, sha256::varchar as sha256, name::varchar as name, kind::varchar as kind,
           start_by::timestamptz as start_by
    from {_SOURCE} order by filename, start_by, sha256, kind, name"""  # noqa: S608  # our own words, here and below
_CERTIFICATES = f"""
    select filename, sha256::varchar as sha256, public_key_sha256::varchar as public_key_sha256,
           coalesce(san_dns[1]::varchar, nullif(common_name, '')::varchar, file::varchar) as name,
           role::varchar as role, private_key::varchar as private_key, not_after::timestamptz as not_after
    from {_SOURCE} order by filename, sha256, name"""  # noqa: S608
_PURCHASES = f"""
    select filename, account::bigint as account, price::bigint as price, charge < price as free,
           count(*) as certificates
    from {_SOURCE} group by filename, account, price, free order by filename, account, price, free"""  # noqa: S608
_FINDINGS = f"""
    select filename, "check"::varchar as "check", severity::varchar as severity, remedy::varchar as remedy,
           count(*) as findings
    from {_SOURCE} where severity is null or severity in ('error', 'warning')
    group by filename, "check", severity, remedy order by filename, "check", severity, remedy"""  # noqa: S608


@dataclass(frozen=True)
class _Question:
    query: str
    schema: Table
    may_lack: frozenset[str] = frozenset()
    """Columns that may be null; a run that lacks another one has no such table that can be used."""


_QUESTIONS = {
    "renewals": _Question(_RENEWALS, tables.FLEET_RENEWALS),
    "certificates": _Question(_CERTIFICATES, tables.FLEET_CERTIFICATES, frozenset({"not_after"})),
    "purchases": _Question(_PURCHASES, tables.FLEET_PURCHASES),
    "findings": _Question(_FINDINGS, tables.FLEET_FINDINGS),
}
TABLES = tuple(_QUESTIONS)
"""The tables of a run that are read."""


def read_tables(runs: Mapping[str, RunFolder]) -> tuple[dict[str, pd.DataFrame], dict[str, tuple[str, ...]]]:
    """Each of ``TABLES`` over the runs of all deployments, and for each deployment those that cannot be read.

    The frames have the schemas ``tables.FLEET_RENEWALS`` and so on.
    """
    if not runs:
        return {table: question.schema.frame([]) for table, question in _QUESTIONS.items()}, {}
    frames, unread = {}, {name: list[str]() for name in runs}
    named = {name: run for name, run in runs.items() if _is_text(run.path)}
    with closing(connection_to(list(named.values()))) as connection:
        for table, question in _QUESTIONS.items():
            files = {name: table_file(run, table) for name, run in named.items()}
            frames[table], read = _read(connection, question, {file: name for name, file in files.items() if file})
            for name in runs.keys() - read:
                unread[name].append(table)
    return frames, {name: tuple(lacking) for name, lacking in unread.items()}


def _read(
    connection: DuckDBPyConnection, question: _Question, files: Mapping[str, str]
) -> tuple[pd.DataFrame, set[str]]:
    """The rows of all files, which are of these deployments, and the deployments whose file could be read."""

    def ask(asked: Sequence[str]) -> dict[str, list[Any]]:
        answer = connection.sql(question.query, params={"files": list(asked)}).to_arrow_table()
        return {name: answer[name].to_pylist() for name in answer.column_names}

    found, unread = by_halves(list(files), ask)
    columns = {
        name: [value for part in found for value in part[name]] for name in ("filename", *_own_columns(question.schema))
    }
    unread |= _lacking(columns, question)
    kept = [file not in unread for file in columns["filename"]]
    frame = question.schema.from_columns(
        {"deployment": _kept([files[file] for file in columns["filename"]], kept)}
        | {name: _kept(columns[name], kept) for name in _own_columns(question.schema)}
    )
    return frame, {name for file, name in files.items() if file not in unread}


def _is_text(path: Path) -> bool:
    """Whether queries can name it: on Linux a name may be any bytes."""
    try:
        str(path).encode()
    except UnicodeError:
        return False
    return True


def _own_columns(schema: Table) -> list[str]:
    return [column.name for column in schema.columns if column.name != "deployment"]


def _lacking(columns: Mapping[str, Sequence[Any]], question: _Question) -> set[str]:
    """The files without a column that is needed, as another version's may be: its cells are null."""
    needed = [values for name, values in columns.items() if name not in question.may_lack]
    return {row[0] for row in zip(*needed, strict=True) if None in row}


def _kept(values: Sequence[Any], kept: Sequence[bool]) -> list[Any]:
    return [value for value, keep in zip(values, kept, strict=True) if keep]
