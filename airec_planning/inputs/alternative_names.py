"""The names and the role in a certificate's extensions, each extension on its own.

The library reads all extensions at once and gives none where one is broken or stands twice. Then each is read
apart, and names that the library refuses (raw UTF-8, forms it does not know) are taken as their bytes stand.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from cryptography import x509

from airec_planning.inputs import der
from airec_planning.inputs.told import told
from airec_planning.language import N_, _

_SAN, _BASIC_CONSTRAINTS = "2.5.29.17", "2.5.29.19"
_EMAIL, _DNS, _DIRECTORY, _URI, _IP, _REGISTERED = 0x81, 0x82, 0xA4, 0x86, 0x87, 0x88
_AS_THEY_STAND = N_("{why}; its names are shown as they stand")
_FORMS = {0xA0: "othername", 0xA3: "X400Name", 0xA5: "EdiPartyName"}


class Names(NamedTuple):
    """What the extensions say of names and role."""

    dns: tuple[str, ...] = ()
    ip: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    """With the form before it: ``email:``, ``URI:``, ``DirName:``, ``othername:``, ``Registered ID:``."""
    is_ca: bool = False
    problems: tuple[str, ...] = ()
    """What could not be read, each with the reason."""


def names_and_role(certificate: x509.Certificate, exact: bytes) -> Names:
    """Subject alternative names (RFC 5280, 4.2.1.6) and basic constraints (4.2.1.9) of a certificate.

    ``exact`` is the same certificate's DER.
    """
    try:
        extensions = certificate.extensions
    except Exception:  # the library raises many kinds for a malformed extension
        return read_apart(exact, exact)
    names = Names()
    for extension in extensions:
        names = _with_extension(names, extension.value)
    if names.dns and not _plain("".join(names.dns)):  # the library takes raw UTF-8 and controls
        return names._replace(
            problems=("san: " + _("a name has characters that no DNS name has; its names are shown as they stand"),)
        )
    return names


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _with_extension(names: Names, value: x509.ExtensionType) -> Names:
    # By exact type, here and below: these are abstract classes, for which isinstance costs three times as much.
    kind = type(value)
    if kind is x509.SubjectAlternativeName:
        return _with_names(names, value)  # type: ignore[arg-type]
    if kind is x509.BasicConstraints:
        return names._replace(is_ca=names.is_ca or value.ca)  # type: ignore[attr-defined]
    return names


def _with_names(names: Names, found: Iterable[x509.GeneralName]) -> Names:
    dns, ip, other = list(names.dns), list(names.ip), list(names.other)
    for name in found:
        kind = type(name)
        if kind is x509.DNSName:
            dns.append(name.value)
        elif kind is x509.IPAddress:
            ip.append(str(name.value))
        else:
            other.append(_OTHER_FORMS[kind](name))
    return names._replace(dns=tuple(dns), ip=tuple(ip), other=tuple(other))


_OTHER_FORMS: dict[type, Callable[[Any], str]] = {
    x509.RFC822Name: lambda name: f"email:{name.value}",
    x509.UniformResourceIdentifier: lambda name: f"URI:{name.value}",
    x509.DirectoryName: lambda name: f"DirName:{name.value.rfc4514_string()}",
    x509.RegisteredID: lambda name: f"Registered ID:{name.value.dotted_string}",
    x509.OtherName: lambda name: f"othername:{name.type_id.dotted_string}",
}


def read_apart(exact: bytes, host: bytes) -> Names:
    """The same, each extension of ``exact`` read in a certificate ``host`` that the library takes."""
    names, problems, seen = Names(), [], set()
    for extension in der.extensions(exact):
        if extension.oid in seen:
            problems.append(f"extension {extension.oid}: {_('it stands twice (RFC 5280, 4.2)')}")
        seen.add(extension.oid)
        try:
            names = _with_alone(names, host, extension.whole)
        except Exception as error:  # the library raises many kinds for a malformed extension
            names, as_they_stand = _salvaged(names, host, extension)
            name = {_SAN: "san", _BASIC_CONSTRAINTS: "basic_constraints"}.get(
                extension.oid, f"extension {extension.oid}"
            )
            why = told(error)
            problems.append(f"{name}: {_(_AS_THEY_STAND, why=why) if as_they_stand else why}")
    return names._replace(problems=tuple(problems))


def _with_alone(names: Names, host: bytes, extension: bytes) -> Names:
    for found in x509.load_der_x509_certificate(der.with_extension(host, extension)).extensions:
        names = _with_extension(names, found.value)
    return names


def _salvaged(names: Names, host: bytes, extension: der.Extension) -> tuple[Names, bool]:
    """What of a broken extension is beyond doubt, and whether names of it are shown as their bytes stand."""
    with contextlib.suppress(Exception):  # it may be but the flag that is broken
        return _with_alone(names, host, extension.bare), False
    if extension.oid == _SAN:
        return _as_the_bytes_stand(names, extension.value)
    if extension.oid == _BASIC_CONSTRAINTS:
        return names._replace(is_ca=names.is_ca or _says_ca(extension.value)), False
    return names, False


def _says_ca(basic_constraints: bytes) -> bool:
    with contextlib.suppress(der.NotDer):
        for part in der.children(der.element(basic_constraints).contents):
            return part.tag == der.BOOLEAN and any(part.contents)
    return False


def _as_the_bytes_stand(names: Names, value: bytes) -> tuple[Names, bool]:
    """The names of a GeneralNames value that the library refuses, and whether they could be taken."""
    dns, ip, other = list(names.dns), list(names.ip), list(names.other)
    try:
        for name in der.children(der.element(value).contents):
            text = name.contents.decode("utf-8", "backslashreplace")
            if name.tag == _DNS:
                dns.append(text)
            elif name.tag == _IP:
                ip.append(_address(name.contents))
            elif name.tag in (_EMAIL, _URI):
                other.append(f"{'email' if name.tag == _EMAIL else 'URI'}:{text}")
            elif name.tag == _REGISTERED:
                other.append(f"Registered ID:{der.oid_text(name.contents)}")
            else:
                other.append(f"{_FORMS.get(name.tag, 'DirName' if name.tag == _DIRECTORY else hex(name.tag))}:")
    except der.NotDer:
        return names, False
    return names._replace(dns=tuple(dns), ip=tuple(ip), other=tuple(other)), True


def _address(contents: bytes) -> str:
    try:
        return str(ipaddress.ip_address(contents))
    except ValueError:
        return contents.hex(":")
