"""The parts of an xlsx package: finding them, and copying them byte for byte."""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from airec_planning.language import N_, _
from airec_planning.outputs.workbook.cells import UnknownStructure
from airec_planning.outputs.workbook.shared_texts import has_formula

_RELATIONSHIP_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 18
_LEVEL = 3
"""Of compression: a sheet comes out 3 percent larger than with the usual 6, in less than half the time."""
_UNTOUCHABLE = {
    "_xmlsignatures/": N_("it is signed, and filling it would break the signature"),
    "xl/revisions/": N_("it keeps a log of its changes (a shared workbook)"),
}
_RECKONING = re.compile(rb"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>")
_BEFORE_RECKONING = re.compile(rb"</((?:\w+:)?)(?:sheets|functionGroups|externalReferences|definedNames)\s*>")
_ON_LOAD = re.compile(rb"""\sfullCalcOnLoad\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True)
class Parts:
    """The parts of a workbook that filling concerns, by name."""

    sheet: str
    styles: str
    shared_texts: str
    """Empty where the workbook has none."""
    from_1904: bool
    """The workbook counts its days from 1904-01-01."""


def find_parts(package: zipfile.ZipFile, sheet: str) -> Parts:
    """The parts that hold a sheet, by the sheet's name, and what its cells refer to.

    Raises:
        UnknownStructure: the workbook has no such sheet, is signed, or is not laid out as expected.
    """
    names = package.namelist()
    if len(set(names)) < len(names):
        raise UnknownStructure(_("it holds a part twice"))
    for name in names:
        if why := next((why for start, why in _UNTOUCHABLE.items() if name.startswith(start)), ""):
            raise UnknownStructure(_(why))
    targets = {
        element.get("Id", ""): (element.get("Type", "").rpartition("/")[2], _resolved(element.get("Target", "")))
        for element in _parsed(package, _RELATIONSHIPS).iter()
    }
    by_type = {kind: target for kind, target in targets.values() if kind in ("styles", "sharedStrings")}
    if "styles" not in by_type:
        raise UnknownStructure(_("the workbook has no styles"))
    identifier, from_1904 = _sheet_of(package, sheet)
    if identifier not in targets:
        raise UnknownStructure(_("a sheet's relationship is missing"))
    return Parts(targets[identifier][1], by_type["styles"], by_type.get("sharedStrings", ""), from_1904)


def chunks_of(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part, as it is unpacked."""
    with package.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def has_formulas(package: zipfile.ZipFile, beside: str) -> bool:
    """Whether any sheet but one holds a formula."""
    for name in package.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml") and name != beside:
            tail = b""
            for chunk in chunks_of(package, name):
                if has_formula(tail + chunk):
                    return True
                tail = chunk[-64:]
    return False


def reckoned_on_load(workbook: bytes) -> bytes:
    """``workbook.xml`` with the wish that formulas be worked out anew when it is opened.

    Their values, as they were worked out last, stay in the file; those that look at our cells would be out of date.
    """
    if found := _RECKONING.search(workbook):
        set_already = _ON_LOAD.search(found[2])
        if set_already and set_already[1] in (b"1", b"true"):
            return workbook
        attributes = _ON_LOAD.sub(b"", found[2]).rstrip()
        tag = b'<%scalcPr%s fullCalcOnLoad="1"%s>' % (found[1], attributes, found[3])
        return workbook[: found.start()] + tag + workbook[found.end() :]
    before = list(_BEFORE_RECKONING.finditer(workbook))
    if not before:
        raise UnknownStructure(_("the workbook lists no sheets"))
    at = before[-1].end()
    return workbook[:at] + b'<%scalcPr fullCalcOnLoad="1"/>' % before[-1][1] + workbook[at:]


def copy_with(package: zipfile.ZipFile, changed: Mapping[str, Iterable[bytes]]) -> bytes:
    """The package with some parts replaced, worked out one by one in the order given.

    The others keep their bytes and times, and all of them their order in the package's directory.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as copy:
        for info in package.infolist():
            if info.filename not in changed:
                with package.open(info) as source, copy.open(_like(info), "w") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
        for name, chunks in changed.items():
            large = package.getinfo(name).file_size > 2**30
            with copy.open(name, "w", force_zip64=large) as target:
                for chunk in _larger(chunks):
                    target.write(chunk)
        order = {name: number for number, name in enumerate(package.namelist())}
        copy.infolist().sort(key=lambda info: order[info.filename])
    return buffer.getvalue()


def _larger(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks that are worth a call."""
    waiting, size = [], 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    kept = zipfile.ZipInfo(info.filename, max(info.date_time, _EPOCH))
    kept.compress_type, kept.create_system = info.compress_type, info.create_system
    kept.external_attr, kept.comment, kept.file_size = info.external_attr, info.comment, info.file_size
    return kept


def _sheet_of(package: zipfile.ZipFile, sheet: str) -> tuple[str, bool]:
    """The relationship of a sheet, and whether the workbook counts its days from 1904."""
    from_1904 = False
    for element in _parsed(package, WORKBOOK).iter():
        local = element.tag.rpartition("}")[2]
        if local == "workbookPr":
            from_1904 = element.get("date1904") in ("1", "true")
        if local == "sheet" and element.get("name") == sheet:
            return next(filter(None, map(element.get, _RELATIONSHIP_ID)), ""), from_1904
    raise UnknownStructure(_('the workbook has no sheet "{sheet}"', sheet=sheet))


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _parsed(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    data = package.read(name)
    if b"<!DOCTYPE" in data:
        raise UnknownStructure(_("{part} has a document type", part=name))
    try:
        return ElementTree.fromstring(data)  # noqa: S314  # without a document type there are no entities
    except ElementTree.ParseError as error:
        raise UnknownStructure(_("{part} is not well formed: {error}", part=name, error=error)) from None
