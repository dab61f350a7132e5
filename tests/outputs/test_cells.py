"""Cells: their names, and what may stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.outputs.cells import LONGEST_TEXT, cell_text, column_index, column_letters


def test_what_reads_as_an_escape_is_escaped() -> None:
    assert cell_text("a_x000D_b") == "a_x005F_x000D_b"
    assert cell_text("_x000D_x000D_") == "_x005F_x000D_x005F_x000D_"


def test_forbidden_characters_are_replaced_and_long_text_is_cut() -> None:
    assert cell_text("a\x00b\ud800") == "a\ufffdb\ufffd"
    assert len(cell_text("x" * 40_000)) == LONGEST_TEXT


@given(st.integers(0, 16_383))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_letters_and_indices_of_columns_are_inverse(index: int) -> None:
    assert column_index(column_letters(index).decode()) == index


@pytest.mark.parametrize(("index", "letters"), [(0, b"A"), (25, b"Z"), (26, b"AA"), (701, b"ZZ"), (702, b"AAA")])
def test_examples_of_column_letters(index: int, letters: bytes) -> None:
    assert column_letters(index) == letters
