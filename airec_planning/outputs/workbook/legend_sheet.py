"""The sheets of a new workbook that explain it: the legend, and what the planner's files held in vain."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from airec_planning.errors import Failure
from airec_planning.language import Language, speaking
from airec_planning.outputs.assumptions import Assumption, for_reader
from airec_planning.outputs.workbook.cell_text import lines_in, looks_active
from airec_planning.outputs.workbook.looks import AS_OF_NAME, LIMITED, Looks, limit_name
from airec_planning.outputs.workbook.sheet_layout import A4, LINE_HEIGHT, in_margins, to_print, write_text
from airec_planning.outputs.workbook.words import COLUMNS, Words, words_in
from airec_planning.setting_sections import Expiry
from airec_planning.text import moment_text, place_text

_WIDTHS = (34, 26, 22, 96)
_EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class About:
    """What a new workbook says beside its rows."""

    name: str
    title: str
    as_of: dt.datetime
    """Aware, UTC."""
    language: Language = "en"
    expiry: Expiry = field(default_factory=Expiry)
    assumptions: tuple[Assumption, ...] = ()
    """Their sentences in the workbook's language, as those of the failures."""
    failures: tuple[Failure, ...] = ()
    """Entries of the planner's files that could not be taken."""
    version: str = ""

    @functools.cached_property
    def words(self) -> Words:
        return words_in(self.language)

    @property
    def deployment(self) -> str:
        """Title and name, once where they are the same."""
        return self.title if self.title == self.name else f"{self.title}, {self.name}"


class Sheet:
    """A worksheet that is filled downwards, in which text stays text."""

    def __init__(self, worksheet: Any, looks: Looks, widths: Sequence[int]) -> None:
        self.worksheet, self.looks, self.widths, self.row = worksheet, looks, widths, 0

    def line(self, *cells: str | int | dt.datetime, look: Any = None) -> int:
        """Write a row of cells below the last; returns its number from 1."""
        for column, value in enumerate(cells):
            if value != "" or look is self.looks.header:
                write(self.worksheet, self.row, column, value, self.looks, look)
        texts = [(value, width) for value, width in zip(cells, self.widths, strict=False) if isinstance(value, str)]
        lines = max((lines_in(value, width) for value, width in texts), default=1)
        self.worksheet.set_row(self.row, LINE_HEIGHT * (lines if look is not self.looks.title else 2))
        self.row += 1
        return self.row


def write(worksheet: Any, row: int, column: int, value: str | int | dt.datetime, looks: Looks, look: Any) -> None:
    """Write a number, a day in UTC, or text that is neither a formula nor a link, wrapped unless told otherwise."""
    if isinstance(value, int):
        worksheet.write_number(row, column, value, look or looks.number)
    elif isinstance(value, dt.datetime):
        serial = serial_day(value)
        if serial is None:
            worksheet.write_string(row, column, moment_text(value), look or looks.text)
        else:
            worksheet.write_number(row, column, serial, look or looks.day)
    else:
        quoted = looks.quoted if look is looks.text else looks.quoted_wrapped
        look = quoted if look in (None, looks.text, looks.wrapped) and looks_active(value) else look or looks.wrapped
        write_text(worksheet, row, column, value, look)


def serial_day(moment: dt.datetime) -> int | None:
    """The day as spreadsheets count it; ``None`` before March 1900, from which on they all count alike."""
    serial = (moment - _EPOCH).days
    return serial if serial > 60 else None


def write_legend(workbook: Any, about: About, rows: int, opened: int, looks: Looks) -> None:
    """The legend: deployment, as-of date, states with their limits, columns and assumptions.

    No cell of it is a header that ``inputs.headers`` would know as that of the domains: the sheet is no table.
    """
    labels, name = about.words.labels, about.words.sheets[1]
    sheet = _new_sheet(workbook, name, about, looks, _WIDTHS)
    sheet.line(labels["title"], look=looks.title)
    # Quoted, since a deployment may be named like a header.
    named = f'"{about.title}"' if about.title == about.name else f'"{about.title}", {about.name}'
    sheet.line(labels["deployment"], "", "", named)
    as_of_text = labels["as_of_text"].format(moment=moment_text(about.as_of))
    _named(workbook, AS_OF_NAME, name, "B", sheet.line(labels["as_of"], about.as_of, "", as_of_text))
    sheet.line(labels["rows"], rows)
    sheet.line(labels["mapped"], rows - opened)
    sheet.line(labels["open"], opened)
    sheet.line(labels["version"], "", "", f"airec-planning {about.version}")
    _write_states(workbook, sheet, about)
    sheet.line()
    sheet.line(labels["columns"], "", "", labels["meaning"], look=looks.header)
    for number, column in enumerate(COLUMNS):
        # Never the header alone in its cell: the planner's reader would take the sheet for a table of domains.
        sheet.line(f"{chr(65 + number)}: {about.words.headers[column]}", "", "", about.words.meanings[column])
    if about.assumptions:
        sheet.line()
        sheet.line(labels["assumptions"], labels["value"], labels["origin"], labels["meaning"], look=looks.header)
    with speaking(about.language):
        for one in map(for_reader, about.assumptions):
            sheet.line(one.key, one.value, one.origin, one.statement)


def _write_states(workbook: Any, sheet: Sheet, about: About) -> None:
    words, labels, looks = about.words, about.words.labels, sheet.looks
    sheet.line()
    sheet.line(labels["states"], labels["days"], labels["percent"], labels["meaning"], look=looks.header)
    for state, meaning in words.states.items():
        limits: tuple[int, ...] = ()
        if state in LIMITED:
            limits = (getattr(about.expiry, f"{state}_days"), getattr(about.expiry, f"{state}_percent"))
        row = sheet.line("", *(limits or ("", "")), meaning)
        write(sheet.worksheet, row - 1, 0, words.values[state], looks, looks.states.get(state))
        if limits:
            _named(workbook, limit_name(state, "Days"), words.sheets[1], "B", row)
            _named(workbook, limit_name(state, "Percent"), words.sheets[1], "C", row)
    sheet.line("", "", "", labels["states_text"])


def write_failures(workbook: Any, about: About, looks: Looks) -> None:
    """The entries of the planner's files that could not be taken: place, what was found, and what to do."""
    labels = about.words.labels
    sheet = _new_sheet(workbook, about.words.sheets[2], about, looks, (40, 80, 60))
    sheet.line(labels["place"], labels["found"], labels["remedy"], look=looks.header)
    for failure in about.failures:
        with speaking(about.language):
            place = place_text(failure.place)
        sheet.line(place, failure.message, failure.remedy)
    sheet.worksheet.freeze_panes(1, 0)
    sheet.worksheet.repeat_rows(0)


def print_on(paper: int, worksheet: Any, about: About) -> None:
    """Landscape, a page wide, with deployment, sheet and page numbers in the margins."""
    day, pages = f"{about.as_of:%Y-%m-%d} UTC", about.words.labels["page"]
    to_print(worksheet, in_margins(about.deployment), day, pages, paper)


def _new_sheet(workbook: Any, name: str, about: About, looks: Looks, widths: Sequence[int]) -> Sheet:
    worksheet = workbook.add_worksheet(name)
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, width)
    print_on(A4, worksheet, about)
    return Sheet(worksheet, looks, widths)


def _named(workbook: Any, name: str, sheet: str, letter: str, row: int) -> None:
    workbook.define_name(name, f"='{sheet}'!${letter}${row}")
