"""Files that claim to be workbooks and would harm, or are none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from airec_planning.errors import InputError
from airec_planning.inputs.workbook_safety import LARGEST_FILE, check_workbook
from tests.inputs import edited, within, workbook

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return workbook(tmp_path / "t.xlsx", ["Service", "Domain"], ["oss", "oss.example.com"])


def test_a_good_workbook_passes(good: Path) -> None:
    check_workbook(good, "t.xlsx")


@pytest.mark.parametrize(
    ("data", "fact"),
    [
        (b"", "is empty"),
        (b"Service,Domain\noss,oss.example.com\n", "is not an xlsx workbook"),
        ("服务,域名\n对象存储,oss.example.com\n".encode("gbk"), "is not an xlsx workbook"),
        (b"<html><table></table></html>", "is an HTML page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "protected by a password"),
        (b"PK\x03\x04 and then nothing", "damaged or truncated"),
    ],
    ids=["empty", "csv", "gbk-csv", "html", "password", "fake"],
)
def test_what_is_no_workbook_is_refused_with_place_and_remedy(tmp_path: Path, data: bytes, fact: str) -> None:
    path = tmp_path / "certificate_info.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=fact) as raised:
        check_workbook(path, "certificate_info.xlsx")
    assert raised.value.place == "certificate_info.xlsx"
    assert raised.value.remedy


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_truncated_workbook_is_refused(good: Path, kept: float) -> None:
    data = good.read_bytes()
    good.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(InputError, match="damaged or truncated"):
        check_workbook(good, "t.xlsx")


def test_a_workbook_with_a_damaged_part_is_refused(good: Path) -> None:
    data = bytearray(good.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 40] = b"\xff" * 40
    good.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        check_workbook(good, "t.xlsx")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_is_seen_whatever_packed_the_parts(tmp_path: Path, method: int) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", method) as package:
        package.writestr("xl/workbook.xml", bytes(range(256)) * 8)
    data = bytearray(path.read_bytes())
    data[70:90] = b"\xaa" * 20
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        check_workbook(path, "t.xlsx")


def test_a_zip_file_without_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "hello")
    with pytest.raises(InputError, match="holds no workbook"):
        check_workbook(path, "t.xlsx")


def test_a_part_that_unpacks_to_far_more_than_the_file_is_refused_quickly(good: Path) -> None:
    edited(good, SHEET, lambda xml: xml + b" " * 40_000_000)
    assert good.stat().st_size < 200_000
    with within(5), pytest.raises(InputError, match="unpacks to far more"):
        check_workbook(good, "t.xlsx")


def test_many_parts_that_unpack_to_far_more_together_are_refused(good: Path) -> None:
    with zipfile.ZipFile(good, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(10):
            package.writestr(f"xl/media/{number}.bin", bytes(3_000_000))
    with within(5), pytest.raises(InputError, match="unpacks to far more"):
        check_workbook(good, "t.xlsx")


def test_a_file_larger_than_any_table_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.touch()
    os.truncate(path, LARGEST_FILE + 1)
    with within(2), pytest.raises(InputError, match="is larger than"):
        check_workbook(path, "t.xlsx")


@pytest.mark.parametrize(
    "cell",
    [
        b'r="XFD1048576"',
        b'r="B1048577"',
        b'r="AAAA1"',
        b"r='XFD1048576'",
        b'r = "XFD1048576"',
        b'r="xfd1048576"',
        b's="1" r="XFD1048576"',
    ],
    ids=["last", "below-last", "four-letters", "single-quotes", "blanks", "lower-case", "second-attribute"],
)
def test_a_cell_far_outside_any_table_is_refused(good: Path, cell: bytes) -> None:
    edited(good, SHEET, lambda xml: xml.replace(b'r="B2"', cell))
    with within(2), pytest.raises(InputError, match="far outside any table"):
        check_workbook(good, "t.xlsx")


def test_a_far_cell_is_found_wherever_the_sheet_lies_in_the_package(good: Path) -> None:
    edited(good, SHEET, lambda xml: xml.replace(b'r="B2"', b'r="XFD1048576"'), renamed="xl/table.xml")
    with pytest.raises(InputError, match="far outside any table"):
        check_workbook(good, "t.xlsx")


def test_a_far_cell_is_found_behind_megabytes_of_others(good: Path) -> None:
    filler = b"".join(b'<c r="C%d"/>' % number for number in range(1, 200_000))
    edited(good, SHEET, lambda xml: xml.replace(b"</row>", filler + b'<c r="XFD1048576"/></row>', 1))
    with within(5), pytest.raises(InputError, match="XFD1048576"):
        check_workbook(good, "t.xlsx")


def test_two_cells_that_span_a_billion_between_them_are_refused(good: Path) -> None:
    # A reader lays out every cell between the first and the last: 1,000 columns by 1,000,000 rows.
    edited(good, SHEET, lambda xml: xml.replace(b'r="B2"', b'r="ALL1000000"'))
    with pytest.raises(InputError):
        check_workbook(good, "t.xlsx")


def test_a_sheet_made_to_stall_the_search_is_passed_or_refused_quickly(good: Path) -> None:
    edited(good, SHEET, lambda xml: xml + b"<c " * 30_000)
    with within(1):
        try:
            check_workbook(good, "t.xlsx")
        except InputError as error:
            assert re.search("damaged|far|unpacks", error.fact)


def sharing(path: Path, item: int) -> Path:
    """A workbook of two texts, one of 30,000 characters, and 50,000 cells that show one of them: 300 KB."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["Domain", "x" * 30_000])
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, item) for n in range(10, 50_010))
    return edited(path, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def test_a_long_text_that_many_cells_share_is_refused(tmp_path: Path) -> None:
    path = sharing(tmp_path / "t.xlsx", 1)  # a reader would make 50,000 copies of it, which are 1.5 GB
    with within(3), pytest.raises(InputError, match="far more text"):
        check_workbook(path, "t.xlsx")


def test_many_short_texts_beside_one_long_remark_are_no_bomb(tmp_path: Path) -> None:
    check_workbook(sharing(tmp_path / "t.xlsx", 0), "t.xlsx")


def test_a_table_may_be_large_and_sparse_but_not_mostly_nothing(good: Path) -> None:
    edited(good, SHEET, lambda xml: xml.replace(b'r="B2"', b'r="CV20000"'))  # 100 columns by 20,000 rows
    check_workbook(good, "t.xlsx")
    edited(good, SHEET, lambda xml: xml.replace(b'r="CV20000"', b'r="CV20001"'))
    with pytest.raises(InputError, match="CV20001"):
        check_workbook(good, "t.xlsx")


def test_a_large_table_may_span_twenty_times_the_cells_that_it_holds(good: Path) -> None:
    columns = [b"A", b"B", b"C", b"D", b"E", b"CV"]  # 30,000 rows of six cells, the last in the hundredth column
    rows = b"".join(
        b'<row r="%d">%b</row>' % (row, b"".join(b'<c r="%b%d"/>' % (column, row) for column in columns))
        for row in range(10, 30_010)
    )
    edited(good, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    check_workbook(good, "t.xlsx")


_MEASURED = """
import re, sys, time
from pathlib import Path
from airec_planning.errors import InputError
from airec_planning.inputs.requirements import read_requirements
from airec_planning.setting_sections import Planner

def peak():  # of this process alone: getrusage would begin with that of the process that started it
    return int(re.search(r"VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1])

before, began = peak(), time.process_time()
try:
    read_requirements(Path(sys.argv[1]), "t.xlsx", Planner())
except InputError:
    print(peak() - before, time.process_time() - began)
"""


@pytest.mark.parametrize(
    "bomb",
    [
        lambda xml: xml + b" " * 400_000_000,
        lambda xml: xml.replace(b'r="B2"', b'r="XFD1048576"'),
        lambda xml: xml.replace(b"</sheetData>", b'<row r="3"><c r="A3"/></row>' * 5_000_000 + b"</sheetData>"),
    ],
    ids=["blanks", "far-cell", "rows"],
)
def test_a_bomb_costs_a_second_and_200_megabytes_at_most(good: Path, bomb: Callable[[bytes], bytes]) -> None:
    edited(good, SHEET, bomb)
    read = subprocess.run([sys.executable, "-c", _MEASURED, good], capture_output=True, text=True, check=True)
    kilobytes, seconds = map(float, read.stdout.split())
    assert kilobytes < 200 * 1024
    assert seconds < 1
