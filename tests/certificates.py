"""Certificates for tests, made on the spot: an authority in one call, a certificate in another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
Key = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | dsa.DSAPrivateKey
)
SERVER_AUTH, CLIENT_AUTH = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
"""An extension that nobody knows."""
_CURVES: dict[str, ec.EllipticCurve] = {
    "ec": ec.SECP256R1(), "ec192": ec.SECP192R1(), "ec224": ec.SECP224R1(), "ec384": ec.SECP384R1(),
    "ec521": ec.SECP521R1(), "secp256k1": ec.SECP256K1(), "brainpool": ec.BrainpoolP256R1(),
}  # fmt: skip
_USAGES = {
    "digitalSignature": "digital_signature", "contentCommitment": "content_commitment",
    "keyEncipherment": "key_encipherment", "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement", "keyCertSign": "key_cert_sign", "cRLSign": "crl_sign",
    "encipherOnly": "encipher_only", "decipherOnly": "decipher_only",
}  # fmt: skip


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

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

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
    """``ec`` (P-256) or another of the curves, ``ed25519``, ``ed448``, or ``rsa`` or ``dsa`` with a size, as in
    ``rsa1024``."""
    match kind:
        case "ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case "ed448":
            return ed448.Ed448PrivateKey.generate()
        case _ if kind.startswith("rsa"):
            return rsa.generate_private_key(65537, int(kind[3:] or 2048))
        case _ if kind.startswith("dsa"):
            return dsa.generate_private_key(int(kind[3:] or 2048))
    return ec.generate_private_key(_CURVES[kind])


def authority(name: str = "Test CA", issuer: Issued | None = None, days: int = 3650, **options: Any) -> Issued:
    """A root, or an intermediate below ``issuer``; options are those of ``issue``."""
    return issue([], **{"common_name": name, "issuer": issuer, "days": days, "began": -400, "ca": True} | options)


def issue(
    names: list[str],
    issuer: Issued | None = None,
    *,
    common_name: str | None = None,
    subject: x509.Name | None = None,
    days: int = 365,
    began: int = -10,
    kind: str = "ec",
    key: Key | None = None,
    san: bool = True,
    ca: bool | None = False,
    path_length: int | None = None,
    key_usage: Sequence[str] | None = None,
    extended_key_usage: Sequence[x509.ObjectIdentifier] | None = None,
    identifiers: bool = False,
    extensions: Iterable[x509.ExtensionType] = (),
    critical: Iterable[x509.ExtensionType] = (),
    hash_algorithm: hashes.HashAlgorithm | None = None,
    pss: bool = False,
    as_of: dt.datetime = AS_OF,
) -> Issued:
    """A certificate that began ``began`` days from the as-of date and lasts ``days``; self-signed without issuer.

    ``ca=None`` leaves the basic constraints out, ``key_usage=None`` the key usage. The extended key usage is
    serverAuth, and absent in a CA's, unless told otherwise; ``()`` leaves it out. ``identifiers`` adds both key
    identifiers; ``extensions`` and ``critical`` add any others, marked critical or not.
    """
    key = key or new_key(kind)
    signer = issuer.key if issuer else key
    if subject is None:
        named = common_name or (names[0] if names else "nobody")
        parts = (NameOID.ORGANIZATION_NAME, "Example"), (NameOID.COMMON_NAME, named)
        subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])
    start = as_of + dt.timedelta(days=began)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=days))
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
    if names and san:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    if extended_key_usage is None and not ca:
        extended_key_usage = [SERVER_AUTH]
    if extended_key_usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended_key_usage), critical=False)
    if key_usage is not None:
        builder = builder.add_extension(usage(*key_usage), critical=True)
    if identifiers:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        builder = builder.add_extension(issued_by_key(signer), critical=False)
    for marked, added in ((False, extensions), (True, critical)):
        for extension in added:
            builder = builder.add_extension(extension, critical=marked)
    return Issued(_signed(builder, signer, hash_algorithm or hashes.SHA256(), pss), key)


def usage(*allowed: str) -> x509.KeyUsage:
    """A key usage by the names of RFC 5280."""
    return x509.KeyUsage(**{part: name in allowed for name, part in _USAGES.items()})


def issued_by_key(key: Key) -> x509.AuthorityKeyIdentifier:
    """The authority key identifier of what a key signs."""
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def signed_with_sha1(one: Issued, issuer: Issued) -> Issued:
    """The same certificate with a SHA-1 signature of an RSA key, which the library's builder no longer makes."""
    assert isinstance(issuer.key, rsa.RSAPrivateKey)
    sha256_with_rsa, sha1_with_rsa = (bytes.fromhex(f"06092a864886f70d0101{last}") for last in ("0b", "05"))
    told = one.certificate.tbs_certificate_bytes.replace(sha256_with_rsa, sha1_with_rsa)
    signature = issuer.key.sign(told, padding.PKCS1v15(), hashes.SHA1())
    whole = one.der.replace(sha256_with_rsa, sha1_with_rsa).replace(one.certificate.signature, signature)
    return Issued(x509.load_der_x509_certificate(whole), one.key)


def revocation_list(
    issuer: Issued,
    revoked: Iterable[Issued] = (),
    *,
    updated: int = -1,
    following: int = 30,
    on: int = -5,
    reason: x509.ReasonFlags | None = None,
    number: int | None = 1,
    extensions: Iterable[x509.ExtensionType] = (),
    critical: Iterable[x509.ExtensionType] = (),
) -> bytes:
    """A PEM list of ``revoked`` certificates, revoked ``on``, ``updated`` and ``following``: days from the as-of
    date."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(AS_OF + dt.timedelta(days=updated))
        .next_update(AS_OF + dt.timedelta(days=following))
    )
    if number is not None:
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    for marked, added in ((False, extensions), (True, critical)):
        for extension in added:
            builder = builder.add_extension(extension, critical=marked)
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        entry = entry.revocation_date(AS_OF + dt.timedelta(days=on))
        if reason:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    signed: x509.CertificateRevocationList = _signed(builder, issuer.key, hashes.SHA256())
    return signed.public_bytes(Encoding.PEM)


def _signed(builder: Any, key: Key, algorithm: hashes.HashAlgorithm, pss: bool = False) -> Any:
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return builder.sign(key, None)
    salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size) if pss else None
    return builder.sign(key, algorithm, rsa_padding=salted)
