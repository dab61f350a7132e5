"""Checks on what a certificate may be used for: when they are fine, when they fail, when they have to wait."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from airec_planning.audit import usage_checks
from tests.audit import DOMAIN, ROOT, check, ground, said
from tests.certificates import (
    CLIENT_AUTH,
    SERVER_AUTH,
    authority,
    issue,
    issued_by_key,
    new_key,
    signed_with_sha1,
)

ANY_USE = x509.ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
RSA = authority("RSA", kind="rsa2048")
IDENTIFIED = authority("Root", identifiers=True)


@pytest.mark.parametrize(("weak", "severity"), [('["sha1"]', "ok"), ('["sha256"]', "error")])
def test_signature_hash(tmp_path: Path, weak: str, severity: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT), settings=f"[checks]\nweak_hashes = {weak}\n")
    assert found["signature-hash"]["severity"] == severity


@pytest.mark.parametrize(("problems", "severity"), [((), "ok"), (("subject: not valid DER",), "warning")])
def test_fields_readable(problems: tuple[str, ...], severity: str) -> None:
    verdict = usage_checks.fields_readable({"problems": problems}, ground())
    assert verdict and verdict.severity == severity


@pytest.mark.parametrize(
    ("hash_algorithm", "words"), [(hashes.SHA256(), "ecdsa-with-SHA256"), (hashes.SHA512(), "ecdsa-with-SHA512")]
)
def test_a_strong_hash_is_named(tmp_path: Path, hash_algorithm: hashes.HashAlgorithm, words: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, hash_algorithm=hash_algorithm))
    assert said(found, "signature-hash") == ("ok", f"signed with {words}")


def test_a_signature_with_sha1_is_an_error(tmp_path: Path) -> None:
    found = said(check(tmp_path, signed_with_sha1(issue([DOMAIN], RSA), RSA)), "signature-hash")
    assert found == ("error", "signed with sha1WithRSAEncryption")


def test_a_signature_without_a_hash_of_its_own_is_fine(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], authority("Ed", kind="ed25519")))
    assert said(found, "signature-hash")[0] == "ok"


@pytest.mark.parametrize(
    ("kind", "key_usage", "severity", "words"),
    [
        ("ec", None, "ok", "not limited"),
        ("ec", ["digitalSignature"], "ok", "digitalSignature"),
        ("rsa2048", ["digitalSignature", "keyEncipherment"], "ok", "digitalSignature, keyEncipherment"),
        (
            "rsa2048", ["keyEncipherment"], "warning",
            "expected digitalSignature, found keyEncipherment: TLS 1.3 is not possible",
        ),
        ("ec", ["keyAgreement"], "error", "expected digitalSignature, found keyAgreement"),
        ("ec", ["keyEncipherment"], "error", "expected digitalSignature, found keyEncipherment"),
        ("rsa2048", ["cRLSign"], "error", "expected digitalSignature, found cRLSign"),
        (
            "ec", ["digitalSignature", "keyCertSign"], "warning",
            "it may sign certificates, and is no CA (RFC 5280, 4.2.1.9)",
        ),
    ],
)  # fmt: skip
def test_key_usage(tmp_path: Path, kind: str, key_usage: list[str] | None, severity: str, words: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, kind=kind, key_usage=key_usage))
    assert said(found, "key-usage") == (severity, words)


def test_the_key_usage_of_a_ca_that_serves_may_sign_certificates(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, ca=True, key_usage=["digitalSignature", "keyCertSign"]))
    assert said(found, "key-usage") == ("ok", "digitalSignature, keyCertSign")


@pytest.mark.parametrize(
    ("uses", "severity", "words"),
    [
        ((), "ok", "not limited"),
        ([SERVER_AUTH], "ok", "serverAuth"),
        ([CLIENT_AUTH, SERVER_AUTH], "ok", "serverAuth"),
        ([ANY_USE], "warning", "expected serverAuth, found anyExtendedKeyUsage"),
        ([CLIENT_AUTH], "error", "expected serverAuth, found 1.3.6.1.5.5.7.3.2"),
    ],
)
def test_extended_key_usage(tmp_path: Path, uses: list[x509.ObjectIdentifier], severity: str, words: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, extended_key_usage=uses))
    assert said(found, "extended-key-usage") == (severity, words)


@pytest.mark.parametrize(
    ("ca", "severity", "words"),
    [
        (False, "ok", "no CA"),
        (None, "ok", "no CA"),
        (True, "warning", "expected a server's certificate, found a CA's"),
    ],
)
def test_basic_constraints(tmp_path: Path, ca: bool | None, severity: str, words: str) -> None:
    assert said(check(tmp_path, issue([DOMAIN], ROOT, ca=ca)), "basic-constraints") == (severity, words)


def test_the_key_identifiers_lead_to_the_issuer(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], IDENTIFIED, identifiers=True), IDENTIFIED)
    assert said(found, "key-identifiers") == ("ok", "they lead to the issuer")


def test_without_the_issuer_the_key_identifiers_are_merely_there(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], IDENTIFIED, identifiers=True))
    assert said(found, "key-identifiers") == ("ok", "present")


def test_a_certificate_without_an_authority_key_identifier_is_noticed(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], IDENTIFIED), IDENTIFIED)
    assert said(found, "key-identifiers") == ("notice", "no authority key identifier")


def test_a_self_signed_certificate_needs_no_authority_key_identifier(tmp_path: Path) -> None:
    assert said(check(tmp_path, issue([DOMAIN])), "key-identifiers") == ("ok", "present")


def test_an_authority_key_identifier_of_another_key_is_an_error_that_shows_both(tmp_path: Path) -> None:
    elsewhere = issued_by_key(new_key())
    found = check(tmp_path, issue([DOMAIN], IDENTIFIED, extensions=[elsewhere]), IDENTIFIED)
    expected = x509.SubjectKeyIdentifier.from_public_key(IDENTIFIED.key.public_key()).digest.hex(":")
    assert elsewhere.key_identifier
    words = f"expected the issuer's key {expected}, found {elsewhere.key_identifier.hex(':')}"
    assert said(found, "key-identifiers") == ("error", words)


def test_a_key_identifier_that_is_marked_critical_is_a_warning(tmp_path: Path) -> None:
    critical = [issued_by_key(IDENTIFIED.key)]
    found = check(tmp_path, issue([DOMAIN], IDENTIFIED, critical=critical), IDENTIFIED)
    assert said(found, "key-identifiers") == ("warning", "a key identifier is marked critical (2.5.29.35)")


WITHOUT: dict[str, dict[str, Any]] = {
    "key-usage": {},
    "extended-key-usage": {"extended_key_usage": ()},
    "basic-constraints": {"ca": None},
    "key-identifiers": {},
}
"""How a certificate is issued without what a check looks at."""


@pytest.mark.parametrize(
    ("name", "oid"),
    [
        ("key-usage", "2.5.29.15"),
        ("extended-key-usage", "2.5.29.37"),
        ("basic-constraints", "2.5.29.19"),
        ("key-identifiers", "2.5.29.35"),
    ],
)
def test_a_use_that_cannot_be_read_is_waited_for_and_the_others_are_judged(tmp_path: Path, name: str, oid: str) -> None:
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), b"\x1f")
    found = check(tmp_path, issue([DOMAIN], ROOT, **WITHOUT[name], extensions=[broken]))
    assert said(found, name) == ("skipped", "waits for extensions that can be read")
    others = {"key-usage", "extended-key-usage", "basic-constraints"} - {name}
    assert {found[other]["severity"] for other in others} == {"ok"}
