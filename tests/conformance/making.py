"""Certificates and revocation lists for the selection: like those of the field, but for what is told otherwise.

The same call gives the same bytes in every run: keys are derived from their names, signatures are deterministic
(RFC 6979), serial numbers are derived from what is certified.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.certificates import AS_OF

HOST = "www.example.com"
BEGIN, END = AS_OF - dt.timedelta(days=100), AS_OF + dt.timedelta(days=200)
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
SIGNS = ("key_cert_sign", "crl_sign")
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A certificate with the key that it certifies."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@functools.cache
def key_of(name: str) -> ec.EllipticCurvePrivateKey:
    """The key of that name, on P-256."""
    return ec.derive_private_key(int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2**255 + 1, ec.SECP256R1())


def root(name: str = "Root", **other: Any) -> Made:
    """A trust anchor, signed with its own key."""
    return authority(name, None, **other)


def authority(name: str, issuer: Made | None, **other: Any) -> Made:
    """A CA's certificate (RFC 5280, 4.2.1.9 and 4.2.1.3)."""
    return certificate(name, issuer, **({"ca": True, "usages": SIGNS} | other))


def leaf(issuer: Made | None, *hosts: str, **other: Any) -> Made:
    """A server's certificate for these hosts, ``HOST`` where there are none."""
    names = tuple(x509.DNSName(host) for host in hosts or (HOST,))
    return certificate("Server", issuer, **({"names": names, "purposes": (SERVER,)} | other))


def certificate(
    name: str,
    issuer: Made | None,
    *,
    key: str = "",
    signed_with: str = "",
    begin: dt.datetime = BEGIN,
    end: dt.datetime = END,
    ca: bool | None = False,
    path_length: int | None = None,
    usages: tuple[str, ...] = ("digital_signature",),
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
    names: tuple[x509.GeneralName, ...] = (),
    constraints: x509.NameConstraints | None = None,
    extension: x509.ExtensionType | None = None,
    critical: bool = True,
    names_key: str = "",
    serial: int | None = None,
    algorithm: Any = None,
) -> Made:
    """A certificate of ``issuer``, or self-signed.

    ``ca=None`` leaves the basic constraints out, empty ``usages``, ``purposes`` and ``names`` their extension.
    ``key`` is the name of its key (by default its own name), ``signed_with`` that of the key that signs (by default
    the issuer's), ``names_key`` that of the key that its authority key identifier names (by default the signing
    one). ``extension`` is one more, critical or not.
    """
    own = key_of(key or name)
    signing = key_of(signed_with) if signed_with else issuer.key if issuer else own
    identified = key_of(names_key) if names_key else signing
    described = repr((name, key, signed_with, begin, end, ca, path_length, usages, purposes, names, constraints))
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer.certificate.subject if issuer else _name(name))
        .public_key(own.public_key())
        .serial_number(serial or int(hashlib.sha256(described.encode()).hexdigest()[:30], 16))
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(identified.public_key())
    extensions: list[tuple[x509.ExtensionType | None, bool]] = [
        (x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False),
        (identifier if issuer else None, False),
        (None if ca is None else x509.BasicConstraints(ca, path_length), True),
        (_usage(usages) if usages else None, True),
        (x509.ExtendedKeyUsage(purposes) if purposes else None, False),
        (x509.SubjectAlternativeName(names) if names else None, False),
        (constraints, True),
        (extension, critical),
    ]
    for value, is_critical in extensions:
        builder = builder.add_extension(value, is_critical) if value else builder
    signed = builder.sign(signing, algorithm or hashes.SHA256(), ecdsa_deterministic=True)
    return Made(signed, own)


def revocation_list(
    issuer: Made,
    *revoked: Made,
    key: str = "",
    began: dt.datetime = AS_OF - dt.timedelta(days=5),
    ends: dt.datetime = AS_OF + dt.timedelta(days=5),
    encoding: Encoding = Encoding.PEM,
) -> bytes:
    """A list of ``issuer``, signed with its key or with that of the name ``key`` (RFC 5280, 5)."""
    signing = key_of(key) if key else issuer.key
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(began)
        .next_update(ends)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number).revocation_date(began)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(signing, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(encoding)


def permitted(*trees: str) -> x509.NameConstraints:
    """Name constraints that permit these DNS trees."""
    return x509.NameConstraints([x509.DNSName(tree) for tree in trees], None)


def excluded(*trees: str) -> x509.NameConstraints:
    """Name constraints that exclude these DNS trees."""
    return x509.NameConstraints(None, [x509.DNSName(tree) for tree in trees])


def _name(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def _usage(usages: tuple[str, ...]) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in usages for name in _USAGES})
