"""Which names are drawn alike, and which scripts a label mixes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.audit.confusables import skeleton
from airec_planning.audit.scripts import mixture, scripts
from airec_planning.names import NotADomain, normalise

LETTERS = st.text(st.sampled_from("abcdlmnorwv01аеосрхуӏωικ推荐ニ二-"), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exаmple.com", "example.com"),
        ("аррӏе.com", "apple.com"),
        ("g00gle.com", "google.com"),
        ("paypa1.com", "paypal.com"),
        ("exarnple.com", "example.com"),
        ("vvww.example.com", "wvvw.example.com"),
        ("clocs.example.com", "docs.example.com"),
        ("ニ.example.com", "二.example.com"),
        ("日本.example.com", "曰本.example.com"),
        ("οmega.example.com", "omega.example.com"),
    ],
)
def test_names_that_are_drawn_alike_have_one_skeleton(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)
    assert skeleton(normalise(one)) == skeleton(normalise(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("mail.example.com", "mall.example.com"), ("api1.example.com", "api2.example.com"), ("café.com", "cafe.com")],
)
def test_names_that_are_told_apart_have_two(one: str, other: str) -> None:
    assert skeleton(normalise(one)) != skeleton(normalise(other))


@settings(derandomize=True)
@given(st.lists(LETTERS, min_size=2, max_size=3))
def test_the_skeleton_of_a_skeleton_is_itself(labels: list[str]) -> None:
    try:
        name = normalise(".".join(labels))
    except NotADomain:
        return
    assert skeleton(skeleton(name)) == skeleton(name)
    assert skeleton(name).count(".") == name.count(".")


@pytest.mark.parametrize(
    ("label", "mixed", "found"),
    [
        ("api-1", "allowed", ("Latin",)),
        ("推荐", "allowed", ("Han",)),
        ("推荐api", "allowed", ("Han", "Latin")),
        ("ラーメン", "allowed", ("Katakana",)),
        ("привет", "allowed", ("Cyrillic",)),
        ("עברapi", "moderate", ("Hebrew", "Latin")),
        ("exаmple", "suspicious", ("Cyrillic", "Latin")),
        ("pαy", "suspicious", ("Greek", "Latin")),
        ("приветαβ", "suspicious", ("Cyrillic", "Greek")),
    ],
)
def test_scripts_that_are_not_written_together_are_told(label: str, mixed: str, found: tuple[str, ...]) -> None:
    assert (mixture(label), scripts(label)) == (mixed, found)
