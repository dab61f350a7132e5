"""What is taken out of a certificate beyond its row in the inventory."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from airec_planning.audit.particulars import ANY_USE, SERVER_AUTH, Particulars, load_certificates, particulars
from tests.certificates import CLIENT_AUTH, UNKNOWN, authority, issue
from tests.certificates import SERVER_AUTH as FOR_SERVERS

DOMAIN = "api.example.com"
EVERY_USE = [
    "digitalSignature", "contentCommitment", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
    "cRLSign",
]  # fmt: skip
RAW = x509.UnrecognizedExtension


def of(**options: Any) -> Particulars:
    return particulars(issue([DOMAIN], **options).certificate)


@pytest.mark.parametrize("used", [*([one] for one in EVERY_USE), EVERY_USE, []], ids=str)
def test_key_usages_are_named_as_in_the_rfc(used: list[str]) -> None:
    assert of(key_usage=used).key_usage == frozenset(used)


def test_what_is_absent_is_none() -> None:
    said = of(extended_key_usage=(), ca=None)
    assert (said.key_usage, said.extended_key_usage, said.is_ca, said.path_length) == (None, None, None, None)
    assert (said.subject_key_identifier, said.authority_key_identifier) == (None, None)
    assert (said.name_constraints, said.claims_public, said.critical, said.unread) == (False, False, frozenset(), ())


@pytest.mark.parametrize(
    ("options", "expected"),
    [({"ca": False}, (False, None)), ({"ca": True}, (True, None)), ({"ca": True, "path_length": 0}, (True, 0)),
     ({"ca": True, "path_length": 3}, (True, 3))],
)  # fmt: skip
def test_basic_constraints(options: dict[str, Any], expected: tuple[bool, int | None]) -> None:
    said = of(**options)
    assert (said.is_ca, said.path_length) == expected


def test_extended_key_usages_are_dotted() -> None:
    every = x509.ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
    said = of(extended_key_usage=[FOR_SERVERS, CLIENT_AUTH, every])
    assert said.extended_key_usage == {SERVER_AUTH, "1.3.6.1.5.5.7.3.2", ANY_USE}


def test_the_key_identifiers_are_those_of_its_own_key_and_of_its_issuers() -> None:
    root = authority("Root", identifiers=True)
    said = particulars(issue([DOMAIN], root, identifiers=True).certificate)
    assert said.authority_key_identifier == particulars(root.certificate).subject_key_identifier
    assert said.subject_key_identifier not in (None, said.authority_key_identifier)


def test_an_authority_key_identifier_without_the_key_is_none() -> None:
    serial = x509.AuthorityKeyIdentifier(None, [x509.DNSName("x")], 7)
    assert of(extensions=[serial]).authority_key_identifier is None


def test_which_extensions_are_critical_is_kept_whatever_they_are() -> None:
    said = of(key_usage=["digitalSignature"], critical=[UNKNOWN])
    assert said.critical == {"2.5.29.19", "2.5.29.15", UNKNOWN.oid.dotted_string}


@pytest.mark.parametrize(
    ("extension", "public"),
    [
        (x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.1.2.1"), None)]), True),
        (x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("1.2.3.4"), None)]), False),
        (x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.10"), None)]), False),
        (RAW(x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), b"\x04\x02\x00\x00"), True),
    ],
    ids=["policy of the forum", "policy of its own", "another branch", "timestamps of public logs"],
)
def test_a_certificate_of_a_public_ca_is_known_by_its_policy_or_its_timestamps(
    extension: x509.ExtensionType, public: bool
) -> None:
    assert of(extensions=[extension]).claims_public is public


def test_name_constraints_are_noticed() -> None:
    assert of(ca=True, critical=[x509.NameConstraints([x509.DNSName("example.com")], None)]).name_constraints


@pytest.mark.parametrize(
    ("kind", "curve"), [("ec", "secp256r1"), ("ec521", "secp521r1"), ("secp256k1", "secp256k1"), ("ed25519", "")]
)
def test_the_curve_is_named_as_the_library_does(kind: str, curve: str) -> None:
    said = of(kind=kind)
    assert (said.curve, said.modulus) == (curve, None)


def test_the_modulus_is_that_of_the_key() -> None:
    one = issue([DOMAIN], kind="rsa2048")
    assert isinstance(one.key, rsa.RSAPrivateKey)
    said = particulars(one.certificate)
    assert (said.curve, said.modulus) == ("", one.key.public_key().public_numbers().n)


@pytest.mark.parametrize(
    ("oid", "without"),
    [
        ("2.5.29.15", {}),
        ("2.5.29.37", {"extended_key_usage": ()}),
        ("2.5.29.19", {"ca": None}),
        ("2.5.29.17", {"san": False}),
        ("2.5.29.30", {}),
    ],
)
def test_a_malformed_extension_is_named_and_costs_no_other(oid: str, without: dict[str, Any]) -> None:
    broken = RAW(x509.ObjectIdentifier(oid), b"\x1f")
    said = of(identifiers=True, **without, extensions=[broken])
    assert said.unread == (oid,)
    assert said.subject_key_identifier


def test_of_a_malformed_extension_it_is_still_known_that_it_is_critical() -> None:
    said = of(critical=[RAW(x509.ObjectIdentifier("2.5.29.15"), b"\x1f")])
    assert "2.5.29.19" in said.critical
    assert said.unread == ("2.5.29.15",)


def test_certificates_that_the_library_refuses_are_left_out() -> None:
    one = issue([DOMAIN])
    loaded = load_certificates({"good": one.der, "bad": one.der[:-1], "none": b""})
    assert loaded == {"good": one.certificate}
