"""Pieces of a page: HTML with every text escaped, and the same in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape
from tabulate import tabulate

from airec_planning import tables
from airec_planning.audit.expiry import STATES
from airec_planning.language import N_, _
from airec_planning.outputs.workbook.cell_text import screen_width
from airec_planning.text import visible

Cell = str | int | Markup
MOST_ROWS = 500
"""Of a table that grows with the deployment: a page stays readable, and the whole lies in a file beside it."""
_WORST_FIRST = (
    N_("failed"), N_("not ready"), N_("error"), *(state for state in STATES if state != "ok"), N_("overdue"), N_("due"),
    N_("skipped"), N_("ok"), N_("ready"),
)  # fmt: skip
_STATES = (
    N_("expired"), N_("critical"), N_("warning"), N_("notice"), N_("not-yet-valid"), N_("refused"), N_("missing"),
)  # fmt: skip
"""The rest of what ``badge`` says."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONG_WORD = re.compile(r"\S{21}")
"""It may be broken anywhere, so that a table stays on its page."""
_PARTS = re.compile(r"(?<=[/._=])(?=\w)")


@dataclass(frozen=True)
class Fragment:
    """What a notebook cell shows; HTML in JupyterLab and on the pages, text elsewhere."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    empty: str,
    numeric: Sequence[int] = (),
    left_out: int = 0,
    whole: str = "",
) -> Fragment:
    """A table; ``numeric`` names the columns that are aligned as figures, ``empty`` is said where there are no rows.

    Where the first header is blank, the first column heads the rows. ``left_out`` rows more are not among ``rows``:
    they are counted below, with the file of a run folder that has the ``whole``.
    """
    listed = [list(row) for row in rows]
    if not listed:
        return paragraph(empty)
    head = Markup("").join(_cell("th", header, index in numeric, "col") for index, header in enumerate(headers))
    body = Markup("").join(
        Markup("<tr>{}</tr>\n").format(
            Markup("").join(
                _cell("td", cell, index in numeric) if index or headers[0] else _cell("th", cell, False, "row")
                for index, cell in enumerate(row)
            )
        )
        for row in listed
    )
    more = _more(len(listed), left_out, whole)
    html = Markup('<div class="table"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>{}')
    said = Markup('\n<p class="more">{}</p>').format(more) if more else ""
    text = text_table(headers, listed, numeric=numeric)
    return Fragment(str(html.format(head, body, said)), f"{text}\n\n{more}" if more else text)


def first_rows(frame: pd.DataFrame) -> tuple[list[dict[str, Any]], int]:
    """The rows of a table that a page shows, and how many more there are."""
    return tables.records(frame.head(MOST_ROWS)), max(0, len(frame) - MOST_ROWS)


def text_table(headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, numeric: Sequence[int] = ()) -> str:
    """A plain table, aligned with Chinese text too."""
    listed = [[_plain(cell) for cell in row] for row in rows]
    align = ["right" if index in numeric else "left" for index in range(len(headers))]
    return tabulate(listed, headers=list(headers), tablefmt="simple", disable_numparse=True, colalign=align)


def padded(text: str, width: int) -> str:
    """The text with blanks up to a width in columns of a terminal, of which a Chinese letter takes two."""
    return text + " " * (width - screen_width(text))


def paragraph(text: str, kind: str = "") -> Fragment:
    """One paragraph; ``kind`` is its CSS class."""
    classed = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Fragment(str(Markup("<p{}>{}</p>").format(classed, visible(text))), visible(text))


def listing(items: Iterable[str]) -> Fragment:
    """A list of sentences."""
    listed = [visible(item) for item in items]
    html = Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in listed))
    return Fragment(str(html), "\n".join(f"- {item}" for item in listed))


def together(*parts: Fragment) -> Fragment:
    """Several pieces as one, in this order."""
    return Fragment("\n".join(part.html for part in parts), "\n\n".join(part.text for part in parts))


def folded(summary: str, content: Fragment) -> Fragment:
    """What is long, closed until it is asked for; open on paper and in plain text."""
    inside = Markup(content.html)  # noqa: S704  # escaped where it was made
    html = Markup("<details><summary>{}</summary>\n{}\n</details>").format(visible(summary), inside)
    return Fragment(str(html), f"{visible(summary)}\n\n{content.text}")


def badge(state: str) -> Markup:
    """A state as a coloured word; the word alone says it, the colour repeats it. Sorted from bad to good."""
    rank = _WORST_FIRST.index(state) if state in _WORST_FIRST else len(_WORST_FIRST)
    return Markup('<span class="badge {}" data-sort="{}">{}</span>').format(state.replace(" ", "-"), rank, _(state))


def sorted_as(content: str | Markup, key: int) -> Markup:
    """What pages sort by a number: ``in 9 days`` comes before ``in 12 days``."""
    shown = content if isinstance(content, Markup) else visible(content)
    return Markup('<span data-sort="{}">{}</span>').format(key, shown)


def picture(svg: str, alternative: str) -> Fragment:
    """A picture with the text that stands for it."""
    drawn = Markup(svg)  # noqa: S704  # by matplotlib, which escapes every label
    html = Markup('<figure role="img" aria-label="{}">{}</figure>').format(visible(alternative), drawn)
    return Fragment(str(html), visible(alternative))


def _more(shown: int, left_out: int, whole: str) -> str:
    if not left_out:
        return ""
    return _(
        "These are the first {shown:,} of {all:,} rows; a report's run folder has all in {file}.",
        shown=shown,
        all=shown + left_out,
        file=whole,
    )


def _cell(tag: str, cell: Cell, numeric: bool, scope: str = "") -> Markup:
    text = cell.striptags() if isinstance(cell, Markup) else str(cell)
    kind = "number" if numeric else "day" if _DAY.fullmatch(text) else "long" if _LONG_WORD.search(text) else ""
    classed = Markup(' class="{}"').format(kind) if kind else Markup("")
    scoped = Markup(' scope="{}"').format(scope) if scope else Markup("")
    content = cell if isinstance(cell, Markup) else _breakable(visible(str(cell)))
    return Markup("<{0}{1}{2}>{3}</{0}>").format(tag, scoped, classed, content)


def _breakable(text: str) -> Markup:
    """The text, whose long names and paths a browser breaks at their parts where it has to."""
    return (
        Markup("<wbr>").join(escape(part) for part in _PARTS.split(text)) if _LONG_WORD.search(text) else escape(text)
    )


def _plain(cell: Cell) -> str:
    return visible(cell.striptags() if isinstance(cell, Markup) else str(cell))
