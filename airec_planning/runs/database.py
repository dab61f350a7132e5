"""The run folders as one database: DuckDB reads their tables where they lie. Nothing is written, nothing is fetched."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from airec_planning.audit.expiry import USABLE
from airec_planning.errors import InputError
from airec_planning.outputs.run_figures import RunFigures
from airec_planning.runs.folders import RunFolder
from airec_planning.runs.reading import read_summary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")

# A column that an older run lacks is null for its rows: then its figures are null too, and not 0.
_FINDINGS = """
    select filename,
           case when count(severity) = count(*) then count(*) filter (severity = 'error') end as errors,
           case when count(severity) = count(*) then count(*) filter (severity = 'warning') end as warnings
    from read_parquet(?, union_by_name = true, filename = true) group by filename"""
_COVERAGE = f"""
    select filename, count(*) as domains,
           case when count(state) = count(*) then count(*) filter (state in {USABLE}) end as valid
    from read_parquet(?, union_by_name = true, filename = true) group by filename"""  # noqa: S608  # our own words
_CERTIFICATES = """
    select filename, case when count(role) = count(*) then count(*) filter (role = 'server') end as certificates
    from read_parquet(?, union_by_name = true, filename = true) group by filename"""
_COSTS = """
    select filename, map_from_entries(list((path, now))) as now, map_from_entries(list((path, horizon))) as horizon
    from (select filename, path, sum(now)::bigint as now, sum(horizon)::bigint as horizon
          from read_parquet(?, union_by_name = true, filename = true) where path is not null group by filename, path)
    group by filename"""
_QUERIES: dict[str, tuple[str, Mapping[str, Any]]] = {
    "findings": (_FINDINGS, {"errors": 0, "warnings": 0}),
    "coverage": (_COVERAGE, {"domains": 0, "valid": 0}),
    "certificates": (_CERTIFICATES, {"certificates": 0}),
    "costs": (_COSTS, {"now": {}, "horizon": {}}),
}
"""Each table's query, and its answer for a table without rows."""


def run_figures(runs: Sequence[RunFolder], names: Mapping[RunFolder, str] | None = None) -> list[RunFigures]:
    """The figures of each run, in the order given. ``names`` are those of runs that are not in their place yet.

    A run that is retired while it is read, or that has no summary of a run, is left out. What a run does not hold, or
    holds in a file that cannot be read, is none.
    """
    summaries = {run: found for run in runs if (found := _summary(run)) is not None}
    listed = list(summaries)
    if not listed:
        return []
    with closing(connection_to(listed)) as connection:
        found = {table: _answers(connection, table, listed) for table in _QUERIES}
    return [
        _figures((names or {}).get(run, run.path.name), run.as_of, summaries[run], _of(run, found))
        for run in listed
        if run.path.is_dir()
    ]


def _of(run: RunFolder, found: Mapping[str, Mapping[RunFolder, Mapping[str, Any]]]) -> dict[str, Mapping[str, Any]]:
    return {table: answers.get(run, {}) for table, answers in found.items()}


def _summary(run: RunFolder) -> Mapping[str, Any] | None:
    try:
        return read_summary(run.path)
    except InputError:
        return None


def connection_to(runs: Sequence[RunFolder]) -> DuckDBPyConnection:
    """In memory, shut off from the network and from all files but those of the runs."""
    import duckdb  # noqa: PLC0415  # only where several runs are read

    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,  # no threads in a process that may be forked
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    folders = sorted({os.path.abspath(run.path) for run in runs})  # noqa: PTH100  # links stay as they are
    connection.execute("set allowed_directories = ?", [folders])
    connection.execute("set enable_external_access = false")  # closes all but the allowed folders
    connection.execute("set lock_configuration = true")
    return connection


def _answers(connection: DuckDBPyConnection, table: str, runs: Sequence[RunFolder]) -> dict[RunFolder, dict[str, Any]]:
    """The row of each run; none for one whose table is not there or cannot be read."""
    files = {file: run for run in runs if (file := table_file(run, table))}
    query, without_rows = _QUERIES[table]

    def ask(asked: Sequence[str]) -> list[dict[str, Any]]:
        cursor = connection.execute(query, [asked])
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    found, unread = by_halves(list(files), ask)
    answered = {files[row.pop("filename")]: row for rows in found for row in rows}
    return {run: answered.get(run, dict(without_rows)) for file, run in files.items() if file not in unread}


def by_halves(files: Sequence[str], ask: Callable[[Sequence[str]], T]) -> tuple[list[T], set[str]]:
    """Ask of all files at once; where one cannot be read, it is found by halves, and the others are answered.

    Gives the answers, each of some of the files, in their order, and the files that cannot be read.
    """
    import duckdb  # noqa: PLC0415

    if not files:
        return [], set()
    try:
        return [ask(files)], set()
    except (duckdb.Error, ValueError, OverflowError):  # the last two: texts and times that Python has no place for
        if len(files) == 1:
            return [], set(files)
    middle = len(files) // 2
    (first, unread), (second, more) = by_halves(files[:middle], ask), by_halves(files[middle:], ask)
    return first + second, unread | more


def table_file(run: RunFolder, table: str) -> str:
    """The path of a run's table, as queries name it; empty where it is not there."""
    path = run.tables / f"{table}.parquet"
    return os.path.abspath(path) if path.is_file() else ""  # noqa: PTH100  # links stay as they are


def _figures(
    name: str, as_of: dt.datetime, summary: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]]
) -> RunFigures:
    decision, version = summary.get("decision"), summary.get("version")
    path = decision.get("path") if isinstance(decision, dict) else None
    path = path if isinstance(path, str) else None
    costs = found["costs"]
    return RunFigures(
        run=name,
        as_of=as_of,
        version=version if isinstance(version, str) else None,
        path=path,
        errors=found["findings"].get("errors"),
        warnings=found["findings"].get("warnings"),
        domains=found["coverage"].get("domains"),
        valid=found["coverage"].get("valid"),
        certificates=found["certificates"].get("certificates"),
        now=costs.get("now", {}).get(path),
        horizon=costs.get("horizon", {}).get(path),
    )
