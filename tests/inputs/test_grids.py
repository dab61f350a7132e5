"""Table files as plain grids of cells."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from airec_planning.errors import InputError
from airec_planning.inputs.grids import Grid, read_grids
from tests.inputs import edited, within, workbook

SHEET = "xl/worksheets/sheet1.xml"


def only(path: Path) -> Grid:
    (grid,) = read_grids(path, path.name)
    return grid


def test_cells_are_read_as_text(tmp_path: Path) -> None:
    row = [" oss ", 7, 7.0, 1.5, True, dt.date(2026, 11, 1), dt.datetime(2026, 11, 1, 12, 30), None, "域名"]
    expected = ("oss", "7", "7", "1.5", "TRUE", "2026-11-01", "2026-11-01T12:30:00", "", "域名")
    assert only(workbook(tmp_path / "t.xlsx", row)).rows == (expected,)


def test_a_formula_gives_its_cached_value(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    book.add_worksheet("S").write_formula("A1", '="oss."&"example.com"', value="oss.example.com")
    book.close()
    assert only(tmp_path / "t.xlsx").rows == (("oss.example.com",),)


def test_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    grid = only(workbook(tmp_path / "t.xlsx", [], [], ["", "Domain"], [], ["", "oss.example.com"]))
    assert grid.rows[2] == ("", "Domain")
    assert grid.rows[4] == ("", "oss.example.com")


def test_a_merged_value_stands_in_each_row_of_its_first_column(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", ["oss", "", "a"], ["", "", "b"], ["", "", "c"], ["x", "", "d"], merged="A1:B3")
    assert only(path).rows == (("oss", "", "a"), ("oss", "", "b"), ("oss", "", "c"), ("x", "", "d"))


def test_hidden_rows_are_read_and_hidden_sheets_are_marked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["a"])
    first.row_dimensions[1].hidden = True
    book.create_sheet("Hidden").append(["b"])
    book["Hidden"].sheet_state = "hidden"
    book.create_sheet("Deep").sheet_state = "veryHidden"
    book.create_chartsheet("Chart")
    book.save(tmp_path / "t.xlsx")
    grids = read_grids(tmp_path / "t.xlsx", "t.xlsx")
    assert [(grid.sheet, grid.visible) for grid in grids] == [("Sheet", True), ("Hidden", False), ("Deep", False)]
    assert grids[0].rows == (("a",),)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_csv_is_read_whatever_its_delimiter_and_encoding(tmp_path: Path, mark: str, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(f"服务{mark}域名\r\n对象存储{mark} oss.example.com \r\n".encode(encoding))
    assert only(path).rows == (("服务", "域名"), ("对象存储", "oss.example.com"))


@pytest.mark.parametrize("mark", [";", "\t"])
def test_commas_within_the_cells_do_not_decide_the_delimiter(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"Service{mark}Domain\noss{mark}a.example.com,b.example.com,c.example.com\n")
    assert only(path).rows[1] == ("oss", "a.example.com,b.example.com,c.example.com")


def test_a_quoted_csv_cell_keeps_its_commas_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.CSV"
    path.write_text('Service,Domain\n"object, ""fast""\nstorage",oss.example.com\n')
    assert only(path).rows[1] == ('object, "fast"\nstorage', "oss.example.com")


@pytest.mark.parametrize(
    ("name", "data", "fact"),
    [
        ("t.csv", b"PK\x03\x04...", "is a workbook"),
        ("t.csv", b"\x00\x01\x02", "is not text"),
        ("t.csv", b'a,"' + b"x" * 200_000, "is not csv"),
        ("t.xlsx", "域名\n".encode("gbk"), "is not an xlsx workbook"),
        ("table", b"Domain\n", "is not an xlsx workbook"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str, data: bytes, fact: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=fact):
        read_grids(tmp_path / name, name)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_file_that_is_not_there_and_a_folder_are_input_errors(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_grids(tmp_path / name, name)
    (tmp_path / name).mkdir()
    with pytest.raises(InputError):
        read_grids(tmp_path / name, name)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with within(2), pytest.raises(InputError):
        read_grids(tmp_path / name, name)


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_with_broken_xml_is_an_input_error_or_is_read(tmp_path: Path, part: str) -> None:
    path = edited(workbook(tmp_path / "t.xlsx", ["Domain"], ["a.cn"]), part, lambda xml: xml[: len(xml) // 2])
    try:
        grids = read_grids(path, "t.xlsx")
    except InputError as error:
        assert "damaged" in error.fact
    else:
        assert [grid.sheet for grid in grids] == ["Table"]
