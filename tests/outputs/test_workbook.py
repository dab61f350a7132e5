"""The planner's own workbook, filled in place."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from airec_planning.errors import InputError
from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.workbook.in_place import Filled
from tests.certificates import authority, issue
from tests.deployments import CHINESE, COLUMNS, ENGLISH, Row, plan_of, write_deployment
from tests.rich_workbook import write_rich_workbook

DOMAIN = "api.example.com"
EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
ROOT = authority("Root")
OWN = ("certificate_name", "certificate_type", "certificate_file", "key_file", "expiration_date")


def deployment(folder: Path, *rows: Row, headers: Mapping[str, str] = ENGLISH, names: list[str] | None = None) -> Path:
    certificate = issue(names or ["*.example.com"], ROOT)
    return write_deployment(folder, rows, {"region": certificate}, table="xlsx", headers=headers)


def fill(folder: Path) -> Filled:
    return mapping_workbook(plan_of(folder))


def sheet_of(filled: Filled) -> Any:
    return openpyxl.load_workbook(io.BytesIO(filled.data)).worksheets[0]


def cells(filled: Filled, row: int = 2) -> dict[str, Any]:
    """The values of a row by column."""
    sheet = sheet_of(filled)
    return {column: sheet.cell(row, index).value for index, column in enumerate(COLUMNS, start=1)}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def rewrite(folder: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Change one part of the planner's workbook."""
    path = folder / "certificate_info.xlsx"
    kept = parts(path.read_bytes())
    with zipfile.ZipFile(path, "w") as package:
        for name, data in kept.items():
            package.writestr(name, change(data) if name == part else data)


def test_the_owned_cells_are_filled(tmp_path: Path) -> None:
    found = cells(fill(deployment(tmp_path, DOMAIN)))
    assert found["certificate_name"] == "region"
    assert found["certificate_type"] == "Wildcard SSL"
    assert found["san_domains"] == "*.example.com"
    assert (found["certificate_file"], found["key_file"]) == ("certificates/region.pem", "certificates/region.key")
    assert found["status"] == "ok"


def test_dates_are_real_dates(tmp_path: Path) -> None:
    cell = sheet_of(fill(deployment(tmp_path, DOMAIN))).cell(2, COLUMNS.index("expiration_date") + 1)
    assert cell.value == dt.datetime(2027, 10, 22)
    assert cell.is_date and cell.number_format == "yyyy\\-mm\\-dd"


def test_only_the_sheet_and_its_styles_change() -> None:
    before, after = parts((EXAMPLE / "certificate_info.xlsx").read_bytes()), parts(fill(EXAMPLE).data)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {SHEET, STYLES}


def test_within_the_sheet_only_owned_cells_are_added() -> None:
    before, after = ((parts(d)[SHEET]) for d in ((EXAMPLE / "certificate_info.xlsx").read_bytes(), fill(EXAMPLE).data))
    ours = re.compile(rb'<c r="[F-M]\d+"(?: s="\d+")?(?: t="inlineStr"><is>.*?</is>|><v>\d+</v>)</c>')
    assert after != before
    assert ours.sub(b"", after) == ours.sub(b"", before)


def test_what_the_sheet_offers_stays() -> None:
    before = openpyxl.load_workbook(EXAMPLE / "certificate_info.xlsx").worksheets[0]
    after = sheet_of(fill(EXAMPLE))
    assert after.freeze_panes == before.freeze_panes
    assert len(after.data_validations.dataValidation) == 1
    assert str(after.merged_cells.ranges) == str(before.merged_cells.ranges)
    assert after.column_dimensions["D"].width == before.column_dimensions["D"].width


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN, "b.example.com")
    assert fill(folder).data == fill(folder).data


