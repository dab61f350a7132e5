"""File names: one for each certificate's name, safe on every system, and the same name read back from it."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 180
"""Bytes in UTF-8: with a suffix below the 255 that file systems take."""
_DIGEST = 8
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
"""Names of devices on Windows, whatever follows the first dot."""
_NOTHING = "certificate"


@functools.lru_cache(1 << 16)
def file_stem(name: str) -> str:
    """The name of the file, without suffix, of a certificate of that name.

    Letters of every script, digits, ``.``, ``_`` and ``-`` stay; a wildcard's ``*.`` becomes ``wildcard.``; every
    run of other characters (separators, blanks, controls, direction marks) becomes one ``-``. It never begins or
    ends with a dot or a dash, is no device of Windows, and is at most 180 bytes long: what is longer ends in a
    digest. A stem is its own stem.
    """
    text = unicodedata.normalize("NFC", name)
    text = f"wildcard.{text[2:]}" if text.startswith("*.") else text
    text = re.sub(r"-{2,}", "-", "".join(c if _kept(c) else "-" for c in text))
    text = unicodedata.normalize("NFC", text).strip(".-")
    text = _RESERVED.sub(r"\1_", text, count=1) if _RESERVED.match(text) else text
    return _shortened(text) or _NOTHING


def name_key(name: str) -> str:
    """What two spellings of one certificate's name have in common: the stem, whatever its case."""
    return file_stem(name).casefold()


def file_stems(names: Iterable[str]) -> list[str]:
    """A stem for each name, no two alike even where case does not count: what comes later gets a number."""
    taken: set[str] = set()
    stems = []
    for name in names:
        stem, number = file_stem(name), 1
        while stem.casefold() in taken:
            number += 1
            stem = file_stem(f"{file_stem(name)}-{number}")
        taken.add(stem.casefold())
        stems.append(stem)
    return stems


def _kept(character: str) -> bool:
    return character in "._-" or unicodedata.category(character)[0] in "LMN"


def _shortened(stem: str) -> str:
    if len(stem.encode()) <= _LONGEST:
        return stem
    digest = hashlib.sha256(stem.casefold().encode()).hexdigest()[:_DIGEST]
    head = stem.encode()[: _LONGEST - _DIGEST - 1].decode(errors="ignore").rstrip(".-")
    return f"{head}-{digest}"
