"""The columns that planning owns: what goes into each row, and where the planner's entry says something else.

An entry of the planner is never overwritten unasked. A row in which the planner names another certificate would mix
two of them, so that it stays as it is.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd

from airec_planning import tables
from airec_planning.inputs import vocabulary
from airec_planning.inputs.headers import OWNED
from airec_planning.inputs.requirements import RequirementTable
from airec_planning.language import N_
from airec_planning.outputs.workbook.cell_meanings import meaning
from airec_planning.outputs.workbook.cell_text import SEPARATOR, joined_names
from airec_planning.outputs.workbook.cells import Date, Value

HANDED_OVER = tuple(column for column in OWNED if column != "status")
FORMULA, MERGED = N_("a formula"), N_("part of a merged cell")
"""What stands in a cell that is left alone though it shows no text."""
Values = tuple[tuple[str, Value], ...]
"""By column, in the order of ``OWNED``."""
Entries = tuple[tuple[str, str], ...]
"""A row's entries of the planner, by column."""
_EPOCH = dt.date(1899, 12, 30)
_NAMES_THE_CERTIFICATE = ("certificate_name", "certificate_file", "key_file")


class Proposal(NamedTuple):
    """What planning would write into a row of the planner's table."""

    row: int
    domains: tuple[str, ...]
    """As the planner wrote them, without blanks around them."""
    values: Values
    """None for a row of which a domain has no certificate."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A proposal, held against the planner's entries."""

    written: Values
    replaced: frozenset[str]
    """Those of them that take the place of an entry."""
    conflicts: tuple[tuple[str, str, str], ...]
    """Column, theirs, ours."""


def proposals(mapping: pd.DataFrame, table: RequirementTable) -> Iterator[Proposal]:
    """One for each row of the sheet, in their order (``mapping`` has schema ``tables.MAPPING``).

    A row with several domains lists what serves each of them, and the sooner end of validity. Cells that are merged
    over several rows are one: it lists what serves each of those rows.
    """
    chinese = table.header is not None and table.header.chinese
    found = _by_row(mapping, chinese=chinese)
    return _merged(list(found), table) if table.covered else found


@functools.lru_cache(1 << 12)  # the rows of a table repeat themselves
def settle(values: Values, entries: Entries, *, overwrite: bool = False) -> Settled:
    """Which of the proposed values are written: into empty cells, and with ``overwrite`` over differing entries."""
    theirs = dict(entries)
    differing = {
        column: (theirs[column], shown(ours))
        for column, ours in values
        if column in theirs and not _same(column, theirs[column], ours)
    }
    conflicts = tuple((column, *both) for column, both in differing.items())
    if overwrite:
        written = tuple(pair for pair in values if pair[0] in differing or pair[0] not in theirs)
        return Settled(written, frozenset(differing), conflicts)
    if any(column in differing for column in _NAMES_THE_CERTIFICATE):
        return Settled((), frozenset(), conflicts)
    return Settled(tuple(pair for pair in values if pair[0] not in theirs), frozenset(), conflicts)


def conflicts(mapping: pd.DataFrame, table: RequirementTable) -> pd.DataFrame:
    """Each entry of the planner that differs from what planning found (schema ``tables.CONFLICTS``)."""
    by_row = entries_by_row(table.entries)
    return tables.CONFLICTS.frame(
        {"row": proposal.row, "column": column, "theirs": theirs, "ours": ours}
        for proposal in proposals(mapping, table)
        if proposal.row in by_row
        for column, theirs, ours in settle(proposal.values, by_row[proposal.row]).conflicts
    )


def entries_by_row(entries: pd.DataFrame) -> dict[int, Entries]:
    """The planner's entries (schema ``tables.ENTRIES``) by row."""
    found: dict[int, Entries] = {}
    for row, column, text in zip(entries["row"], entries["column"], entries["text"], strict=True):
        found[row] = (*found.get(row, ()), (column, text))
    return found


