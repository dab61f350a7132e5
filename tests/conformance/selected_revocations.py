"""Revocation lists that lie beside the certificates (RFC 5280, 5 and 6.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import Encoding

from tests.certificates import AS_OF
from tests.conformance.harness import Case
from tests.conformance.making import authority, leaf, revocation_list, root
from tests.conformance.selecting import case

DAY = dt.timedelta(days=1)


def cases() -> Iterator[Case]:
    top = root()
    issuer, other = authority("Issuing CA", top), authority("Another CA", top)
    server, beside = leaf(issuer), leaf(issuer, "api.example.com")
    namesake = leaf(other, serial=server.certificate.serial_number)
    past = {"began": AS_OF - 30 * DAY, "ends": AS_OF - DAY}
    for id, reason, valid, lists in (
        ("crl::not-listed", "its issuer's list names another (6.3.3 (i))", True, [revocation_list(issuer, beside)]),
        ("crl::empty-list", "its issuer's list names none (6.3.3 (i))", True, [revocation_list(issuer)]),
        ("crl::revoked", "its issuer's list names it (6.3.3 (i))", False, [revocation_list(issuer, beside, server)]),
        ("crl::revoked-der", "the same list in DER (5)", False,
         [revocation_list(issuer, server, encoding=Encoding.DER)]),
        ("crl::revoked-on-one-of-two", "of two lists of its issuer, one names it (6.3.3)", False,
         [revocation_list(other), revocation_list(issuer, server)]),
        ("crl::same-serial-of-another-issuer", "serial numbers are an issuer's own (6.3.3 (b)(1))", True,
         [revocation_list(other, namesake), revocation_list(issuer)]),
        ("crl::another-issuer-alone", "the list of another issuer says nothing of it (6.3.3 (b)(1))", True,
         [revocation_list(other, namesake)]),
        ("crl::signed-by-a-stranger", "the list bears the issuer's name and not its signature (6.3.3 (g))", True,
         [revocation_list(issuer, server, key="Stranger")]),
        ("crl::expired-not-listed", "no list is current: undetermined, as without one (6.3.3)", True,
         [revocation_list(issuer, beside, **past)]),
        ("crl::expired-beside-current", "the current list names it (6.3.3)", False,
         [revocation_list(issuer, **past), revocation_list(issuer, server)]),
        ("crl::revoked-intermediate", "the root's list names its issuer (6.3)", False, [revocation_list(top, issuer)]),
        ("crl::revoked-sibling-ca", "the root's list names another CA (6.3)", True, [revocation_list(top, other)]),
    ):  # fmt: skip
        yield case(id, reason, valid, server, [issuer, other], [top], crls=lists)
