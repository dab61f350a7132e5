"""The scripts of a label, and how far they are mixed: the restriction levels of UTS 39, section 5.2."""

from __future__ import annotations

import functools
import unicodedata
from typing import Literal

Mixture = Literal["allowed", "moderate", "suspicious"]

_SHARED = {"DIGIT", "HYPHEN-MINUS", "COMBINING", "MODIFIER", "ZERO", "MIDDLE", "KATAKANA-HIRAGANA", "GREEK-LATIN"}
"""First words of the names of characters that many scripts share."""
_AMONG_EACH_OTHER = (
    {"Latin", "Han", "Hiragana", "Katakana"},
    {"Latin", "Han", "Bopomofo"},
    {"Latin", "Han", "Hangul"},
)
_DRAWN_LIKE_LATIN = {"Cyrillic", "Greek", "Cherokee"}


def scripts(label: str) -> tuple[str, ...]:
    """The scripts of a U-label's characters, by name: ``("Cyrillic", "Latin")``; shared characters have none."""
    return tuple(sorted({script for c in label if (script := _script(c))}))


def mixture(label: str) -> Mixture:
    """How far a U-label mixes scripts.

    ``allowed``: one script, or Latin with those of Chinese, Japanese or Korean (highly restrictive);
    ``moderate``: Latin with one other (moderately restrictive); ``suspicious``: anything else, such as Latin
    with Cyrillic or Greek, whose letters are drawn like it.
    """
    found = set(scripts(label))
    if len(found) < 2 or any(found <= together for together in _AMONG_EACH_OTHER):
        return "allowed"
    return "moderate" if len(found) == 2 and "Latin" in found and not found & _DRAWN_LIKE_LATIN else "suspicious"


@functools.lru_cache(4096)
def _script(character: str) -> str:
    """By the character's name: Python has no table of scripts, and the letters of labels are named after theirs."""
    name = unicodedata.name(character, "")
    first = name.partition(" ")[0]
    if first in _SHARED or unicodedata.category(character) == "Mn":
        return ""
    if first in ("CJK", "IDEOGRAPHIC"):
        return "Han"
    return first.partition("-")[0].capitalize()