def test_a_filled_workbook_has_nothing_left_to_fill(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    first = fill(folder)
    (folder / "certificate_info.xlsx").write_bytes(first.data)
    again = fill(folder)
    assert parts(again.data) == parts(first.data)
    assert again.conflicts == ()


def test_the_planners_entries_stay_and_differences_are_reported(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_type": "Standard SSL", "status": "planned"}
    filled = fill(deployment(tmp_path, row))
    found = cells(filled)
    assert (found["certificate_type"], found["status"]) == ("Standard SSL", "planned")
    assert found["certificate_file"] == "certificates/region.pem"
    assert [(c.row, c.column, c.theirs, c.ours) for c in filled.conflicts] == [
        (2, "certificate_type", "Standard SSL", "Wildcard SSL"),
        (2, "status", "planned", "ok"),
    ]


def test_an_entry_of_the_same_meaning_is_no_conflict(tmp_path: Path) -> None:
    row = {
        "domain": DOMAIN, "certificate_type": "WILDCARD", "san_domains": "*.Example.com.",
        "expiration_date": "2027-10-22",
    }  # fmt: skip
    filled = fill(deployment(tmp_path, row))
    assert filled.conflicts == ()
    assert cells(filled)["certificate_type"] == "WILDCARD"


def test_a_row_that_names_another_certificate_is_left_alone(tmp_path: Path) -> None:
    filled = fill(deployment(tmp_path, {"domain": DOMAIN, "certificate_name": "other"}, "b.example.com"))
    assert {column: cells(filled)[column] for column in OWN} == dict.fromkeys(OWN) | {"certificate_name": "other"}
    assert cells(filled, 3)["certificate_name"] == "region"
    assert [(c.column, c.theirs, c.ours) for c in filled.conflicts] == [("certificate_name", "other", "region")]


def test_a_row_that_names_another_certificates_file_is_left_alone(tmp_path: Path) -> None:
    filled = fill(deployment(tmp_path, {"domain": DOMAIN, "certificate_file": "hsm/other.pem"}))
    assert cells(filled)["certificate_file"] == "hsm/other.pem"
    assert cells(filled)["key_file"] is None  # our key beside their certificate would not work
    assert [conflict.theirs for conflict in filled.conflicts] == ["hsm/other.pem"]


def test_a_row_without_a_certificate_stays_as_it_is(tmp_path: Path) -> None:
    found = cells(fill(deployment(tmp_path, "x.y.example.com", DOMAIN)))
    assert {column: found[column] for column in OWN} == dict.fromkeys(OWN)


def test_a_row_with_several_domains_lists_what_serves_each(tmp_path: Path) -> None:
    folder = deployment(tmp_path, f"{DOMAIN}, b.example.org", names=[DOMAIN])
    issue(["b.example.org"], ROOT, days=100).write(folder / "certificates", "org")
    found = cells(fill(folder))
    assert found["certificate_name"] == "region; org"
    assert found["certificate_file"] == "certificates/region.pem; certificates/org.pem"
    assert found["certificate_type"] == "Standard SSL"
    assert found["expiration_date"] == dt.datetime(2027, 1, 30)  # the sooner end


def test_a_row_of_which_one_domain_has_no_certificate_stays_open(tmp_path: Path) -> None:
    found = cells(fill(deployment(tmp_path, f"{DOMAIN}, b.example.org")))
    assert found["certificate_file"] is None


def test_a_chinese_table_gets_chinese_words(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "source": ""}
    folder = deployment(tmp_path, row, headers=CHINESE)
    issue(["*.example.com"], days=700).write(folder / "certificates", "region")
    found = cells(fill(folder))
    assert (found["certificate_type"], found["source"]) == ("泛域名", "自签名")


def test_a_chinese_table_gets_a_chinese_status(tmp_path: Path) -> None:
    status = cells(fill(deployment(tmp_path, DOMAIN, headers=CHINESE)))["status"]
    assert not status.isascii()


def test_a_chinese_name_survives(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"推荐证书": issue([DOMAIN], ROOT)}, table="xlsx")
    assert cells(fill(folder))["certificate_name"] == "推荐证书"


@pytest.mark.parametrize("stem", ["=cmd|' !A1", "+1+1", "@SUM(A1)", "-2"])
def test_formula_like_text_is_inert(tmp_path: Path, stem: str) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {stem: issue([DOMAIN], ROOT)}, table="xlsx")
    filled = fill(folder)
    cell = sheet_of(filled).cell(2, COLUMNS.index("certificate_name") + 1)
    assert (cell.value, cell.data_type) == (stem, "s")
    assert b"<f>" not in parts(filled.data)[SHEET]


