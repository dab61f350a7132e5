"""Text that would do harm in a spreadsheet, in workbooks that are filled in place and in new ones.

Whatever it is, it ends as text: nothing of it is lost, nothing of it acts.
"""

from __future__ import annotations

import io
import os
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.errors import InputError, OutputError
from airec_planning.files import shown_text, write_whole
from airec_planning.inputs.workbook_safety import LAST_COLUMN
from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.workbook.cell_text import LONGEST_TEXT, cell_text, joined_names, utf16_length
from tests.certificates import authority, issue
from tests.deployments import COLUMNS, ENGLISH, plan_of, write_deployment

ROOT = authority("Root")
DOMAIN = "api.example.com"
FORMS = pytest.mark.parametrize("form", ["xlsx", "csv"], ids=["in place", "new"])
ACTING = (
    "=1+1", "=HYPERLINK(\"http://x.example\",\"y\")", "=cmd|' /C calc'!A0", "+1-1", "-1+1", "@SUM(A1)", "'=1+1",
    "=WEBSERVICE(\"http://x.example\")", "{=1+1}", "http://x.example", "mailto:a@x.example", r"\\server\share\x",
    "file:///etc/passwd", "internal:'Legend'!A1", "external:x.xlsx",
)  # fmt: skip
ODD = (
    "😀 👩\u200d👩\u200d👧", "\u202egpj.exe", "_x000D_", "_x0041_", "a\nb", "a\tb", "</t></si>", "&amp;", "]]>",
    "0012345678901234567890", "1E5", "2026-11-01", "TRUE", "#N/A", "０１", "e\u0301",
)  # fmt: skip
FREE = ("service", "remarks")
"""Columns in which anything may stand."""


def filled(folder: Path, form: str, row: dict[str, str], stem: str = "region") -> bytes:
    certificates = {stem: issue(["*.example.com"], ROOT)}
    return mapping_workbook(plan_of(write_deployment(folder, [row], certificates, table=form))).data


def first_row(data: bytes) -> dict[str, Any]:
    """The cells below the known headers, of a workbook in which nothing acts."""
    assert_inert(data)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    by_header = {header.value: cell for header, cell in zip(sheet[1], sheet[2], strict=True)}
    return {column: by_header[header].value for column, header in ENGLISH.items()}