def owned_values(row: Mapping[str, Any], *, chinese: bool) -> dict[str, Value]:
    """What planning would write for a row of the mapping, by column; nothing for one without a certificate."""
    if not row["certificate_file"]:
        return {}
    words = vocabulary.CHINESE if chinese else vocabulary.ENGLISH
    values: dict[str, Value] = {
        "certificate_name": row["certificate_name"],
        "certificate_type": words.get(row["certificate_type"], ""),
        "source": words.get(row["source"], ""),
        "san_domains": joined_names(row["san_domains"], chinese=chinese),
        "certificate_file": row["certificate_file"],
        "key_file": row["key_file"],
        "chain_file": row["chain_file"],
        "status": words.get(row["status"], ""),
    }
    if not pd.isna(row["expiration_date"]):
        values["expiration_date"] = Date((row["expiration_date"].date() - _EPOCH).days)
    return {column: value for column, value in values.items() if value != ""}


def shown(value: Value) -> str:
    """A cell's value for a reader."""
    return (_EPOCH + dt.timedelta(days=value.serial)).isoformat() if isinstance(value, Date) else value


def _by_row(mapping: pd.DataFrame, *, chinese: bool) -> Iterator[Proposal]:
    ordered = mapping if mapping["row"].is_monotonic_increasing else mapping.sort_values("row", kind="stable")

    @functools.lru_cache(1 << 12)  # rows of one certificate are filled alike
    def values_of(cells: tuple[Any, ...]) -> Values:
        return tuple(owned_values(dict(zip(OWNED, cells, strict=True)), chinese=chinese).items())

    # One by one, since of a large table not all rows should be held at once.
    streamed = zip(*(ordered[column] for column in ("row", "written", *OWNED)), strict=True)
    for number, rows in groupby(streamed, key=itemgetter(0)):
        several = list(rows)
        listed = [values_of(row[2:]) for row in several]
        values = listed[0] if len(listed) == 1 else _joined([dict(one) for one in listed])
        yield Proposal(number, tuple([row[1].strip() for row in several]), values)


def _joined(listed: Collection[Mapping[str, Value]]) -> Values:
    """What serves each of several; nothing where one of them has no certificate."""
    if not all(listed):
        return ()
    merged: dict[str, Value] = {}
    for column in OWNED:
        found = list(dict.fromkeys(one[column] for one in listed if column in one))
        dates = [value.serial for value in found if isinstance(value, Date)]
        if dates:
            merged[column] = Date(min(dates))
        elif found:
            merged[column] = SEPARATOR.join(map(str, found))
    return tuple(merged.items())


def _merged(found: list[Proposal], table: RequirementTable) -> Iterator[Proposal]:
    """Of cells that are merged, the first gets what serves all of their rows, and the others nothing."""
    assert table.header is not None
    owned = {column: index for column, index in table.header.columns.items() if column in OWNED}
    by_row = {proposal.row: dict(proposal.values) for proposal in found}
    below: dict[tuple[int, int], list[int]] = {}
    for (row, index), top in table.covered.items():
        if top[1] == index:
            below.setdefault(top, []).append(row)
    for proposal in found:
        values = dict(proposal.values)
        for column, index in owned.items():
            if table.covered.get((proposal.row, index), (0, -1))[1] == index:
                values.pop(column, None)
            elif rows := below.get((proposal.row, index)):
                served = [by_row[row] for row in (proposal.row, *rows) if row in by_row]
                values.pop(column, None)
                values.update(_joined([{column: one[column]} if column in one else {} for one in served]))
        yield Proposal(proposal.row, proposal.domains, tuple(values.items()))


@functools.lru_cache(1 << 12)  # columns of a table repeat their words
def _same(column: str, theirs: str, ours: Value) -> bool:
    if isinstance(ours, Date) and theirs.startswith(shown(ours)):  # a moment of that day
        return True
    return meaning(column, theirs) == meaning(column, shown(ours))
