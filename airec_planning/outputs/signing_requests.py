"""Certificate signing requests (PKCS#10, RFC 2986): what each says, and its bytes."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from airec_planning import names
from airec_planning.setting_sections import Requests
from airec_planning.text import visible

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
SERVER_AUTH = ExtendedKeyUsageOID.SERVER_AUTH.dotted_string
LONGEST_COMMON_NAME = 64
"""Characters (RFC 5280, appendix A.1: ub-common-name)."""
_USAGES = {
    "digitalSignature": "digital_signature",
    "contentCommitment": "content_commitment",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
}
"""Those that a server's certificate may have, by the names of RFC 5280, 4.2.1.3."""


@dataclass(frozen=True)
class SigningRequest:
    """A certificate to ask the own CA for."""

    name: str
    """The certificate's name as planned."""
    stem: str
    """Its files' name without suffix."""
    why: str
    source: str
    """Who issues it, if the planner says so."""
    subject: x509.Name
    domains: tuple[str, ...]
    addresses: tuple[str, ...]
    other: tuple[x509.GeneralName, ...] = ()
    """Subject alternative names of other types, as in the certificate that is renewed."""
    usages: frozenset[str] = frozenset({"digitalSignature", "keyEncipherment"})
    """Key usages asked for, where the key's algorithm has them."""
    extended: tuple[str, ...] = (SERVER_AUTH,)
    """Extended key usages, dotted."""
    renews: str = ""
    """The file of the certificate that it is cloned from."""
    corrected: tuple[str, ...] = ()
    """What of that certificate was not taken over, each as a sentence."""

    @property
    def general_names(self) -> tuple[x509.GeneralName, ...]:
        """The subject alternative names (RFC 5280, 4.2.1.6)."""
        addresses = (x509.IPAddress(ipaddress.ip_address(address)) for address in self.addresses)
        return (*map(x509.DNSName, self.domains), *addresses, *self.other)

    def key_usages(self, *, of_rsa: bool) -> tuple[str, ...]:
        """The key usages for a key: RSA does not agree on keys, EC does not encipher (RFC 3279, 2.3.1; RFC 8813)."""
        lacks = {"keyAgreement"} if of_rsa else {"keyEncipherment", "dataEncipherment"}
        return tuple(usage for usage in _USAGES if usage in self.usages - lacks)


def subject_of(settings: Requests, name: str, domains: Iterable[str]) -> x509.Name:
    """The subject: what the settings say of it, and as common name the first domain that fits, wildcards last.

    Without such a domain the certificate's own name, where it is no host name: a common name that is one has to be
    among the subject alternative names. CAs with OpenSSL's usual policy refuse a request without any.
    """
    given = (
        (NameOID.COUNTRY_NAME, settings.country),
        (NameOID.STATE_OR_PROVINCE_NAME, settings.state),
        (NameOID.LOCALITY_NAME, settings.locality),
        (NameOID.ORGANIZATION_NAME, settings.organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, settings.unit),
        (NameOID.COMMON_NAME, common_name(name, domains)),
    )
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in given if text])


def common_name(name: str, domains: Iterable[str]) -> str:
    """The common name of a certificate of that name; empty where none would do."""
    fitting = sorted(
        (d for d in domains if len(d) <= LONGEST_COMMON_NAME), key=lambda domain: (names.is_wildcard(domain), domain)
    )
    if fitting:
        return fitting[0]
    printable = visible(name) == name and 0 < len(name) <= LONGEST_COMMON_NAME
    return name if printable and not names.is_address(name) and not is_domain(name) else ""


def is_domain(text: str) -> bool:
    """Whether a text is a DNS name that a certificate can carry."""
    try:
        names.normalise(text)
    except names.NotADomain:
        return False
    return True


def new_private_key(kind: str) -> PrivateKey:
    """A fresh key of a kind that ``requests.key`` knows."""
    algorithm, _, size = kind.partition("-")
    if algorithm == "rsa":
        return rsa.generate_private_key(65537, int(size))
    return ec.generate_private_key(ec.SECP384R1() if size == "p384" else ec.SECP256R1())


def signed(request: SigningRequest, key: PrivateKey) -> bytes:
    """The request as PEM, signed with its key.

    Basic constraints and key usage are critical; the subject alternative names only where there is no subject
    (RFC 5280, 4.1.2.6).
    """
    usages = request.key_usages(of_rsa=isinstance(key, rsa.RSAPrivateKey))
    allowed = {part: name in usages for name, part in _USAGES.items()}
    no_ca = {"key_cert_sign": False, "crl_sign": False, "encipher_only": False, "decipher_only": False}
    builder = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(request.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**allowed, **no_ca), critical=True)
        .add_extension(x509.ExtendedKeyUsage(map(x509.ObjectIdentifier, request.extended)), critical=False)
        .add_extension(x509.SubjectAlternativeName(request.general_names), critical=not request.subject.rdns)
    )
    return builder.sign(key, _hash_for(key)).public_bytes(Encoding.PEM)


def _hash_for(key: PrivateKey) -> hashes.SHA256 | hashes.SHA384 | None:
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return None
    large = isinstance(key, ec.EllipticCurvePrivateKey) and key.key_size > 256
    return hashes.SHA384() if large else hashes.SHA256()
