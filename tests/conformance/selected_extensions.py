"""Purposes, and extensions that a validator has to know (RFC 5280, 4.2 and 4.2.1.12)."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.conformance.harness import Case
from tests.conformance.making import CLIENT, SERVER, UNKNOWN, authority, leaf, root
from tests.conformance.selecting import case

TOP = root()
ISSUER = authority("Issuing CA", TOP)


def cases() -> Iterator[Case]:
    yield from _purposes()
    yield from _unknown_extensions()


def _purposes() -> Iterator[Case]:
    for id, reason, valid, purposes in (
        ("eku::server", "for servers", True, (SERVER,)),
        ("eku::server-and-client", "for servers among others", True, (CLIENT, SERVER)),
        ("eku::none", "without the extension nothing is ruled out", True, ()),
        ("eku::client", "for clients only", False, (CLIENT,)),
        ("eku::code-signing", "for code only", False, (ExtendedKeyUsageOID.CODE_SIGNING,)),
    ):
        yield case(id, f"{reason} (4.2.1.12)", valid, leaf(ISSUER, purposes=purposes), [ISSUER], [TOP])
    yield case(
        "eku::ca-as-leaf", "a CA's certificate as a server's: the web's profile forbids it (Baseline Requirements, "
        "7.1.2.7.8)", False, leaf(ISSUER, ca=True, usages=("digital_signature", "key_cert_sign")), [ISSUER], [TOP],
        by_web_profile=True,
    )  # fmt: skip
    for id, purposes, valid in (("eku::ca-for-servers", (SERVER,), True), ("eku::ca-for-clients", (CLIENT,), False)):
        bound = authority("Bound CA", TOP, purposes=purposes)
        reason = "a CA's purposes bind what it issues in the web's profile (Baseline Requirements, 7.1.2.10.6)"
        yield case(id, reason, valid, leaf(bound), [bound], [TOP])


def _unknown_extensions() -> Iterator[Case]:
    stern = authority("Issuing CA", TOP, extension=UNKNOWN)
    mild = authority("Issuing CA", TOP, extension=UNKNOWN, critical=False)
    server = leaf(ISSUER)
    yield case(
        "extension::critical-in-the-leaf", "a critical one that nobody knows (4.2)", False,
        leaf(ISSUER, extension=UNKNOWN), [ISSUER], [TOP],
    )  # fmt: skip
    yield case(
        "extension::not-critical-in-the-leaf", "the same, not critical (4.2)", True,
        leaf(ISSUER, extension=UNKNOWN, critical=False), [ISSUER], [TOP],
    )  # fmt: skip
    yield case(
        "extension::critical-in-the-intermediate", "a critical one on the way (6.1.4 (o))", False,
        server, [stern], [TOP],
    )  # fmt: skip
    yield case(
        "extension::not-critical-in-the-intermediate", "the same, not critical (6.1.4 (o))", True,
        server, [mild], [TOP],
    )  # fmt: skip
    yield case(
        "extension::critical-beside-the-way", "another certificate of that CA has none (6.1.4 (o))", True,
        server, [stern, ISSUER], [TOP],
    )  # fmt: skip
    yield case(
        "extension::critical-in-another-root", "a root that the way does not need (6.1)", True,
        server, [ISSUER], [root("Another Root", extension=UNKNOWN), TOP],
    )  # fmt: skip
