"""The parts of an xlsx package: finding them, and copying them byte for byte."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

from airec_planning.outputs.sheet_xml import UnknownStructure

_RELATIONSHIP_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def part_of_sheet(package: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds a sheet, by the sheet's name.

    Raises:
        UnknownStructure: the workbook counts dates from 1904, or has no such sheet.
    """
    root = _parsed(package, _WORKBOOK)
    for element in root.iter():
        local = element.tag.rpartition("}")[2]
        if local == "workbookPr" and element.get("date1904") in ("1", "true"):
            raise UnknownStructure("the workbook counts its dates from 1904")
        if local == "sheet" and element.get("name") == sheet:
            return _target(package, next(filter(None, map(element.get, _RELATIONSHIP_ID)), ""))
    raise UnknownStructure(f'the workbook has no sheet "{sheet}"')


def styles_part(package: zipfile.ZipFile) -> str:
    """The part that holds the cell styles."""
    for element in _parsed(package, _RELATIONSHIPS).iter():
        if element.get("Type", "").endswith("/styles"):
            return _resolved(element.get("Target", ""))
    raise UnknownStructure("the workbook has no styles")


def copy_with(package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The package with some parts replaced; the others keep their bytes, order and times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as copy:
        for info in package.infolist():
            kept = zipfile.ZipInfo(info.filename, info.date_time if info.date_time >= _EPOCH else _EPOCH)
            kept.compress_type = zipfile.ZIP_DEFLATED if info.filename in changed else info.compress_type
            kept.external_attr, kept.comment = info.external_attr, info.comment
            data = changed[info.filename] if info.filename in changed else package.read(info)
            copy.writestr(kept, data)
    return buffer.getvalue()


def _target(package: zipfile.ZipFile, identifier: str) -> str:
    for element in _parsed(package, _RELATIONSHIPS).iter():
        if identifier and element.get("Id") == identifier:
            return _resolved(element.get("Target", ""))
    raise UnknownStructure("a sheet's relationship is missing")


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _parsed(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    data = package.read(name)
    if b"<!DOCTYPE" in data:
        raise UnknownStructure(f"{name} has a document type")
    try:
        return ElementTree.fromstring(data)  # noqa: S314  # without a document type there are no entities
    except ElementTree.ParseError as error:
        raise UnknownStructure(f"{name} is not well formed: {error}") from None
