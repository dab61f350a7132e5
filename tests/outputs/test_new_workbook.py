"""The mapping as a new workbook."""

from __future__ import annotations

import datetime as dt
import io
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from airec_planning.errors import Failure, Reason
from airec_planning.inputs.requirements import read_requirements
from airec_planning.language import speaking
from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.assumptions import assumptions
from airec_planning.outputs.workbook.legend_sheet import About
from airec_planning.outputs.workbook.new_workbook import Kept, new_workbook
from airec_planning.outputs.workbook.words import COLUMNS, LISTED, Words, words_in
from airec_planning.setting_sections import Planner, Settings
from airec_planning.tables import MAPPING
from tests.certificates import AS_OF, authority, issue
from tests.deployments import CHINESE as CHINESE_HEADERS
from tests.deployments import plan_of, write_deployment

ROW: dict[str, Any] = {
    "row": 2, "product": "AIRec", "service": "api", "domain": "a.example.com", "written": "A.example.com",
    "scope": "external", "certificate_name": "region", "certificate_type": "wildcard", "source": "own-ca",
    "san_domains": ("*.example.com", "example.com"), "certificate_file": "c/region.pem", "key_file": "c/region.key",
    "chain_file": "", "expiration_date": AS_OF + dt.timedelta(days=90), "status": "ok",
    "planned_name": "", "unmapped": "",
}  # fmt: skip
OPEN = {"unmapped": "no certificate", "certificate_file": "", "key_file": "", "expiration_date": None}
ABOUT = About("demo", "AIRec, demo", AS_OF, version="1.2.3")
IN_CHINESE = replace(ABOUT, language="zh")
LANGUAGES = pytest.mark.parametrize("about", [ABOUT, IN_CHINESE], ids=["English", "Chinese"])


def mapping(*changes: dict[str, Any]) -> pd.DataFrame:
    return MAPPING.frame(ROW | change for change in changes)


def book_of(frame: pd.DataFrame, about: About = ABOUT, **more: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(new_workbook(frame, about, **more).data))


def row_of(change: dict[str, Any], about: About = ABOUT, **more: Any) -> dict[str, Any]:
    """The cells of the one row by column."""
    sheet = book_of(mapping(change), about, **more).worksheets[0]
    return dict(zip(COLUMNS, sheet[2], strict=True))


def lines_of(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def test_each_row_stands_below_its_headers() -> None:
    found = {column: cell.value for column, cell in row_of({}).items()}
    assert found["written"] == "A.example.com"
    assert (found["certificate_type"], found["source"], found["scope"]) == ("Wildcard SSL", "Own CA", "External")
    assert found["san_domains"] == "*.example.com; example.com"
    assert (found["certificate_file"], found["chain_file"], found["unmapped"]) == ("c/region.pem", None, None)


def test_a_chinese_workbook_has_chinese_headers_and_words() -> None:
    book = book_of(mapping({}), IN_CHINESE)
    assert book.sheetnames == ["HTTPS证书", "说明"]
    assert [cell.value for cell in book.worksheets[0][1]] == [words_in("zh").headers[column] for column in COLUMNS]
    found = row_of({"status": "expired"}, IN_CHINESE)
    assert [found[column].value for column in LISTED] == ["外部", "泛域名", "自建CA", "已过期"]


def test_dates_are_real_dates() -> None:
    begins = {"a.example.com": AS_OF - dt.timedelta(days=275, hours=-5)}
    found = row_of({}, valid_from=begins)
    assert [found[column].value for column in ("valid_from", "expiration_date")] == [
        dt.datetime(2026, 1, 30),
        dt.datetime(2027, 1, 30),
    ]
    assert found["expiration_date"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        (dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC), dt.datetime(9999, 12, 31)),
        (dt.datetime(1899, 5, 1, tzinfo=dt.UTC), "1899-05-01T00:00:00Z"),
    ],
)
def test_a_date_that_no_spreadsheet_knows_is_text(end: dt.datetime, shown: object) -> None:
    assert row_of({"expiration_date": end})["expiration_date"].value == shown


