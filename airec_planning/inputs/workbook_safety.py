"""Whether a file that claims to be a workbook can be opened without harm.

Readers trust what the file says of itself: a few kilobytes can ask for gigabytes, or for a cell in the
last column of the last row. So the parts are inflated once, counted and looked through before a reader
sees the file.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from airec_planning.errors import InputError

LARGEST_FILE = 200 * 2**20
LARGEST_INFLATED = 2 * 2**30
LARGEST_RATIO = 200
"""Inflated size over file size; a good workbook has about 8, bombs have 300 and more."""
SMALL_ENOUGH = 16 * 2**20
"""Below this inflated size the ratio says nothing: a short sheet of equal rows packs well."""
LAST_ROW, LAST_COLUMN = 1_000_000, 1_000
_CHUNK = 1 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,4})(\d{1,9})"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,9})"')
_OVERLAP = 256


def check_workbook(path: Path, place: str) -> None:
    """Refuse what is no workbook, what is protected by a password and what would exhaust the machine.

    Raises:
        InputError: with the reason and the remedy.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise InputError(place, f"is larger than {LARGEST_FILE >> 20} MiB", "Split the table.")
    with path.open("rb") as file:
        _check_signature(file.read(8), place, size)
    try:
        with zipfile.ZipFile(path) as package:
            _check_parts(package, place, size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise InputError(
            place,
            "is damaged or truncated: its parts cannot be unpacked",
            "Export it again, or save it again in Excel.",
        ) from None


def _check_signature(start: bytes, place: str, size: int) -> None:
    if size == 0:
        raise InputError(place, "is empty", "Export it again.")
    if start.startswith(_OLE):
        raise InputError(
            place, "is protected by a password, or is an old .xls workbook", "Save it as .xlsx without a password."
        )
    if not start.startswith(_ZIP):
        raise InputError(
            place, "is not an xlsx workbook, whatever its name says", "Save it as .xlsx, or as .csv and name it so."
        )


def _check_parts(package: zipfile.ZipFile, place: str, size: int) -> None:
    names = package.namelist()
    if "xl/workbook.xml" not in names:
        raise InputError(place, "is a zip file but holds no workbook", "Save it as .xlsx.")
    budget = min(LARGEST_INFLATED, max(SMALL_ENOUGH, size * LARGEST_RATIO))
    if len(names) > 10_000 or sum(info.file_size for info in package.infolist()) > budget:
        raise _bomb(place)
    for name in names:
        budget -= _inflated_size(package, name, place, budget)


def _inflated_size(package: zipfile.ZipFile, name: str, place: str, budget: int) -> int:
    inflated, tail = 0, b""
    sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
    with package.open(name) as part:
        while chunk := part.read(_CHUNK):
            inflated += len(chunk)
            if inflated > budget:
                raise _bomb(place)
            if sheet:
                _check_far_cells(tail + chunk, place)
                tail = chunk[-_OVERLAP:]
    return inflated


def _check_far_cells(xml: bytes, place: str) -> None:
    for column, row in _CELL.findall(xml):
        if len(column) > 3 or int(row) > LAST_ROW or _column_number(column) > LAST_COLUMN:
            raise _far(place, (column + row).decode())
    for row in _ROW.findall(xml):
        if int(row) > LAST_ROW and int(row) != 1_048_576:
            raise _far(place, f"row {int(row)}")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _bomb(place: str) -> InputError:
    return InputError(
        place, "unpacks to far more than a table of its size would hold", "Save the sheet alone into a new workbook."
    )


def _far(place: str, cell: str) -> InputError:
    return InputError(
        place,
        f"has a cell far outside any table ({cell})",
        "Delete the rows and columns behind the table and save it again.",
    )
