"""The file of a certificate's name, and the name read back from it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.file_names import file_stem, file_stems, name_key

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
hostile = st.text(st.sampled_from(". -_*/\\:$'\"`\n\u202e\u0301\u200bAaconCON推1²"), max_size=40)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("region", "region"),
        ("OSS Storage", "OSS-Storage"),
        ("推荐服务", "推荐服务"),
        ("*.example.com", "wildcard.example.com"),
        ("api.example.com", "api.example.com"),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        ("$(touch x)", "touch-x"),
        ("'; rm -rf ~", "rm-rf"),
        ("a\nb\u202etxt", "a-b-txt"),
        ("con", "con_"),
        ("NUL.txt", "NUL_.txt"),
        ("console", "console"),
        ("", "certificate"),
        ("...", "certificate"),
        ("e\u0301", "é"),
    ],
)
def test_a_name_becomes_a_file_that_a_person_recognises(name: str, stem: str) -> None:
    assert file_stem(name) == stem


@given(texts | hostile)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_stem_is_safe_on_every_system(name: str) -> None:
    stem = file_stem(name)
    assert 1 <= len(stem.encode()) <= 180
    assert not stem.startswith((".", "-")) and not stem.endswith((".", "-"))
    assert all(c in "._-" or unicodedata.category(c)[0] in "LMN" for c in stem)
    assert not re.match(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", stem, re.IGNORECASE)


@given(texts | hostile)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_stem_is_its_own_stem(name: str) -> None:
    assert file_stem(file_stem(name)) == file_stem(name)
    assert name_key(file_stem(name)) == name_key(name)


@given(st.lists(hostile | st.sampled_from(["a", "A", "a-2", "a 2", "x" * 400, "X" * 400]), max_size=12))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_two_files_are_one_even_where_case_does_not_count(names: list[str]) -> None:
    stems = file_stems(names)
    assert len({stem.casefold() for stem in stems}) == len(names)
    assert all(file_stem(stem) == stem for stem in stems)


def test_long_names_that_differ_at_the_end_differ_as_files() -> None:
    assert file_stem("a" * 400 + "1") != file_stem("a" * 400 + "2")


def test_case_and_separators_do_not_make_another_certificate() -> None:
    assert name_key("OSS Storage") == name_key("oss-storage")
    assert name_key("oss") != name_key("oss2")
