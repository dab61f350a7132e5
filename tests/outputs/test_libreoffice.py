"""What another program makes of our workbooks: LibreOffice opens them and finds the values that we wrote."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from airec_planning.audit.expiry import expiry_state
from airec_planning.inputs.grids import read_grids
from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.workbook.legend_sheet import About, serial_day, write_legend
from airec_planning.outputs.workbook.looks import date_conditions, looks_of
from airec_planning.setting_sections import Expiry
from tests.certificates import AS_OF, authority, issue
from tests.deployments import CHINESE, ENGLISH, Row, plan_of, write_deployment

EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"
SOFFICE = shutil.which("soffice")
ROOT = authority("Root")
ROWS: list[Row] = [
    {"domain": "api.example.com", "service": "推荐 & <api>", "scope": "internal", "remarks": "00123456789012345678"},
    {"domain": "soon.example.org", "service": "=1+1", "remarks": "+49 30", "certificate_type": "Enterprise SSL"},
    {"domain": "none.example.org", "service": "@SUM(A1)", "remarks": "-1; \"quoted\", 'single'"},
    {"domain": "例子.example.com", "service": "two\nlines", "remarks": "😀 _x0041_"},
]  # fmt: skip
NAMES = ["english", "chinese", "long", "example", "planners"]
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="soffice (LibreOffice) is not installed")


def new_workbook(folder: Path, headers: Mapping[str, str], names: list[str]) -> bytes:
    certificates = {"region": issue(names, ROOT), "soon": issue(["soon.example.org"], ROOT, days=14)}
    return mapping_workbook(plan_of(write_deployment(folder, ROWS, certificates, headers=headers))).data


def planners_workbook(folder: Path) -> bytes:
    certificates = {"region": issue(["*.example.com"], ROOT)}
    return mapping_workbook(plan_of(write_deployment(folder, ROWS, certificates, table="xlsx"))).data


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each workbook, and its first sheet as csv by LibreOffice, all by one start of it."""
    folder = tmp_path_factory.mktemp("libreoffice")
    many = [f"n{i:04}.some-rather-long-zone.example.com" for i in range(1200)]
    books = {
        "english": new_workbook(folder / "1", ENGLISH, ["*.example.com"]),
        "chinese": new_workbook(folder / "2", CHINESE, ["*.example.com"]),
        "long": new_workbook(folder / "3", ENGLISH, ["*.example.com", *many]),
        "example": mapping_workbook(plan_of(EXAMPLE)).data,
        "planners": planners_workbook(folder / "4"),
    }
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    convert(folder, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false", *books)
    return folder


def convert(folder: Path, form: str, *names: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
    paths = [str(folder / f"{name}.xlsx") for name in names]
    ended = subprocess.run([*command, *paths], capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_finds_the_values_that_were_written(name: str, converted: Path) -> None:
    ours = read_grids(converted / f"{name}.xlsx", name)[0].rows
    with (converted / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        theirs = [[cell.strip() for cell in row] for row in csv.reader(file)]
    assert len(ours) > 1
    assert theirs[: len(ours)] == [list(row) for row in ours]
    assert all(not any(row) for row in theirs[len(ours) :])


def test_libreoffice_prints_a_long_table_a_page_wide(tmp_path: Path) -> None:
    rows = [{"domain": f"n{number}.example.com", "service": "s" * 60} for number in range(120)]
    plan = plan_of(write_deployment(tmp_path / "d", rows, {"region": issue(["*.example.com"], ROOT)}))
    (tmp_path / "book.xlsx").write_bytes(mapping_workbook(plan).data)
    convert(tmp_path, "pdf", "book")
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "book.pdf").read_bytes())
    assert 0 < len(pages) <= 7  # a table of several pages in width would have a dozen


def test_the_colours_of_the_dates_are_the_states_of_the_audit(tmp_path: Path) -> None:
    """The conditions as formulas in cells, worked out by LibreOffice, beside what the audit says of the same dates."""
    lifetimes, lefts = (10, 47, 90, 200, 365, 825), range(-2, 100)
    cases = [(lifetime, left) for lifetime in lifetimes for left in lefts if left < lifetime]
    states = ("expired", "critical", "warning", "notice")
    expected = []
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet()
        about = About("demo", "demo", AS_OF)
        write_legend(book, about, 0, 0, looks_of(book))
        for row, (lifetime, left) in enumerate(cases):
            ends = AS_OF + dt.timedelta(days=left)
            begins = ends - dt.timedelta(days=lifetime)
            sheet.write_row(row, 0, [serial_day(begins), serial_day(ends)])
            sheet.write_row(row, 2, list(date_conditions("A", "B", row + 1).values()))
            expected.append(expiry_state(begins, ends, AS_OF, Expiry()))
    openpyxl.load_workbook(tmp_path / "book.xlsx").save(tmp_path / "book.xlsx")  # without values: they are worked out
    convert(tmp_path, "csv", "book")
    with (tmp_path / "book.csv").open(encoding="utf-8", newline="") as file:
        found = [
            next((state for state, met in zip(states, row[2:], strict=True) if met == "TRUE"), "ok")
            for row in csv.reader(file)
        ]
    assert found == expected
    assert set(found) == {*states, "ok"}
