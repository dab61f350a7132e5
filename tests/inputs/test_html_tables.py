"""HTML pages that are named like an Excel file."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning.errors import InputError
from airec_planning.inputs.grids import read_grids
from airec_planning.inputs.html_tables import LARGEST
from airec_planning.inputs.requirements import read_requirements
from airec_planning.setting_sections import Planner
from tests.deployments import plan_of
from tests.inputs import within

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"></head><body>
<table><tr><th colspan=2>证书需求表</th></tr>
<tr><th>服务名称</th><th>域名</th></tr>
<tr><td rowspan="2">oss</td><td>a.example.com</td></tr>
<tr><td>b.example.com<br>c.example.com</td></tr></table></body></html>"""


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "certificate_info.xls"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_page_named_xls_is_read_like_a_sheet(tmp_path: Path, encoding: str) -> None:
    table = read_requirements(written(tmp_path, PAGE, encoding), "t.xls", Planner())
    assert table.requirements[["row", "service", "domain"]].to_numpy().tolist() == [
        [3, "oss", "a.example.com"],
        [4, "oss", "b.example.com"],
        [4, "oss", "c.example.com"],
    ]
    assert table.failures == ()


def test_a_deployment_with_such_a_table_is_planned(tmp_path: Path) -> None:
    written(tmp_path, PAGE)
    assert set(plan_of(tmp_path).required["domain"]) == {"a.example.com", "b.example.com", "c.example.com"}


def test_each_table_of_a_page_is_a_sheet_and_a_table_within_a_cell_is_not_lost(tmp_path: Path) -> None:
    page = "<html><table><tr><td>1<table><tr><td>2</td></tr></table></td></tr></table><table><tr><td>3</table>"
    grids = read_grids(written(tmp_path, page), "t.xls")
    assert [(grid.sheet, grid.rows) for grid in grids] == [
        ("table 1", (("1",),)),
        ("table 2", (("2",),)),
        ("table 3", (("3",),)),
    ]


def test_a_cell_over_rows_and_one_over_columns_keep_the_columns_in_their_places(tmp_path: Path) -> None:
    page = (
        "<table><tr><td rowspan=2>a</td><td colspan=2>b</td><td rowspan=3>c</td></tr>"
        "<tr><td>d</td><td>e</td></tr><tr><td>f</td></tr></table>"
    )
    (grid,) = read_grids(written(tmp_path, page), "t.xls")
    assert grid.rows == (("a", "b", "", "c"), ("a", "d", "e", "c"), ("f",))


def test_a_page_without_a_table_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="HTML page without a table"):
        read_grids(written(tmp_path, "<html><p>session expired</p></html>"), "t.xls")


def test_a_page_named_xlsx_is_told_from_a_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "certificate_info.xlsx"
    path.write_text(PAGE, encoding="utf-8")
    with pytest.raises(InputError, match="is an HTML page") as refused:
        read_grids(path, "t.xlsx")
    assert "Rename it to .xls" in refused.value.remedy


def test_an_old_binary_workbook_named_xls_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "certificate_info.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(InputError, match=r"an old \.xls workbook") as refused:
        read_grids(path, "t.xls")
    assert "Save it as .xlsx" in refused.value.remedy


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<table><tr>" + "<td colspan=1000>x" * 3_000 + "</table>", "more cells"),
        ("<table>" + "<!-- x -->" * (LARGEST // 9), "more than 16 MiB"),
    ],
    ids=["spans", "size"],
)
def test_a_page_without_end_is_refused_quickly(tmp_path: Path, page: str, said: str) -> None:
    with within(5), pytest.raises(InputError, match=said):
        read_grids(written(tmp_path, page), "t.xls")


def test_a_page_of_nothing_but_depth_does_not_crash(tmp_path: Path) -> None:
    page = "<table>" + "<div>" * 20_000 + "<tr><td>deep"
    with within(20):
        (grid,) = read_grids(written(tmp_path, page), "t.xls")
    assert grid.rows == (("deep",),)


def test_spans_that_are_no_numbers_count_as_one(tmp_path: Path) -> None:
    page = '<table><tr><td colspan="x" rowspan="-3">a</td><td colspan="99999999999">b</td></table>'
    (grid,) = read_grids(written(tmp_path, page), "t.xls")
    assert grid.rows == (("a", "b"),)
