"""The facts of one certificate, each field on its own."""

from __future__ import annotations

import datetime as dt
import hashlib
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from airec_planning import tables
from airec_planning.inputs.certificate_facts import CertificateFacts, certificate_facts
from tests.certificates import AS_OF, authority, issue, new_key
from tests.inputs import as_sm2

PLAIN = issue(["a.example.com", "*.b.example.com"], common_name="第一张")


def built(
    *extensions: x509.ExtensionType, names: tuple[str, ...] = ("n",), hash_name: hashes.HashAlgorithm | None = None
) -> bytes:
    """A certificate with these extensions and common names, as DER."""
    key = new_key("rsa2048") if hash_name else ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text) for text in names])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(0xABC).not_valid_before(AS_OF).not_valid_after(AS_OF + dt.timedelta(days=1))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, hash_name).public_bytes(Encoding.DER)


def test_the_facts_are_those_of_the_certificate() -> None:
    facts, exact = certificate_facts(PLAIN.der)
    assert exact == PLAIN.der
    assert facts.sha256 == hashlib.sha256(PLAIN.der).hexdigest()
    assert (facts.subject, facts.common_name) == ("CN=第一张,O=Example", "第一张")
    assert facts.san_dns == ("a.example.com", "*.b.example.com")
    began = AS_OF - dt.timedelta(days=10)
    assert (facts.not_before, facts.not_after) == (began.timestamp(), (began + dt.timedelta(days=365)).timestamp())
    assert (facts.key_algorithm, facts.key_bits) == ("EC", 256)
    assert (facts.signature_algorithm, facts.signature_hash) == ("ecdsa-with-SHA256", "sha256")
    assert (facts.is_ca, facts.self_issued, facts.problems) == (False, True, ())


def test_the_facts_fill_every_column_that_a_certificate_alone_can() -> None:
    known = {column.name for column in tables.CERTIFICATES.columns}
    assert known - set(CertificateFacts._fields) == {
        "file",
        "position",
        "files",
        "role",
        "superseded_by",
        "private_key",
        "private_key_file",
        "private_key_pem",
    }


@pytest.mark.parametrize(
    ("kind", "algorithm", "bits"), [("ec384", "EC", 384), ("rsa1024", "RSA", 1024), ("rsa2048", "RSA", 2048)]
)
def test_the_key_is_named_with_its_size(kind: str, algorithm: str, bits: int) -> None:
    facts, _ = certificate_facts(issue(["a.example.com"], kind=kind).der)
    assert (facts.key_algorithm, facts.key_bits) == (algorithm, bits)


def test_an_edwards_key_has_a_signature_without_a_hash() -> None:
    facts, _ = certificate_facts(built())
    assert (facts.key_algorithm, facts.key_bits) == ("Ed25519", 256)
    assert (facts.signature_algorithm, facts.signature_hash) == ("ED25519", "")


@pytest.mark.parametrize(("kind", "name"), [(hashes.SHA384(), "sha384"), (hashes.SHA512(), "sha512")])
def test_the_hash_of_the_signature_is_named(kind: hashes.HashAlgorithm, name: str) -> None:
    facts, _ = certificate_facts(built(hash_name=kind))
    assert (facts.signature_algorithm, facts.signature_hash) == (f"{name}WithRSAEncryption", name)


def test_an_sm2_certificate_keeps_its_row() -> None:
    facts, _ = certificate_facts(as_sm2(PLAIN.der))
    assert (facts.key_algorithm, facts.key_bits) == ("SM2", 256)
    assert facts.san_dns == ("a.example.com", "*.b.example.com")
    assert len(facts.public_key_sha256) == 64


def test_an_algorithm_that_nobody_knows_is_given_by_its_identifier() -> None:
    unknown = PLAIN.der.replace(bytes.fromhex("06072a8648ce3d0201"), bytes.fromhex("06072a8648ce3d0277"))
    facts, _ = certificate_facts(unknown)
    assert facts.key_algorithm.startswith("1.2.840.10045.2.119")
    assert facts.key_bits is None


def test_an_authority_is_told_from_a_server() -> None:
    root = authority()
    assert certificate_facts(root.der)[0].is_ca is True
    below = certificate_facts(issue(["a.example.com"], root).der)[0]
    assert (below.is_ca, below.self_issued, below.issuer) == (False, False, "CN=Test CA,O=Example")


def test_addresses_are_kept_apart_from_names() -> None:
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("10.0.0.1")), x509.DNSName("a.example.com")])
    facts, _ = certificate_facts(built(names))
    assert (facts.san_dns, facts.san_ip) == (("a.example.com",), ("10.0.0.1",))


def test_the_last_common_name_counts_and_the_serial_number_has_whole_bytes() -> None:
    facts, _ = certificate_facts(built(names=("first", "last")))
    assert (facts.common_name, facts.serial_number) == ("last", "0ABC")


def test_a_certificate_without_names_has_none() -> None:
    facts, _ = certificate_facts(issue([], common_name="x", san=False).der)
    assert (facts.san_dns, facts.san_ip, facts.problems) == ((), (), ())


def test_a_broken_extension_costs_only_its_own_field() -> None:
    names = x509.UnrecognizedExtension(x509.ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"\x30\x03\x82\x05a")
    facts, _ = certificate_facts(built(names))
    assert facts.san_dns == ()
    assert facts.common_name == "n"
    assert [problem.partition(":")[0] for problem in facts.problems][:1] == ["san"]


def test_a_broken_extension_is_shown_without_controls() -> None:
    names = x509.UnrecognizedExtension(x509.ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"\x30\x04\x82\x02\x1b\n")
    facts, _ = certificate_facts(built(names))
    assert all(problem.isprintable() for problem in facts.problems)


def test_bytes_behind_the_certificate_are_cut_off_and_noted() -> None:
    facts, exact = certificate_facts(PLAIN.der + b"\x00\n")
    assert exact == PLAIN.der
    assert facts.sha256 == hashlib.sha256(PLAIN.der).hexdigest()
    assert facts.problems == ("2 bytes behind the certificate",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x30\x00",
        PLAIN.der[:-1],
        b"\x30\x80" + PLAIN.der[4:] + b"\0\0",
        PLAIN.der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x05", 1),
        PLAIN.der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x04\x01\x02", 1),
    ],
    ids=["nothing", "text", "empty-sequence", "truncated", "indefinite", "version-6", "version-no-number"],
)
def test_what_is_no_certificate_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        certificate_facts(data)


def test_a_certificate_without_an_end_keeps_its_dates() -> None:
    last = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    endless = issue(["a.example.com"], began=0, days=(last - AS_OF).days)
    assert certificate_facts(endless.der)[0].not_after == last.replace(hour=0, minute=0, second=0).timestamp()
