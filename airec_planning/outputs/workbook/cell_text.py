"""Text for a cell of a workbook: nothing in it that a spreadsheet acts on, nothing cut without saying so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from airec_planning.language import _
from airec_planning.text import escaped

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell takes."""
SEPARATOR = "; "
_TO_ESCAPE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"  # controls, of which XML takes none, and separators of lines
    "\u202a-\u202e\u2066-\u2069"  # what turns the reading direction
    "\ud800-\udfff\ufffe\uffff]"  # what is no character
)
_LINE_BREAK = re.compile("\r\n?")
_ACTS = ("=", "+", "-", "@", "\t", "\n")


def cell_text(text: str) -> str:
    """The text as a cell can hold it.

    A line break is a line feed; other controls, direction marks and what is no character are written as escapes.
    What is longer than a cell ends with a note of how much was left out.
    """
    kept = _LINE_BREAK.sub("\n", text)
    kept = _TO_ESCAPE.sub(lambda found: escaped(found[0]), kept)
    if utf16_length(kept) <= LONGEST_TEXT:
        return kept
    note = _(" ... {count} characters: cut here", count=utf16_length(kept))
    return _first_units(kept, LONGEST_TEXT - len(note)) + note


def joined_names(names: Sequence[str], *, chinese: bool = False) -> str:
    """The names in one cell, apart by semicolons; as many whole ones as fit, then how many more there are.

    The note is one that ``inputs.requirements`` passes over when it reads the cell.
    """
    cleaned = [cell_text(name) for name in names]
    ends = list(accumulate(utf16_length(name) + len(SEPARATOR) for name in cleaned))
    if not ends or ends[-1] - len(SEPARATOR) <= LONGEST_TEXT:
        return SEPARATOR.join(cleaned)
    room = LONGEST_TEXT - len(_more(len(names), chinese))
    fitting = sum(end <= room for end in ends)
    return "".join(name + SEPARATOR for name in cleaned[:fitting]) + _more(len(names) - fitting, chinese)


def looks_active(text: str) -> bool:
    """A spreadsheet would take the text for a formula, once a person edits the cell or saves it as csv."""
    return text.startswith(_ACTS)


def screen_width(text: str) -> int:
    """Columns that the longest line of the text takes: an East Asian wide character takes two."""
    longest = max(text.split("\n"), key=len)
    if longest.isascii():
        return len(longest)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in longest)


def lines_in(text: str, width: int) -> int:
    """How many lines the text takes in a cell of this width; words are not cut, so some room is left."""
    return sum(-(-screen_width(line) * 11 // (width * 10)) or 1 for line in text.split("\n"))


def utf16_length(text: str) -> int:
    """The length as spreadsheets count it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _more(count: int, chinese: bool) -> str:
    return f"... 另有 {count} 个域名：见证书" if chinese else f"... {count} more: see the certificate"


def _first_units(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
