"""Certificates that are the same bytes each time they are made: keys come from names, signatures are deterministic."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (FIPS 186-5): a private key is a number below it."""
_MADE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Authority:
    """A CA that protects nothing: anyone can work out its key."""

    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Issued:
    """A server's certificate and its private key."""

    pem: bytes
    key_pem: bytes


@functools.lru_cache(maxsize=64)
def authority(name: str, issuer: Authority | None = None) -> Authority:
    """A root, or a CA below one, for 20 years."""
    key = _key(name)
    builder = _builder(name, key, issuer, _MADE, 20 * 365)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None if issuer is None else 0), True)
    builder = builder.add_extension(_usage("digital_signature", "key_cert_sign", "crl_sign"), True)
    return Authority(name, key, _signed(builder, issuer.key if issuer else key))


@functools.lru_cache(maxsize=64)
def issue(names: tuple[str, ...], issuer: Authority, began: dt.datetime, days: int) -> Issued:
    """A certificate for the names, of which the first is its common name too."""
    label = f"{names[0]} {began:%Y-%m-%d} {days}"
    key = _key(label)
    builder = _builder(names[0], key, issuer, began, days, label)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
    builder = builder.add_extension(_usage("digital_signature"), True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    certificate = _signed(builder, issuer.key)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Issued(certificate.public_bytes(Encoding.PEM), pem)


def _builder(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: Authority | None,
    began: dt.datetime,
    days: int,
    label: str = "",
) -> x509.CertificateBuilder:
    above = issuer.key if issuer else key
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer.name if issuer else name))
        .public_key(key.public_key())
        .serial_number(_number(f"serial {label or name}") >> 97)  # 20 octets at the most, RFC 5280, 4.1.2.2
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), False)
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    return builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


def _key(label: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(_number(f"key {label}") % (_ORDER - 1) + 1, ec.SECP256R1())


def _number(label: str) -> int:
    return int.from_bytes(hashlib.sha256(f"airec-planning synthetic {label}".encode()).digest(), "big")


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in allowed for usage in _USAGES})
