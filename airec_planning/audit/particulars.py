"""What the checks need of a certificate beyond its row in the inventory: its extensions and its key."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from airec_planning.inputs import der

_USAGES = {
    "digital_signature": "digitalSignature",
    "content_commitment": "contentCommitment",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
}
SERVER_AUTH, ANY_USE = "1.3.6.1.5.5.7.3.1", "2.5.29.37.0"
_FORUM_POLICIES = "2.23.140.1."
"""Certificate policies of the CA/Browser Forum, which only publicly trusted authorities may assert."""
_EMBEDDED_SCTS = "1.3.6.1.4.1.11129.2.4.2"


@dataclass(frozen=True)
class Particulars:
    """Extensions (RFC 5280, 4.2.1) and key of one certificate; ``None`` stands for what is absent."""

    key_usage: frozenset[str] | None = None
    """As RFC 5280 names them: ``digitalSignature``, ``keyCertSign`` ..."""
    extended_key_usage: frozenset[str] | None = None
    """Dotted object identifiers."""
    is_ca: bool | None = None
    path_length: int | None = None
    subject_key_identifier: bytes | None = None
    authority_key_identifier: bytes | None = None
    name_constraints: bool = False
    claims_public: bool = False
    """It asserts a policy of the CA/Browser Forum, or carries timestamps of public logs."""
    critical: frozenset[str] = frozenset()
    """The extensions that are marked critical, dotted."""
    curve: str = ""
    """The elliptic curve as the library names it; empty for other keys."""
    modulus: int | None = None
    """Of an RSA key."""
    unread: tuple[str, ...] = field(default=())
    """The dotted extensions that could not be read, and ``key``."""


def load_certificates(ders: Mapping[str, bytes]) -> dict[str, x509.Certificate]:
    """The certificates by SHA-256 that the library takes as a whole; the others are left out."""
    loaded = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd serial numbers and dates: the inventory shows them
        for sha256, data in ders.items():
            try:
                loaded[sha256] = x509.load_der_x509_certificate(data)
            except ValueError:  # broken in a field that the inventory can do without
                continue
    return loaded


def particulars(certificate: x509.Certificate) -> Particulars:
    """The extensions and the key of a certificate, each on its own."""
    found: dict[str, Any] = {}
    unread: list[str] = []
    for extension in _extensions(certificate, unread):
        oid = extension.oid.dotted_string
        if extension.critical:
            found["critical"] = found.get("critical", frozenset()) | {oid}
        if oid == _EMBEDDED_SCTS:
            found["claims_public"] = True
        else:
            found |= _said_by(extension.value)
    try:
        found |= _key(certificate)
    except Exception:  # the library raises many kinds for a malformed or unknown key
        unread.append("key")
    return Particulars(**found, unread=tuple(unread))


def _extensions(certificate: x509.Certificate, unread: list[str]) -> Iterator[x509.Extension[Any]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = list(certificate.extensions)
    except Exception:  # one of them is malformed, unknown in part or there twice: each is read alone
        data = certificate.public_bytes(Encoding.DER)
    else:
        yield from found
        return
    try:
        for extension in der.extensions(data):
            try:
                alone = x509.load_der_x509_certificate(der.with_extension(data, extension.whole))
                yield from alone.extensions
            except Exception:
                unread.append(extension.oid)
    except der.NotDer:
        unread.append("extensions")


def _said_by(value: x509.ExtensionType) -> dict[str, Any]:
    said: dict[str, Any] = {}
    match value:
        case x509.KeyUsage():
            said["key_usage"] = frozenset(name for part, name in _USAGES.items() if getattr(value, part))
        case x509.ExtendedKeyUsage():
            said["extended_key_usage"] = frozenset(oid.dotted_string for oid in value)
        case x509.BasicConstraints():
            said |= {"is_ca": value.ca, "path_length": value.path_length}
        case x509.SubjectKeyIdentifier():
            said["subject_key_identifier"] = value.digest
        case x509.AuthorityKeyIdentifier():
            said["authority_key_identifier"] = value.key_identifier
        case x509.NameConstraints():
            said["name_constraints"] = True
        case x509.CertificatePolicies():
            if any(policy.policy_identifier.dotted_string.startswith(_FORUM_POLICIES) for policy in value):
                said["claims_public"] = True
    return said


def _key(certificate: x509.Certificate) -> dict[str, Any]:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return {"modulus": key.public_numbers().n}
    return {"curve": key.curve.name} if isinstance(key, ec.EllipticCurvePublicKey) else {}
