"""Whether a file that claims to be a workbook can be opened without harm.

Readers trust what the file says of itself: a few kilobytes can ask for gigabytes, or for a cell in the
last column of the last row. So the parts are inflated once, counted and looked through before a reader
sees the file.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from airec_planning.errors import InputError
from airec_planning.inputs.html_tables import is_html
from airec_planning.inputs.shared_strings import item_lengths, text_of_cells
from airec_planning.inputs.sheet_extent import LAST_ROW_OF_A_SHEET, quick_extent
from airec_planning.language import _

LARGEST_FILE = 200 * 2**20
LARGEST_INFLATED = 2 * 2**30
LARGEST_RATIO = 200
"""Inflated size over file size; a good workbook has about 8, bombs have 300 and more."""
LARGEST_TEXT = 256 * 2**20
LARGEST_CELL = 1 * 2**20
"""Bytes of a cell's text with its markup; Excel takes 32,767 characters."""
SMALL_ENOUGH = 16 * 2**20
"""Below this inflated size the ratio says nothing: a short sheet of equal rows packs well."""
LAST_ROW, LAST_COLUMN = 1_000_000, 1_000
MOST_CELLS, LARGEST_SPREAD = 2_000_000, 20
"""A sheet may span so many cells, or so many times those that it names: a reader lays out all that it spans."""
_CHUNK = 1 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["']""")
_ROW = re.compile(rb"""\sr\s*=\s*["'](\d{1,9})["']""")
_OVERLAP = 256
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def check_workbook(path: Path, place: str) -> None:
    """Refuse what is no workbook, what is protected by a password and what would exhaust the machine.

    Raises:
        InputError: with the reason and the remedy.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise InputError(place, _("is larger than {size} MiB", size=LARGEST_FILE >> 20), _("Split the table."))
    with path.open("rb") as file:
        _check_signature(file.read(4096), place, size)
    try:
        with zipfile.ZipFile(path) as package:
            _check_parts(package, place, size)
    except _DAMAGE:
        raise InputError(
            place,
            _("is damaged or truncated: its parts cannot be unpacked"),
            _("Export it again, or save it again in Excel."),
        ) from None


def _check_signature(start: bytes, place: str, size: int) -> None:
    if size == 0:
        raise InputError(place, _("is empty"), _("Export it again."))
    if start.startswith(_OLE):
        raise InputError(
            place,
            _("is protected by a password, or is an old .xls workbook"),
            _("Save it as .xlsx without a password."),
        )
    if is_html(start):
        raise InputError(
            place, _("is an HTML page, whatever its name says"), _("Rename it to .xls, or save it as .xlsx.")
        )
    if not start.startswith(_ZIP):
        raise InputError(
            place,
            _("is not an xlsx workbook, whatever its name says"),
            _("Save it as .xlsx, or as .csv and name it so."),
        )


def _check_parts(package: zipfile.ZipFile, place: str, size: int) -> None:
    names = package.namelist()
    if "xl/workbook.xml" not in names:
        raise InputError(place, _("is a zip file but holds no workbook"), _("Save it as .xlsx."))
    budget = min(LARGEST_INFLATED, max(SMALL_ENOUGH, size * LARGEST_RATIO))
    if len(names) > 10_000 or sum(info.file_size for info in package.infolist()) > budget:
        raise _bomb(place)
    looked: dict[str, _Looked] = {}
    for name in names:
        looked[name] = _looked_through(package, name, place, budget)
        budget -= looked[name].size
    _check_texts(package, looked, place)


@dataclass
class _Looked:
    """What a part turned out to be."""

    size: int = 0
    values: int = 0
    texts: bool = False
    """It holds the texts that cells share."""


def _looked_through(package: zipfile.ZipFile, name: str, place: str, budget: int) -> _Looked:
    found, tail, extent = _Looked(), b"", _Extent()
    with package.open(name) as part:
        while chunk := part.read(_CHUNK):
            if not found.size:
                found.texts = b"sst" in chunk[:_OVERLAP]
            found.size += len(chunk)
            if found.size > budget:
                raise _bomb(place)
            if name.endswith(".xml"):
                found.values += chunk.count(b"/v>") + chunk.count(b":v>") // 2
                extent.widen(tail + chunk, place)
                tail = chunk[-_OVERLAP:]
    return found


def _check_texts(package: zipfile.ZipFile, looked: Mapping[str, _Looked], place: str) -> None:
    """Refuse a workbook whose cells hold far more text between them than it has bytes."""
    lengths = [n for name, part in looked.items() if part.texts for n in item_lengths(package.read(name))]
    longest = max(lengths, default=0)
    sheets = [name for name, part in looked.items() if part.values * longest > LARGEST_TEXT]
    if longest > LARGEST_CELL or text_of_cells((package.read(name) for name in sheets), lengths) > LARGEST_TEXT:
        raise InputError(
            place,
            _("holds far more text than a table of its size would"),
            _("Save the sheet alone into a new workbook."),
        )


@dataclass
class _Extent:
    """The last row and column that a part names; together they span what a reader lays out in memory."""

    row: int = 1
    column: int = 1
    cells: int = 0

    def widen(self, xml: bytes, place: str) -> None:
        quick = quick_extent(xml)
        if quick is not None and not self._too_far(quick[0], quick[1], self.cells + quick[2]):
            self.row, self.column = max(self.row, quick[0]), max(self.column, quick[1])
            self.cells += quick[2]
            return
        for letters, number in _CELL.findall(xml):
            self.cells += 1
            self._reach(int(number), _column_number(letters.upper()), (letters + number).decode(), place)
        for number in _ROW.findall(xml):
            if int(number) != LAST_ROW_OF_A_SHEET:  # a format for the whole column may end there
                self._reach(int(number), 1, _("row {number:,}", number=int(number)), place)

    def _reach(self, row: int, column: int, name: str, place: str) -> None:
        if self._too_far(row, column, self.cells):
            raise InputError(
                place,
                _("has a cell far outside any table ({cell})", cell=name),
                _("Delete the rows and columns behind the table and save it again."),
            )
        self.row, self.column = max(self.row, row), max(self.column, column)

    def _too_far(self, row: int, column: int, cells: int) -> bool:
        row, column = max(self.row, row), max(self.column, column)
        return row > LAST_ROW or column > LAST_COLUMN or row * column > max(MOST_CELLS, cells * LARGEST_SPREAD)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _bomb(place: str) -> InputError:
    return InputError(
        place,
        _("unpacks to far more than a table of its size would hold"),
        _("Save the sheet alone into a new workbook."),
    )
