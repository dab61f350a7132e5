"""The languages in which people are told things, and the catalogues that hold what is said in them.

What a person reads is written in English where it is said, and marked: ``_("{count} of {all} rows", count=3, all=5)``.
The catalogues are gettext's, ``locale/LANGUAGE/*.po``, one for each floor; ``make messages`` brings them up to date.
What machines read (keys, names of columns and checks, states in a document) is the same in each language.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import resources
from typing import Literal, get_args

Language = Literal["en", "zh"]
"""English, Simplified Chinese."""
LANGUAGES: tuple[Language, ...] = get_args(Language)
VARIABLE = "AIREC_PLANNING_LANGUAGE"
"""The environment variable with the language of commands that have no deployment, and of what ``init`` writes."""

COUNTED = "counted"
"""The context of nouns behind a number: Chinese needs its measure word there."""

_of_process: Language = "en"
_of_context: ContextVar[Language | None] = ContextVar("language", default=None)


def _(message: str, /, **values: object) -> str:
    """The message in the language that is spoken, with the values in its braces.

    Without values it is no format: its braces stay as they are.
    """
    language = spoken()
    said = message if language == "en" else _catalogue(language).get(("", message), message)
    return said.format(**values) if values else said


def N_(message: str, /) -> str:  # noqa: N802  # gettext's own name for it
    """The message as it is, marked for the catalogues; ``_`` says it later, when the language is known."""
    return message


def counted(noun: str, /) -> str:
    """How a noun is said behind a number: the Chinese one with its measure word."""
    return _catalogue(spoken()).get((COUNTED, noun), noun)


def spoken() -> Language:
    """The language in which things are said here and now."""
    return _of_context.get() or _of_process


def speak(language: Language) -> None:
    """From now on in this process, where nothing else is said: for a command's first lines."""
    global _of_process  # noqa: PLW0603  # what a command does at its edge, once
    _of_process = language


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Within this block, whatever the process speaks; with none, what is spoken already."""
    token = _of_context.set(language or spoken())
    try:
        yield
    finally:
        _of_context.reset(token)


def language_of_all(chosen: Sequence[str]) -> Language:
    """The language of what is about several deployments: the one that all of them chose, else English."""
    return next((language for language in LANGUAGES if set(chosen) == {language}), "en")


@functools.lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: Language) -> dict[tuple[str, str], str]:
    """By context and English message; empty for English."""
    folder = resources.files("airec_planning") / "locale" / language
    if language == "en" or not folder.is_dir():
        return {}
    from babel.messages.pofile import read_po  # noqa: PLC0415  # a tenth of a second that English does not need

    found = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        with path.open("rb") as file:
            entries = read_po(file)
        said = (entry for entry in entries if entry.id and entry.string)
        found.update({(entry.context or "", str(entry.id)): str(entry.string) for entry in said})
    return found