def test_a_planners_formula_is_never_overwritten(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    with xlsxwriter.Workbook(folder / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Domain Name", "Certificate Name", "Status"])
        sheet.write_row(1, 0, [DOMAIN])
        sheet.write_formula(1, 2, '=IF(TRUE,"","")', None, "")
    try:
        data = fill(folder).data
    except InputError:
        return
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["C2"].data_type == "f"


@pytest.mark.parametrize(
    "cell",
    [b'<c r="D2" t="inlineStr"><is><t></t></is></c>', b'<c r="D2" t="inlineStr"><is><t> </t></is></c>',
     b'<c r="D2" t="str"><v></v></c>'],
)  # fmt: skip
def test_a_cell_of_empty_text_does_not_stop_the_rest(tmp_path: Path, cell: bytes) -> None:
    # Java and Python programs write such cells for an empty string.
    folder = deployment(tmp_path, DOMAIN)
    rewrite(folder, SHEET, lambda xml: xml.replace(b"</row></sheetData>", cell + b"</row></sheetData>"))
    found = cells(fill(folder))
    assert found["certificate_file"] == "certificates/region.pem"
    assert (found["certificate_name"] or "").strip() in ("", "region")


def test_styled_empty_cells_keep_their_style(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    with xlsxwriter.Workbook(folder / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Domain Name", "Certificate Name", "Expiration Date"])
        sheet.write(1, 0, DOMAIN)
        sheet.write_blank(1, 1, None, book.add_format({"bg_color": "#ffff00"}))
        sheet.write_blank(1, 2, None, book.add_format({"bg_color": "#ff0000", "num_format": "0.00"}))
    sheet = sheet_of(fill(folder))
    assert (sheet["B2"].value, sheet["B2"].fill.fgColor.rgb) == ("region", "FFFFFF00")
    assert (sheet["C2"].value, sheet["C2"].fill.fgColor.rgb) == (dt.datetime(2027, 10, 22), "FFFF0000")


def test_a_table_below_title_rows_and_on_a_later_sheet_is_filled_there(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    with xlsxwriter.Workbook(folder / "certificate_info.xlsx") as book:
        book.add_worksheet("Notes").write(0, 0, "read me")
        sheet = book.add_worksheet("Table")
        sheet.write(0, 0, "A title")
        sheet.write_row(3, 2, ["Certificate Name", "Domain Name"])
        sheet.write(4, 5, "a remark outside")
        sheet.write(4, 3, DOMAIN)
    filled = fill(folder)
    assert openpyxl.load_workbook(io.BytesIO(filled.data))["Table"]["C5"].value == "region"
    assert parts(filled.data)[SHEET] == parts((folder / "certificate_info.xlsx").read_bytes())[SHEET]


def test_a_prefixed_sheet_is_filled(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    rewrite(folder, SHEET, lambda xml: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=", 1))
    found = cells(fill(folder))
    assert (found["certificate_name"], found["expiration_date"]) == ("region", dt.datetime(2027, 10, 22))


def test_dates_are_counted_from_1904_where_the_workbook_does(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    rewrite(folder, "xl/workbook.xml", lambda xml: xml.replace(b"<workbookPr ", b'<workbookPr date1904="1" '))
    assert cells(fill(folder))["expiration_date"] == dt.datetime(2027, 10, 22)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_a_document_type_is_refused(tmp_path: Path, part: str) -> None:
    folder = deployment(tmp_path, DOMAIN)
    plan = plan_of(folder)
    rewrite(folder, part, lambda xml: xml.replace(b"?>", b"?><!DOCTYPE x>", 1))
    with pytest.raises(InputError):
        mapping_workbook(plan)


def test_a_row_that_moved_since_it_was_read_is_refused(tmp_path: Path) -> None:
    plan = plan_of(deployment(tmp_path, DOMAIN, "b.example.com"))
    write_deployment(tmp_path, ["b.example.com", DOMAIN], table="xlsx")
    with pytest.raises(InputError, match="has changed since it was read"):
        mapping_workbook(plan)


def test_a_csv_table_gives_a_new_workbook(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"region": issue([DOMAIN], ROOT)})
    sheet = sheet_of(fill(folder))
    assert [cell.value for cell in sheet[2]][4] == "region"


def test_what_the_planner_asked_to_be_overwritten_is(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_name": "other", "status": "planned", "remarks": "keep"}
    folder = deployment(tmp_path, row)
    filled = mapping_workbook(plan_of(folder), overwrite=True)
    found = cells(filled)
    assert (found["certificate_name"], found["status"], found["remarks"]) == ("region", "ok", "keep")
    assert found["certificate_file"] == "certificates/region.pem"
    assert [(c.column, c.theirs, c.ours, c.overwritten) for c in filled.conflicts] == [
        ("certificate_name", "other", "region", True),
        ("status", "planned", "ok", True),
    ]


def test_a_conflict_is_a_finding_with_both_values(tmp_path: Path) -> None:
    plan = plan_of(deployment(tmp_path, {"domain": DOMAIN, "certificate_name": "other"}))
    (found,) = plan.findings[plan.findings["check"] == "entry-agrees"].to_dict("records")
    assert (found["severity"], found["subject"]) == ("warning", "certificate_info.xlsx, row 2")
    assert '"other"' in found["message"] and '"region"' in found["message"]
    assert "--overwrite" in found["remedy"]


def test_a_formula_stays_even_where_entries_are_overwritten(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    with xlsxwriter.Workbook(folder / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Domain Name", "Certificate Name", "Status"])
        sheet.write(1, 0, DOMAIN)
        sheet.write_formula(1, 1, '="from "&A2', None, "from a formula")
        sheet.write_formula(1, 2, '=IF(B2="","","x")', None, "")
    filled = mapping_workbook(plan_of(folder), overwrite=True)
    assert b'<f>"from "&amp;A2</f><v>from a formula</v>' in parts(filled.data)[SHEET]
    assert [(c.column, c.theirs, c.ours, c.overwritten) for c in filled.conflicts] == [
        ("certificate_name", "from a formula", "region", False),
        ("status", "a formula", "ok", False),
    ]


def test_formulas_are_worked_out_anew_on_opening_and_keep_their_last_values(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    with xlsxwriter.Workbook(folder / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Domain Name", "Certificate Name"])
        sheet.write(1, 0, DOMAIN)
        book.add_worksheet("Count").write_formula(0, 0, "=COUNTA(Sheet1!B:B)", None, 1)
        book.set_calc_mode("manual")
    after = parts(fill(folder).data)
    assert b"<f>COUNTA(Sheet1!B:B)</f><v>1</v>" in after["xl/worksheets/sheet2.xml"]
    assert after["xl/workbook.xml"].count(b'fullCalcOnLoad="1"') == 1
    assert b'calcMode="manual"' in after["xl/workbook.xml"]


def test_merged_cells_get_what_serves_all_their_rows(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN, names=[DOMAIN])
    issue(["b.example.org"], ROOT).write(folder / "certificates", "org")
    with xlsxwriter.Workbook(folder / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Domain Name", "Certificate Name", "Certificate File", "Status"])
        sheet.write_column(1, 0, [DOMAIN, "b.example.org", DOMAIN, "x.example.net"])
        sheet.merge_range(1, 1, 2, 1, None)
        sheet.merge_range(3, 1, 4, 1, None)
        sheet.merge_range(3, 2, 3, 3, None)
    filled = fill(folder)
    rows = [[cell.value for cell in row[1:4]] for row in sheet_of(filled).iter_rows(min_row=2, max_row=5)]
    assert rows == [
        ["region; org", "certificates/region.pem", "ok"],
        [None, "certificates/org.pem", "ok"],
        [None, "certificates/region.pem", None],  # of the rows merged here, one has no certificate
        [None, None, None],
    ]
    assert [(c.row, c.column, c.theirs) for c in filled.conflicts] == [(4, "status", "part of a merged cell")]


def test_rows_below_a_merged_domain_are_filled(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    with xlsxwriter.Workbook(folder / "certificate_info.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Domain Name", "Service", "Certificate Name"])
        sheet.merge_range(1, 0, 3, 0, DOMAIN)
        sheet.write_column(1, 1, ["a", "b", "c"])
    assert [row[2].value for row in sheet_of(fill(folder)).iter_rows(min_row=2)] == ["region"] * 3


def test_everything_else_in_the_package_keeps_its_bytes(tmp_path: Path) -> None:
    # What openpyxl's load and save loses or rewrites: each is made by hand where no library writes it.
    folder = deployment(tmp_path, DOMAIN, "b.example.com")
    path = folder / "certificate_info.xlsx"
    write_rich_workbook(path, [DOMAIN, "b.example.com"])
    before, after = parts(path.read_bytes()), parts(fill(folder).data)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {SHEET, STYLES, "xl/workbook.xml"}
    ours = re.compile(rb'<c r="[B-D]\d+"(?: s="\d+")?(?: t="inlineStr"><is>.*?</is>|><v>\d+</v>)</c>')
    assert after[SHEET].count(b"inlineStr") == 4
    assert ours.sub(b"", after[SHEET]) == re.sub(rb'<c r="C3" s="\d+"/>', b"", before[SHEET])
    kept = after["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    assert kept == before["xl/workbook.xml"]
    assert b"x14:dataValidation" in after[SHEET] and b"x14:sparkline" in after[SHEET]


def test_a_signed_workbook_is_refused(tmp_path: Path) -> None:
    folder = deployment(tmp_path, DOMAIN)
    with zipfile.ZipFile(folder / "certificate_info.xlsx", "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    with pytest.raises(InputError, match="break the signature"):
        fill(folder)


def test_several_rows_of_one_domain_are_all_filled(tmp_path: Path) -> None:
    filled = fill(deployment(tmp_path, DOMAIN, "API.example.com", "https://x.example.com", DOMAIN))
    assert [cells(filled, row)["certificate_name"] for row in (2, 3, 4, 5)] == ["region", "region", None, "region"]
