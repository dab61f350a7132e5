"""Any table as it is, to explore: sorted, searched and paged in JupyterLab, a plain table on a report's page."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from airec_planning import tables
from airec_planning.errors import InputError
from airec_planning.language import _, speaking
from airec_planning.money import yuan_text
from airec_planning.outputs.fragments import Cell, Fragment, paragraph, together
from airec_planning.outputs.fragments import table as page_table
from airec_planning.plan import Plan
from airec_planning.runs.fleet import Fleet
from airec_planning.show.in_jupyterlab import dressed, someone_explores
from airec_planning.text import day_or_moment, did_you_mean, shorten, visible

MOST_ROWS = 2_000
"""That are sent to the browser."""
_ON_PAGE = 500
"""As many as of any table of a page."""
_WIDTH = 130
"""Characters side by side at first: so many fit a laptop's window."""
_WIDEST = 20
"""Of a column, whose text wraps beyond."""
_LONGEST = 400
"""Characters of a cell."""
_WORDS = re.compile(r"[\s-]")
_OF_PLAN = (
    "findings", "coverage", "address_coverage", "renewals", "certificates", "requirements", "required", "requests",
    "mapping", "conflicts", "tornado", "break_evens",
)  # fmt: skip
_OF_FLEET = ("deployments", "renewals", "certificates", "purchases", "findings")
_OF_COMPARISON = ("purchases", "issuances", "outlays", "costs")


def table(of: Plan | Fleet | pd.DataFrame | None = None, name: str = "") -> Fragment:
    """A whole table to look through: ``show.table(plan, "findings")``, ``show.table(fleet, "deployments")``.

    Or any DataFrame: ``show.table(plan.coverage.query("days_left < 60"))``. In JupyterLab it is sorted by a click on a
    header, searched, paged, and its columns are chosen; nothing is fetched from anywhere, and the notebook's file
    grows by 1 MB for each. On a report's page, where no one types, it is the page's own table.

    Amounts of the plan's own tables are given in CNY (yuan), times in UTC. Columns that are empty throughout or hold
    hashes, and those that do not fit side by side, are hidden at first; of more than 2,000 rows the first are shown,
    and it says so.

    >>> show.table(make_plan("examples/airec-demo", "2026-11-01").required[["domain", "asked_in"]].head(1))
    domain                           asked_in
    -------------------------------  ----------
    airec-api.cn-demo-1.example.com  both

    Raises:
        InputError: there is no table of that name.
    """
    if isinstance(of, pd.DataFrame):
        return _shown(of)
    if not isinstance(of, Plan | Fleet):
        raise InputError("show.table", _("needs a plan or a table"), _('Write show.table(plan, "findings").'))
    with speaking(of.settings.language if isinstance(of, Plan) else of.language):
        return _shown(_named(of, name))


@dataclass(frozen=True)
class _Read:
    """A table for a reader."""

    headers: list[str]
    rows: list[list[Cell]]
    numeric: list[int]
    at_first: list[int]
    """The columns that are shown at first."""
    left_out: int


class _Explored(Fragment):
    """A table in JupyterLab; IPython asks it to display itself, since its code has to come before it."""

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display  # noqa: PLC0415
        from itables import init_notebook_mode  # noqa: PLC0415

        init_notebook_mode(all_interactive=False, connected=False)
        display(HTML(self.html))  # type: ignore[no-untyped-call]


def _shown(frame: pd.DataFrame) -> Fragment:
    if frame.empty:
        return dressed(paragraph(_("The table is empty.")))
    return _explored(_read(frame, MOST_ROWS)) if someone_explores() else _on_page(_read(frame, _ON_PAGE))


def _named(of: Plan | Fleet, name: str) -> pd.DataFrame:
    known = _OF_FLEET if isinstance(of, Fleet) else (*_OF_PLAN, *_OF_COMPARISON)
    if name not in known:
        fact = _('there is no table "{name}"', name=name) if name else _("which table?")
        known_here = _("Known here: {known}.", known=", ".join(known))
        raise InputError("show.table", fact, did_you_mean(name, known, 0.6) or known_here)
    frame: pd.DataFrame = getattr(of.comparison if isinstance(of, Plan) and name in _OF_COMPARISON else of, name)
    return frame


def _read(frame: pd.DataFrame, most: int) -> _Read:
    shown = frame.head(most)
    kinds = _kinds(shown)
    columns = [[_cell(value, kinds[at]) for value in shown.iloc[:, at]] for at in range(len(kinds))]
    telling = [at for at, column in enumerate(columns) if any(column) and not str(frame.columns[at]).endswith("sha256")]
    return _Read(
        [
            _("{column} (yuan)", column=column) if kind == "fen" else str(column)
            for column, kind in zip(frame.columns, kinds, strict=True)
        ],
        [list(row) for row in zip(*columns, strict=True)],
        [at for at, kind in enumerate(kinds) if kind == "fen" or _is_number(shown.iloc[:, at])],
        _fitting(telling or [*range(len(columns))], [str(name) for name in frame.columns], columns),
        len(frame) - len(shown),
    )


