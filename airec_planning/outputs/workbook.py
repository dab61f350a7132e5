"""``certificate_info.xlsx``: the planner's own workbook with the columns that planning owns filled in.

Everything else in the package is copied byte for byte. Where the planner gave a csv file, or none, a new
workbook is written instead (``outputs.new_workbook``).
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.errors import InputError
from airec_planning.inputs import vocabulary
from airec_planning.inputs.grids import read_grids
from airec_planning.inputs.headers import Header
from airec_planning.inputs.requirements import SEPARATORS, RequirementTable
from airec_planning.outputs.package import copy_with, part_of_sheet, styles_part
from airec_planning.outputs.sheet_xml import Date, UnknownStructure, Value, fill_cells, occupied, styles_of
from airec_planning.outputs.styles_xml import add_date_styles

OWNED = (
    "certificate_name", "certificate_type", "source", "san_domains", "certificate_file", "key_file", "chain_file",
    "expiration_date", "status",
)  # fmt: skip
_HANDED_OVER = tuple(column for column in OWNED if column != "status")
_EPOCH = dt.date(1899, 12, 30)
_SEPARATOR = "; "
_VOCABULARIES: dict[str, vocabulary.Vocabulary] = {
    "certificate_type": vocabulary.TYPES,
    "source": vocabulary.SOURCES,
    "status": vocabulary.STATES,
}
_NAMES_THE_CERTIFICATE = ("certificate_name", "certificate_file", "key_file")


@dataclass(frozen=True)
class Conflict:
    """A cell in which the planner's entry differs from what planning found; the entry stays."""

    row: int
    column: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class Filled:
    """The workbook's bytes and what was left alone in it."""

    data: bytes
    conflicts: tuple[Conflict, ...]
    lacking: tuple[str, ...] = ()
    """Columns that planning would fill and the planner's table does not have."""


def fill_workbook(path: Path, place: str, table: RequirementTable, mapping: pd.DataFrame) -> Filled:
    """The planner's workbook with the mapping filled in; what the planner wrote stays.

    Rows are recognised by number *and* by the domain that stands in them.

    Raises:
        InputError: the workbook's structure is not one that is edited without guessing.
    """
    assert table.header is not None
    values, conflicts = _values(path, place, table, table.header, mapping)
    try:
        with zipfile.ZipFile(path) as package:
            sheet_part = part_of_sheet(package, table.sheet)
            sheet = package.read(sheet_part)
            for at in sorted(occupied(sheet, set(values))):
                ours = shown(values.pop(at))
                conflicts.append(Conflict(at[0], _column_at(table.header, at[1]), "a formula", ours))
            dated = {at for at, value in values.items() if isinstance(value, Date)}
            styles_name = styles_part(package)
            styles, date_styles = add_date_styles(package.read(styles_name), styles_of(sheet, dated))
            changed = {sheet_part: fill_cells(sheet, values, date_styles)}
            if date_styles:
                changed[styles_name] = styles
            lacking = tuple(column for column in _HANDED_OVER if column not in table.header.columns)
            return Filled(copy_with(package, changed), tuple(conflicts), lacking)
    except (UnknownStructure, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            place, f"cannot be filled in place: {error}", "Save it again in Excel or LibreOffice, then run again."
        ) from None


def owned_values(row: dict[str, Any], *, chinese: bool) -> dict[str, Value]:
    """What planning would write into the owned columns of a row; nothing for a row without a certificate."""
    if not row["certificate_file"]:
        return {}
    words = vocabulary.CHINESE if chinese else vocabulary.ENGLISH
    values: dict[str, Value] = {
        "certificate_name": row["certificate_name"],
        "certificate_type": words.get(row["certificate_type"], ""),
        "source": words.get(row["source"], ""),
        "san_domains": _SEPARATOR.join(row["san_domains"]),
        "certificate_file": row["certificate_file"],
        "key_file": row["key_file"],
        "chain_file": row["chain_file"],
        "status": words.get(row["status"], ""),
    }
    if not pd.isna(row["expiration_date"]):
        day = row["expiration_date"].date()
        values["expiration_date"] = Date((day - _EPOCH).days)
    return {column: value for column, value in values.items() if value != ""}


