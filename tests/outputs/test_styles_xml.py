"""Date styles appended to a workbook's styles."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from airec_planning.outputs.workbook.cells import UnknownStructure
from airec_planning.outputs.workbook.styles_xml import DateStyles

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMATS = (
    '<cellXfs count="2"><xf numFmtId="0" fontId="0"/>'
    '<xf numFmtId="0" fontId="1"><alignment wrapText="1"/></xf></cellXfs>'
)


def styles(formats: str = FORMATS, before: str = "", after: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n<styleSheet xmlns="{MAIN}">{before}<fonts/>{formats}{after}</styleSheet>'.encode()


def add_date_styles(data: bytes, bases: list[str]) -> tuple[bytes, dict[str, str]]:
    """The styles with one for dates for each base, and its number."""
    dates = DateStyles(data)
    numbers = {base: dates.style_for(base.encode()).decode() for base in bases}
    return dates.part(), numbers


def parts(data: bytes) -> tuple[list[ElementTree.Element], dict[str, str]]:
    """The cell formats, and the number formats by id."""
    root = ElementTree.fromstring(data)
    formats = root.find(f"{{{MAIN}}}cellXfs")
    numbers = root.findall(f"{{{MAIN}}}numFmts")
    assert formats is not None and len(numbers) == 1
    assert formats.get("count") == str(len(formats))
    assert numbers[0].get("count") == str(len(numbers[0]))
    return list(formats), {one.get("numFmtId", ""): one.get("formatCode", "") for one in numbers[0]}


def test_a_date_style_is_a_copy_of_its_base_with_a_day_format() -> None:
    data, numbers = add_date_styles(styles(), ["1"])
    formats, codes = parts(data)
    assert numbers == {"1": "2"}
    assert codes[formats[2].get("numFmtId", "")] == "yyyy\\-mm\\-dd"
    assert (formats[2].get("fontId"), formats[2].get("applyNumberFormat")) == ("1", "1")
    assert formats[2].find(f"{{{MAIN}}}alignment") is not None


def test_a_cell_without_a_style_takes_the_first_as_its_base() -> None:
    data, numbers = add_date_styles(styles(), ["", "1"])
    assert numbers == {"": "2", "1": "3"}
    assert [one.get("fontId") for one in parts(data)[0]] == ["0", "1", "0", "1"]


def test_the_styles_that_are_there_keep_their_bytes() -> None:
    data, _ = add_date_styles(styles(after="<dxfs/>"), ["1"])
    assert FORMATS.split(">", 1)[1].removesuffix("</cellXfs>").encode() in data
    assert data.endswith(b"<dxfs/></styleSheet>")


def test_nothing_wanted_changes_nothing() -> None:
    assert add_date_styles(styles(), []) == (styles(), {})


def test_a_number_format_gets_an_id_that_is_free() -> None:
    before = '<numFmts count="1"><numFmt numFmtId="180" formatCode="0.0"/></numFmts>'
    data, _ = add_date_styles(styles(before=before), [""])
    assert parts(data)[1] == {"180": "0.0", "181": "yyyy\\-mm\\-dd"}


def test_number_formats_of_conditional_formats_are_not_counted() -> None:
    before = '<numFmts count="1"><numFmt numFmtId="180" formatCode="0.0"/></numFmts>'
    after = '<dxfs count="1"><dxf><numFmt numFmtId="200" formatCode="0"/></dxf></dxfs>'
    assert set(parts(add_date_styles(styles(before=before, after=after), [""])[0])[1]) == {"180", "201"}


@pytest.mark.parametrize("before", ['<numFmts count="0"/>', '<numFmts count="0"></numFmts>'])
def test_an_empty_list_of_number_formats_is_filled(before: str) -> None:
    assert list(parts(add_date_styles(styles(before=before), [""])[0])[1].values()) == ["yyyy\\-mm\\-dd"]


def test_single_quotes_are_read_too_or_refused() -> None:
    quoted = re.sub('"', "'", FORMATS)
    try:
        data, _ = add_date_styles(styles(quoted), ["1"])
    except UnknownStructure:
        return
    assert len(parts(data)[0]) == 3


def test_a_prefixed_namespace_is_kept() -> None:
    prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", styles()).replace(b"xmlns=", b"xmlns:x=")
    data, numbers = add_date_styles(prefixed, ["1"])
    assert numbers == {"1": "2"}
    assert len(parts(data)[0]) == 3


@pytest.mark.parametrize(
    ("data", "base"), [(styles(), "2"), (styles(formats=""), ""), (b"<html/>", ""), (styles("<cellXfs/>"), "")]
)
def test_an_unknown_structure_is_refused(data: bytes, base: str) -> None:
    with pytest.raises(UnknownStructure):
        add_date_styles(data, [base])