def _fitting(telling: list[int], names: list[str], columns: list[list[Cell]]) -> list[int]:
    """The first columns that fit side by side, by their longest word."""
    fit: list[int] = []
    width = 0
    for at in telling:
        words = (word for cell in (names[at], *columns[at][:_ON_PAGE]) for word in _WORDS.split(str(cell)))
        wide = min(max(map(len, words)), _WIDEST) + 3
        if width + wide <= _WIDTH:
            width += wide
            fit.append(at)
    return fit


def _kinds(frame: pd.DataFrame) -> list[str]:
    """Of each column, as in the schema that has them all; where none has, amounts cannot be told from numbers."""
    named = [column for column in map(str, frame.columns) if "." not in column]  # a figure of sweep has a dot
    for schema in (*tables.ALL, *tables.ANALYSES, *tables.FLEET, tables.CONFLICTS):
        kinds: dict[str, str] = {column.name: column.kind for column in schema.columns}
        if named and kinds.keys() >= set(named):
            return [kinds.get(str(column), "") for column in frame.columns]
    return [""] * len(frame.columns)


def _is_number(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _cell(value: Any, kind: str) -> Cell:
    if isinstance(value, list | tuple):
        return shorten(", ".join(map(str, value)), _LONGEST)
    if value is None or pd.isna(value):
        return ""
    match value:
        case bool() | np.bool_():
            return _("yes") if value else _("no")
        case dt.datetime():
            return day_or_moment(value)
        case int() | np.integer():
            return yuan_text(int(value)) if kind == "fen" else int(value)
    return shorten(str(value), _LONGEST)


def _on_page(read: _Read) -> Fragment:
    rows = [[row[at] for at in read.at_first] for row in read.rows]
    shown = page_table(
        [read.headers[at] for at in read.at_first],
        rows,
        empty="",
        numeric=[at for at, column in enumerate(read.at_first) if column in read.numeric],
    )
    notes = [paragraph(_first_of(len(rows), read.left_out), "more")] if read.left_out else []
    hidden = [header for at, header in enumerate(read.headers) if at not in read.at_first]
    if hidden:
        notes.append(paragraph(_("Columns that are not shown: {columns}.", columns=", ".join(hidden)), "more"))
    return together(shown, *notes) if notes else shown


def _explored(read: _Read) -> Fragment:
    from itables import to_html_datatable  # noqa: PLC0415

    frame = pd.DataFrame(
        [[visible(cell) if isinstance(cell, str) else cell for cell in row] for row in read.rows],
        columns=[visible(header) for header in read.headers],
    )
    hidden = [at for at in range(len(read.headers)) if at not in read.at_first]
    html = to_html_datatable(
        frame,
        allow_html=False,
        showIndex=False,
        connected=False,
        maxBytes=0,
        maxColumns=0,
        classes="display compact",
        style="table-layout:auto;width:100%;margin:0;caption-side:bottom",
        css=_WRAPPED,
        caption=_first_of(len(read.rows), read.left_out) if read.left_out else None,
        display_logo_when_loading=False,
        text_in_header_can_be_selected=False,  # else a click on it sorts nothing
        autoWidth=False,
        columnDefs=[{"targets": hidden, "visible": False}, {"targets": read.numeric, "className": "dt-right"}],
        layout={
            "topStart": {
                "buttons": [
                    {"extend": "pageLength", "text": _("Rows a page")},
                    {"extend": "colvis", "text": _("Columns")},
                ]
            },
            "topEnd": "search",
            "bottomStart": "info",
            "bottomEnd": "paging",
        },
        language={
            "search": _("Search:"),
            "info": _("{first} to {last} of {all} rows", first="_START_", last="_END_", all="_TOTAL_"),
            "infoEmpty": _("no row"),
            "infoFiltered": _("(of {all} in all)", all="_MAX_"),
            "zeroRecords": _("No row has that."),
        },
    )
    few = replace(read, rows=read.rows[:_ON_PAGE], left_out=read.left_out + max(0, len(read.rows) - _ON_PAGE))
    return _Explored(html, _on_page(few).text)


def _first_of(shown: int, left_out: int) -> str:
    return _(
        "These are the first {shown:,} of {all:,} rows. For others, give a part of the table: "
        "show.table(frame.query(...)).",
        shown=shown,
        all=shown + left_out,
    )


_WRAPPED = (
    ".dt-container { max-width: 100%; font-size: var(--jp-ui-font-size1, 13px) }"
    ".dt-container table.dataTable td, .dt-container table.dataTable th"
    " { white-space: normal; text-align: left; vertical-align: top; max-width: 28rem }"
    ".dt-container table.dataTable td { overflow-wrap: anywhere }"
    ".dt-container table.dataTable td.dt-right, .dt-container table.dataTable th.dt-right"
    " { text-align: right; white-space: nowrap }"
)
"""Long names and sentences wrap, so that a table is as wide as its cell and no wider."""
