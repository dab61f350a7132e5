"""The requirement table, row by row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from airec_planning.errors import InputError, Reason, SettingsError
from airec_planning.inputs.requirements import RequirementTable, read_requirements
from airec_planning.setting_sections import Planner
from tests.inputs import workbook

ENGLISH = [
    "No.",
    "Product",
    "Service",
    "Domain Name",
    "Domain Scope",
    "Certificate Type",
    "Certificate Source",
    "SAN Domains",
]
CHINESE = ["序号", "产品", "服务", "域名", "域名类型", "证书类型", "证书来源", "SAN域名"]


def read(path: Path, **planner: object) -> RequirementTable:
    return read_requirements(path, path.name, Planner.model_validate(planner))


def csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "certificate_info.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (
            ENGLISH,
            [
                1,
                "OSS",
                "storage",
                "OSS.Example.com.",
                "Internal",
                "Wildcard SSL",
                "Own CA",
                "DNS:a.example.com, b.example.com",
            ],
        ),
        (
            CHINESE,
            [1, "OSS", "storage", "oss。example。com", "内部", "泛域名", "自建CA", "a.example.com；b.example.com"],
        ),
    ],
    ids=["english", "chinese"],
)
def test_a_row_is_read_alike_in_both_languages(tmp_path: Path, header: list[str], cells: list[object]) -> None:
    table = read(workbook(tmp_path / "t.xlsx", ["HTTPS Certificate Requirement Table"], [], header, cells))
    (row,) = table.requirements.to_dict("records")
    assert (row["file"], row["sheet"], row["row"], row["domain"]) == ("t.xlsx", "Table", 4, "oss.example.com")
    assert (row["product"], row["service"], row["written"]) == ("OSS", "storage", cells[3])
    assert (row["scope"], row["certificate_type"], row["source"]) == ("internal", "wildcard", "own-ca")
    assert row["san_domains"] == ("a.example.com", "b.example.com")
    assert table.failures == ()


def test_a_column_that_is_absent_is_empty(tmp_path: Path) -> None:
    (row,) = read(csv(tmp_path, "Domain\noss.example.com\n")).requirements.to_dict("records")
    assert (row["service"], row["scope"], row["san_domains"], row["sheet"]) == ("", "", (), "")


def test_a_bad_row_is_kept_as_a_failure_and_the_others_go_on(tmp_path: Path) -> None:
    table = read(
        workbook(
            tmp_path / "t.xlsx",
            ["Service", "Domain"],
            ["a", "a.example.com"],
            ["b", "https://b.example.com"],
            [],
            ["c", ""],
            ["d", "10.1.2.3"],
            ["e", "e.example.com"],
        )
    )
    assert list(table.requirements["domain"]) == ["a.example.com", "e.example.com"]
    assert list(table.requirements["row"]) == [2, 7]
    assert [(failure.place, failure.reason) for failure in table.failures] == [
        ("t.xlsx, row 3", Reason.NOT_A_DOMAIN),
        ("t.xlsx, row 5", Reason.NO_DOMAIN),
        ("t.xlsx, row 6", Reason.IP_ADDRESS),
    ]
    assert "b.example.com" in table.failures[0].message
    assert all(failure.remedy for failure in table.failures)


@pytest.mark.parametrize("separator", [",", "; ", "\n", " ", "、", "，", "；", "|"])
def test_each_domain_in_a_cell_is_a_requirement(tmp_path: Path, separator: str) -> None:
    table = read(
        workbook(tmp_path / "t.xlsx", ["Service", "Domain"], ["a", f"a.example.com{separator}*.b.example.com"])
    )
    assert list(table.requirements["domain"]) == ["a.example.com", "*.b.example.com"]
    assert list(table.requirements["row"]) == [2, 2]


def test_one_bad_domain_in_a_cell_costs_only_itself(tmp_path: Path) -> None:
    table = read(csv(tmp_path, 'Service,Domain\noss,"a.example.com localhost"\n'))
    assert list(table.requirements["domain"]) == ["a.example.com"]
    assert [failure.number for failure in table.failures] == [2]


def test_a_word_that_is_not_known_is_a_failure_and_its_row_is_taken(tmp_path: Path) -> None:
    table = read(csv(tmp_path, "Domain,Scope\na.example.com,sideways\n"))
    assert list(table.requirements["scope"]) == [""]
    (failure,) = table.failures
    assert (failure.reason, failure.place) == (Reason.UNKNOWN_VALUE, "certificate_info.csv, row 2")
    assert "sideways" in failure.message
    assert "internal, external" in failure.remedy


def test_controls_in_a_bad_cell_are_shown_as_escapes(tmp_path: Path) -> None:
    (failure,) = read(csv(tmp_path, "Service,Domain\noss,a\u202e_b.example.com\n")).failures
    assert "\\u202e" in failure.message


def test_a_merged_cell_holds_for_each_of_its_rows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        ["Service", "Domain"],
        ["oss", "a.example.com"],
        ["", "b.example.com"],
        ["sls", "c.example.com"],
        merged="A2:A3",
    )
    assert list(read(path).requirements["service"]) == ["oss", "oss", "sls"]


def test_a_merged_title_does_not_hide_the_header(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", ["Domain Name"], ["Service", "Domain"], ["a", "a.example.com"], merged="A1:B1")
    assert list(read(path).requirements["domain"]) == ["a.example.com"]


def test_the_settings_name_a_header_that_is_not_known(tmp_path: Path) -> None:
    path = csv(tmp_path, "What,FQDN to protect\noss,a.example.com\n")
    with pytest.raises(InputError, match=r'the nearest is "FQDN to protect"|no column of domains'):
        read(path)
    table = read(path, columns={"domain": "FQDN to protect", "service": "What"})
    assert table.requirements[["service", "domain"]].to_numpy().tolist() == [["oss", "a.example.com"]]


def test_a_misnamed_column_in_the_settings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Did you mean service"):
        read(csv(tmp_path, "Domain\na.example.com\n"), columns={"servise": "What"})


def two_sheets(path: Path, *, state: str = "visible") -> Path:
    book = openpyxl.Workbook()
    for name, sheet in (("现网", book.active), ("Plan B", book.create_sheet())):
        assert sheet is not None
        sheet.title = name
        sheet.append(["Domain"])
        sheet.append([f"{name[0]}.example.com"])
    book["Plan B"].sheet_state = state
    book.create_sheet("Notes").append(["nothing here"])
    book.save(path)
    return path


def test_two_sheets_that_match_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='2 sheets hold a table of domains: "现网" and "Plan B"') as raised:
        read(two_sheets(tmp_path / "t.xlsx"))
    assert "planner.sheet" in raised.value.remedy


def test_the_settings_choose_the_sheet(tmp_path: Path) -> None:
    table = read(two_sheets(tmp_path / "t.xlsx"), sheet="Plan B")
    assert (table.sheet, list(table.requirements["domain"])) == ("Plan B", ["p.example.com"])


def test_a_visible_sheet_wins_over_a_hidden_one(tmp_path: Path) -> None:
    assert read(two_sheets(tmp_path / "t.xlsx", state="hidden")).sheet == "现网"


def test_a_sheet_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='has no sheet "Plan C"') as raised:
        read(two_sheets(tmp_path / "t.xlsx"), sheet="Plan C")
    assert '"Plan B"' in raised.value.remedy


def test_an_unrecognised_header_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'the nearest is "Domian Nam" \(Table, row 1\)'):
        read(workbook(tmp_path / "t.xlsx", ["Service", "Domian Nam"], ["oss", "a.example.com"]))


@pytest.mark.parametrize(
    ("rows", "fact"),
    [
        ([], "the table is empty"),
        ([["Service", "Domain"]], "no rows below it"),
        ([["Service", "Domain"], ["", ""]], "no rows below it"),
    ],
    ids=["empty", "header-only", "blank-rows"],
)
def test_a_table_without_rows_is_an_input_error(tmp_path: Path, rows: list[list[str]], fact: str) -> None:
    with pytest.raises(InputError, match=fact):
        read(workbook(tmp_path / "t.xlsx", *rows))


def test_a_table_of_nothing_but_bad_rows_is_read(tmp_path: Path) -> None:
    table = read(csv(tmp_path, "Service,Domain\noss,localhost\n"))
    assert (len(table.requirements), len(table.failures)) == (0, 1)


@pytest.mark.parametrize("cell", ["a.example.com ", "\u00a0a.example.com", "a.example.com\u3000", "\ta.example.com"])
def test_a_cell_with_blanks_around_its_domain_is_kept_as_it_stands(tmp_path: Path, cell: str) -> None:
    rows = [["Service", "Domain Name"], ["oss ", cell], ["slb", "b.example.com"]]
    for path in (workbook(tmp_path / "t.xlsx", *rows), csv(tmp_path, "\n".join(",".join(row) for row in rows))):
        found = read(path).requirements
        assert list(found["written"]) == ["a.example.com", "b.example.com"]
        assert list(found["cell"]) == [cell, ""]


def test_blanks_in_a_merged_cell_are_told_for_each_of_its_rows(tmp_path: Path) -> None:
    rows = [["Domain Name", "Service"], ["a.example.com ", "oss"], ["", "slb"]]
    assert (
        list(read(workbook(tmp_path / "t.xlsx", *rows, merged="A2:A3")).requirements["cell"]) == ["a.example.com "] * 2
    )
