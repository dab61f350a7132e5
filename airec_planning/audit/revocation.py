"""Which certificates the revocation lists in the folder revoke (RFC 5280, 5 and 6.3)."""

from __future__ import annotations

import datetime as dt
import itertools
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from airec_planning.audit.chains import Forest
from airec_planning.audit.particulars import Particulars
from airec_planning.language import _
from airec_planning.text import visible

_KNOWN_CRITICAL = frozenset({x509.AuthorityKeyIdentifier.oid, x509.IssuerAlternativeName.oid})
_PARTIAL = frozenset({x509.IssuingDistributionPoint.oid, x509.DeltaCRLIndicator.oid})
"""What makes a list one of some certificates or of changes, also where it is not marked critical as it has to be."""


@dataclass(frozen=True)
class RevocationList:
    """A revocation list, and how far it can be relied on."""

    file: str
    position: int
    issuer: str
    """RFC 4514; empty where it cannot be read."""
    last_update: dt.datetime | None
    next_update: dt.datetime | None
    """``None`` where the list names no end."""
    signers: frozenset[str]
    """SHA-256 of the certificates here whose key made its signature."""
    fault: str
    """Why it cannot be relied on; empty where it can."""
    numbered: bool
    """It carries a number that grows (RFC 5280, 5.2.3)."""
    parsed: x509.CertificateRevocationList | None

    def is_current(self, as_of: dt.datetime) -> bool:
        """Whether the as-of date lies between its updates."""
        begun = self.last_update is not None and self.last_update <= as_of
        return begun and (self.next_update is None or as_of <= self.next_update)


@dataclass(frozen=True)
class Revoked:
    """When and why a certificate was revoked."""

    on: dt.datetime
    reason: str
    """As RFC 5280, 5.3.1 names it; empty where the list gives none."""
    file: str


@dataclass(frozen=True)
class Standing:
    """How a certificate and the CAs above it stand with the revocation lists."""

    revoked: Revoked | None = None
    revoked_certificate: str = ""
    """SHA-256 of the one that is revoked: itself or a CA above it."""
    weighed: int = 0
    """How many of them a current list was there for."""
    without_list: str = ""
    """SHA-256 of the first issuer of whom no current list is there; empty where there is one of each."""


def read_revocation_lists(
    found: Iterable[tuple[str, int, bytes]], forest: Forest, particulars: Mapping[str, Particulars]
) -> tuple[RevocationList, ...]:
    """The revocation lists of an inventory, each with those here that signed it."""
    return tuple(_read(file, position, data, forest, particulars) for file, position, data in found)


def standing(
    path: Sequence[str],
    certificates: Mapping[str, x509.Certificate],
    lists: Iterable[RevocationList],
    as_of: dt.datetime,
) -> Standing:
    """What the lists say of the first certificate of a path (by SHA-256, upwards) and of the CAs on it."""
    usable = [one for one in lists if not one.fault]
    weighed, without_list = 0, ""
    for sha256, issuer in itertools.pairwise(path):
        from_issuer = [one for one in usable if issuer in one.signers]
        if found := _revoked(certificates[sha256], from_issuer, as_of):
            return Standing(found, sha256, weighed, without_list)
        if any(one.is_current(as_of) for one in from_issuer):
            weighed += 1
        else:
            without_list = without_list or issuer
    return Standing(None, "", weighed, without_list)


def _revoked(certificate: x509.Certificate, lists: Iterable[RevocationList], as_of: dt.datetime) -> Revoked | None:
    for one in lists:
        entry = _entry(one.parsed, certificate) if one.parsed else None
        if entry is not None and entry.revocation_date_utc <= as_of:
            return Revoked(entry.revocation_date_utc, _reason(entry), one.file)
    return None


def _entry(
    revocation_list: x509.CertificateRevocationList, certificate: x509.Certificate
) -> x509.RevokedCertificate | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        serial = certificate.serial_number
        if serial < 0:  # which the library does not look up
            return next((entry for entry in revocation_list if entry.serial_number == serial), None)
        return revocation_list.get_revoked_certificate_by_serial_number(serial)


def _read(
    file: str, position: int, data: bytes, forest: Forest, particulars: Mapping[str, Particulars]
) -> RevocationList:
    try:
        parsed = x509.load_der_x509_crl(data)
        extensions = list(parsed.extensions)
        issuer, subject = parsed.issuer.rfc4514_string(), parsed.issuer.public_bytes()
        last, upcoming = parsed.last_update_utc, parsed.next_update_utc
    except Exception:  # the library raises many kinds for a malformed list
        return RevocationList(file, position, "", None, None, frozenset(), _("it cannot be read"), False, None)
    unknown = [one for one in extensions if one.oid in _PARTIAL or (one.critical and one.oid not in _KNOWN_CRITICAL)]
    bearers = forest.by_subject.get(subject, [])
    signers = [one for one in bearers if _signed_by(parsed, forest.certificates[one])]
    allowed = [one for one in signers if _may_sign_lists(particulars[one])]
    fault = ""
    if unknown:
        fault = _("it is a delta or partial list, or marks an extension critical that is not known")
    elif bearers and not signers:
        fault = _("no key of {issuer} that lies here made its signature", issuer=visible(issuer))
    elif signers and not allowed:
        fault = _("its issuer may not sign revocation lists by its key usage")
    numbered = any(one.oid == x509.CRLNumber.oid for one in extensions)
    return RevocationList(file, position, issuer, last, upcoming, frozenset(allowed), fault, numbered, parsed)


def _signed_by(revocation_list: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return revocation_list.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return False


def _may_sign_lists(said: Particulars) -> bool:
    return said.key_usage is None or "cRLSign" in said.key_usage


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return str(entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value)
    except (x509.ExtensionNotFound, ValueError):
        return ""