def test_an_open_row_says_why_and_keeps_what_the_planner_asked_for() -> None:
    planned = {"planned_name": "oss", "certificate_name": "oss", "status": "missing"}
    found = {column: cell.value for column, cell in row_of(OPEN | planned, kept=Kept(remarks={2: "urgent"})).items()}
    assert (found["unmapped"], found["status"]) == ("no certificate", "missing")
    assert (found["certificate_name"], found["certificate_type"]) == ("oss", "Wildcard SSL")
    assert (found["san_domains"], found["remarks"]) == ("*.example.com; example.com", "urgent")
    assert (found["certificate_file"], found["expiration_date"]) == (None, None)


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "@x", "-1", "\tx", "http://x.cn", "007", "'=1", "_x0041_"]
)
def test_text_stays_text(text: str) -> None:
    cell = row_of({"service": text})["service"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_text_that_looks_like_a_formula_stays_text_when_a_person_edits_the_cell() -> None:
    assert row_of({"service": "=1+1"})["service"].quotePrefix
    assert not row_of({"service": "api"})["service"].quotePrefix


def test_text_that_the_writer_would_take_for_markup_stays_text() -> None:
    text = "<r><t>hidden</t></r>"
    assert row_of({"service": text})["service"].value.strip() == text


def test_a_list_of_names_longer_than_a_cell_ends_with_how_many_more_there_are() -> None:
    names = tuple(f"n{i:04}.some-rather-long-zone.example.com" for i in range(1200))
    found = row_of({"san_domains": names})["san_domains"].value
    *listed, note = found.split("; ")
    assert len(found) <= 32_767
    assert tuple(listed) == names[: len(listed)]
    assert note == f"... {1200 - len(listed)} more: see the certificate"


@LANGUAGES
def test_the_same_mapping_gives_the_same_bytes_at_another_time(about: About) -> None:
    frame = mapping({}, OPEN | {"row": 3, "service": "推荐"})
    first = new_workbook(frame, about).data
    time.sleep(2.1)  # the times of a zip file count two seconds
    assert new_workbook(frame, about).data == first


def test_no_rows_make_a_workbook_with_headers_alone() -> None:
    sheet = book_of(mapping()).worksheets[0]
    assert (sheet.max_row, sheet["C1"].value) == (1, "Domain Name")


@LANGUAGES
def test_the_workbook_is_read_back_as_the_planners(about: About, tmp_path: Path) -> None:
    names = tuple(f"n{i:04}.some-rather-long-zone.example.com" for i in range(1200))
    path = tmp_path / "certificate_info.xlsx"
    listed, failures = tuple(assumptions(Settings())), (_failure('"Domain Name" is not a domain'),)
    full = replace(about, name="Host", title="Host", assumptions=listed, failures=failures)
    path.write_bytes(new_workbook(mapping({}, {"san_domains": names}), full).data)
    table = read_requirements(path, path.name, Planner())
    assert table.failures == ()
    assert table.header is not None and table.header.chinese is (about.language == "zh")
    known = [column for column in COLUMNS if column not in ("written", "valid_from", "unmapped")]
    assert set(known) <= table.header.columns.keys()
    row = table.requirements.iloc[0]
    assert (row["domain"], row["certificate_type"], row["source"]) == ("a.example.com", "wildcard", "own-ca")
    assert row["scope"] == "external"


def test_header_and_first_columns_stay_in_sight_and_every_column_has_a_filter() -> None:
    sheet = book_of(mapping({}, {"row": 3})).worksheets[0]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:P3"


def test_columns_are_as_wide_as_their_longest_text_up_to_a_bound() -> None:
    texts = {"product": "推荐服务推荐服务", "service": "a" * 20, "written": "a" * 60 + ".example.com"}
    sheet = book_of(mapping(texts)).worksheets[0]
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == pytest.approx([17.7, 21.7, 42.7], abs=0.1)


def test_a_long_reason_is_wrapped_in_a_row_that_is_high_enough() -> None:
    book = book_of(mapping(OPEN | {"unmapped": "no certificate for this name, and none near it " * 3}))
    assert book.worksheets[0]["O2"].alignment.wrap_text
    assert book.worksheets[0].row_dimensions[2].height >= 4 * 15


@LANGUAGES
def test_columns_of_few_words_offer_them(about: About) -> None:
    validations = book_of(mapping({}), about).worksheets[0].data_validations.dataValidation
    offered = {str(rule.sqref)[0]: rule.formula1.strip('"').split(",") for rule in validations}
    letters = [chr(65 + COLUMNS.index(column)) for column in LISTED]
    assert offered == {
        letter: [about.words.values[value] for value in known]
        for letter, known in zip(letters, LISTED.values(), strict=True)
    }


@LANGUAGES
def test_printed_it_is_a_page_wide_with_its_header_on_each_page(about: About) -> None:
    for number, sheet in enumerate(book_of(mapping({}), about).worksheets):
        paper = 9 if number else 8  # the wide first sheet on A3, the others on A4
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", paper)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert book_of(mapping({}), about).worksheets[0].print_title_rows == "$1:$1"


def test_a_title_cannot_set_codes_in_the_page_header() -> None:
    about = replace(ABOUT, title="A&B &D\n" + "x" * 300)
    assert book_of(mapping({}), about).worksheets[0].oddHeader.left.text.startswith(" A&&B &&D x")


def test_the_documents_properties_are_those_of_the_as_of_date() -> None:
    properties = book_of(mapping({})).properties
    assert (properties.created, properties.modified) == (AS_OF.replace(tzinfo=None),) * 2


def test_the_legend_says_whose_workbook_it_is_as_of_when_and_how_much_is_mapped() -> None:
    lines = lines_of(book_of(mapping({}, OPEN | {"row": 3}, OPEN | {"row": 4})).worksheets[1])
    assert ["Deployment", '"AIRec, demo", demo'] in lines
    assert lines[3:6] == [["Rows", 3], ["Mapped to a certificate", 1], ["Open", 2]]
    assert ["Made by", "airec-planning 1.2.3"] in lines
    as_of = next(line for line in lines if line and line[0] == "As-of date")
    assert as_of[1] == AS_OF.replace(tzinfo=None)
    assert "2026-11-01T00:00:00Z (UTC)" in as_of[2]


@pytest.mark.parametrize("words", [words_in("en"), words_in("zh")], ids=["English", "Chinese"])
def test_the_legend_explains_every_column_and_every_state(words: Words) -> None:
    assert set(words.headers) == set(words.meanings) == set(COLUMNS)
    assert set(words.states) == set(LISTED["status"])
    assert set(words.labels) == set(words_in("en").labels)


def test_the_legend_lists_the_assumptions_with_their_origin() -> None:
    about = replace(ABOUT, assumptions=tuple(assumptions(Settings())))
    lines = lines_of(book_of(mapping({}), about).worksheets[1])
    assert ["validity.own_ca_days", "365", "default", "Validity of an own-CA certificate, days"] in lines


def test_the_legend_of_a_chinese_workbook_says_the_assumptions_in_chinese() -> None:
    with speaking("zh"):
        given = tuple(assumptions(Settings(), {"prices.free_tier_covers_renewals": "true"}))
    lines = lines_of(book_of(mapping({}), replace(IN_CHINESE, assumptions=given)).worksheets[1])
    assert ["prices.free_tier_covers_renewals", "是", "命令行", "免费额度有剩余时可用于续期"] in lines


def _failure(message: str) -> Failure:
    return Failure("t.csv", Reason.NOT_A_DOMAIN, message, "Correct the cell.", "row", 3)


def test_what_could_not_be_taken_stands_on_a_sheet_of_its_own() -> None:
    assert len(book_of(mapping({})).sheetnames) == 2
    book = book_of(mapping({}), replace(ABOUT, failures=(_failure("=1+1"),)))
    assert book.sheetnames[2] == "Not taken"
    assert lines_of(book.worksheets[2])[1] == ["t.csv, row 3", "=1+1", "Correct the cell."]


@pytest.mark.parametrize(
    ("headers", "settings", "sheet"),
    [
        (None, "", "HTTPS Certificates"),
        (CHINESE_HEADERS, "", "HTTPS证书"),
        (CHINESE_HEADERS, '[workbook]\nlanguage = "en"\n', "HTTPS Certificates"),
        (None, '[workbook]\nlanguage = "zh"\n', "HTTPS证书"),
    ],
)
def test_the_language_is_that_of_the_planners_table_unless_set(
    headers: dict[str, str] | None, settings: str, sheet: str, tmp_path: Path
) -> None:
    more = {"headers": headers} if headers else {}
    folder = write_deployment(tmp_path, ["a.example.com"], settings=settings, **more)  # type: ignore[arg-type]
    assert openpyxl.load_workbook(io.BytesIO(mapping_workbook(plan_of(folder)).data)).sheetnames[0] == sheet


def test_without_a_table_each_required_domain_has_a_row_that_says_where_it_was_asked_for(tmp_path: Path) -> None:
    names = ["API.example.com", "[intra]", "*.intra.example.net"]
    certificates = {"api": issue(["api.example.com"], authority("Root"))}
    plan = plan_of(write_deployment(tmp_path, [], certificates, san_domains=names))
    sheet = openpyxl.load_workbook(io.BytesIO(mapping_workbook(plan).data)).worksheets[0]
    found = [dict(zip(COLUMNS, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert [(row["written"], row["certificate_name"], row["remarks"]) for row in found] == [
        ("API.example.com", "api", "san_domains, line 1"),
        ("*.intra.example.net", None, "san_domains, line 3; section intra"),
    ]
    assert list(plan.mapping["row"]) == [2, 3]
    assert found[1]["certificate_type"] == "Wildcard SSL"


def test_what_the_table_says_beside_the_mapping_is_kept_in_the_new_workbook(tmp_path: Path) -> None:
    row = {"domain": "a.example.com", "remarks": "0012", "scope": "internal"}
    data = mapping_workbook(plan_of(write_deployment(tmp_path, [row]))).data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    found = dict(zip(COLUMNS, [cell.value for cell in sheet[2]], strict=True))
    assert (found["remarks"], found["scope"]) == ("0012", "Internal")


def test_what_a_csv_says_beside_the_mapping_is_not_lost(tmp_path: Path) -> None:
    folder = write_deployment(
        tmp_path, [], {"region": issue(["*.example.com"], authority())}, san_domains=["a.example.com"]
    )
    (folder / "certificate_info.csv").write_text(
        "Owner,Domain Name,Status,Certificate Name,Owner,Ticket\n"
        "Li,a.example.com,planned,,,T-1\n,b.example.com,,other,Wu,\n,c.example.com,,,,\n",
        encoding="utf-8",
    )
    filled = mapping_workbook(plan_of(folder))
    sheet = openpyxl.load_workbook(io.BytesIO(filled.data)).worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    first, second, third = (
        {h: c.value for h, c in zip(headers, row, strict=True)} for row in sheet.iter_rows(min_row=2)
    )
    assert headers[len(COLUMNS) :] == ["Owner", "Owner (2)", "Ticket"]
    assert (first["Owner"], first["Ticket"], second["Owner (2)"]) == ("Li", "T-1", "Wu")
    assert (first["Status"], first["Certificate Name"]) == ("planned", "region")
    assert (second["Certificate Name"], second["Certificate File"]) == ("other", None)
    assert (third["Status"], third["Certificate File"]) == ("ok", "certificates/region.pem")
    assert [(c.row, c.column, c.theirs, c.overwritten) for c in filled.conflicts] == [
        (2, "status", "planned", False),
        (3, "certificate_name", "other", False),
    ]
    taken = openpyxl.load_workbook(io.BytesIO(mapping_workbook(plan_of(folder), overwrite=True).data)).worksheets[0]
    assert [row[headers.index("Certificate Name")].value for row in taken.iter_rows(min_row=2)] == ["region"] * 3
