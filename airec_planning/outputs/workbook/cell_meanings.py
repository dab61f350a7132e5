"""What an entry of a planner's table means: words, lists of names and days in one spelling each."""

from __future__ import annotations

import re

from airec_planning import names
from airec_planning.inputs import vocabulary
from airec_planning.inputs.requirements import SEPARATORS

_WORDS = {
    "scope": vocabulary.SCOPES,
    "certificate_type": vocabulary.TYPES,
    "source": vocabulary.SOURCES,
    "status": vocabulary.STATES,
}
_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]0{1,2}:00(?::00)?)?$")


def meaning(column: str, text: str) -> str:
    """Two entries of a column mean the same where this is the same; other texts are taken letter by letter.

    Domains are compared as names, a list of them as a set, days whatever divides their figures.
    """
    if column in _WORDS:
        return vocabulary.meaning(text, _WORDS[column]) or text
    if column == "domain":
        return domains(text)
    if column == "san_domains":
        return " ".join(sorted(set(domains(text).split())))
    if column == "expiration_date" and (day := _DAY.match(text)):
        return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    return text


def domains(text: str) -> str:
    """The domains of a cell, each normalised where it is one."""
    return " ".join(_normalised(part) for part in SEPARATORS.split(text) if part)


def _normalised(text: str) -> str:
    try:
        return names.normalise(text)
    except names.NotADomain:
        return text
