"""The mapping as a new workbook."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from airec_planning.outputs.new_workbook import new_workbook
from airec_planning.tables import MAPPING
from tests.certificates import AS_OF

ROW: dict[str, Any] = {
    "row": 2, "product": "AIRec", "service": "api", "domain": "a.example.com", "written": "A.example.com",
    "scope": "external", "certificate_name": "region", "certificate_type": "wildcard", "source": "own-ca",
    "san_domains": ("*.example.com", "example.com"), "certificate_file": "c/region.pem", "key_file": "c/region.key",
    "chain_file": "", "expiration_date": AS_OF + dt.timedelta(days=90), "status": "ok",
    "planned_name": "", "unmapped": "",
}  # fmt: skip


def mapping(*changes: dict[str, Any]) -> pd.DataFrame:
    return MAPPING.frame(ROW | change for change in changes)


def sheet_of(frame: pd.DataFrame) -> Any:
    return openpyxl.load_workbook(io.BytesIO(new_workbook(frame, AS_OF).data)).active


def row_of(change: dict[str, Any]) -> dict[str, Any]:
    """The cells of the one row by header."""
    sheet = sheet_of(mapping(change))
    return {header.value: cell for header, cell in zip(sheet[1], sheet[2], strict=True)}


def test_each_row_stands_below_its_headers() -> None:
    found = {header: cell.value for header, cell in row_of({}).items()}
    assert found["Domain Name"] == "A.example.com"
    assert (found["Certificate Type"], found["Certificate Source"]) == ("Wildcard SSL", "Own CA")
    assert found["SAN Domains"] == "*.example.com; example.com"
    assert (found["Certificate File"], found["CA Chain File"]) == ("c/region.pem", None)


def test_dates_are_real_dates() -> None:
    cell = row_of({})["Expiration Date"]
    assert (cell.value, cell.is_date, cell.number_format) == (dt.datetime(2027, 1, 30), True, "yyyy-mm-dd")


def test_an_open_row_says_why() -> None:
    row = {"unmapped": "no certificate", "certificate_file": "", "expiration_date": None}
    found = row_of(row)
    assert (found["Open"].value, found["Certificate Name"].value) == ("no certificate", None)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "@x", "-1", "http://x.cn", "007"])
def test_text_stays_text(text: str) -> None:
    cell = row_of({"service": text})["Service"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_list_of_names_longer_than_a_cell_is_not_lost() -> None:
    names = tuple(f"n{i:04}.some-rather-long-zone.example.com" for i in range(1200))
    found = row_of({"san_domains": names})["SAN Domains"].value
    assert found and found.startswith(names[0])


def test_the_same_mapping_gives_the_same_bytes(tmp_path: Path) -> None:
    frame = mapping({}, {"row": 3, "service": "推荐"})
    assert new_workbook(frame, AS_OF).data == new_workbook(frame, AS_OF).data


def test_no_rows_make_a_workbook_with_headers_alone() -> None:
    sheet = sheet_of(mapping())
    assert (sheet.max_row, sheet["C1"].value) == (1, "Domain Name")


def test_the_headers_are_read_back_as_the_planners(tmp_path: Path) -> None:
    from airec_planning.inputs.requirements import read_requirements  # noqa: PLC0415
    from airec_planning.setting_sections import Planner  # noqa: PLC0415

    path = tmp_path / "certificate_info.xlsx"
    path.write_bytes(new_workbook(mapping({}), AS_OF).data)
    table = read_requirements(path, path.name, Planner())
    assert table.failures == ()
    row = table.requirements.iloc[0]
    assert (row["domain"], row["certificate_type"], row["source"]) == ("a.example.com", "wildcard", "own-ca")
