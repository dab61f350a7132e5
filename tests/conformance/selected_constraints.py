"""What a CA may do, and for which names (RFC 5280, 4.2.1.3, 4.2.1.9 and 4.2.1.10)."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterator

from cryptography import x509

from tests.conformance.harness import Case
from tests.conformance.making import END, SERVER, authority, certificate, excluded, leaf, permitted, root
from tests.conformance.selecting import case

TOP = root()
ZONE = "example.com"
PRIVATE = x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))


def cases() -> Iterator[Case]:
    yield from _may_sign()
    yield from _path_lengths()
    yield from _dns_constraints()
    yield from _constraints_along_the_path()


def _may_sign() -> Iterator[Case]:
    for id, reason, valid, other in (
        ("ca::flag-false", "the intermediate says that it is no CA (6.1.4 (k))", False, {"ca": False}),
        ("ca::no-basic-constraints", "the intermediate does not say that it is a CA (6.1.4 (k))", False, {"ca": None}),
        ("ca::no-cert-sign", "it may sign lists, not certificates (6.1.4 (n))", False, {"usages": ("crl_sign",)}),
        ("ca::no-key-usage", "without key usage, 6.1.4 (n) asks for nothing", True, {"usages": ()}),
        (
            "ca::cert-sign-alone",
            "it may sign certificates, not lists (6.1.4 (n))",
            True,
            {"usages": ("key_cert_sign",)},
        ),
    ):
        issuer = authority("Issuing CA", TOP, **other)
        yield case(id, reason, valid, leaf(issuer), [issuer], [TOP])
    server = leaf(TOP)
    yield case(
        "ca::leaf-as-issuer", "a server's certificate issues another (6.1.4 (k))", False, leaf(server), [server], [TOP]
    )


def _path_lengths() -> Iterator[Case]:
    for id, reason, valid, length, below in (
        ("pathlen::zero-allowed", "no CA below, none allowed (6.1.4 (l))", True, 0, 0),
        ("pathlen::zero-violated", "a CA below, none allowed (6.1.4 (l))", False, 0, 1),
        ("pathlen::one-allowed", "a CA below, one allowed (6.1.4 (l))", True, 1, 1),
        ("pathlen::one-violated", "two CAs below, one allowed (6.1.4 (l))", False, 1, 2),
    ):
        chain = [authority("CA 0", TOP, path_length=length)]
        for number in range(below):
            chain.append(authority(f"CA {number + 1}", chain[-1]))
        yield case(id, reason, valid, leaf(chain[-1]), chain, [TOP])
    narrow = authority("Narrow CA", TOP, path_length=0)
    again = authority("Narrow CA", narrow, key="Narrow CA, new key")
    yield case(
        "pathlen::self-issued-is-not-counted", "a CA's certificate for its own new key (6.1.4 (l))", True,
        leaf(again), [narrow, again], [TOP],
    )  # fmt: skip
    wide = authority("Wide CA", narrow, path_length=5)
    yield case(
        "pathlen::cannot-be-widened", "the CA below claims more than is left (6.1.4 (m))", False,
        leaf(wide), [narrow, wide], [TOP],
    )  # fmt: skip


def _dns_constraints() -> Iterator[Case]:
    host, other = "www.example.com", "www.example.org"
    for id, reason, valid, constraints, hosts in (
        ("nc::permitted-itself", "the very name is permitted", True, permitted(host), (host,)),
        ("nc::permitted-below", "labels before the permitted name", True, permitted(ZONE), (host,)),
        ("nc::permitted-two-trees", "one of two permitted trees", True, permitted("example.org", ZONE), (host,)),
        ("nc::permitted-another", "another tree is permitted", False, permitted("example.org"), (host,)),
        ("nc::permitted-sibling", "the permitted name is a sibling", False, permitted("api.example.com"), (host,)),
        ("nc::permitted-part-of-a-label", "whole labels only", False, permitted("ample.com"), (host,)),
        ("nc::permitted-one-of-two", "the second name is outside", False, permitted(ZONE), (host, other)),
        ("nc::permitted-wildcard", "a wildcard inside the tree", True, permitted(ZONE), ("*.example.com",)),
        ("nc::permitted-in-capitals", "DNS names have no case (7.2)", True, permitted("EXAMPLE.com"), (host,)),
        ("nc::excluded-itself", "the very name is excluded", False, excluded(host), (host,)),
        ("nc::excluded-above", "its tree is excluded", False, excluded(ZONE), (host,)),
        ("nc::excluded-another", "another tree is excluded", True, excluded("example.org"), (host,)),
        ("nc::excluded-second-name", "a name beside it is excluded", False, excluded("example.org"), (host, other)),
        (
            "nc::excluded-wins", "permitted and excluded at once (4.2.1.10: excluded wins)", False,
            x509.NameConstraints([x509.DNSName(ZONE)], [x509.DNSName(host)]), (host,),
        ),
        ("nc::permitted-addresses", "only addresses are bound", True, x509.NameConstraints([PRIVATE], None), (host,)),
        ("nc::excluded-addresses", "only addresses are", True, x509.NameConstraints(None, [PRIVATE]), (host,)),
    ):  # fmt: skip
        issuer = authority("Bound CA", TOP, constraints=constraints)
        yield case(id, f"{reason} (6.1.3 (b), (c))", valid, leaf(issuer, *hosts), [issuer], [TOP])


def _constraints_along_the_path() -> Iterator[Case]:
    bound = authority("Bound CA", TOP, constraints=permitted("example.org"))
    below = authority("Free CA", bound)
    yield case(
        "nc::reaches-two-down", "a constraint binds everything below (6.1.4 (g))", False,
        leaf(below), [bound, below], [TOP],
    )  # fmt: skip
    wide = authority("Wide CA", bound, constraints=permitted(ZONE))
    yield case(
        "nc::cannot-be-widened", "the CA below permits what is not permitted above (6.1.4 (g)(1))", False,
        leaf(wide), [bound, wide], [TOP],
    )  # fmt: skip
    outer = authority("Outer CA", TOP, constraints=permitted(ZONE))
    inner = authority("Inner CA", outer, constraints=permitted("www.example.com"))
    yield case(
        "nc::narrowed-inside", "inside what both permit (6.1.4 (g)(1))", True, leaf(inner), [outer, inner], [TOP]
    )
    yield case(
        "nc::narrowed-outside", "inside the outer, outside the inner (6.1.4 (g)(1))", False,
        leaf(inner, "api.example.com"), [outer, inner], [TOP], peer="api.example.com",
    )  # fmt: skip
    other = root("Another Root")
    good = authority("Issuing CA", TOP)
    barred = authority("Issuing CA", other, constraints=excluded(ZONE), end=END + dt.timedelta(days=100))
    absent = authority("Issuing CA", root("Absent Root"))
    yield case(
        "nc::another-way", "one of two cross-signed ways excludes the name (6.1)", True,
        leaf(good), [barred, good], [TOP, other],
    )  # fmt: skip
    yield case(
        "nc::no-other-way", "one way excludes the name, the other leads nowhere (6.1)", False,
        leaf(good), [absent, barred], [TOP, other],
    )  # fmt: skip
    bound_server = certificate(
        "Bound CA", bound, key="Server", names=(x509.DNSName("www.example.com"),), purposes=(SERVER,)
    )
    yield case(
        "nc::self-issued-leaf", "the last certificate of a path is bound, self-issued or not (6.1.3 (b))", False,
        bound_server, [bound], [TOP],
    )  # fmt: skip
