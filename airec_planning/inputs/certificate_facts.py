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
from cryptography.x509.oid import NameOID

from airec_planning.errors import Reason
from airec_planning.inputs import der
from airec_planning.inputs.algorithms import key_named, key_of, signature_named, signature_of
from airec_planning.inputs.alternative_names import Names, names_and_role, read_apart
from airec_planning.inputs.salvaging import Salvaged, salvage
from airec_planning.inputs.told import told
from airec_planning.language import _
from airec_planning.text import shorten, visible

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
    behind = 0 if trusted else len(data) - len(exact)
    return _facts(_loaded(exact), behind), exact


def exact_bytes(data: bytes) -> bytes:
    """The certificate's own bytes, without what follows them.

    Raises:
        ValueError: the bytes are not DER.
    """
    try:
        end = der.span(data)[1]
    except der.NotDer as error:
        raise ValueError(_("not DER: {why}", why=error)) from None
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
    salvaged: Salvaged | None = None


def _loaded(exact: bytes) -> _Parts:
    outline = der.outline(exact)
    try:
        return _Parts(x509.load_der_x509_certificate(exact), exact, outline)
    except x509.InvalidVersion as error:
        raise ValueError(str(error)) from None
    except ValueError as refusal:
        try:
            salvaged = salvage(exact)
        except ValueError:
            raise refusal from None
        return _Parts(salvaged.certificate, exact, outline, salvaged)


def _facts(parts: _Parts, behind: int) -> CertificateFacts:
    refused = parts.salvaged.refused if parts.salvaged else {}
    problems = [f"{field}: {reason}" for field, reason in refused.items()]

    def read(field: str, reader: Callable[[_Parts], Any], otherwise: Any) -> Any:
        if field in refused:
            return otherwise
        try:
            return reader(parts)
        except Exception as error:  # the library raises many kinds for a malformed field
            problems.append(f"{field}: {told(error)}")
            return otherwise

    subject, common_name = read("subject", _subject, ("", ""))
    issuer = read("issuer", _issuer, "")
    names: Names = read("extensions", _names, Names())
    key_algorithm, key_bits = read("public_key", _key, None) or (key_named(parts.outline.public_key_info), None)
    signature, signature_hash = read("signature_algorithm", _signature, None) or signature_named(
        parts.outline.signature
    )
    not_before, not_after = read("not_before", _not_before, None), read("not_after", _not_after, None)
    problems += names.problems
    if behind:
        problems.append(_("{count} bytes behind the certificate", count=behind))
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
    if parts.salvaged:
        return read_apart(parts.exact, parts.salvaged.host)
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
    return signature_of(parts.certificate)


def _key(parts: _Parts) -> tuple[str, int | None]:
    return key_of(parts.certificate, parts.outline.public_key_info)
