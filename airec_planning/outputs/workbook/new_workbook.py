"""``certificate_info.xlsx`` from scratch, where the planner gave a csv file or only ``san_domains``."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.outputs.workbook.cell_text import cell_text, joined_names, screen_width
from airec_planning.outputs.workbook.in_place import Filled
from airec_planning.outputs.workbook.legend_sheet import About, print_on, write, write_failures, write_legend
from airec_planning.outputs.workbook.looks import (
    Looks,
    colour_dates,
    colour_words,
    looks_of,
    shade_open_rows,
)
from airec_planning.outputs.workbook.owned_cells import Entries, owned_values, settle
from airec_planning.outputs.workbook.sheet_layout import A3, LINE_HEIGHT, OPTIONS, set_height
from airec_planning.outputs.workbook.words import COLUMNS, LISTED, Words

_LETTERS = {column: chr(65 + number) for number, column in enumerate(COLUMNS)}
_WIDEST = {"written": 42, "unmapped": 40}
_WIDEST_OTHERS = 28
_FROZEN = 3
"""Product, service and domain stay in sight."""
_WRAPPED_UP_TO = 300
"""Characters: a longer text stays on one line, since its row would fill the screen."""
_SPARE_ROWS = 200
"""Rows below the last in which the lists and colours work too."""
_FOR_THE_ARROW = 4
_DAY = len("2026-11-01")

Cell = str | dt.datetime


@dataclass(frozen=True)
class Kept:
    """What the planner wrote beside the columns of the mapping."""

    remarks: Mapping[int, str] = field(default_factory=dict)
    """By row of the planner's table."""
    entries: Mapping[int, Entries] = field(default_factory=dict)
    """In columns that planning fills: they stay, as in a workbook that is filled in place."""
    overwritten: bool = False
    """The certificate that was found takes the place of another that the planner names."""
    others: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """Columns that are not recognised, by their header, each by row."""


def new_workbook(
    mapping: pd.DataFrame, about: About, kept: Kept | None = None, valid_from: Mapping[str, dt.datetime] | None = None
) -> Filled:
    """The mapping as a new workbook; the same bytes for the same arguments.

    ``valid_from`` says when the certificate of a domain begins. Text is neither a formula nor a link, dates are
    dates, and days are days in UTC.
    """
    import xlsxwriter  # noqa: PLC0415  # only when a workbook is made

    kept = kept or Kept()
    rows = [_cells(row, about.words, kept, valid_from or {}) for row in tables.records(mapping)]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": "certificate_info",
                "subject": cell_text(about.deployment)[:255],
                "created": about.as_of.replace(tzinfo=None),
            }
        )
        looks = looks_of(workbook)
        _write_rows(workbook.add_worksheet(about.words.sheets[0]), rows, [*COLUMNS, *kept.others], about, looks)
        write_legend(workbook, about, len(mapping), int((mapping["unmapped"] != "").sum()), looks)
        if about.failures:
            write_failures(workbook, about, looks)
    return Filled(buffer.getvalue(), ())


def _cells(row: dict[str, Any], words: Words, kept: Kept, valid_from: Mapping[str, dt.datetime]) -> dict[str, Cell]:
    """An open row shows what the planner wrote, a mapped one what was found where the planner wrote nothing."""
    cells: dict[str, Cell] = {column: row[column] for column in ("product", "service", "written", "unmapped")}
    cells |= {column: words.values.get(row[column], "") for column in LISTED}
    cells |= {"remarks": kept.remarks.get(row["row"], ""), "certificate_name": row["planned_name"]}
    cells["san_domains"] = joined_names(row["san_domains"], chinese=words.chinese)
    renamed = kept.overwritten and row["planned_name"] not in ("", row["certificate_name"])
    if row["certificate_file"] and (renamed or not row["unmapped"]):
        cells["unmapped"] = ""
        cells |= {key: row[key] for key in ("certificate_name", "certificate_file", "key_file", "chain_file")}
        if row["domain"] in valid_from:
            cells["valid_from"] = valid_from[row["domain"]]
        if not pd.isna(row["expiration_date"]):
            cells["expiration_date"] = row["expiration_date"].to_pydatetime()
    if entries := kept.entries.get(row["row"]):
        _keep(entries, row, cells, chinese=words.chinese)
    return cells | {header: texts.get(row["row"], "") for header, texts in kept.others.items()}


def _keep(entries: Entries, row: dict[str, Any], cells: dict[str, Cell], *, chinese: bool) -> None:
    """Put the planner's entries in their places; a row that names another certificate is the planner's alone."""
    ours = owned_values(row, chinese=chinese)
    written = dict(settle(tuple(ours.items()), entries).written)
    for column in ours.keys() - written.keys():
        cells.pop(column, None)
    if not written and ours:
        cells.pop("valid_from", None)
    cells |= dict(entries)


def _write_rows(sheet: Any, rows: list[dict[str, Cell]], columns: list[str], about: About, looks: Looks) -> None:
    words = about.words
    headers = {column: words.headers.get(column, column) for column in columns}
    widths = {column: _column_width(column, headers[column], rows) for column in columns}
    for number, column in enumerate(columns):
        sheet.set_column(number, number, widths[column])
        sheet.write_string(0, number, headers[column], looks.header)
    sheet.set_row(0, 2 * LINE_HEIGHT)
    for below, row in enumerate(rows, start=1):
        wrapped = {column for column, value in row.items() if _is_wrapped(value, widths[column])}
        for number, column in enumerate(columns):
            if value := row.get(column):
                look = None if isinstance(value, dt.datetime) else looks.wrapped if column in wrapped else looks.text
                write(sheet, below, number, value, looks, look)
        if wrapped:
            set_height(sheet, below, *((str(row[column]), widths[column]) for column in wrapped))
    sheet.freeze_panes(1, _FROZEN)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    sheet.repeat_rows(0)
    print_on(A3, sheet, about)
    last = len(rows) + 1 + _SPARE_ROWS
    _offer_lists(sheet, words, last)
    colour_dates(sheet, looks, _LETTERS["valid_from"], _LETTERS["expiration_date"], last)
    colour_words(sheet, looks, _LETTERS["status"], words.values, last)
    shade_open_rows(sheet, looks, _LETTERS["unmapped"], _LETTERS[COLUMNS[-1]], last)


def _column_width(column: str, header: str, rows: list[dict[str, Cell]]) -> int:
    longest_word = max(map(screen_width, header.split())) + _FOR_THE_ARROW
    widths = [_cell_width(row[column]) for row in rows if column in row]
    return min(_WIDEST.get(column, _WIDEST_OTHERS), max([longest_word, *widths]))


def _cell_width(value: Cell) -> int:
    return 1 + (_DAY if isinstance(value, dt.datetime) else screen_width(value))


def _is_wrapped(value: Cell, width: int) -> bool:
    return isinstance(value, str) and ("\n" in value or width < screen_width(value) <= _WRAPPED_UP_TO)


def _offer_lists(sheet: Any, words: Words, last_row: int) -> None:
    for column, known in LISTED.items():
        options = {
            "validate": "list",
            "source": [words.values[value] for value in known],
            "error_type": "information",
            "error_message": words.labels["choose"],
        }
        sheet.data_validation(f"{_LETTERS[column]}2:{_LETTERS[column]}{last_row}", options)
