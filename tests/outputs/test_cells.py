"""Cells: their names, and what may stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.outputs.workbook.cells import cell_xml, column_index, column_letters


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a_x000D_b", "a_x005F_x000D_b"),
        ("_x000D_x000D_", "_x005F_x000D_x005F_x000D_"),
        ("=1+1 & <b>", "=1+1 &amp; &lt;b&gt;"),
    ],
)
def test_text_is_written_so_that_it_is_read_as_it_stands(text: str, inside: str) -> None:
    cell = f'<c r="B\0" t="inlineStr"><is><t xml:space="preserve">{inside}</t></is></c>'
    assert cell_xml(b"", 1, b"", text) == cell.encode()


@given(st.integers(0, 16_383))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_letters_and_indices_of_columns_are_inverse(index: int) -> None:
    assert column_index(column_letters(index).decode()) == index


@pytest.mark.parametrize(("index", "letters"), [(0, b"A"), (25, b"Z"), (26, b"AA"), (701, b"ZZ"), (702, b"AAA")])
def test_examples_of_column_letters(index: int, letters: bytes) -> None:
    assert column_letters(index) == letters
