"""What another program makes of our workbooks: LibreOffice opens them and finds the values that we wrote."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from airec_planning.inputs.grids import read_grids
from airec_planning.workbook_file import mapping_workbook
from tests.certificates import authority, issue
from tests.deployments import CHINESE, ENGLISH, Row, plan_of, write_deployment

EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"
SOFFICE = shutil.which("soffice")
ROOT = authority("Root")
ROWS: list[Row] = [
    {"domain": "api.example.com", "service": "推荐 & 排序 <api>", "scope": "internal", "remarks": "001234567890123456789"},
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
