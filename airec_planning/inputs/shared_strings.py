"""How much text the cells of a workbook hold: each text is kept once in the file, and once a cell in a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ITEM = re.compile(rb"<(?:\w+:)?si[\s/>]")
_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v\b[^>]*>([^<]*)<"
)
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")


def item_lengths(shared_strings: bytes) -> list[int]:
    """The bytes of each shared string, its markup included."""
    starts = [found.start() for found in _ITEM.finditer(shared_strings)]
    return [end - start for start, end in zip(starts, [*starts[1:], len(shared_strings)], strict=True)]


def text_of_cells(sheets: Iterable[bytes], lengths: list[int]) -> int:
    """The bytes of text that the cells of these sheets hold together.

    A value that does not stand where it usually does counts as the longest text of all.
    """
    total, longest = 0, max(lengths, default=0)
    for sheet in sheets:
        values = sheet.count(b"v>") - sheet.count(b"<v>") - sheet.count(b":v>") // 2
        plain = 0
        for attributes, value in _CELL.findall(sheet):
            plain += 1
            if _SHARED.search(attributes):
                total += lengths[int(value)] if value.isdigit() and int(value) < len(lengths) else longest
        total += max(0, values - plain) * longest
    return total
