"""Certificates for tests, made on the spot: an authority in one call, a certificate in another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def key_pem(self, passphrase: bytes | None = None) -> bytes:
        encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)

    def p12(self, passphrase: bytes | None, *others: Issued) -> bytes:
        encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
        chain = [other.certificate for other in others]
        return pkcs12.serialize_key_and_certificates(b"one", self.key, self.certificate, chain, encryption)

    def write(self, folder: Path, stem: str, *chain: Issued, suffix: str = ".pem", key: bool = True) -> Path:
        """``stem.pem`` (with its chain) and ``stem.key`` into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{stem}{suffix}"
        path.write_bytes(b"".join(one.pem for one in (self, *chain)))
        if key:
            (folder / f"{stem}.key").write_bytes(self.key_pem())
        return path


def new_key(kind: str = "ec") -> Key:
    """``ec`` (P-256), ``ec384``, or ``rsa`` with a size, as in ``rsa1024``."""
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:] or 2048))
    return ec.generate_private_key(ec.SECP384R1() if kind == "ec384" else ec.SECP256R1())


def authority(name: str = "Test CA", issuer: Issued | None = None, days: int = 3650) -> Issued:
    """A root, or an intermediate below ``issuer``."""
    return issue([], common_name=name, issuer=issuer, days=days, began=-400, ca=True)


def issue(
    names: list[str],
    issuer: Issued | None = None,
    *,
    common_name: str | None = None,
    days: int = 365,
    began: int = -10,
    kind: str = "ec",
    key: Key | None = None,
    san: bool = True,
    ca: bool = False,
    as_of: dt.datetime = AS_OF,
) -> Issued:
    """A certificate that began ``began`` days from the as-of date and lasts ``days``; self-signed without issuer."""
    key = key or new_key(kind)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name or (names[0] if names else "nobody")),
        ]
    )
    start = as_of + dt.timedelta(days=began)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if names and san:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    signed = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return Issued(signed, key)
