"""How far a sheet reaches: the quick look says what a regular expression says, or nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.inputs.sheet_extent import LAST_ROW_OF_A_SHEET, quick_extent

PADDING = b" " * 40
_PIECES = st.sampled_from(
    ["A", "b", "AZ", "XFD", "ABCDE", "1", "27", "0", "999999", "1048576", "1234567890", '"', "'", " r=", ' r="',
     "\tr='", " r =", "=", " ", "<c ", "<row", ">", "fooRr=", " br=", "x", "é"]
)  # fmt: skip


def slow(xml: bytes) -> tuple[int, int, int]:
    """Last row, last column and number of cells by a regular expression."""
    row, column, cells = 1, 1, 0
    for letters, number in re.findall(rb"""[\x00-\x20]r\s*=\s*["']([A-Za-z]{0,4})(\d{1,9})["']""", xml):
        cells += bool(letters)
        if not letters and int(number) == LAST_ROW_OF_A_SHEET:
            continue
        place = 0
        for letter in letters.upper():
            place = place * 26 + letter - 64
        row, column = max(row, int(number)), max(column, place)
    return row, column, cells


@pytest.mark.parametrize(
    ("xml", "extent"),
    [
        (b'<row r="7"><c r="A7"/><c r="AB7" s="1"/></row>', (7, 28, 2)),
        (b'<row r="1"><c s="3" t="s" r="C1"><v>0</v></c></row>', (1, 3, 1)),
        (b'<row r="1048576" ht="9"/>', (1, 1, 0)),
        (b'<c r="XFD1048576"/>', (1_048_576, 16_384, 1)),
        (b"<row/>", (1, 1, 0)),
    ],
)
def test_rows_and_columns_are_read_off_the_references(xml: bytes, extent: tuple[int, int, int]) -> None:
    assert quick_extent(xml + PADDING) == extent


@pytest.mark.parametrize(
    "xml", [b"<c r='A1'/>", b'<c r = "A1"/>', b'<c r= "A1"/>', b'<c r="A-1"/>', b'<c r="1A"/>', b'<c r="A1B2"/>']
)
def test_an_unusual_spelling_is_left_to_more_care(xml: bytes) -> None:
    assert quick_extent(xml + PADDING) is None


@given(st.lists(_PIECES, max_size=30).map("".join))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_the_quick_look_never_says_less_than_the_careful_one(text: str) -> None:
    xml = text.encode() + PADDING
    quick = quick_extent(xml)
    assert quick is None or quick == slow(xml)
