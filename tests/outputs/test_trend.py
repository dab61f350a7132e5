"""The figures of several runs, drawn and listed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

from airec_planning.outputs.history_text import COLUMNS, history_csv, history_table, history_text
from airec_planning.outputs.run_figures import RunFigures, one_a_date
from airec_planning.outputs.trend_figure import trend_figure
from tests.certificates import AS_OF
from tests.outputs.test_fragments import read


def run(number: int, **figures: Any) -> RunFigures:
    """A run so many days after the as-of date."""
    as_of = AS_OF + dt.timedelta(days=number)
    known: dict[str, Any] = {
        "run": f"{as_of:%Y%m%dT%H%M%SZ}", "as_of": as_of, "version": "0.1.0", "path": "https", "errors": 3,
        "warnings": 1, "domains": 21, "valid": 14, "certificates": 7, "now": 150, "horizon": 4350,
    }  # fmt: skip
    return RunFigures(**known | figures)


UNKNOWN: dict[str, Any] = dict.fromkeys(["version", "path", "errors", "warnings", "domains", "valid", "certificates"])
UNKNOWN |= {"now": None, "horizon": None}


def test_the_picture_says_in_words_from_what_to_what_each_figure_went() -> None:
    fragment = trend_figure([run(0), run(1), run(9, errors=0, valid=21, horizon=123_456_789)])
    assert fragment.text == (
        "3 runs from 2026-11-01 to 2026-11-10, three lines of figures. Errors from 3 to 0; warnings 1 at both ends; "
        "required domains 21 at both ends; those named by a valid certificate from 14 to 21; cost over the horizon in "
        "yuan from 43.50 to 1.2 million."
    )


def test_the_picture_is_the_same_bytes_each_time_and_names_its_lines() -> None:
    runs = [run(number, errors=number) for number in range(5)]
    drawn = trend_figure(runs).html
    assert trend_figure(runs).html == drawn
    labels = re.findall(r"<text [^>]*>([^<]+)</text>", drawn)
    wanted = ["errors", "warnings", "required domains", "named by a valid certificate", "cost over the horizon, yuan"]
    assert [label for label in labels if label in wanted] == wanted


def test_a_figure_that_a_run_does_not_hold_leaves_a_gap() -> None:
    whole = [run(number, errors=number) for number in range(5)]
    gap = [run(number, errors=None if number == 2 else number) for number in range(5)]
    assert trend_figure(gap).html != trend_figure(whole).html
    nothing = trend_figure([run(number, **UNKNOWN) for number in range(3)])
    assert "Errors not known at both ends" in nothing.text


def test_of_many_runs_the_page_lists_the_newest_and_says_how_many_are_left() -> None:
    listed = history_table([run(number) for number in range(33)])
    assert listed.html.count('<td class="day">') == 30
    assert listed.html.index("2026-12-03") < listed.html.index("2026-12-02")
    assert "3 earlier runs in the picture alone" in listed.text
    assert "earlier" not in history_table([run(number) for number in range(30)]).text


def test_the_last_run_of_a_date_stands_for_the_date() -> None:
    again = run(1, run="20261102T000000Z-2", errors=0)
    assert one_a_date([run(0), run(1), again, run(2)]) == [run(0), again, run(2)]


def test_what_is_not_known_is_a_question_mark_and_an_empty_cell_of_csv() -> None:
    assert history_text([run(0, **UNKNOWN)]).splitlines()[-1].split() == ["20261101T000000Z", "2026-11-01", *"?" * 9]
    [row] = csv.DictReader(io.StringIO(history_csv([run(0, **UNKNOWN)])))
    assert list(row) == list(COLUMNS)
    assert [value for value in row.values() if value] == ["20261101T000000Z", "2026-11-01T00:00:00Z"]


def test_a_summary_that_was_tampered_with_is_neither_markup_nor_a_formula() -> None:
    hostile = [run(number, version="=cmd|' /C calc'!A0", path="<script>\u202e") for number in range(3)]
    assert "script" not in read(history_table(hostile).html).seen
    rows = list(csv.DictReader(io.StringIO(history_csv(hostile))))
    assert {row["version"] for row in rows} == {"'=cmd|' /C calc'!A0"}
    assert "\u202e" not in history_table(hostile).html + history_text(hostile) + history_csv(hostile)