def assert_inert(data: bytes) -> None:
    """No formula, no link and nothing outside: not in a cell, not in a part of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [name for name in package.namelist() if re.search("externalLink|connections|vba|embedding", name)]
        for name in package.namelist():
            text = package.read(name).decode("utf-8")
            assert not re.search(r"<(\w+:)?f[ >]|<(\w+:)?hyperlink|TargetMode=\"External\"|ddeLink", text), name
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


@FORMS
@pytest.mark.parametrize("text", [*ACTING, *ODD])
def test_a_text_of_the_table_is_kept_as_text(text: str, form: str, tmp_path: Path) -> None:
    row = {"domain": DOMAIN} | dict.fromkeys(FREE, text)
    found = first_row(filled(tmp_path, form, row))
    kept = "\\u202egpj.exe" if text.startswith("\u202e") and form == "csv" else text
    assert [found[column].strip() for column in FREE] == [kept] * len(FREE)
    assert found["certificate_name"] == "region"


@FORMS
@pytest.mark.parametrize("column", [column for column in COLUMNS if column not in FREE])
def test_a_formula_in_any_column_neither_acts_nor_vanishes(column: str, form: str, tmp_path: Path) -> None:
    plan = plan_of(
        write_deployment(
            tmp_path, [{"domain": DOMAIN, column: "=1+1"}, "b.example.com"], {"r": issue(["*.example.com"])}, table=form
        )
    )
    data = mapping_workbook(plan).data
    assert_inert(data)
    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    said = " ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    # Where planning owns the column, the planner's entry stays in place; a new workbook has what was found.
    assert "=1+1" in said or (form == "csv" and column not in ("domain", "certificate_name", "scope", "san_domains"))


@FORMS
@pytest.mark.parametrize(
    "stem",
    [
        "=1+1", "=HYPERLINK(\"x\")", "=cmd|'C calc'!A0", "+1", "-1", "@SUM(A1)", "mailto:a@x.example", "a\nb", "\t=1",
        "a\x07b", "a\x1b[31mb", "\u202egpj", "😀", "_x0041_", "a\u2028b", "<r>", "'=1",
        pytest.param(os.fsdecode(b"a\xffb"), id="bytes"),
    ],
)  # fmt: skip
def test_a_file_may_be_called_anything(stem: str, form: str, tmp_path: Path) -> None:
    data = filled(tmp_path, form, {"domain": DOMAIN}, stem)
    found = first_row(data)
    assert found["certificate_file"].startswith("certificates/")
    assert found["certificate_file"].endswith(".pem")
    assert found["key_file"].removesuffix("key") == found["certificate_file"].removesuffix("pem")
    assert found["certificate_name"]
    # openpyxl does not undo the escape of an underscore in texts that stand in their cells.
    assert found["certificate_name"].replace("_x005F_", "_") == cell_text(shown_text(stem))


@FORMS
@pytest.mark.parametrize("text", ["x" * LONGEST_TEXT, "=" + "😀" * ((LONGEST_TEXT - 1) // 2)], ids=["ascii", "emoji"])
def test_a_cell_that_is_full_stays_whole(text: str, form: str, tmp_path: Path) -> None:
    assert first_row(filled(tmp_path, form, {"domain": DOMAIN, "remarks": text}))["remarks"] == text


def test_a_text_longer_than_a_cell_says_that_it_was_cut(tmp_path: Path) -> None:
    found = first_row(filled(tmp_path, "csv", {"domain": DOMAIN, "remarks": "x" * 40_000}))["remarks"]
    assert (len(found), found[-29:]) == (LONGEST_TEXT, " ... 40000 characters: cut here"[-29:])


@FORMS
def test_twelve_hundred_names_are_never_cut_within_one(form: str, tmp_path: Path) -> None:
    names = [f"n{i:04}.some-rather-long-zone.example.com" for i in range(1200)]
    certificate = {"region": issue([DOMAIN, *names], ROOT)}
    plan = plan_of(write_deployment(tmp_path, [DOMAIN], certificate, table=form))
    *listed, note = first_row(mapping_workbook(plan).data)["san_domains"].split("; ")
    assert listed == [DOMAIN, *names][: len(listed)]
    assert note == f"... {1201 - len(listed)} more: see the certificate"


@pytest.mark.parametrize("section", ["=1+1", "a\x07b", "\u202egpj", "😀", "x" * 40_000])
def test_a_section_of_san_domains_may_be_called_anything(section: str, tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [], san_domains=[f"[{section}]", DOMAIN])
    data = mapping_workbook(plan_of(folder)).data
    assert DOMAIN in first_row(data)["domain"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1fc\x7fd\x9fe", "a\\x00b\\x1fc\\x7fd\\x9fe"),
        ("\ud800x", "\\ud800x"),
        ("x\ufffe\uffff", "x\\ufffe\\uffff"),
        ("\u202ex\u2066", "\\u202ex\\u2066"),
    ],
)
def test_what_a_cell_cannot_hold_is_written_as_an_escape(text: str, kept: str) -> None:
    assert cell_text(text) == kept


@settings(derandomize=True, deadline=None)
@given(st.text(st.characters(codec=None), max_size=30), st.integers(1, 3000))
def test_no_text_is_longer_than_a_cell_or_unfit_for_one(text: str, times: int) -> None:
    kept = cell_text(text * times)
    assert utf16_length(kept) <= LONGEST_TEXT
    kept.encode("utf-8")


@settings(derandomize=True, deadline=None)
@given(st.lists(st.text("abc.例-", min_size=1, max_size=200), max_size=400), st.booleans())
def test_names_in_a_cell_are_whole_and_none_is_unaccounted_for(names: list[str], chinese: bool) -> None:
    cell = joined_names(names, chinese=chinese)
    assert utf16_length(cell) <= LONGEST_TEXT
    *listed, last = cell.split("; ")
    left_out = re.search(r"^\.\.\. \D*(\d+)", last)
    if left_out:
        assert listed == names[: len(listed)]
        assert len(listed) + int(left_out[1]) == len(names)
    elif names:
        assert [*listed, last] == names


def test_a_table_in_the_last_columns_of_a_sheet_is_refused_with_the_remedy(tmp_path: Path) -> None:
    write_deployment(tmp_path, [DOMAIN], table="xlsx")
    with xlsxwriter.Workbook(tmp_path / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet("Table")
        sheet.write_row(0, 16_384 - len(COLUMNS), list(ENGLISH.values()))
        sheet.write(1, 16_384 - len(COLUMNS) + 1, DOMAIN)
    with pytest.raises(InputError, match=r"has a cell far outside any table \(X\w\w1\)"):
        plan_of(tmp_path)


def test_a_table_in_the_last_columns_that_are_read_is_filled_in_place(tmp_path: Path) -> None:
    write_deployment(tmp_path, [DOMAIN], {"region": issue([DOMAIN], ROOT)}, table="xlsx")
    left = LAST_COLUMN - len(COLUMNS)
    with xlsxwriter.Workbook(tmp_path / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet("Table")
        sheet.write_row(0, left, list(ENGLISH.values()))
        sheet.write(1, left + COLUMNS.index("domain"), DOMAIN)
    data = mapping_workbook(plan_of(tmp_path)).data
    assert_inert(data)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.cell(2, left + COLUMNS.index("certificate_name") + 1).value == "region"


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "certificate_info.xlsx").mkdir()
    with pytest.raises(OutputError, match="is not a file"):
        write_whole(tmp_path / "certificate_info.xlsx", b"ours")


def mapping_on_a_disk_that_takes(size: int, folder: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "airec_planning", "mapping", str(folder), "--no-cache", "--output", str(target)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False,
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))) if size else None,
    )  # fmt: skip


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("a small file system cannot be mounted without root's rights")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_and_leaves_what_was_there(full_disk: Path, tmp_path: Path) -> None:
    target = full_disk / "out.xlsx"
    target.write_bytes(b"theirs")
    folder = write_deployment(tmp_path / "d", [DOMAIN])
    ended = mapping_on_a_disk_that_takes(0, folder, target)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "cannot be written: No space left on device\n  Free some space." in ended.stderr
    assert (target.read_bytes(), len(list(full_disk.iterdir()))) == (b"theirs", 1)


def test_a_write_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "out" / "out.xlsx"
    target.parent.mkdir()
    target.write_bytes(b"theirs")
    ended = mapping_on_a_disk_that_takes(2000, write_deployment(tmp_path / "d", [DOMAIN]), target)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "out.xlsx: cannot be written: File too large" in ended.stderr
    assert (target.read_bytes(), len(list(target.parent.iterdir()))) == (b"theirs", 1)
