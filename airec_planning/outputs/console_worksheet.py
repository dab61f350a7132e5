"""The worksheet for typing into the console: what to create, in creation order, with a box to tick for each."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from airec_planning.language import N_, _
from airec_planning.outputs.console_entries import console_entries, to_be_settled
from airec_planning.outputs.console_schema import ConsoleEntry
from airec_planning.outputs.console_steps import console_steps
from airec_planning.outputs.console_text import sums_of_cautions, type_name
from airec_planning.outputs.workbook.cell_text import screen_width
from airec_planning.outputs.workbook.sheet_layout import (
    COLOURS,
    LINE_HEIGHT,
    OPTIONS,
    formats_of,
    in_margins,
    set_height,
    to_print,
    write_text,
)
from airec_planning.setting_sections import Prices
from airec_planning.text import place_text, plural, shorten, visible

OPEN, TICKED, CHECK_FIRST = "☐", "☑", N_("check first")
_HEADERS = {
    "tick": (N_("Done"), 11), "order": (N_("No."), 6), "date": (N_("Create on"), 12), "domain": (N_("Domain Name"), 16),
    "unicode": (N_("Read as"), 12), "type": (N_("Certificate Type"), 17), "price": (N_("List price, yuan"), 11),
    "charge": (N_("Charge, yuan"), 11), "account": (N_("Account"), 9), "covers": (N_("Covers"), 34),
    "cautions": (N_("Look at first"), 50), "done": (N_("Created on"), 12), "who": (N_("By"), 12),
}  # fmt: skip
"""Each column's header and least width, in characters."""
_CAUTION_HEADERS = {
    N_("No."): 6, N_("Domain Name"): 32, N_("Severity"): 10, N_("Caution"): 20, N_("Place"): 32, N_("Fact"): 50,
    N_("Remedy"): 50,
}  # fmt: skip
_HEADER_ROW = 2
_WIDEST, _HOW_WIDTH = 60, 100
_COVERS_SHOWN = 6


def console_worksheet(
    purchases: pd.DataFrame, cautions: pd.DataFrame, title: str, as_of: dt.datetime, prices: Prices
) -> bytes:
    """A workbook of three sheets: Console, to work through; Cautions; How to.

    From ``tables.PURCHASES`` and ``tables.NAME_CAUTIONS``. Texts are never formulas or links. The same bytes for
    the same tables, title, as-of date and prices.
    """
    import xlsxwriter  # noqa: PLC0415  # only when a workbook is made

    entries = console_entries(purchases, cautions)
    shown_title = shorten(visible(title), 100)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties(
            {"title": _("{title}: console worksheet", title=shown_title), "created": as_of.replace(tzinfo=None)}
        )
        formats = formats_of(book)
        dated = _("{name}, as of {day}", name=shown_title, day=as_of.date())
        pages = [
            _console(book.add_worksheet(_("Console")), entries, dated, formats),
            _cautions(book.add_worksheet(_("Cautions")), entries, formats),
            _how_to(book.add_worksheet(_("How to")), console_steps(entries, as_of, prices), formats),
        ]
        for page in pages:
            to_print(page, in_margins(shown_title), f"{as_of:%Y-%m-%d} UTC", _("Page &P of &N"))
    return buffer.getvalue()


def _console(sheet: Any, entries: Sequence[ConsoleEntry], title: str, formats: dict[str, Any]) -> Any:
    columns = [key for key in _HEADERS if key != "unicode" or any(e.unicode != e.domain for e in entries)]
    at = {key: number for number, key in enumerate(columns)}
    charged = sum((Decimal(entry.charge) for entry in entries), Decimal(0))
    sheet.write_string(0, 0, title, formats["title"])
    note = _(
        "{certificates} to create in this order; {charged:,.2f} yuan are charged. "
        "A name is final once it is submitted. ",
        certificates=plural(len(entries), "certificate"),
        charged=charged,
    )
    if told := sums_of_cautions(entries):
        note += _("{note}.", note=told)
    sheet.write_string(1, 0, note, formats["note"])
    sheet.set_row(_HEADER_ROW, 2 * LINE_HEIGHT)
    widths = {key: _width(key, entries) for key in at}
    for key, column in at.items():
        sheet.write_string(_HEADER_ROW, column, _(_HEADERS[key][0]), formats["header"])
        sheet.set_column(column, column, widths[key])
    for number, entry in enumerate(entries, start=_HEADER_ROW + 1):
        _line(sheet, number, at, entry, formats, widths)
    last = _HEADER_ROW + max(1, len(entries))
    sheet.autofilter(_HEADER_ROW, 0, last, len(columns) - 1)
    sheet.freeze_panes(_HEADER_ROW + 1, at["domain"] + 1)
    sheet.repeat_rows(_HEADER_ROW)
    if entries:
        first = _HEADER_ROW + 1
        sheet.data_validation(first, 0, last, 0, {"validate": "list", "source": [OPEN, TICKED]})
        ticked = {"type": "formula", "criteria": f'=$A{first + 1}="{TICKED}"'}
        sheet.conditional_format(first, 0, last, len(columns) - 1, {**ticked, "format": formats["ticked"]})
        _sum(sheet, at, first, last, charged, formats)
    return sheet


