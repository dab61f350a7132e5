"""How a new workbook looks: its cell formats, and the colours that follow its dates and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

AS_OF_NAME = "AsOfDate"
"""The name of the legend's cell; names, since older spreadsheets take no other sheet's cells in a condition."""
LIMITED = ("critical", "warning", "notice")
"""The states that days and a share of the lifetime set apart, nearest first."""
_COLOURS: dict[str, tuple[str, str]] = {
    "expired": ("#8a2b06", "#ffffff"),
    "critical": ("#d55e00", "#000000"),
    "warning": ("#f3b43c", "#000000"),
    "notice": ("#cfe8f8", "#000000"),
}
"""Fill and ink: dark to light, so that they stay apart in greyscale and to whoever sees no red."""
_LIKE = {"refused": "expired", "missing": "expired", "not-yet-valid": "notice"}
"""States that are coloured like another; the word beside the colour says which."""
_OPEN_ROW = {"bg_color": "#ececec", "italic": True}


@dataclass(frozen=True)
class Looks:
    """The formats of a workbook."""

    title: Any
    header: Any
    text: Any
    wrapped: Any
    quoted: Any
    """Text that a spreadsheet would take for a formula, were it typed."""
    quoted_wrapped: Any
    day: Any
    number: Any
    states: dict[str, Any]
    open_row: Any


def looks_of(workbook: Any) -> Looks:
    """The formats, made in a workbook of XlsxWriter."""

    def made(**options: Any) -> Any:
        return workbook.add_format({"valign": "top", **options})

    return Looks(
        title=made(bold=True, font_size=14),
        header=made(bold=True, text_wrap=True, border=1, bg_color="#1f3a5f", font_color="#ffffff", valign="vcenter"),
        text=made(),
        wrapped=made(text_wrap=True),
        quoted=made(quote_prefix=True),
        quoted_wrapped=made(text_wrap=True, quote_prefix=True),
        day=made(num_format="yyyy-mm-dd", align="left"),
        number=made(align="left"),
        states={state: made(**_state_look(state)) for state in (*_COLOURS, *_LIKE)},
        open_row=made(**_OPEN_ROW),
    )


def _state_look(state: str) -> dict[str, Any]:
    fill, ink = _COLOURS[_LIKE.get(state, state)]
    return {"bg_color": fill, "font_color": ink, "bold": state != "notice"}


def limit_name(state: str, unit: str) -> str:
    """The name of the legend's cell that holds a state's limit in ``Days`` or ``Percent``."""
    return f"{state.capitalize()}{unit}"


def date_conditions(begins: str, ends: str, row: int = 2) -> dict[str, str]:
    """For each state, nearest first, whether the dates in a row's columns (letters) put the certificate into it.

    As ``audit.expiry`` has it, by whole days: a limit in days, and one as a share of the lifetime.
    """
    left = f"${ends}{row}-{AS_OF_NAME}"
    conditions = {"expired": f"{left}<0"}
    for state in LIMITED:
        days, percent = limit_name(state, "Days"), limit_name(state, "Percent")
        share = f"100*({left})<={percent}*(${ends}{row}-${begins}{row})"
        conditions[state] = f"{left}<={days},OR(NOT(ISNUMBER(${begins}{row})),{share})"
    return {state: f"=AND(ISNUMBER(${ends}{row}),{condition})" for state, condition in conditions.items()}


def colour_dates(sheet: Any, looks: Looks, begins: str, ends: str, last_row: int) -> None:
    """Colour the column of expiry (letter ``ends``) against the legend's as-of date and limits."""
    for state, condition in date_conditions(begins, ends).items():
        rule = {"type": "formula", "criteria": condition, "format": looks.states[state], "stop_if_true": True}
        sheet.conditional_format(f"{ends}2:{ends}{last_row}", rule)


def colour_words(sheet: Any, looks: Looks, letter: str, words: Mapping[str, str], last_row: int) -> None:
    """Colour the cells of a column that hold a state's word."""
    for state, look in looks.states.items():
        rule = {"type": "formula", "criteria": f'=${letter}2="{words[state]}"', "format": look, "stop_if_true": True}
        sheet.conditional_format(f"{letter}2:{letter}{last_row}", rule)


def shade_open_rows(sheet: Any, looks: Looks, reason: str, last_letter: str, last_row: int) -> None:
    """Shade each row whose column of reasons (letter ``reason``) says something."""
    rule = {"type": "formula", "criteria": f'=${reason}2<>""', "format": looks.open_row}
    sheet.conditional_format(f"A2:{last_letter}{last_row}", rule)
