"""Cells filled as a sheet streams by; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.outputs.workbook.cell_text import cell_text
from airec_planning.outputs.workbook.cells import Date, UnknownStructure, Value
from airec_planning.outputs.workbook.shared_texts import SharedTexts
from airec_planning.outputs.workbook.sheet_filling import RowChanged, RowFill, Sheet, SheetFilling
from airec_planning.outputs.workbook.styles_xml import DateStyles

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData><pageMargins left='0.7'/></worksheet>"
FORMATS = b'<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="2"/>'
STYLES = b'<styleSheet xmlns="urn:x"><cellXfs count="3">' + FORMATS + b"</cellXfs></styleSheet>"
DOMAIN = 25
"""Column Z names the domain: of each row here ``a.cn``."""
Values = dict[tuple[int, int], Value]


def domain(row: int) -> bytes:
    return f'<c r="Z{row}" t="str"><v>a.cn</v></c>'.encode()


def row(number: int, cells: bytes = b"", attributes: bytes = b"") -> bytes:
    return b'<row r="%d"%s>%s%s</row>' % (number, attributes, cells, domain(number))


def fills(values: Values, replaced: frozenset[int] = frozenset()) -> Iterator[RowFill]:
    """What goes into each row; a row that is named with column -1 is to be recognised alone."""
    for number in sorted({at[0] for at in values}):
        here = sorted((at[1], value) for at, value in values.items() if at[0] == number and at[1] >= 0)
        yield RowFill(number, ("a.cn",), tuple(here), replaced)


def filling(texts: bytes = b"", merged: dict[int, int] | None = None, day_zero: int = 0) -> SheetFilling:
    return SheetFilling(Sheet(SharedTexts(texts), DateStyles(STYLES), DOMAIN, merged or {}, day_zero))


def filled(rows: bytes, values: Values, *, chunk: int = 1 << 20, replaced: frozenset[int] = frozenset()) -> bytes:
    """What stands between head and tail, which have to stay."""
    xml = HEAD + rows + TAIL
    chunks = [xml[at : at + chunk] for at in range(0, len(xml), chunk)]
    data = b"".join(filling().filled(chunks, fills(values, replaced)))
    ElementTree.fromstring(data)
    assert data.startswith(HEAD) and data.endswith(TAIL)
    return data[len(HEAD) : -len(TAIL)]


def text_cell(reference: str, text: str, style: str = "") -> bytes:
    styled = f' s="{style}"' if style else ""
    cell = f'<c r="{reference}"{styled} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return cell.encode()


def test_a_missing_cell_is_put_in_its_place() -> None:
    rows = row(1, b'<c r="A1"><v>1</v></c><c r="D1"><v>4</v></c>')
    assert filled(rows, {(1, 1): "x"}) == rows.replace(b'<c r="D1">', text_cell("B1", "x") + b'<c r="D1">')


def test_a_cell_behind_the_last_is_put_at_the_end() -> None:
    rows = row(1) + b'<row r="2"/>'
    assert filled(rows, {(1, 27): "x"}) == rows.replace(b"</row>", text_cell("AB1", "x") + b"</row>", 1)


@pytest.mark.parametrize("empty", [b'<c r="A1" s="2"/>', b'<c r="A1" s="2" />', b'<c r="A1" s="2"></c>'])
def test_an_empty_cell_keeps_its_style(empty: bytes) -> None:
    assert filled(row(1, empty), {(1, 0): "x"}) == row(1, text_cell("A1", "x", "2"))


def test_several_missing_cells_come_in_order() -> None:
    found = filled(row(1, b'<c r="C1"/>'), {(1, 3): "d", (1, 0): "a", (1, 2): "c", (1, 1): "b"})
    assert found == row(1, b"".join(text_cell(f"{x.upper()}1", x) for x in "abcd"))


def test_rows_that_are_not_ours_keep_their_bytes() -> None:
    others = b'<row r="1" ht="15"/>\n <row r="2" ht="15" /><row r="3"><c r="A3"><f>NOW()</f></c></row>'
    assert filled(others + row(5), {(5, 0): "x"}) == others + row(5, text_cell("A5", "x"))


def test_rows_without_numbers_are_counted() -> None:
    rows = b'<row><c r="A1"/></row><row r="5"/><row>' + domain(6) + b"</row>"
    assert text_cell("A6", "x") + domain(6) in filled(rows, {(6, 0): "x"})


@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_the_chunks_in_which_a_sheet_comes_do_not_matter(chunk: int) -> None:
    rows = b"".join(row(n, b'<c r="B%d" s="2"/>' % n) + b'<row r="%d"/>' % (n + 1) for n in range(1, 9, 2))
    values: Values = {(n, column): f"{n}" for n in (1, 3, 7) for column in (0, 1)}
    assert filled(rows, values, chunk=chunk) == filled(rows, values)


def test_a_prefixed_namespace_is_kept() -> None:
    rows = b'<x:row r="1"><x:c r="A1"/><x:c r="Z1" t="str"><x:v>a.cn</x:v></x:c></x:row>'
    xml = b'<x:worksheet xmlns:x="urn:x"><x:sheetData>' + rows + b"</x:sheetData></x:worksheet>"
    found = b"".join(filling().filled([xml], fills({(1, 0): "a", (1, 1): Date(5)})))
    assert {element.tag for element in ElementTree.fromstring(found).iter()} == {
        f"{{urn:x}}{tag}" for tag in ("worksheet", "sheetData", "row", "c", "is", "t", "v")
    }
    assert b'<x:c r="B1" s="3"><x:v>5</x:v></x:c>' in found


def test_a_date_is_a_number_in_a_style_for_dates() -> None:
    assert filled(row(1, b'<c r="A1" s="2"/>'), {(1, 0): Date(46_328)}) == row(1, b'<c r="A1" s="3"><v>46328</v></c>')


def test_a_cell_that_shows_dates_already_keeps_its_style() -> None:
    assert filled(row(1, b'<c r="A1" s="1"/>'), {(1, 0): Date(46_328)}) == row(1, b'<c r="A1" s="1"><v>46328</v></c>')


def test_dates_are_counted_from_where_the_workbook_counts_them() -> None:
    data = b"".join(filling(day_zero=1462).filled([HEAD + row(1) + TAIL], fills({(1, 0): Date(46_328)})))
    assert b"<v>44866</v>" in data


def test_a_new_cell_takes_the_style_of_its_row_or_else_of_its_column() -> None:
    columns = b'<cols><col min="1" max="2" width="9" style="2"/></cols>'
    xml = (
        HEAD.replace(b"<sheetData>", columns + b"<sheetData>") + row(1) + row(2, b"", b' s="1" customFormat="1"') + TAIL
    )
    found = b"".join(filling().filled([xml], fills({(1, 1): "x", (1, 2): "y", (2, 1): "z"})))
    assert all(cell in found for cell in (text_cell("B1", "x", "2"), text_cell("C1", "y"), text_cell("B2", "z", "1")))


def test_the_hint_of_how_far_a_row_reaches_goes_where_it_would_be_wrong() -> None:
    assert filled(row(1, b"", b' spans="1:26"'), {(1, 0): "x"}).startswith(b'<row r="1" spans="1:26">')
    assert filled(row(1, b"", b' spans="1:26"'), {(1, 26): "x"}).startswith(b'<row r="1">')


def test_a_style_that_has_the_rows_number_is_not_taken_for_it() -> None:
    rows = row(1, b'<c r="A1" s="1"/>') + row(2, b'<c r="A2" s="2"/>')
    found = filled(rows, {(1, 0): Date(5), (2, 0): Date(5)})
    assert found == row(1, b'<c r="A1" s="1"><v>5</v></c>') + row(2, b'<c r="A2" s="3"><v>5</v></c>')


def test_a_style_that_ends_with_the_rows_number_is_not_taken_for_it() -> None:
    formats = b'<xf numFmtId="0"/>' * 15
    dates = DateStyles(b'<styleSheet xmlns="urn:x"><cellXfs count="15">' + formats + b"</cellXfs></styleSheet>")
    one = SheetFilling(Sheet(SharedTexts(), dates, DOMAIN, {}))
    rows = b"".join(row(number, b'<c r="A%d" s="1%d"/>' % (number, number)) for number in (1, 2, 3, 4))
    data = b"".join(one.filled([HEAD + rows + TAIL], fills({(number, 0): Date(5) for number in (1, 2, 3, 4)})))
    assert [data.count(b'<c r="A%d" s="%d"><v>5</v></c>' % (n, 14 + n)) for n in (1, 2, 3, 4)] == [1] * 4


def test_a_cells_other_attributes_stay() -> None:
    assert filled(row(1, b"<c r='A1' s='2' ph='1'/>"), {(1, 0): "x"}).startswith(
        b'<row r="1"><c r="A1" s="2" ph=\'1\' t='
    )


@pytest.mark.parametrize(
    "cell",
    [b'<c r="A1"><v>1</v></c>', b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>', b'<c r="A1" t="s"><v>0</v></c>'],
)
def test_a_cell_that_holds_something_is_not_overwritten_unasked(cell: bytes) -> None:
    xml = HEAD + row(1, cell) + TAIL
    shared = b"<sst><si><r><t>wri</t></r><r><t>tten</t></r></si></sst>"
    with pytest.raises(RowChanged):
        list(filling(shared).filled([xml], fills({(1, 0): "x"})))
    asked = fills({(1, 0): "x"}, frozenset({0}))
    assert row(1, text_cell("A1", "x")) in b"".join(filling(shared).filled([xml], asked))


@pytest.mark.parametrize(
    "cell",
    [b'<c r="A1" t="s"><v>0</v></c>', b'<c r="A1" t="inlineStr"><is><t> </t></is></c>', b'<c r="A1"><v></v></c>'],
)
def test_a_cell_of_empty_text_is_empty(cell: bytes) -> None:
    shared = b'<sst><si><t xml:space="preserve"> </t></si></sst>'
    data = b"".join(filling(shared).filled([HEAD + row(1, cell) + TAIL], fills({(1, 0): "x"})))
    assert row(1, text_cell("A1", "x")) in data


@pytest.mark.parametrize("asked", [frozenset[int](), frozenset({0})])
def test_a_formula_stays_though_it_shows_nothing_and_is_named(asked: frozenset[int]) -> None:
    one = filling()
    rows = row(1, b'<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>')
    data = b"".join(one.filled([HEAD + rows + TAIL], fills({(1, 0): "x"}, asked)))
    assert rows in data
    assert one.formulas == [(1, 0, "x")]


@pytest.mark.parametrize(
    "rows",
    [
        row(2),
        b'<row r="1"><c r="Z1" t="str"><v>b.cn</v></c></row>',
        b'<row r="1"><c r="A1"/></row>',
        b'<row r="1"/>',
        b"",
    ],
)
def test_another_row_than_was_read_is_refused(rows: bytes) -> None:
    with pytest.raises(RowChanged) as refused:
        filled(rows, {(1, 0): "x"})
    assert refused.value.number == 1


def test_a_row_whose_domain_is_merged_into_one_above_is_known_by_that() -> None:
    xml = HEAD + row(1) + b'<row r="2"><c r="Z2"/></row>' + TAIL
    data = b"".join(filling(merged={2: 1}).filled([xml], fills({(1, 0): "x", (2, 0): "y"})))
    assert text_cell("A2", "y") in data
    with pytest.raises(RowChanged):
        list(filling(merged={2: 1}).filled([xml.replace(b"a.cn", b"b.cn")], fills({(2, 0): "y"})))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (b'<row r="1"><c r="A1"/><c r="A1"/>' + domain(1) + b"</row>", "out of order"),
        (b'<row r="1"><c r="B1"/><c r="A1"/>' + domain(1) + b"</row>", "out of order"),
        (b'<row r="1"><c r="B1"/>' + domain(1) + b'<c r="A1"/></row>', "out of order"),
        (b'<row r="1"><c r="A2"/>' + domain(1) + b"</row>", "another row"),
        (b'<row r="1"><c r="A1"/><d/>' + domain(1) + b"</row>", "something else than cells"),
        (b'<row r="1"><c r="A1"/><c/>' + domain(1) + b"</row>", "no reference"),
        (b'<row r="1"><c r="A1" cm="1"/>' + domain(1) + b"</row>", "attribute cm"),
        (row(1) + row(3) + row(2), "row 2 stands behind row 3"),
        (row(1) + b"<other/>" + row(2), "something else than rows"),
        (b'<row r="1"><!-- <c r="A1"/> -->' + domain(1) + b"</row>", "comment"),
        (b'<row r="1"><c r="Z1"><v><![CDATA[a.cn]]></v></c></row>', "CDATA"),
        (row(1).replace(b"</row>", b"</row >"), "unusual end tag"),
    ],
)
def test_an_unknown_structure_is_refused(rows: bytes, words: str) -> None:
    with pytest.raises(UnknownStructure, match=words):
        filled(rows, {(1, 0): "x"})


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (HEAD + row(1), "not well formed"),
        (HEAD + b'<row r="1">', "not well formed"),
        (b"<!DOCTYPE worksheet>" + HEAD[21:] + TAIL, "document type"),
        (b"<worksheet><!-- <sheetData> --><sheetData/></worksheet>", "comment"),
        (b"<worksheet/>", "no rows"),
        ((HEAD + row(1) + TAIL).decode().encode("utf-16"), "UTF-16"),
        (HEAD.replace(b"?>", b" encoding='gbk'?>") + row(1) + TAIL, "gbk"),
    ],
)
def test_what_is_no_plain_sheet_is_refused(xml: bytes, words: str) -> None:
    with pytest.raises(UnknownStructure, match=words):
        list(filling().filled([xml], fills({(1, 0): "x"})))


def test_brackets_within_attributes_do_not_mislead() -> None:
    rows = row(1, b'<c r="A1" s="1" b=\'">\'/><c r="B1"/>', b' a="x > y"')
    assert text_cell("A1", "x", "1").replace(b' t="i', b" b='\">' t=\"i") + b'<c r="B1"/>' in filled(
        rows, {(1, 0): "x"}
    )


def test_rows_of_anchors_behind_the_cells_are_no_rows() -> None:
    tail = b'</sheetData><controls xmlns:xdr="urn:d"><xdr:row>3</xdr:row><row r="1"/></controls></worksheet>'
    data = b"".join(filling().filled([HEAD + row(1) + tail], fills({(1, 0): "x"})))
    assert data.endswith(tail)


def test_nothing_to_fill_changes_nothing() -> None:
    rows = row(1, b'<c r="A1"/>')
    assert filled(rows, {}) == filled(rows, {(1, -1): ""}) == rows


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    found = HEAD + filled(row(1), {(1, 0): text}) + TAIL
    cell = next(ElementTree.fromstring(found).iter(f"{{{MAIN}}}t"))
    assert re.sub(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", cell.text or "") == cell_text(text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sets(st.integers(0, 24), max_size=6),
    st.dictionaries(
        st.integers(0, 30).filter(lambda column: column != DOMAIN), st.sampled_from(["x", "y"]), max_size=6
    ),
    st.integers(1, 300),
)
def test_cells_stay_in_order_and_none_is_lost(there: set[int], ours: dict[int, str], number: int) -> None:
    from airec_planning.outputs.workbook.cells import column_letters  # noqa: PLC0415

    cells = b"".join(b'<c r="%s%d" s="2"/>' % (column_letters(column), number) for column in sorted(there))
    found = filled(row(number, cells), {(number, column): text for column, text in ours.items()} or {(number, -1): ""})
    names = [element.get("r") for element in ElementTree.fromstring(found)]
    expected = sorted(there | ours.keys() | {DOMAIN})
    assert names == [f"{column_letters(column).decode()}{number}" for column in expected]
    assert [found.count(text.encode() + b"</t>") for text in ("x", "y")] == [
        sum(value == text for value in ours.values()) for text in ("x", "y")
    ]
