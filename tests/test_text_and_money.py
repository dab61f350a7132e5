"""Text from outside made safe to show, and money in whole fen."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.errors import Failure, InputError, Reason
from airec_planning.money import cost_text, fen, grouped, signed, yuan, yuan_text
from airec_planning.text import plural, shorten, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("oss.example.com", "oss.example.com"),
        ("推荐 域名", "推荐 域名"),
        ("a\nERROR: b", "a\\x0aERROR: b"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("moc.\u202eelpmaxe", "moc.\\u202eelpmaxe"),
        ("a\u2028b", "a\\u2028b"),
        ("\udcff.pem", "\\udcff.pem"),
        ("a\U000e0041", "a\\U000e0041"),
    ],
)
def test_controls_and_direction_marks_are_shown_as_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_shown_text_is_one_line_that_can_be_printed(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs"}
    shown.encode("utf-8")


def test_a_long_text_keeps_both_ends() -> None:
    assert shorten("certificates/very/long/name.pem", 15) == "certifi…ame.pem"
    assert shorten("short", 5) == "short"


@given(st.text(max_size=50), st.integers(1, 60))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_shortened_text_is_never_wider_than_asked(text: str, width: int) -> None:
    assert len(shorten(text, width)) <= width


def test_counts_agree_with_their_nouns() -> None:
    assert plural(1, "certificate") == "1 certificate"
    assert plural(0, "authority", "authorities") == "0 authorities"
    assert plural(1200, "row") == "1,200 rows"


def test_an_error_is_place_fact_and_remedy_with_controls_escaped() -> None:
    error = InputError("a\nb.xlsx", "is empty", "Export it again.")
    assert str(error) == "a\\x0ab.xlsx: is empty\n  Export it again."
    assert error.exit_code == 2


def test_a_failure_names_its_place() -> None:
    assert Failure("t.xlsx", Reason.NO_DOMAIN, "", "", "row", 7).place == "t.xlsx, row 7"
    assert Failure("t.pem", Reason.EMPTY, "", "").place == "t.pem"


@pytest.mark.parametrize(("amount", "whole"), [("0.5", 50), ("1.50", 150), (5, 500), (Decimal("0.01"), 1), ("0", 0)])
def test_yuan_become_whole_fen(amount: Decimal | int | str, whole: int) -> None:
    assert fen(amount) == whole


@pytest.mark.parametrize("amount", ["0.001", "1.005", "NaN", "Infinity", "1e-400"])
def test_a_fraction_of_a_fen_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="whole number of fen"):
        fen(amount)


@given(st.integers(-(10**12), 10**12))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_fen_come_back_from_yuan_unchanged(amount: int) -> None:
    assert fen(yuan(amount)) == amount
    assert fen(yuan_text(amount)) == amount


def test_yuan_are_written_with_two_decimals() -> None:
    assert [yuan_text(n) for n in (0, 5, 50, 150, 123456)] == ["0.00", "0.05", "0.50", "1.50", "1234.56"]


def test_a_reader_sees_yuan_with_commas_and_differences_with_their_sign() -> None:
    assert [cost_text(n) for n in (5, 123456, -123456)] == ["0.05", "1,234.56", "-1,234.56"]
    assert grouped("1234.56") == "1,234.56"
    assert [signed(text) for text in ("0.00", "1234.56", "-0.05")] == ["", "+1,234.56", "-0.05"]
