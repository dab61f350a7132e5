"""Text from outside, made safe to show."""

from __future__ import annotations

import datetime as dt
import unicodedata

from airec_planning.language import counted, spoken

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


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


def escaped(character: str) -> str:
    """A character as an escape of its code: ``\\x0b``, ``\\u202e``."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
