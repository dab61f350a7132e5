"""Requests cloned from the certificates that they renew."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from airec_planning import names
from airec_planning.audit.particulars import Particulars
from airec_planning.audit.verdicts import listed
from airec_planning.language import _
from airec_planning.outputs.signing_requests import (
    LONGEST_COMMON_NAME,
    SERVER_AUTH,
    SigningRequest,
    common_name,
    is_domain,
)
from airec_planning.text import shorten, visible

_OF_CAS = frozenset({"keyCertSign", "cRLSign"})
_LONGEST = {
    NameOID.STATE_OR_PROVINCE_NAME: 128, NameOID.LOCALITY_NAME: 128, NameOID.ORGANIZATION_NAME: 64,
    NameOID.ORGANIZATIONAL_UNIT_NAME: 64, NameOID.TITLE: 64, NameOID.SERIAL_NUMBER: 64, NameOID.EMAIL_ADDRESS: 128,
}  # fmt: skip
"""Characters (RFC 5280, appendix A.1); an address may have 255 there, and OpenSSL takes 128."""
_COUNTRIES = (NameOID.COUNTRY_NAME, NameOID.JURISDICTION_COUNTRY_NAME)
_PRINTABLE_ONLY = (NameOID.SERIAL_NUMBER, NameOID.DN_QUALIFIER)
_ASCII_ONLY = (NameOID.EMAIL_ADDRESS, NameOID.DOMAIN_COMPONENT)
_PRINTABLE = frozenset(f"{string.ascii_letters}{string.digits} '()+,-./:=?")
"""The characters of a PrintableString (X.680)."""


def cloned(
    planned: SigningRequest,
    row: Mapping[str, Any],
    certificate: x509.Certificate | None,
    particulars: Particulars | None,
) -> SigningRequest:
    """A request for what is planned, with everything that the certificate to renew says beside.

    Its subject, its names of every type, its key usages and extended key usages are taken over; what a check of the
    audit would object to is corrected, and named in ``corrected``. ``row`` is of ``tables.CERTIFICATES``; of a
    certificate that the library cannot load, the names alone are taken.
    """
    said: list[str] = []
    domains, addresses = _names(row, planned, said)
    subject = planned.subject if certificate is None else _subject(certificate, planned.name, domains, said)
    return replace(
        planned,
        subject=subject,
        domains=domains,
        addresses=addresses,
        other=_other_names(certificate, said),
        usages=_usages(planned, particulars, said),
        extended=_extended(planned, particulars, said),
        renews=row["file"],
        corrected=tuple(said),
    )


def _names(row: Mapping[str, Any], planned: SigningRequest, said: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    domains, addresses = set(planned.domains), set(planned.addresses)
    for text in row["san_dns"]:
        if names.is_address(text):
            said.append(_("{name} is an address, and stands among the DNS names no more", name=shorten(visible(text))))
            addresses.update(_address(text, said))
        else:
            domains.update(_domain(text, said))
    for text in row["san_ip"]:
        addresses.update(_address(text, said))
    if not domains and not addresses and is_domain(row["common_name"]):
        domains.add(names.normalise(row["common_name"]))
        said.append(_("its common name becomes a subject alternative name, of which it has none"))
    return tuple(sorted(domains)), tuple(sorted(addresses))


def _domain(text: str, said: list[str]) -> Iterator[str]:
    try:
        domain = names.normalise(text)
    except names.NotADomain as error:
        said.append(_('the name "{name}" is left out: {why}', name=shorten(visible(text)), why=visible(str(error))))
        return
    if domain != text.lower():
        said.append(_("{name} is written as {domain}", name=shorten(visible(text)), domain=domain))
    yield domain


def _address(text: str, said: list[str]) -> Iterator[str]:
    try:
        yield names.normalise_address(text)
    except names.NotADomain as error:
        said.append(_("the address {address} is left out: {why}", address=shorten(visible(text)), why=error))


def _subject(certificate: x509.Certificate, name: str, domains: Iterable[str], said: list[str]) -> x509.Name:
    """The subject as it stands, but for texts that no tool would take and a common name that is not among the names."""
    try:
        found = certificate.subject.rdns
    except ValueError:
        said.append(_("the subject cannot be read; its common name alone is set"))
        found = []
    rdns = [x509.RelativeDistinguishedName(kept) for rdn in found if (kept := _attributes(rdn, domains, said))]
    has_common_name = any(attribute.oid == NameOID.COMMON_NAME for rdn in rdns for attribute in rdn)
    if not has_common_name and (text := common_name(name, domains)):
        rdns.append(x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, text)]))
    return x509.Name(rdns)


def _attributes(
    rdn: x509.RelativeDistinguishedName, domains: Iterable[str], said: list[str]
) -> list[x509.NameAttribute[Any]]:
    kept = []
    for attribute in rdn:
        if why := _why_left_out(attribute):
            said.append(
                _("{attribute} of the subject is left out: {why}", attribute=attribute.rfc4514_attribute_name, why=why)
            )
            continue
        text = str(attribute.value).strip()
        if attribute.oid == NameOID.COMMON_NAME and (why := _why_not_common(text, domains)):
            said.append(_("the common name {name} is replaced: {why}", name=shorten(text), why=why))
            continue
        if text != attribute.value:
            said.append(
                _("{attribute} of the subject loses its outer blanks", attribute=attribute.rfc4514_attribute_name)
            )
        kept.append(x509.NameAttribute(attribute.oid, text))
    return list(dict.fromkeys(kept))


def _why_left_out(attribute: x509.NameAttribute[Any]) -> str:
    """Why OpenSSL or a CA would refuse a request with that in its subject; empty where none would."""
    text, longest = attribute.value, _LONGEST.get(attribute.oid)
    if not isinstance(text, str) or not text.strip() or visible(text) != text:
        return _("it is no readable text")
    text = text.strip()
    if attribute.oid in _COUNTRIES and not (len(text) == 2 and text.isascii() and text.isalpha()):
        return _("it has not two letters")
    if longest and len(text) > longest:
        return _("it is longer than {most} characters", most=longest)
    if attribute.oid in _ASCII_ONLY and not text.isascii():
        return _("it has characters beyond ASCII")
    if attribute.oid in _PRINTABLE_ONLY and not _PRINTABLE.issuperset(text):
        return _("it has characters beyond those of a PrintableString")
    return ""


def _why_not_common(text: str, domains: Iterable[str]) -> str:
    if len(text) > LONGEST_COMMON_NAME:
        return _("it is longer than {most} characters", most=LONGEST_COMMON_NAME)
    if not is_domain(text) or names.normalise(text) in domains:
        return ""
    return _("it is not among the names")


def _other_names(certificate: x509.Certificate | None, said: list[str]) -> tuple[x509.GeneralName, ...]:
    if certificate is None:
        said.append(_("only its DNS names and addresses can be read"))
        return ()
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    except Exception:  # the library raises many kinds for a malformed extension
        said.append(_("names of other types than DNS and IP address cannot be read, and are left out"))
        return ()
    return tuple(name for name in found if not isinstance(name, x509.DNSName | x509.IPAddress))


def _usages(planned: SigningRequest, particulars: Particulars | None, said: list[str]) -> frozenset[str]:
    found = particulars.key_usage if particulars else None
    if found is None:
        return planned.usages
    if "digitalSignature" not in found:
        said.append(_("digitalSignature is added to the key usage"))
    if of_cas := found & _OF_CAS:
        said.append(_("{usages} is left out of the key usage: only a CA's certificate has it", usages=listed(of_cas)))
    return (found | {"digitalSignature"}) - _OF_CAS


def _extended(planned: SigningRequest, particulars: Particulars | None, said: list[str]) -> tuple[str, ...]:
    found = particulars.extended_key_usage if particulars else None
    if found is None:
        return planned.extended
    if SERVER_AUTH not in found:
        said.append(_("serverAuth is added to the extended key usage"))
    return tuple(sorted(found | {SERVER_AUTH}))
