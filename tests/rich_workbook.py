"""A planner's workbook with everything that a spreadsheet can hold beside plain cells."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import xlsxwriter

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f0005000"
    "1ff5cf5d8a10000000049454e44ae426082"
)
"""A picture of one point."""
_SHEET = "xl/worksheets/sheet1.xml"
_DROP_DOWN_OF_ANOTHER_SHEET = (
    b'<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
    b'spreadsheetml/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/'
    b'2006/main"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Notes!$A$1:$A$2</xm:f>'
    b"</x14:formula1><xm:sqref>E2:E9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
_ADDED = {
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
    "xl/ctrlProps/ctrlProp1.xml": b"<formControlPr/>",
    "customXml/item1.xml": b"<mine/>",
    "xl/vbaProject.bin": b"\x00\x01\x02",
}


def write_rich_workbook(path: Path, domains: list[str]) -> None:
    """Columns Domain Name, Certificate Name, Expiration Date, Status; a second sheet; and the rest of the zoo."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet, notes = book.add_worksheet("Table"), book.add_worksheet("Notes")
        sheet.write_row(0, 0, ["Domain Name", "Certificate Name", "Expiration Date", "Status", "Remarks"])
        bold, red = book.add_format({"bold": True}), book.add_format({"bg_color": "#ff0000"})
        for row, domain in enumerate(domains, start=1):
            sheet.write(row, 0, domain)
            sheet.write_rich_string(row, 4, "see ", bold, "this", " first")
            sheet.write_formula(row, 6, f"=LEN(A{row + 1})", None, len(domain))
        sheet.write_blank(2, 2, None, red)
        sheet.write_comment(1, 0, "from the planner")
        sheet.insert_textbox(5, 5, "a box of text")
        sheet.insert_image(6, 1, "point.png", {"image_data": io.BytesIO(PIXEL)})
        sheet.data_validation(1, 1, 9, 1, {"validate": "list", "source": ["a", "b"]})
        sheet.conditional_format(1, 2, 9, 2, {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format(1, 3, 9, 3, {"type": "text", "criteria": "containing", "value": "ok", "format": red})
        sheet.add_sparkline(1, 7, {"range": "Table!G2:G3"})
        sheet.merge_range(8, 0, 8, 3, "merged")
        sheet.set_column(0, 0, 44)
        sheet.set_row(2, 30, None, {"hidden": True})
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, 2, 4)
        sheet.set_header("&C&F")
        notes.write_column(0, 0, ["first", "second"])
        notes.insert_chart(3, 3, _chart(book))
        book.define_name("Domains", "=Table!$A$2:$A$3")
        book.set_custom_property("owner", "planner")
    _add(path)


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Table!$G$2:$G$3"})
    return chart


def _add(path: Path) -> None:
    """What no library writes: parts that readers keep or do not, and a drop-down whose list is on another sheet."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    assert b"</extLst>" in parts[_SHEET]
    parts[_SHEET] = parts[_SHEET].replace(b"</extLst>", _DROP_DOWN_OF_ANOTHER_SHEET)
    # As Excel writes it, which works out on its own what it has to.
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (parts | _ADDED).items():
            package.writestr(name, data)
