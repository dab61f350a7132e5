"""The facts of one certificate, each field on its own.

The library reads lazily and each field can raise: a certificate with one broken field keeps its row,
that field empty and the reason beside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.x509.oid import NameOID

from airec_planning.errors import Reason
from airec_planning.inputs import der
from airec_planning.inputs.alternative_names import Names, names_and_role
from airec_planning.text import shorten, visible

SIGNATURES = {
    "1.2.840.113549.1.1.2": ("md2WithRSAEncryption", "md2"),
    "1.2.840.113549.1.1.4": ("md5WithRSAEncryption", "md5"),
    "1.2.840.113549.1.1.5": ("sha1WithRSAEncryption", "sha1"),
    "1.2.840.113549.1.1.11": ("sha256WithRSAEncryption", "sha256"),
    "1.2.840.113549.1.1.12": ("sha384WithRSAEncryption", "sha384"),
    "1.2.840.113549.1.1.13": ("sha512WithRSAEncryption", "sha512"),
    "1.2.840.113549.1.1.14": ("sha224WithRSAEncryption", "sha224"),
    "1.2.840.113549.1.1.10": ("rsassaPss", ""),
    "1.2.840.10045.4.1": ("ecdsa-with-SHA1", "sha1"),
    "1.2.840.10045.4.3.1": ("ecdsa-with-SHA224", "sha224"),
    "1.2.840.10045.4.3.2": ("ecdsa-with-SHA256", "sha256"),
    "1.2.840.10045.4.3.3": ("ecdsa-with-SHA384", "sha384"),
    "1.2.840.10045.4.3.4": ("ecdsa-with-SHA512", "sha512"),
    "1.2.840.10040.4.3": ("dsaWithSHA1", "sha1"),
    "2.16.840.1.101.3.4.3.2": ("dsa_with_SHA256", "sha256"),
    "1.3.101.112": ("ED25519", ""),
    "1.3.101.113": ("ED448", ""),
    "1.2.156.10197.1.501": ("SM2-with-SM3", "sm3"),
}
_EC, _SM2_CURVE = "1.2.840.10045.2.1", "1.2.156.10197.1.301"
_EDWARDS: tuple[tuple[type, str, int], ...] = (
    (ed25519.Ed25519PublicKey, "Ed25519", 256),
    (ed448.Ed448PublicKey, "Ed448", 456),
    (x25519.X25519PublicKey, "X25519", 256),
    (x448.X448PublicKey, "X448", 448),
)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SECOND = dt.timedelta(seconds=1)
_REMEMBERED_ISSUERS = 1024


class CertificateFacts(NamedTuple):
    """What a certificate says of itself: columns of ``tables.CERTIFICATES`` in a form that a cache can keep."""

    sha256: str
    subject: str
    common_name: str
    issuer: str
    serial_number: str
    not_before: int | None
    """Seconds since 1970, UTC."""
    not_after: int | None
    san_dns: tuple[str, ...]
    san_ip: tuple[str, ...]
    san_other: tuple[str, ...]
    names: str
    """The DNS names and addresses as one text, the same whatever their order and case."""
    key_algorithm: str
    key_bits: int | None
    signature_algorithm: str
    signature_hash: str
    is_ca: bool
    self_issued: bool
    public_key_sha256: str
    problems: tuple[str, ...]


def certificate_facts(data: bytes, *, trusted: bool = False) -> tuple[CertificateFacts, bytes]:
    """The facts of a DER certificate and its exact bytes.

    Bytes behind the certificate are cut off and noted among ``problems``; a ``trusted`` certificate
    (OpenSSL's form) is expected to be followed by some.

    Raises:
        ValueError: the bytes are not a certificate.
    """
    exact = exact_bytes(data)
    try:
        certificate = x509.load_der_x509_certificate(exact)
    except x509.InvalidVersion as error:
        raise ValueError(str(error)) from None
    behind = 0 if trusted else len(data) - len(exact)
    return _facts(_Parts(certificate, exact, der.outline(exact)), behind), exact


def exact_bytes(data: bytes) -> bytes:
    """The certificate's own bytes, without what follows them.

    Raises:
        ValueError: the bytes are not DER.
    """
    try:
        end = der.span(data)[1]
    except der.NotDer as error:
        raise ValueError(f"not DER: {error}") from None
    return data if end == len(data) else data[:end]


def request_or_revocation_list(data: bytes) -> Reason | None:
    """Which of the things that lie beside certificates the bytes are: a signing request or a revocation list."""
    for load, reason in (
        (x509.load_der_x509_csr, Reason.SIGNING_REQUEST),
        (x509.load_der_x509_crl, Reason.REVOCATION_LIST),
    ):
        try:
            load(data)
        except ValueError:
            continue
        return reason
    return None


class _Parts(NamedTuple):
    certificate: x509.Certificate
    exact: bytes
    outline: der.Outline


def _facts(parts: _Parts, behind: int) -> CertificateFacts:
    problems: list[str] = []

    def read(field: str, reader: Callable[[_Parts], Any], otherwise: Any) -> Any:
        try:
            return reader(parts)
        except Exception as error:  # the library raises many kinds for a malformed field
            problems.append(f"{field}: {error or type(error).__name__}")
            return otherwise

    subject, common_name = read("subject", _subject, ("", ""))
    issuer = read("issuer", _issuer, "")
    names: Names = read("extensions", _names, Names())
    key_algorithm, key_bits = read("key", _key, ("", None))
    signature, signature_hash = read("signature_algorithm", _signature, ("", ""))
    not_before, not_after = read("not_before", _not_before, None), read("not_after", _not_after, None)
    problems += names.problems
    if behind:
        problems.append(f"{behind} bytes behind the certificate")
    return CertificateFacts(
        hashlib.sha256(parts.exact).hexdigest(),
        subject,
        common_name,
        issuer,
        _hex(parts.outline.serial_number),
        not_before,
        not_after,
        names.dns,
        names.ip,
        names.other,
        _as_one_text(names),
        key_algorithm,
        key_bits,
        signature,
        signature_hash,
        names.is_ca,
        bool(subject) and (parts.outline.subject == parts.outline.issuer or subject == issuer),
        hashlib.sha256(parts.outline.public_key_info).hexdigest(),
        tuple(shorten(visible(problem), 160) for problem in problems),
    )


def _subject(parts: _Parts) -> tuple[str, str]:
    subject = parts.certificate.subject
    common_name = ""
    for attribute in subject:
        if attribute.oid == NameOID.COMMON_NAME:
            common_name = str(attribute.value)
    return subject.rfc4514_string(), common_name


_issuers: dict[bytes, str] = {}
"""Issuers' names by their DER: one authority issues many certificates, and writing a name out is dear."""


def _issuer(parts: _Parts) -> str:
    known = _issuers.get(parts.outline.issuer)
    if known is None:
        if len(_issuers) >= _REMEMBERED_ISSUERS:
            _issuers.clear()
        known = _issuers[parts.outline.issuer] = parts.certificate.issuer.rfc4514_string()
    return known


def _names(parts: _Parts) -> Names:
    return names_and_role(parts.certificate, parts.exact)


def _as_one_text(names: Names) -> str:
    listed = names.dns + names.ip
    return "\n".join(sorted({name.lower() for name in listed})) if len(listed) != 1 else listed[0].lower()


def _hex(contents: bytes) -> str:
    """A serial number as OpenSSL prints it."""
    number = int.from_bytes(contents, "big", signed=True)
    digits = f"{abs(number):X}"
    return ("-" if number < 0 else "") + digits.zfill(len(digits) + len(digits) % 2)


def _not_before(parts: _Parts) -> int:
    return (parts.certificate.not_valid_before_utc - _EPOCH) // _SECOND


def _not_after(parts: _Parts) -> int:
    return (parts.certificate.not_valid_after_utc - _EPOCH) // _SECOND


def _signature(parts: _Parts) -> tuple[str, str]:
    oid = parts.certificate.signature_algorithm_oid.dotted_string
    name, hash_name = SIGNATURES.get(oid, (oid, ""))
    if name == "rsassaPss" and parts.certificate.signature_hash_algorithm:
        hash_name = parts.certificate.signature_hash_algorithm.name
    return name, hash_name


def _key(parts: _Parts) -> tuple[str, int | None]:
    try:
        key = parts.certificate.public_key()
    except Exception:  # an algorithm or a curve that the library does not know
        algorithm, curve = der.algorithm_of(parts.outline.public_key_info)
        return ("SM2", 256) if (algorithm, curve) == (_EC, _SM2_CURVE) else (f"{algorithm} {curve}".strip(), None)
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC", key.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "DSA", key.key_size
    for kind, name, bits in _EDWARDS:
        if isinstance(key, kind):
            return name, bits
    return der.algorithm_of(parts.outline.public_key_info)[0], None
