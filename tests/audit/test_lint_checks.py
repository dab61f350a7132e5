"""The lints, where they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from airec_planning.audit import lint_checks
from airec_planning.audit.lint_checks import is_taken
from airec_planning.setting_sections import Checks, Settings
from tests.audit import DOMAIN, ROOT, check, ground, said
from tests.certificates import authority, issue

ASKED = "[checks]\nlint = true\n"


def test_without_being_asked_nothing_is_linted(tmp_path: Path) -> None:
    assert "lints" not in check(tmp_path, issue([DOMAIN], ROOT))


@pytest.mark.parametrize("name", [DOMAIN, "*.example.com"])
def test_a_good_certificate_passes(tmp_path: Path, name: str) -> None:
    root = authority("Root", identifiers=True)
    leaf = issue([name], root, identifiers=True, key_usage=["digitalSignature"])
    assert said(check(tmp_path, leaf, settings=ASKED), "lints") == ("ok", "no lint speaks")


def test_a_lint_that_speaks_is_a_warning_with_its_code(tmp_path: Path) -> None:
    odd = x509.AuthorityKeyIdentifier(b"1234", None, None)
    found = said(check(tmp_path, issue([DOMAIN], ROOT, critical=[odd]), settings=ASKED), "lints")
    assert (found[0], "pkix.authority_key_identifier" in found[1]) == ("warning", True), found


def test_a_certificate_that_cannot_be_loaded_is_waited_for() -> None:
    settings = Settings(checks=Checks(lint=True))
    verdict = lint_checks.lints({"sha256": "1"}, ground(settings=settings))
    assert verdict and (verdict.severity, verdict.message) == ("skipped", "waits for a certificate that can be loaded")


@pytest.mark.parametrize(
    ("code", "taken"),
    [("pkix.certificate_version_is_not_v3", True), ("itu.invalid_asn1_syntax", True),
     ("cabf.rsa_modulus_invalid_length", True), ("pkix.invalid_domain_name_syntax", False),
     ("cabf.serverauth.subscriber_no_sct", False), ("etsi.en_319_412_1", False)],
)  # fmt: skip
def test_lints_count_that_hold_for_private_authorities_too(code: str, taken: bool) -> None:
    assert is_taken(code) is taken
