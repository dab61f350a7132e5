"""The facts of one certificate, each field on its own.

The library reads lazily and each field can raise: a certificate with one broken extension keeps its row,
that field empty and the reason beside it.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.x509.oid import ExtensionOID, NameOID

from airec_planning.inputs import der
from airec_planning.text import shorten, visible

T = TypeVar("T")

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
_KEYS: dict[type, str] = {
    ed25519.Ed25519PublicKey: "Ed25519",
    ed448.Ed448PublicKey: "Ed448",
    x25519.X25519PublicKey: "X25519",
    x448.X448PublicKey: "X448",
}
_KEY_BITS = {"Ed25519": 256, "Ed448": 456, "X25519": 256, "X448": 448}


def certificate_facts(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The facts of a DER certificate, as columns of ``tables.CERTIFICATES``, and its exact bytes.

    Bytes behind the certificate are cut off and noted among ``problems``.

    Raises:
        ValueError: the bytes are not a certificate.
    """
    try:
        exact = der.element(data).whole
    except der.NotDer as error:
        raise ValueError(f"not DER: {error}") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd serials and dates: the row shows them
        try:
            certificate = x509.load_der_x509_certificate(exact)
        except x509.InvalidVersion as error:
            raise ValueError(str(error)) from None
        facts = _facts(certificate, exact)
    if len(exact) < len(data):
        facts["problems"] += (f"{len(data) - len(exact)} bytes behind the certificate",)
    return facts, exact


def is_request_or_revocation_list(data: bytes) -> bool:
    """Whether the bytes are what else lies beside certificates: a signing request or a revocation list."""
    for load in (x509.load_der_x509_csr, x509.load_der_x509_crl):
        try:
            load(data)
        except ValueError:
            continue
        return True
    return False


def _facts(certificate: x509.Certificate, exact: bytes) -> dict[str, Any]:
    problems: list[str] = []

    def field(name: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Exception as error:  # the library raises many kinds for a malformed field
            problems.append(f"{name}: {shorten(visible(str(error) or type(error).__name__), 120)}")
            return otherwise

    signature, signature_hash = field("signature_algorithm", lambda: _signature(certificate), ("", ""))
    no_key: tuple[str, int | None] = ("", None)
    no_names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    key_algorithm, key_bits = field("key", lambda: _key(certificate, exact), no_key)
    san_dns, san_ip = field("san", lambda: _san(certificate), no_names)
    subject = field("subject", lambda: _rfc4514(certificate, "subject"), "")
    issuer = field("issuer", lambda: _rfc4514(certificate, "issuer"), "")
    return {
        "sha256": hashlib.sha256(exact).hexdigest(),
        "subject": subject,
        "common_name": field("common_name", lambda: _common_name(certificate), ""),
        "issuer": issuer,
        "serial_number": field("serial_number", lambda: _hex(certificate.serial_number), ""),
        "not_before": field("not_before", lambda: certificate.not_valid_before_utc, None),
        "not_after": field("not_after", lambda: certificate.not_valid_after_utc, None),
        "san_dns": san_dns,
        "san_ip": san_ip,
        "key_algorithm": key_algorithm,
        "key_bits": key_bits,
        "signature_algorithm": signature,
        "signature_hash": signature_hash,
        "is_ca": field("basic_constraints", lambda: _is_ca(certificate), False),
        "self_issued": bool(subject) and field("subject", lambda: certificate.subject == certificate.issuer, False),
        "public_key_sha256": field("public_key", lambda: _public_key_hash(exact), ""),
        "problems": tuple(problems),
    }


def _rfc4514(certificate: x509.Certificate, field: Literal["subject", "issuer"]) -> str:
    return (certificate.subject if field == "subject" else certificate.issuer).rfc4514_string()


def _common_name(certificate: x509.Certificate) -> str:
    values = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(values[-1].value) if values else ""


def _hex(serial: int) -> str:
    digits = f"{abs(serial):X}"
    return ("-" if serial < 0 else "") + digits.zfill(len(digits) + len(digits) % 2)


def _signature(certificate: x509.Certificate) -> tuple[str, str]:
    oid = certificate.signature_algorithm_oid.dotted_string
    name, hash_name = SIGNATURES.get(oid, (oid, ""))
    if name == "rsassaPss" and certificate.signature_hash_algorithm:
        hash_name = certificate.signature_hash_algorithm.name
    return name, hash_name


def _key(certificate: x509.Certificate, exact: bytes) -> tuple[str, int | None]:
    algorithm, curve = der.algorithm_of(der.subject_public_key_info(exact))
    if algorithm == _EC and curve == _SM2_CURVE:
        return "SM2", 256
    try:
        key = certificate.public_key()
    except Exception:  # an algorithm or a curve that the library does not know
        return f"{algorithm} {curve}".strip(), None
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC", key.curve.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "DSA", key.key_size
    name = next((name for kind, name in _KEYS.items() if isinstance(key, kind)), algorithm)
    return name, _KEY_BITS.get(name)


def _san(certificate: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        extension = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    except x509.ExtensionNotFound:
        return (), ()
    names = extension.value
    assert isinstance(names, x509.SubjectAlternativeName)
    return (
        tuple(names.get_values_for_type(x509.DNSName)),
        tuple(str(address) for address in names.get_values_for_type(x509.IPAddress)),
    )


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _public_key_hash(exact: bytes) -> str:
    return hashlib.sha256(der.subject_public_key_info(exact).whole).hexdigest()
