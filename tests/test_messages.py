"""What people are told, in each language: no message is missing from the catalogues, and none of them is at odds."""

from __future__ import annotations

import string
from collections import defaultdict

import pytest

from airec_planning.language import _, speaking
from airec_planning.text import plural
from tests import messages

FLOORS = sorted(messages.messages())


@pytest.mark.parametrize("floor", FLOORS)
def test_every_message_that_is_marked_is_in_its_floors_catalogue_and_no_other(floor: str) -> None:
    held = {(entry.context or "", entry.id) for entry in messages.catalogue(floor) if entry.id}
    assert held == messages.messages()[floor], "run: make messages"


def test_no_catalogue_is_left_of_a_floor_that_says_nothing() -> None:
    assert {path.stem for path in messages.CATALOGUES.glob("*.po")} == set(FLOORS)


@pytest.mark.parametrize("floor", FLOORS)
def test_every_message_is_translated_and_takes_the_same_values(floor: str) -> None:
    for entry in messages.catalogue(floor):
        if entry.id:
            assert entry.string, f"{floor}.po: no Chinese for {entry.id!r}"
            assert not entry.fuzzy, entry.id
            assert _values(entry.string) == _values(entry.id), entry.id


def test_what_two_floors_say_is_the_same_in_chinese() -> None:
    said = defaultdict(set)
    for floor in FLOORS:
        for entry in messages.catalogue(floor):
            if entry.id:
                said[entry.context, entry.id].add(entry.string)
    assert {message: chinese for message, chinese in said.items() if len(chinese) > 1} == {}


def test_a_message_is_said_in_the_language_that_is_spoken_and_stays_as_it_is_without_one() -> None:
    assert _("no {such} message", such="known") == "no known message"
    with speaking("zh"):
        assert _("no {such} message", such="known") == "no known message"
        assert _("braces {stay} without values") == "braces {stay} without values"


def test_what_is_counted_has_its_measure_word_in_chinese() -> None:
    assert plural(1, "day") == "1 day"
    assert plural(1200, "day") == "1,200 days"
    with speaking("zh"):
        assert plural(1200, "day") == "1,200 天"


def _values(text: str) -> set[str]:
    """The names in braces; a text that is used without values may hold anything else."""
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    except ValueError:
        return set()
