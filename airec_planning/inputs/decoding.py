"""Bytes of a text file into text: UTF-8, UTF-16 with a byte order mark, GBK."""

from __future__ import annotations

import codecs

from airec_planning.errors import InputError
from airec_planning.language import _

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes, place: str) -> str:
    """The text of a file that a planner wrote.

    A byte order mark decides; else UTF-8; else GBK (as GB 18030, which contains it).

    Raises:
        InputError: none of them fits.
    """
    encodings = [name for mark, name in _MARKS if data.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError(place, _("is not text in UTF-8, UTF-16 or GBK"), _("Save it as UTF-8 text."))
