"""Checks on the names of a certificate: when they are fine, when they fail, when they have to wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning.audit import name_checks
from tests.audit import DOMAIN, ROOT, check, ground, said
from tests.certificates import issue


@pytest.mark.parametrize(("san", "severity"), [(True, "ok"), (False, "error")])
def test_names_present(tmp_path: Path, san: bool, severity: str) -> None:
    row = {"domain": DOMAIN, "certificate_name": "one"}
    assert check(tmp_path, issue([DOMAIN], ROOT, san=san), row=row)["names-present"]["severity"] == severity


def test_names_that_cannot_be_read_are_an_error_of_their_own() -> None:
    row = {"san_dns": (), "san_ip": (), "problems": ("san_dns: not valid DER",), "common_name": "api"}
    verdict = name_checks.names_present(row, ground())
    assert verdict and (verdict.severity, "cannot be read" in verdict.message) == ("error", True)


@pytest.mark.parametrize(
    ("names", "severity", "words"),
    [
        ([DOMAIN, "www.example.com"], "ok", "carries"),
        (["*.example.com"], "ok", "carries"),
        ([DOMAIN], "error", "expected www.example.com, found api.example.com"),
    ],
)
def test_planned_names(tmp_path: Path, names: list[str], severity: str, words: str) -> None:
    row = {"domain": DOMAIN, "certificate_name": "One", "san_domains": f"{DOMAIN}; www.example.com"}
    found = check(tmp_path, issue(names, ROOT), row=row)["planned-names"]
    assert (found["severity"], words in found["message"]) == (severity, True)


def test_planned_names_wait_for_names(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_name": "one"}
    found = check(tmp_path, issue([DOMAIN], ROOT, san=False), row=row)["planned-names"]
    assert found["severity"] == "skipped"


def test_planned_names_do_not_apply_to_an_unplanned_certificate(tmp_path: Path) -> None:
    assert "planned-names" not in check(tmp_path, issue([DOMAIN], ROOT))


@pytest.mark.parametrize(
    ("names", "severity"), [([DOMAIN], "ok"), (["*.example.com"], "ok"), ([DOMAIN, "x.example.com"], "notice")]
)
def test_surplus_names(tmp_path: Path, names: list[str], severity: str) -> None:
    assert check(tmp_path, issue(names, ROOT))["surplus-names"]["severity"] == severity


@pytest.mark.parametrize(
    ("name", "severity", "words"),
    [
        ("xn--jzuq81e.example.com", "ok", "each is a DNS name"),
        ("API.Example.COM", "ok", "each is a DNS name"),
        ("*.example.com", "ok", "each is a DNS name"),
        ("10.0.0.1", "warning", "expected DNS names, found 10.0.0.1 (an IP address, not a domain name)"),
        ("https://api.example.com", "warning", "a URL"),
        ("api.example.com:443", "warning", "found api.example.com:443 ("),
        ("api", "warning", "a single label"),
        ("api_1.example.com", "warning", "found api_1.example.com ("),
        ("-api.example.com", "warning", "found -api.example.com ("),
        (f"{'a' * 64}.example.com", "warning", f"found {'a' * 64}.example.com ("),
        (".example.com", "warning", "found .example.com ("),
        ("api.example.com.", "warning", "found api.example.com. ("),
        (" api.example.com", "warning", "found  api.example.com ("),
        ("api.example.com ", "warning", "found api.example.com  ("),
    ],
)
def test_names_well_formed(tmp_path: Path, name: str, severity: str, words: str) -> None:
    found = said(check(tmp_path, issue([DOMAIN, name], ROOT)), "names-well-formed")
    assert (found[0], words in found[1]) == (severity, True), found


def test_a_name_that_is_not_in_its_a_label_form_is_warned_of() -> None:
    verdict = name_checks.names_well_formed({"san_dns": ("推荐.example.com",)}, ground())
    words = "expected DNS names, found 推荐.example.com (not in its A-label form)"
    assert verdict and (verdict.severity, verdict.message) == ("warning", words)


@pytest.mark.parametrize("name", ["names-well-formed", "common-name-listed"])
def test_checks_of_the_names_wait_for_names(tmp_path: Path, name: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, san=False), row={"domain": DOMAIN, "certificate_name": "one"})
    assert said(found, name) == ("skipped", "waits for subject alternative names")


@pytest.mark.parametrize(
    ("name", "severity", "words"),
    [
        ("*.example.com", "ok", "*.example.com"),
        ("*.EXAMPLE.com", "ok", "*.EXAMPLE.com"),
        ("*.example.com.cn", "ok", "*.example.com.cn"),
        ("api.*.example.com", "error", "expected *.zone, found api.*.example.com"),
        ("*.*.example.com", "error", "expected *.zone, found *.*.example.com"),
        ("a*.example.com", "error", "expected *.zone, found a*.example.com"),
        ("**.example.com", "error", "expected *.zone, found **.example.com"),
        ("*example.com", "error", "expected *.zone, found *example.com"),
        ("*", "error", "expected *.zone, found *"),
        ("*.", "error", "expected *.zone, found *."),
        ("*.example.com.", "error", "expected *.zone, found *.example.com."),
        ("*.com.cn", "warning", "*.com.cn stands directly below a public suffix"),
        ("*.COM", "warning", "*.COM stands directly below a public suffix"),
    ],
)
def test_wildcard_left_most(tmp_path: Path, name: str, severity: str, words: str) -> None:
    found = said(check(tmp_path, issue([DOMAIN, name], ROOT)), "wildcard-left-most")
    assert (found[0], words in found[1]) == (severity, True), found


def test_wildcard_left_most_does_not_apply_without_a_wildcard(tmp_path: Path) -> None:
    assert "wildcard-left-most" not in check(tmp_path, issue([DOMAIN], ROOT))


@pytest.mark.parametrize(
    ("common_name", "names", "severity", "words"),
    [
        (DOMAIN, [DOMAIN], "ok", "api.example.com is among them"),
        ("API.example.com", [DOMAIN], "ok", "api.example.com is among them"),
        ("*.example.com", ["*.example.com", DOMAIN], "ok", "*.example.com is among them"),
        (
            "www.example.com", [DOMAIN], "warning",
            "expected the common name www.example.com among the subject alternative names, found api.example.com",
        ),
        (
            "api.example.com", ["*.example.com"], "warning",
            "expected the common name api.example.com among the subject alternative names, found *.example.com",
        ),
    ],
)  # fmt: skip
def test_common_name_listed(tmp_path: Path, common_name: str, names: list[str], severity: str, words: str) -> None:
    found = check(tmp_path, issue(names, ROOT, common_name=common_name))
    assert said(found, "common-name-listed") == (severity, words)


@pytest.mark.parametrize("common_name", ["AIRec gateway", "gateway", "10.0.0.1"])
def test_common_name_listed_does_not_apply_to_what_is_no_host_name(tmp_path: Path, common_name: str) -> None:
    assert "common-name-listed" not in check(tmp_path, issue([DOMAIN], ROOT, common_name=common_name))
