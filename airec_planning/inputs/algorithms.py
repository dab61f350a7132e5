"""Names of signature and key algorithms, also of those that the library does not know."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519

from airec_planning.inputs import der

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
_KEYS = {
    ("1.2.840.10045.2.1", "1.2.156.10197.1.301"): "SM2",
    ("1.2.840.113549.1.1.1", ""): "RSA",
    ("1.2.840.10040.4.1", ""): "DSA",
}
_EDWARDS: tuple[tuple[type, str, int], ...] = (
    (ed25519.Ed25519PublicKey, "Ed25519", 256),
    (ed448.Ed448PublicKey, "Ed448", 456),
    (x25519.X25519PublicKey, "X25519", 256),
    (x448.X448PublicKey, "X448", 448),
)


def signature_of(certificate: x509.Certificate) -> tuple[str, str]:
    """The signature's algorithm as OpenSSL names it, or its OID, and its hash, or nothing where it has none."""
    oid = certificate.signature_algorithm_oid.dotted_string
    name, hash_name = SIGNATURES.get(oid, (oid, ""))
    if name == "rsassaPss" and certificate.signature_hash_algorithm:
        hash_name = certificate.signature_hash_algorithm.name
    return name, hash_name


def signature_named(algorithm_identifier: bytes) -> tuple[str, str]:
    """The same by its OID alone, where the library refuses the parameters; nothing where there is none."""
    try:
        oid, _ = der.algorithm_of(algorithm_identifier)
    except der.NotDer:
        return "", ""
    return SIGNATURES.get(oid, (oid, ""))


def key_of(certificate: x509.Certificate, public_key_info: bytes) -> tuple[str, int | None]:
    """The key's algorithm and its size in bits; of an algorithm that the library does not know, as ``key_named``.

    Raises:
        ValueError: a key that is none of its algorithm.
    """
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        name = key_named(public_key_info)
        return name, 256 if name == "SM2" else None
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC", key.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "DSA", key.key_size
    for kind, name, bits in _EDWARDS:
        if isinstance(key, kind):
            return name, bits
    return key_named(public_key_info), None


def key_named(public_key_info: bytes) -> str:
    """A key's algorithm by its OID alone: its name, or the OID and the curve's."""
    try:
        algorithm, curve = der.algorithm_of(der.element(der.element(public_key_info).contents).whole)
    except der.NotDer:
        return ""
    return _KEYS.get((algorithm, curve), f"{algorithm} {curve}".strip())