def _line(
    sheet: Any, number: int, at: dict[str, int], entry: ConsoleEntry, formats: dict[str, Any], widths: dict[str, int]
) -> None:
    worst = next((s for s in COLOURS if any(caution.severity == s for caution in entry.cautions)), "")
    tick = _(CHECK_FIRST) if to_be_settled(entry) else OPEN
    # What it is read as has a column of its own.
    told = [caution for caution in entry.cautions if caution.caution != "a-labels"]
    said = "\n".join(
        _("{severity}: {message}", severity=_(caution.severity), message=_sentence(caution.message)) for caution in told
    )
    texts = {
        "tick": ("tick", tick),
        "domain": ("typed", entry.domain),
        "unicode": ("text", entry.unicode if entry.unicode != entry.domain else ""),
        "type": ("text", type_name(entry.type)),
        "covers": ("text", _covered(entry.covers)),
        "cautions": ("text", said),
        "done": ("day", ""),
        "who": ("text", ""),
    }
    set_height(sheet, number, (texts["covers"][1], widths["covers"]), (said, widths["cautions"]))
    for key, (kind, text) in texts.items():
        if key in at:
            write_text(sheet, number, at[key], text, formats[kind + worst])
    sheet.write_datetime(number, at["date"], dt.datetime.fromisoformat(entry.date[:10]), formats["day" + worst])
    for key, kind, value in (
        ("order", "whole", entry.order),
        ("price", "money", Decimal(entry.price)),
        ("charge", "money", Decimal(entry.charge)),
        ("account", "whole", entry.account),
    ):
        sheet.write_number(number, at[key], value, formats[kind + worst])


def _sum(sheet: Any, at: dict[str, int], first: int, last: int, charged: Decimal, formats: dict[str, Any]) -> None:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415  # with the workbook

    for column in at.values():
        sheet.write_blank(last + 1, column, None, formats["sum"])
    sheet.write_string(last + 1, at["type"], _("Sum"), formats["sum"])
    letter = xl_col_to_name(at["charge"])
    formula = f"=SUM({letter}{first + 1}:{letter}{last + 1})"
    sheet.write_formula(last + 1, at["charge"], formula, formats["sum_money"], charged)


def _cautions(sheet: Any, entries: Sequence[ConsoleEntry], formats: dict[str, Any]) -> Any:
    for column, (header, width) in enumerate(_CAUTION_HEADERS.items()):
        sheet.write_string(0, column, _(header), formats["header"])
        sheet.set_column(column, column, width)
    number = 0
    for entry in entries:
        for told in entry.cautions:
            number += 1
            worst = told.severity if told.severity in COLOURS else ""
            sheet.write_number(number, 0, entry.order, formats["whole" + worst])
            place = place_text(told.place)
            cells = (entry.domain, _(told.severity), told.caution, place, told.message, told.remedy)
            set_height(sheet, number, *zip(cells, [*_CAUTION_HEADERS.values()][1:], strict=True))
            for column, text in enumerate(cells, start=1):
                write_text(sheet, number, column, text, formats[("typed" if column == 1 else "text") + worst])
    if not number:
        sheet.write_string(1, 1, _("Nothing to look at first."))
    sheet.autofilter(0, 0, max(1, number), len(_CAUTION_HEADERS) - 1)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    return sheet


def _how_to(sheet: Any, steps: Sequence[tuple[str, str]], formats: dict[str, Any]) -> Any:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, _HOW_WIDTH)
    for number, (what, how) in enumerate(steps):
        set_height(sheet, number, (how, _HOW_WIDTH))
        sheet.write_string(number, 0, what, formats["wrapped"])
        sheet.write_string(number, 1, how, formats["wrapped"])
    return sheet


def _width(key: str, entries: Sequence[ConsoleEntry]) -> int:
    shown = {
        "domain": [entry.domain for entry in entries],
        "unicode": [entry.unicode for entry in entries if entry.unicode != entry.domain],
        "covers": [_covered(entry.covers) for entry in entries],
    }
    longest = max(map(screen_width, shown.get(key, ())), default=0)
    # The monospaced font is a little wider than the standard one.
    return min(_WIDEST, max(_HEADERS[key][1], longest * 11 // 10 + 2 if longest else 0))


def _covered(domains: Sequence[str]) -> str:
    shown, more = domains[:_COVERS_SHOWN], len(domains) - _COVERS_SHOWN
    return "\n".join([*shown, *([_("and {more:,} more", more=more)] if more > 0 else [])])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "。")) else _("{note}.", note=text)
