"""What changed between two workbooks, by service and domain."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.inputs.grid import Grid
from airec_planning.inputs.headers import find_header
from airec_planning.inputs.sheet_tables import SheetTable, read_sheet_table, sheet_table
from airec_planning.outputs.diff_document import diff_document, diff_text
from airec_planning.outputs.schemas import json_schema
from airec_planning.outputs.workbook_diff import WorkbookDiff, workbook_diff
from airec_planning.setting_sections import Planner
from tests.deployments import CHINESE, ENGLISH, Row, write_deployment

HEADERS = ("Product", "Service", "Domain Name", "Certificate Type", "Expiration Date", "Owner")
CHINESE_HEADERS = ("产品", "服务名称", "域名", "证书类型", "到期时间", "Owner")
FIRST = ("AIRec", "api", "a.example.com", "Standard SSL", "2026-11-01", "Li")
SECOND = ("AIRec", "api", "b.example.com", "Wildcard SSL", "2026-12-01", "Wang")


def table(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> SheetTable:
    grid = Grid("Table", (headers, *rows))
    header = find_header(grid, {})
    assert header
    return sheet_table(grid, header)


def difference(old: SheetTable, new: SheetTable) -> list[str]:
    """The lines that a person reads."""
    return diff_text(diff_document("old", "new", workbook_diff(old, new))).splitlines()


def with_cell(row: tuple[str, ...], header: str, value: str) -> tuple[str, ...]:
    at = HEADERS.index(header)
    return (*row[:at], value, *row[at + 1 :])


def test_a_row_that_is_new_and_one_that_is_gone_are_named() -> None:
    assert difference(table(FIRST), table(SECOND)) == [
        "+ row 2, b.example.com, AIRec, api",
        "- row 2, a.example.com, AIRec, api",
        "2 changes: 1 row added, 1 row removed",
    ]


def test_a_changed_cell_is_told_with_its_header_and_both_values() -> None:
    changed = with_cell(FIRST, "Owner", "Zhang")
    assert difference(table(FIRST, SECOND), table(SECOND, changed)) == [
        '~ row 3, a.example.com, AIRec, api: Owner "Li" -> "Zhang"',
        "1 change: 1 cell changed",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("", "Li", 'Owner is now "Li"'), ("Li", "", 'Owner was "Li", is empty')],
)
def test_a_cell_that_was_or_becomes_empty_says_so(old: str, new: str, told: str) -> None:
    lines = difference(table(with_cell(FIRST, "Owner", old)), table(with_cell(FIRST, "Owner", new)))
    assert lines[0].endswith(f": {told}")


def test_rows_that_moved_and_columns_in_another_order_are_no_change() -> None:
    turned = table(SECOND[::-1], FIRST[::-1], headers=HEADERS[::-1])
    assert difference(table(FIRST, SECOND), turned) == ["no changes"]


@pytest.mark.parametrize(
    ("header", "old", "new"),
    [
        ("Certificate Type", "标准", "Standard SSL"),
        ("Expiration Date", "2026/11/1", "2026-11-01T00:00:00"),
        ("Expiration Date", "2026年11月01日", "2026-11-01"),
        ("Domain Name", "A.Example.com.", "a.example.com"),
        ("Domain Name", "bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_what_means_the_same_is_no_change(header: str, old: str, new: str) -> None:
    assert difference(table(with_cell(FIRST, header, old)), table(with_cell(FIRST, header, new))) == ["no changes"]


def test_an_english_workbook_compares_with_a_chinese_one_column_by_column() -> None:
    assert difference(table(FIRST), table(FIRST, headers=CHINESE_HEADERS)) == ["no changes"]


def test_a_changed_word_is_shown_as_written() -> None:
    lines = difference(table(FIRST), table(with_cell(FIRST, "Certificate Type", "泛域名"), headers=CHINESE_HEADERS))
    assert lines[0].endswith('证书类型 "Standard SSL" -> "泛域名"')


def test_a_moment_within_a_day_is_another_date_than_the_day() -> None:
    lines = difference(table(FIRST), table(with_cell(FIRST, "Expiration Date", "2026-11-01T12:30:00")))
    assert lines[-1] == "1 change: 1 cell changed"


def test_a_column_that_one_of_them_lacks_is_told_once() -> None:
    without = table(FIRST[:-1], SECOND[:-1], headers=HEADERS[:-1])
    assert difference(table(FIRST, SECOND), without) == [
        '- column "Owner" (2 cells filled)',
        "1 change: 1 column removed",
    ]


def test_a_table_without_services_is_compared_by_domain_alone() -> None:
    assert difference(table(FIRST), table(FIRST[2:], headers=HEADERS[2:])) == [
        '- column "Product" (1 cell filled)',
        '- column "Service" (1 cell filled)',
        "2 changes: 2 columns removed",
    ]


def test_cells_without_a_header_and_headers_that_stand_twice_are_compared_too() -> None:
    headers = ("Domain Name", "Owner", "Owner", "")
    old = table(("a.example.com", "Li", "Wang", "1"), headers=headers)
    new = table(("a.example.com", "Li", "Zhang", "2"), headers=headers)
    assert difference(old, new)[:-1] == [
        '~ row 2, a.example.com: Owner "Wang" -> "Zhang"',
        '~ row 2, a.example.com: without a header "1" -> "2"',
    ]


def test_of_equal_rows_the_one_that_is_gone_is_counted_once() -> None:
    assert difference(table(FIRST, FIRST, FIRST), table(FIRST, FIRST))[-1] == "1 change: 1 row removed"


def test_hostile_text_is_told_without_its_controls() -> None:
    lines = difference(table(FIRST), table(with_cell(FIRST, "Owner", "\x1b[31m\u202ex\ny")))
    assert lines[0].endswith('-> "\\x1b[31m\\u202ex\\x0ay"')


DOMAINS = st.sampled_from(["a.example.com", "A.example.com", "b.example.com", "c.example.com d.example.com", "", "?"])
CELLS = st.sampled_from(["", "Li", "Wang", "=1"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "AIRec"]),
        st.sampled_from(["", "api", "API"]),
        DOMAINS,
        st.sampled_from(["", "标准", "Standard SSL", "泛域名", "odd"]),
        st.sampled_from(["", "2026-11-01", "2026/11/1", "2027-01-01"]),
        CELLS,
    ),
    max_size=7,
)
HYPOTHESIS = settings(derandomize=True, deadline=None, max_examples=300)


@HYPOTHESIS
@given(ROWS, st.randoms(use_true_random=False))
def test_a_table_does_not_differ_from_itself_in_any_order(
    rows: list[tuple[str, ...]], randomness: random.Random
) -> None:
    shuffled = randomness.sample(rows, len(rows))
    assert workbook_diff(table(*rows), table(*shuffled)).changes == 0


@HYPOTHESIS
@given(ROWS, ROWS)
def test_the_other_way_round_the_difference_is_mirrored(old: list[tuple[str, ...]], new: list[tuple[str, ...]]) -> None:
    there, back = workbook_diff(table(*old), table(*new)), workbook_diff(table(*new), table(*old))
    assert (there.added, there.removed) == (back.removed, back.added)
    assert _cells(there) == Counter({(c, n, o): count for (c, o, n), count in _cells(back).items()})


@HYPOTHESIS
@given(ROWS, ROWS)
def test_the_difference_turns_the_old_table_into_the_new_one(
    old: list[tuple[str, ...]], new: list[tuple[str, ...]]
) -> None:
    before, after = table(*old), table(*new)
    found = workbook_diff(before, after)
    rows = {row.number: dict(row.cells) for row in before.rows}
    for gone in found.removed:
        del rows[gone.number]
    for cell in found.changed:
        column = next(name for name, header in after.columns.items() if header == cell.column)
        rows[cell.old_row.number][column] = cell.new
    come = [dict(row.cells) for row in after.rows if row.number in {row.number for row in found.added}]
    patched = [*rows.values(), *come]
    assert workbook_diff(_as_table(patched), after).changes == 0


def _as_table(rows: list[dict[str, str]]) -> SheetTable:
    names = ("product", "service", "domain", "certificate_type", "expiration_date", "Owner")
    return table(*(tuple(row.get(name, "") for name in names) for row in rows))


def _cells(found: WorkbookDiff) -> Counter[tuple[str, str, str]]:
    return Counter((cell.column, cell.old, cell.new) for cell in found.changed)


def _written(folder: Path, rows: list[Row], form: str, headers: Mapping[str, str] = ENGLISH) -> Path:
    return write_deployment(folder, rows, table=form, headers=headers) / f"certificate_info.{form}"


def test_a_csv_table_compares_with_a_workbook(tmp_path: Path) -> None:
    old = _written(tmp_path / "old", [{"domain": "a.example.com", "certificate_type": "标准"}], "csv", CHINESE)
    new = _written(tmp_path / "new", [{"domain": "a.example.com", "certificate_type": "Enterprise SSL"}], "xlsx")
    found = workbook_diff(*(read_sheet_table(path, path.name, Planner()) for path in (old, new)))
    assert [(cell.column, cell.old, cell.new) for cell in found.changed] == [
        ("Certificate Type", "标准", "Enterprise SSL")
    ]


def test_the_document_holds_every_change_in_full() -> None:
    new = table(with_cell(FIRST, "Owner", "x" * 500), SECOND)
    document = json.loads(diff_document("old", "new", workbook_diff(table(FIRST), new)).to_json())
    jsonschema.validate(document, json.loads(json_schema("diff")))
    assert (document["schema"], document["changes"]) == ("airec-planning/diff/1", 2)
    assert document["cells_changed"][0]["new"] == "x" * 500
    assert document["rows_added"] == [{"row": 3, "domain": "b.example.com", "product": "AIRec", "service": "api"}]
