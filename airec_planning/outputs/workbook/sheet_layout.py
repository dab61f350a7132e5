"""How the sheets of a new workbook look: formats, heights of rows, and pages."""

from __future__ import annotations

from typing import Any

from airec_planning.outputs.workbook.cell_text import cell_text, lines_in

LINE_HEIGHT, _MOST_LINES = 15, 27
"""Points, and as many lines as a row of Excel can be high."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Of a workbook of XlsxWriter: a text stays a text."""
COLOURS = {"error": "#F8D7DA", "warning": "#FFF3CD"}


def formats_of(book: Any) -> dict[str, Any]:
    """Formats by what they are for; those of cells also by the severity that colours them."""
    cell: dict[str, Any] = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
    kinds: dict[str, dict[str, Any]] = {
        "text": {"num_format": "@"},
        "typed": {"num_format": "@", "font_name": "Consolas", "text_wrap": False},
        "tick": {"align": "center"},
        "whole": {"num_format": "0", "align": "center"},
        "day": {"num_format": "yyyy-mm-dd", "align": "center"},
        "money": {"num_format": "#,##0.00"},
    }
    made = {
        kind + severity: book.add_format({**cell, **more, **({"bg_color": colour} if colour else {})})
        for kind, more in kinds.items()
        for severity, colour in {"": "", **COLOURS}.items()
    }
    return made | {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"italic": True}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "header": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DCE6F1", "border": 1}
        ),
        "sum": book.add_format({"bold": True, "top": 1}),
        "sum_money": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}),
        "ticked": book.add_format({"font_color": "#8C8C8C", "bg_color": "#EDEDED"}),
    }


def write_text(sheet: Any, row: int, column: int, text: str, form: Any) -> None:
    """A text; never a formula or a link."""
    if text:
        sheet.write_string(row, column, _not_rich(cell_text(text)), form)
    else:
        sheet.write_blank(row, column, None, form)


def set_height(sheet: Any, number: int, *cells: tuple[str, int]) -> None:
    """As high as the texts need, each in its column's width: not every program fits rows to wrapped texts."""
    sheet.set_row(number, LINE_HEIGHT * min(_MOST_LINES, max(lines_in(text, width) for text, width in cells)))


A3, A4 = 8, 9


def to_print(sheet: Any, title: str, below: str, pages: str, paper: int = A4) -> None:
    """On wide pages, as wide as the sheet: title and sheet above, ``below`` and the page's number below."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.set_header(f"&L{title}&R&A")
    sheet.set_footer(f"&L{below}&R{pages}")


def in_margins(text: str) -> str:
    """Text for a page's margin: an ampersand begins a code there, and a digit would be the size of the letters."""
    return " " + cell_text(text)[:80].replace("\n", " ").replace("&", "&&")


def _not_rich(text: str) -> str:
    """XlsxWriter writes what stands between these two tags into the XML as it is."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
