"""What one name is worth a second look for."""

from __future__ import annotations

import pytest

from airec_planning.audit.name_rules import NAME_RULES
from airec_planning.names import normalise


def told(name: str) -> dict[str, tuple[str, str]]:
    """Severity and message by the rule's name."""
    found = {rule.__name__: rule(name) for rule in NAME_RULES}
    return {rule: (verdict.severity, verdict.message) for rule, verdict in found.items() if verdict}


@pytest.mark.parametrize("name", ["api.example.com", "*.example.com", "a-b.c--d.example.com", "x" * 59 + ".cn"])
def test_an_ordinary_name_is_worth_no_word(name: str) -> None:
    assert told(name) == {}


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("a_b.example.com", "characters"),
        ("Api.example.com", "characters"),
        ("=cmd()", "characters"),
        ("", "characters"),
        ("api..example.com", "characters"),
        ("-api.example.com", "hyphens_at_the_ends"),
        ("api-.example.com", "hyphens_at_the_ends"),
        ("ab--cd.example.com", "hyphens_in_third_and_fourth_place"),
        ("xn--a.example.com", "hyphens_in_third_and_fourth_place"),
        ("10.0.0.1", "numeric_top_level"),
        ("x" * 64 + ".example.com", "too_long"),
        (".".join(["x" * 50] * 6), "too_long"),
    ],
)
def test_what_is_no_host_name_is_an_error(name: str, rule: str) -> None:
    assert told(name)[rule][0] == "error"


@pytest.mark.parametrize(
    ("written", "rule", "severity"),
    [
        ("10.example.com", "numeric_label", "notice"),
        ("x" * 60 + ".example.com", "too_long", "notice"),
        (".".join(["x" * 58] * 4) + ".cn.com", "too_long", "notice"),
        ("x" * 30 + "." + "y" * 30 + ".example", "too_long_as_common_name", "notice"),
        ("*.com.cn", "wildcard_below_public_suffix", "warning"),
        ("*.internal", "wildcard_below_public_suffix", "warning"),
        ("推荐.example.com", "a_labels", "notice"),
        ("exаmple.com", "mixed_scripts", "warning"),
        ("ไทยapi.example.com", "mixed_scripts", "notice"),
        ("аррӏе.com", "reads_as_ascii", "warning"),
        ("straße.de", "deviations", "warning"),
        ("क्‍ष.com", "deviations", "warning"),
    ],
)
def test_what_may_be_meant_otherwise_is_told(written: str, rule: str, severity: str) -> None:
    assert told(normalise(written))[rule][0] == severity


def test_both_forms_and_what_they_are_taken_for_are_named() -> None:
    assert told(normalise("推荐.example.com"))["a_labels"][1] == "xn--jzuq81e.example.com is read 推荐.example.com"
    assert told(normalise("аррӏе.com"))["reads_as_ascii"][1] == 'label "аррӏе" is Cyrillic and is drawn like "apple"'
    assert told(normalise("straße.de"))["deviations"][1] == "holds ß: older software asks for strasse.de instead"
