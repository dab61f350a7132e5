"""Cells filled in place; every other byte stays."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.outputs.sheet_xml import (
    LONGEST_TEXT,
    Date,
    UnknownStructure,
    Value,
    cell_text,
    column_index,
    column_letters,
    fill_cells,
    styles_of,
)

HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData><pageMargins left='0.7'/></worksheet>"


def filled(rows: bytes, values: dict[tuple[int, int], Value], styles: dict[str, str] | None = None) -> bytes:
    """What stands between head and tail, which have to stay."""
    data = fill_cells(HEAD + rows + TAIL, values, styles or {})
    ElementTree.fromstring(data)
    assert data.startswith(HEAD) and data.endswith(TAIL)
    return data[len(HEAD) : -len(TAIL)]


def text_cell(reference: str, text: str, style: str = "") -> bytes:
    styled = f' s="{style}"' if style else ""
    cell = f'<c r="{reference}"{styled} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return cell.encode()


def test_a_missing_cell_is_put_in_its_place() -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c><c r="D1"><v>4</v></c></row>'
    assert filled(rows, {(1, 1): "x"}) == rows.replace(b'<c r="D1">', text_cell("B1", "x") + b'<c r="D1">')


def test_a_cell_behind_the_last_is_put_at_the_end() -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"/>'
    assert filled(rows, {(1, 27): "x"}) == rows.replace(b"</row>", text_cell("AB1", "x") + b"</row>", 1)


@pytest.mark.parametrize("empty", [b'<c r="A1" s="3"/>', b'<c r="A1" s="3" />', b'<c r="A1" s="3"></c>'])
def test_an_empty_cell_keeps_its_style(empty: bytes) -> None:
    rows = b'<row r="1">' + empty + b"</row>"
    assert filled(rows, {(1, 0): "x"}) == b'<row r="1">' + text_cell("A1", "x", "3") + b"</row>"


def test_several_missing_cells_come_in_order() -> None:
    found = filled(b'<row r="1"><c r="C1"/></row>', {(1, 3): "d", (1, 0): "a", (1, 2): "c", (1, 1): "b"})
    assert found == b'<row r="1">' + b"".join(text_cell(f"{x.upper()}1", x) for x in "abcd") + b"</row>"


@pytest.mark.parametrize("row", [b'<row r="2" ht="15"/>', b'<row r="2" ht="15" />'])
def test_a_self_closing_row_is_opened(row: bytes) -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' + row + b'<row r="3"/>'
    opened = b'<row r="2" ht="15">' + text_cell("B2", "x") + b"</row>"
    assert filled(rows, {(2, 1): "x"}) == rows.replace(row, opened)


def test_an_empty_row_with_an_end_tag_is_filled() -> None:
    assert filled(b'<row r="1"></row>', {(1, 0): "x"}) == b'<row r="1">' + text_cell("A1", "x") + b"</row>"


def test_rows_without_numbers_are_counted() -> None:
    rows = b'<row><c r="A1"/></row><row r="5"/><row><c r="A6"/></row>'
    assert text_cell("A6", "x") in filled(rows, {(6, 0): "x"})


def test_a_prefixed_namespace_is_kept() -> None:
    rows = b'<x:row r="1"><x:c r="A1"/></x:row><x:row r="2"/>'
    xml = b'<x:worksheet xmlns:x="urn:x"><x:sheetData>' + rows + b"</x:sheetData></x:worksheet>"
    found = fill_cells(xml, {(1, 0): "a", (1, 1): Date(5), (2, 0): "b"}, {"": "9"})
    assert {element.tag for element in ElementTree.fromstring(found).iter()} == {
        f"{{urn:x}}{tag}" for tag in ("worksheet", "sheetData", "row", "c", "is", "t", "v")
    }
    assert b'<x:c r="B1" s="9"><x:v>5</x:v></x:c>' in found


def test_a_date_is_a_number_in_the_style_for_dates() -> None:
    found = filled(b'<row r="1"><c r="A1" s="2"/></row>', {(1, 0): Date(46_328)}, {"2": "7"})
    assert found == b'<row r="1"><c r="A1" s="7"><v>46328</v></c></row>'


def test_the_styles_of_cells_are_found() -> None:
    xml = HEAD + b'<row r="1"><c r="A1" s="2"/><c r="B1"/></row>' + TAIL
    assert styles_of(xml, {(1, 0), (1, 1), (1, 9)}) == {"2", ""}


@pytest.mark.parametrize(
    "cell",
    [b'<c r="A1"><v>1</v></c>', b'<c r="A1"><f>NOW()</f></c>', b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>'],
)
def test_a_cell_that_holds_something_is_never_overwritten(cell: bytes) -> None:
    with pytest.raises(UnknownStructure, match="A1 holds something"):
        filled(b'<row r="1">' + cell + b"</row>", {(1, 0): "x"})


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (HEAD + TAIL, "row 1 is not in the sheet"),
        (HEAD + b'<row r="1"><c/></row>' + TAIL, "no reference"),
        (HEAD + b'<row r="1">', "not well formed"),
        (b"<!DOCTYPE worksheet>" + HEAD[21:] + TAIL, "document type"),
    ],
)
def test_an_unknown_structure_is_refused(xml: bytes, words: str) -> None:
    with pytest.raises(UnknownStructure, match=words):
        fill_cells(xml, {(1, 0): "x"}, {})


def test_a_sheet_that_is_not_in_utf_8_is_refused() -> None:
    xml = (HEAD + b'<row r="1"><c r="A1"></c></row>' + TAIL).decode().encode("utf-16")
    with pytest.raises(UnknownStructure):
        fill_cells(xml, {(1, 0): "x"}, {})


def test_brackets_within_attributes_do_not_mislead() -> None:
    rows = b'<row r="1" a="x > y"><c r="A1" s="1" b=\'">\'/><c r="B1"/></row>'
    assert text_cell("A1", "x", "1") + b'<c r="B1"/>' in filled(rows, {(1, 0): "x"})


def test_nothing_to_fill_changes_nothing() -> None:
    assert filled(b'<row r="1"><c r="A1"/></row>', {}) == b'<row r="1"><c r="A1"/></row>'


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_any_text_makes_a_well_formed_cell(text: str) -> None:
    found = fill_cells(HEAD + b'<row r="1"/>' + TAIL, {(1, 0): text}, {})
    (cell,) = ElementTree.fromstring(found).iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t")
    # XML reads every line end as one; all else comes back as it was written.
    assert (cell.text or "") == cell_text(text).replace("\r\n", "\n").replace("\r", "\n")


def test_what_reads_as_an_escape_is_escaped() -> None:
    assert cell_text("a_x000D_b") == "a_x005F_x000D_b"


def test_forbidden_characters_are_replaced_and_long_text_is_cut() -> None:
    assert cell_text("a\x00b\ud800") == "a\ufffdb\ufffd"
    assert len(cell_text("x" * 40_000)) == LONGEST_TEXT


@given(st.integers(0, 16_383))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_letters_and_indices_of_columns_are_inverse(index: int) -> None:
    assert column_index(column_letters(index)) == index


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_examples_of_column_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters
