"""Tables as csv that a spreadsheet program opens without running anything."""

from __future__ import annotations

import pandas as pd
import pytest

from airec_planning.outputs.csv_text import inert


def made_inert(value: object) -> object:
    return inert(pd.DataFrame({"x": [value]}, dtype="object"))["x"].iloc[0]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)"])
def test_what_reads_as_a_formula_gets_an_apostrophe(text: str) -> None:
    assert made_inert(text) == f"'{text}"


@pytest.mark.parametrize(("text", "shown"), [("\t=1", "'\\x09=1"), ("\r=1", "'\\x0d=1"), ("a\nb", "a\\x0ab")])
def test_controls_are_shown_as_escapes(text: str, shown: str) -> None:
    assert made_inert(text) == shown


@pytest.mark.parametrize("text", ["", "a=b", "推荐.example.com", "*.example.com", "'quoted'"])
def test_plain_text_stays(text: str) -> None:
    assert made_inert(text) == text


def test_numbers_stay_numbers() -> None:
    assert inert(pd.DataFrame({"x": [-1, 2]}))["x"].tolist() == [-1, 2]


def test_the_table_that_was_given_is_not_changed() -> None:
    frame = pd.DataFrame({"x": ["=1"]})
    inert(frame)
    assert frame["x"].tolist() == ["=1"]
