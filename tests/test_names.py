"""DNS names: one spelling for each, and which pattern covers which name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from airec_planning import names
from airec_planning.names import NotADomain, covers, normalise
from tests.inputs import within


@pytest.mark.parametrize(
    "written",
    [
        "oss.example.com",
        "OSS.Example.COM",
        "oss.example.com.",
        " oss.example.com\t",
        "oss。example．com",
        "ｏｓｓ.example.com",
    ],
)
def test_a_trailing_dot_capitals_and_ideographic_stops_are_one_domain(written: str) -> None:
    assert normalise(written) == "oss.example.com"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("推荐.example.cn", "xn--jzuq81e.example.cn"),
        ("推荐。例子。中国。", "xn--jzuq81e.xn--fsqu00a.xn--fiqs8s"),
        ("XN--JZUQ81E.example.cn", "xn--jzuq81e.example.cn"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("*.Example.com", "*.example.com"),
        ("*.推荐.cn.", "*.xn--jzuq81e.cn"),
        ("*。example。com", "*.example.com"),
        ("1.a-2.example.com", "1.a-2.example.com"),
    ],
)
def test_a_name_becomes_a_labels_in_lower_case(written: str, expected: str) -> None:
    assert normalise(written) == expected


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("https://oss.example.com/path", "host name alone: oss.example.com"),
        ("https://oss.example.com:8443", "host name alone: oss.example.com"),
        ("https://admin@oss.example.com/", "host name alone: oss.example.com"),
        ("oss.example.com:443", "host name alone: oss.example.com"),
        ("oss.example.com/path", "host name alone: oss.example.com"),
        ("10.1.2.3", "IP address"),
        ("2001:db8::1", "IP address"),
        ("[2001:db8::1]", "IP address"),
        ("10.1.2.3:443", "IP address"),
        ("999.1.2.3", "number"),
        ("localhost", "single label"),
        ("a*.example.com", "left-most label"),
        ("www.*.example.com", "left-most label"),
        ("*.*.example.com", "left-most label"),
        ("*", "left-most label"),
        ("a..example.com", "(?i)empty label"),
        (".example.com", "(?i)empty label"),
        ("a_b.example.com", "not allowed"),
        ("a b.example.com", "not allowed"),
        ("-a.example.com", "hyphen"),
        ("a" * 64 + ".example.com", "too long"),
        (".".join(["a" * 60] * 5), "too long"),
    ],
)
def test_what_is_no_domain_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(NotADomain, match=reason):
        normalise(written)


def test_a_text_far_longer_than_any_name_is_refused_at_once() -> None:
    with within(2), pytest.raises(NotADomain):
        normalise("a." * 20_000 + "com")


@given(st.text(st.sampled_from("aZ9-*.。xn—ßéæ推\u200d\u0301:/@ "), max_size=30))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_normalising_twice_changes_nothing_and_refusing_is_the_only_other_end(text: str) -> None:
    try:
        name = normalise(text)
    except NotADomain:
        return
    assert normalise(name) == name
    assert name.isascii()
    assert name == name.lower()


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        ("a.example.com", "a.example.com", True),
        ("a.example.com", "b.example.com", False),
        ("*.example.com", "a.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "a.b.example.com", False),
        ("*.example.com", "*.example.com", True),
        ("*.com", "*.example.com", False),
        ("*.example.com", "a.example.com.cn", False),
        ("a.example.com", "*.example.com", False),
    ],
)
def test_a_wildcard_covers_exactly_one_label(pattern: str, name: str, covered: bool) -> None:
    assert covers(pattern, name) is covered


def test_the_wildcard_of_the_parent_zone_covers_the_name() -> None:
    assert names.parent_zone("a.b.example.com") == "b.example.com"
    assert covers(names.wildcard_of(names.parent_zone("a.b.example.com")), "a.b.example.com")


def test_a_name_is_shown_in_both_forms_only_where_they_differ() -> None:
    assert names.both_forms("xn--jzuq81e.example.cn") == "xn--jzuq81e.example.cn (推荐.example.cn)"
    assert names.both_forms("oss.example.cn") == "oss.example.cn"


def test_a_label_that_cannot_be_decoded_is_shown_as_it_stands() -> None:
    assert names.unicode_form("xn--jzuq81e.xn--a.cn") == "推荐.xn--a.cn"


@pytest.mark.parametrize(
    ("zone", "public"),
    [
        ("com", True),
        ("com.cn", True),
        ("co.uk", True),
        ("example.com", False),
        ("internal", True),
        ("corp.internal", False),
    ],
)
def test_public_suffixes_are_told_from_zones_of_an_owner(zone: str, public: bool) -> None:
    assert names.is_public_suffix(zone) is public


def test_each_rule_of_the_list_is_taken_as_the_library_takes_it() -> None:
    library = PublicSuffixList(only_icann=True, accept_unknown=False)
    for rule in library._publicsuffix:
        zone = rule.lstrip("!").replace("*", "any")
        for asked in (zone, f"{zone}.", zone.upper(), f"own.{zone}", names.parent_zone(zone)):
            assert names.is_public_suffix(asked) is ("." not in asked or library.is_public(asked)), asked


@given(
    st.text(st.sampled_from("aZ09-.*_ é。"), max_size=20)
    | st.from_regex(r"([a-zA-Z0-9-]{1,64}\.){1,5}[a-z0-9]{1,4}", fullmatch=True)
)
@settings(max_examples=500, deadline=None, derandomize=True)
def test_the_quick_way_for_plain_names_takes_and_gives_what_idna_does(text: str) -> None:
    def normalised() -> str:
        try:
            return normalise(text)
        except NotADomain:
            return "refused"

    quick = normalised()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "_PLAIN", re.compile(r"(?!)"))
        assert normalised() == quick
