"""The worksheet for the console: in Excel, in LibreOffice, on the terminal and as JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from airec_planning.audit.console_names import name_cautions
from airec_planning.outputs.console_entries import console_entries
from airec_planning.outputs.console_text import console_text
from airec_planning.outputs.console_worksheet import console_worksheet
from airec_planning.setting_sections import Prices
from airec_planning.tables import NAME_CAUTIONS, PURCHASES
from tests.certificates import AS_OF
from tests.deployments import plan_of, write_deployment
from tests.inputs import within

PURCHASE: dict[str, Any] = {
    "order": 1, "date": AS_OF, "domain": "api.example.com", "type": "standard", "price": 50, "charge": 0,
    "reason": "free tier", "account": 1, "covers": ("api.example.com",),
}  # fmt: skip
CAUTION: dict[str, Any] = {
    "order": 1, "domain": "api.example.com", "severity": "error", "caution": "created-twice",
    "place": "t.xlsx, row 2", "message": "stands on this list twice", "remedy": "Create it once.",
}  # fmt: skip
THREE = (
    {"domain": "pay.example.com", "type": "enterprise", "price": 500, "charge": 0},
    {
        "domain": "*.example.com", "type": "wildcard", "price": 150, "charge": 150,
        "covers": ("a.example.com", "b.example.com"),
    },
    {"domain": "xn--jzuq81e.example.com", "charge": 50, "account": 2},
)  # fmt: skip


def purchases(*changes: dict[str, Any]) -> pd.DataFrame:
    return PURCHASES.frame(PURCHASE | {"order": order} | change for order, change in enumerate(changes, start=1))


def cautions(*changes: dict[str, Any]) -> pd.DataFrame:
    return NAME_CAUTIONS.frame(CAUTION | change for change in changes)


def made(bought: pd.DataFrame, told: pd.DataFrame | None = None, title: str = "AIRec demo") -> bytes:
    return console_worksheet(bought, cautions() if told is None else told, title, AS_OF, Prices())


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def lines(data: bytes) -> list[dict[str, Any]]:
    """The cells of the first sheet by their headers, the sum last."""
    sheet = opened(data)["Console"]
    headers = [cell.value for cell in sheet[3]]
    return [dict(zip(headers, row, strict=True)) for row in sheet.iter_rows(min_row=4)]


def test_each_certificate_stands_in_creation_order_as_the_console_names_it() -> None:
    rows = lines(made(purchases(*THREE)))
    assert [row["No."].value for row in rows[:3]] == [1, 2, 3]
    assert [row["Domain Name"].value for row in rows[:3]] == [
        "pay.example.com", "*.example.com", "xn--jzuq81e.example.com",
    ]  # fmt: skip
    types = [row["Certificate Type"].value for row in rows[:3]]
    assert types == ["Enterprise SSL", "Wildcard SSL", "Standard SSL"]
    assert [row["Account"].value for row in rows[:3]] == [1, 1, 2]
    assert rows[1]["Covers"].value == "a.example.com\nb.example.com"
    assert [row["Done"].value for row in rows[:3]] == ["☐"] * 3
    assert rows[0]["Create on"].value == AS_OF.replace(tzinfo=None)


def test_amounts_are_yuan_with_two_decimals_and_a_sum() -> None:
    rows = lines(made(purchases(*THREE)))
    assert [row["Charge, yuan"].value for row in rows] == [0, 1.5, 0.5, "=SUM(H4:H6)"]
    assert {row["Charge, yuan"].number_format for row in rows} == {"#,##0.00"}


def test_the_form_for_reading_has_a_column_only_where_one_differs() -> None:
    assert [row["Read as"].value for row in lines(made(purchases(*THREE)))[:3]] == [None, None, "推荐.example.com"]
    assert "Read as" not in lines(made(purchases({})))[0]


def test_a_name_with_an_error_is_coloured_and_is_to_be_checked_first() -> None:
    told = cautions({"order": 2}, {"order": 3, "severity": "notice"})
    rows = lines(made(purchases(*THREE), told))
    assert [row["Done"].value for row in rows[:3]] == ["☐", "check first", "☐"]
    assert rows[1]["Look at first"].value == "error: stands on this list twice."
    colours = [row["Domain Name"].fill.fgColor.rgb for row in rows[:3]]
    assert colours[1] == "FFF8D7DA"
    assert colours[0] == colours[2] != colours[1]


def test_the_second_sheet_gives_place_fact_and_remedy() -> None:
    cells = [cell.value for cell in opened(made(purchases({}), cautions({})))["Cautions"][2]]
    assert cells == [
        1, "api.example.com", "error", "created-twice", "t.xlsx, row 2", "stands on this list twice", "Create it once.",
    ]  # fmt: skip


def test_the_third_sheet_leads_through_the_console() -> None:
    sheet = opened(made(purchases(*THREE)))["How to"]
    said = "\n".join(f"{row[0].value}: {row[1].value}" for row in sheet.iter_rows())
    for word in (
        "Security > Certificates", "Domain Name", "Certificate Type", "Create Certificate", "certificates/",
        "airec-planning audit", "2026-11-01", "3 certificates, 2.00 yuan", "at most 100 certificates",
        "account 2: 1 certificate",
    ):  # fmt: skip
        assert word in said


def test_boxes_are_ticked_from_a_list_and_ticked_rows_turn_grey() -> None:
    sheet = opened(made(purchases(*THREE)))["Console"]
    (validation,) = sheet.data_validations.dataValidation
    assert (str(validation.sqref), validation.formula1) == ("A4:A6", '"☐,☑"')
    (rules,) = sheet.conditional_formatting
    assert [rule.formula for rule in rules.rules] == [['$A4="☑"']]


def test_it_prints_on_wide_pages_with_its_header_on_each() -> None:
    sheet = opened(made(purchases(*THREE), title="R & D"))["Console"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.print_title_rows) == (
        "landscape", 0, "$3:$3",
    )  # fmt: skip
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("E4", "A3:M6")
    assert "R && D" in sheet.oddHeader.left.text
    assert sheet.oddFooter.right.text == "Page &P of &N"


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "@x", "-1", "http://x.cn", "007", "a\x00b\u202ec.cn"])
def test_text_stays_text(text: str) -> None:
    data = made(purchases({"domain": text, "covers": (text,)}), cautions({"message": text, "place": text}), title=text)
    for sheet in opened(data).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                assert cell.data_type != "f" or str(cell.value).startswith("=SUM(")
    cell = lines(data)[0]["Domain Name"]
    assert cell.data_type == "s"
    assert str(cell.value) == text.replace("\x00", "\\x00").replace("\u202e", "\\u202e")


def test_the_same_list_gives_the_same_bytes() -> None:
    assert made(purchases(*THREE), cautions({})) == made(purchases(*THREE), cautions({}))


def test_nothing_to_create_makes_a_sheet_with_headers_alone() -> None:
    assert opened(made(purchases()))["Console"]["A3"].value == "Done"
    assert console_text([]) == "Nothing is to be created in the console."


def test_ten_thousand_certificates_are_written_in_seconds() -> None:
    many = [{"domain": f"svc-{number:05}.example.com", "covers": ("x.example.com",) * 50} for number in range(10_000)]
    with within(60):
        data = made(purchases(*many), cautions(*({"order": order} for order in range(1, 10_001))))
    assert len(data) > 100_000


def test_libreoffice_reads_the_same_values(tmp_path: Path) -> None:
    path = tmp_path / "console.xlsx"
    path.write_bytes(made(purchases(*THREE, {"domain": "=1+1.example.com"}), cautions({})))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with (tmp_path / "console.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    cells = [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]
    assert [row["Domain Name"] for row in cells[:4]] == [
        "pay.example.com", "*.example.com", "xn--jzuq81e.example.com", "=1+1.example.com",
    ]  # fmt: skip
    assert [Decimal(row["Charge, yuan"]) for row in cells] == [0, Decimal("1.5"), Decimal("0.5"), 0, 2]
    assert cells[0]["Done"] == "check first"


def test_the_terminal_shows_a_line_each_with_its_cautions_beneath() -> None:
    text = console_text(console_entries(purchases(*THREE), cautions({"order": 2})))
    assert text.splitlines() == [
        "1. pay.example.com          Enterprise SSL      0.00  account 1",
        "2. *.example.com            Wildcard SSL        1.50  account 1",
        "   error: stands on this list twice (t.xlsx, row 2)",
        "     Create it once.",
        "3. xn--jzuq81e.example.com  Standard SSL        0.50  account 2",
        "   read: 推荐.example.com",
        "3 certificates to create, 2.00 yuan; 1 error; 1 name is not to be created before that is settled",
    ]


def test_days_are_shown_where_there_are_several() -> None:
    later = {"date": AS_OF + dt.timedelta(days=2), "domain": "b.example.com"}
    text = console_text(console_entries(purchases({}, later), cautions()))
    assert text.splitlines()[1] == "2. 2026-11-03  b.example.com    Standard SSL        0.00"


def test_entries_hold_amounts_as_decimal_strings() -> None:
    entry = console_entries(purchases({"charge": 150}), cautions({}))[0]
    dumped = entry.model_dump()
    assert (dumped["price"], dumped["charge"], dumped["date"]) == ("0.50", "1.50", "2026-11-01T00:00:00Z")
    assert [told["caution"] for told in dumped["cautions"]] == ["created-twice"]


def test_a_plan_becomes_a_worksheet(tmp_path: Path) -> None:
    plan = plan_of(
        write_deployment(tmp_path, ["api.example.com ", "oss.example.com", "推荐.example.com"], table="xlsx")
    )
    bought = plan.comparison.purchases
    told = name_cautions(
        bought, plan.required, plan.requirements, plan.san_domains.entries, plan.certificates, plan.as_of
    )
    rows = lines(console_worksheet(bought, told, plan.deployment.title, plan.as_of, plan.settings.prices))
    assert [row["Domain Name"].value for row in rows[:-1]] == list(bought["domain"])
