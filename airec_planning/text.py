"""Text from outside, made safe to show."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable

from airec_planning.language import _, counted, spoken

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_IN_A_FILE = re.compile(r"(.*), (row|line|block|certificate|private key) ([0-9]+)", re.DOTALL)


def visible(text: str) -> str:
    """The text with every control, direction mark and line separator written as an escape.

    Certificates and tables may hold anything: a newline that fakes a log line, a terminal
    sequence, a right-to-left override that reverses what a reader sees.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(escaped(c) if unicodedata.category(c) in _HIDDEN_CATEGORIES else c for c in text)


def shorten(text: str, width: int = 60) -> str:
    """At most ``width`` characters, the middle left out where the text is longer."""
    if len(text) <= width:
        return text
    head = (width - 1) // 2
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def moment_text(moment: dt.datetime) -> str:
    """ISO 8601 in UTC with a Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year > 999 else moment.isoformat()


def day_or_moment(moment: dt.datetime) -> str:
    """A day for its first moment in UTC, which is how days are given; else the moment."""
    return f"{moment:%Y-%m-%d}" if moment.time() == dt.time() else moment_text(moment)


def plural(count: int, noun: str, plural_form: str = "") -> str:
    """``1 certificate``, ``2 certificates``, ``2 authorities``; each noun is in the catalogues."""
    if spoken() != "en":
        return f"{count:,} {counted(noun)}"
    return f"{count:,} {noun if count == 1 else plural_form or noun + 's'}"


def in_days(days: int) -> str:
    """``today``, ``in 12 days``, ``3 days ago``."""
    if not days:
        return _("today")
    return _("in {days}", days=plural(days, "day")) if days > 0 else _("{days} ago", days=plural(-days, "day"))


def in_a_row(sentences: Iterable[str]) -> str:
    """Several sentences as one text: between Chinese ones stands no blank."""
    return ("" if spoken() == "zh" else " ").join(sentences)


def enumerated(texts: Iterable[str]) -> str:
    """``a, b, c``, with the comma of the language that is spoken."""
    return _(", ").join(texts)


def apart(texts: Iterable[str]) -> str:
    """``a; b; c``, with the semicolon of the language that is spoken."""
    return _("; ").join(texts)


def did_you_mean(name: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """The question whether the nearest of what is known was meant; empty where none is near.

    ``cutoff`` is how alike they have to be, from 0 to 1.
    """
    nearest = difflib.get_close_matches(name, list(known), 1, cutoff)
    return _("Did you mean {name}?", name=nearest[0]) if nearest else ""


def place_text(place: str) -> str:
    """A place in a file as it is told; kept, it is English in each language: ``san_domains, line 3``."""
    found = _IN_A_FILE.fullmatch(place)
    if not found or spoken() == "en":
        return place
    file, unit, number = found.groups()
    if unit == "row":
        return _("{file}, row {number}", file=file, number=number)
    if unit == "line":
        return _("{file}, line {number}", file=file, number=number)
    if unit == "certificate":
        return _("{file}, certificate {number}", file=file, number=number)
    if unit == "private key":
        return _("{file}, private key {number}", file=file, number=number)
    return _("{file}, block {number}", file=file, number=number)


def escaped(character: str) -> str:
    """A character as an escape of its code: ``\\x0b``, ``\\u202e``."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