def _values(
    path: Path, place: str, table: RequirementTable, header: Header, mapping: pd.DataFrame
) -> tuple[dict[tuple[int, int], Value], list[Conflict]]:
    rows = next(grid.rows for grid in read_grids(path, place) if grid.sheet == table.sheet)
    written = mapping.groupby("row")["written"].agg(tuple).to_dict()
    values: dict[tuple[int, int], Value] = {}
    conflicts: list[Conflict] = []
    for number, ours in _rows_by_number(mapping, header):
        cells = rows[number - 1] if number <= len(rows) else ()
        _refuse_moved_row(place, number, cells, header, written[number])
        differing, empty = _compared(number, cells, header, ours)
        conflicts += differing
        # A row in which the planner names another certificate would mix two of them: it stays as it is.
        if not any(conflict.column in _NAMES_THE_CERTIFICATE for conflict in differing):
            values.update(empty)
    return values, conflicts


def _compared(
    number: int, cells: tuple[str, ...], header: Header, ours: dict[str, Value]
) -> tuple[list[Conflict], dict[tuple[int, int], Value]]:
    """The entries of a row that differ from ours, and the cells that are empty, with what we would write."""
    differing, empty = [], {}
    for column in OWNED:
        index = header.columns.get(column, -1)
        if index < 0 or column not in ours:
            continue
        theirs = cells[index] if index < len(cells) else ""
        if not theirs:
            empty[number, index] = ours[column]
        elif not _same(column, theirs, ours[column]):
            differing.append(Conflict(number, column, theirs, shown(ours[column])))
    return differing, empty


def _rows_by_number(mapping: pd.DataFrame, header: Header) -> Iterator[tuple[int, dict[str, Value]]]:
    """What is to be written into each row; a row with several domains lists what serves each of them."""
    by_row = sorted(tables.records(mapping), key=itemgetter("row"))
    for number, rows in groupby(by_row, key=itemgetter("row")):
        listed = [owned_values(row, chinese=header.chinese) for row in rows]
        merged: dict[str, Value] = {}
        if all(listed):
            for column in OWNED:
                found = list(dict.fromkeys(one[column] for one in listed if column in one))
                if len(found) == 1:
                    merged[column] = found[0]
                elif column == "expiration_date" and found:
                    merged[column] = min(found, key=lambda date: date.serial if isinstance(date, Date) else 0)
                elif found:
                    merged[column] = _SEPARATOR.join(map(str, found))
        yield number, merged


def _refuse_moved_row(
    place: str, number: int, cells: tuple[str, ...], header: Header, written: tuple[str, ...]
) -> None:
    index = header.columns["domain"]
    here = cells[index] if index < len(cells) else ""
    if not all(domain in here for domain in written):
        raise InputError(f"{place}, row {number}", "the row has changed since it was read", "Run again.")


def shown(value: Value) -> str:
    """A cell's value for a reader."""
    return (_EPOCH + dt.timedelta(days=value.serial)).isoformat() if isinstance(value, Date) else value


def _column_at(header: Header, index: int) -> str:
    return next(column for column, at in header.columns.items() if at == index)


def _same(column: str, theirs: str, ours: Value) -> bool:
    if column in _VOCABULARIES:
        known = _VOCABULARIES[column]
        return vocabulary.meaning(theirs, known) == vocabulary.meaning(shown(ours), known)
    if column == "san_domains":
        return _names(theirs) == _names(shown(ours))
    return theirs == shown(ours) or (isinstance(ours, Date) and theirs.startswith(shown(ours)))


def _names(text: str) -> set[str]:
    return {_normalised(part) for part in SEPARATORS.split(text) if part}


def _normalised(text: str) -> str:
    try:
        return names.normalise(text)
    except names.NotADomain:
        return text
