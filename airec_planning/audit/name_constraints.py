"""For which names a CA may issue (RFC 5280, 4.2.1.10)."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import TypeVar

from cryptography import x509

from airec_planning.language import _

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


def forbidden(issuer: x509.Certificate, leaf: x509.Certificate) -> str:
    """Why an issuer may not issue for the DNS names and addresses of a certificate (RFC 5280, 4.2.1.10)."""
    constraints, names_of = _extension(issuer, x509.NameConstraints), _extension(leaf, x509.SubjectAlternativeName)
    if constraints is None or names_of is None:
        return ""
    for name in names_of:
        if not isinstance(name, x509.DNSName | x509.IPAddress):
            continue
        permitted, excluded = (
            [one for one in subtrees or () if isinstance(one, type(name))]
            for subtrees in (constraints.permitted_subtrees, constraints.excluded_subtrees)
        )
        if any(_within(name, one) for one in excluded):
            return _("{name} is excluded", name=name.value)
        if permitted and not any(_within(name, one) for one in permitted):
            return _("{name} is not among those permitted", name=name.value)
    return ""


def _within(name: x509.GeneralName, subtree: x509.GeneralName) -> bool:
    if isinstance(subtree, x509.IPAddress):
        return name.value in subtree.value if isinstance(subtree.value, IPv4Network | IPv6Network) else False
    host, zone = name.value.lower(), subtree.value.lower()
    return not zone or host == zone or host.endswith(zone if zone.startswith(".") else f".{zone}")


def is_unweighed(issuer: x509.Certificate, leaf: x509.Certificate) -> bool:
    """Whether an issuer constrains names of a certificate that are neither DNS names nor addresses."""
    constraints = _extension(issuer, x509.NameConstraints)
    if constraints is None:
        return False
    carried = {type(name) for name in _extension(leaf, x509.SubjectAlternativeName) or ()} | {x509.DirectoryName}
    kinds = {type(one) for one in (*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ()))}
    return bool(kinds & carried - {x509.DNSName, x509.IPAddress})


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except Exception:  # absent; or malformed, which is a fault of its own
        return None
