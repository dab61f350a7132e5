"""Path building: which of the certificates that lie about lead from the leaf to a trust anchor (RFC 5280, 6.1)."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator

from tests.certificates import AS_OF
from tests.conformance.harness import Case
from tests.conformance.making import END, Made, authority, leaf, root
from tests.conformance.selecting import case

DAY = dt.timedelta(days=1)
LATER = END + 100 * DAY
"""Of two certificates of a name and key, the one that lasts longer looks better: here it is the wrong one."""


def cases() -> Iterator[Case]:
    yield from _plain()
    yield from _candidates()
    yield from _loops_and_length()
    yield from _signatures()


def _plain() -> Iterator[Case]:
    top = root()
    one = authority("Issuing CA", top)
    two = authority("Second CA", one)
    three = authority("Third CA", two)
    server = leaf(one)
    deep = leaf(three)
    yield case("path::direct", "issued by the root itself (6.1)", True, leaf(top), [], [top])
    yield case("path::one-intermediate", "an intermediate between (6.1)", True, server, [one], [top])
    yield case("path::three-intermediates", "three between (6.1)", True, deep, [three, two, one], [top])
    yield case("path::any-order", "the same in another order of files (6.1)", True, deep, [one, three, two], [top])
    yield case("path::missing-intermediate", "nothing leads from the leaf's issuer up (6.1)", False, server, [], [top])
    yield case(
        "path::missing-middle", "the second of three is not there (6.1.3 (a)(4))", False, deep, [one, three], [top]
    )
    yield case(
        "path::untrusted-root", "complete, but its root is no trust anchor (6.1.1 (d))", False,
        server, [one, top], [root("Another Root")],
    )  # fmt: skip
    yield case("path::root-in-the-pool", "the root lies among the others too (6.1)", True, server, [top, one], [top])
    yield case(
        "path::duplicates", "every certificate lies there twice (6.1)", True,
        server, [one, server, one, top, top], [top, top],
    )  # fmt: skip
    yield case(
        "path::anchor-without-its-root", "the trust anchor is an intermediate: an anchor need not be self-signed "
        "(6.1.1 (d))", True, server, [], [one],
    )  # fmt: skip
    yield case("path::self-signed-leaf", "its own issuer and no trust anchor (6.1.1 (d))", False, leaf(None), [], [top])


def _candidates() -> Iterator[Case]:
    top, other = root(), root("Another Root")
    good = authority("Issuing CA", top)
    server = leaf(good)
    expired = authority("Issuing CA", other, end=AS_OF - DAY)
    stranger = authority("Issuing CA", top, key="Stranger")
    stray = authority("Issuing CA", other, end=LATER)
    absent = authority("Issuing CA", root("Absent Root"), end=LATER)
    yield case(
        "path::expired-cross-sign-first", "the expired cross-signed one is not the only way (6.1.3 (a)(2))", True,
        server, [expired, good], [top, other],
    )  # fmt: skip
    yield case(
        "path::expired-cross-sign-last", "the same in the other order (6.1.3 (a)(2))", True,
        server, [good, expired], [top, other],
    )  # fmt: skip
    yield case(
        "path::expired-cross-sign-only", "the good one is not there (6.1.3 (a)(2))", False,
        server, [expired], [top, other],
    )  # fmt: skip
    yield case(
        "path::renewed-intermediate", "name and key have an expired and a new certificate (6.1.3 (a)(2))", True,
        server, [authority("Issuing CA", top, end=AS_OF - DAY), good], [top],
    )  # fmt: skip
    yield case(
        "path::renewed-root", "the trust anchor has an expired and a new certificate (6.1.1 (d))", True,
        server, [good], [root(end=AS_OF - DAY), top],
    )  # fmt: skip
    yield case(
        "path::same-name-another-key", "of two of a name, one's key made the signature (6.1.3 (a)(1))", True,
        server, [stranger, good], [top],
    )  # fmt: skip
    yield case(
        "path::same-name-another-key-only", "only the name fits, not the key (6.1.3 (a)(1))", False,
        server, [stranger], [top],
    )  # fmt: skip
    yield case(
        "path::two-roots-of-a-name", "of two trust anchors of a name, one's key made the signature (6.1.3 (a)(1))",
        True, leaf(root(key="Second")), [], [top, root(key="Second")],
    )  # fmt: skip
    yield case(
        "path::longer-way-to-an-untrusted-root", "one cross-signed way ends at a root that is not trusted (6.1)", True,
        server, [stray, other, good], [top],
    )  # fmt: skip
    yield case(
        "path::longer-way-to-nowhere", "the issuer of one cross-signed way is not there (6.1)", True,
        server, [absent, good], [top],
    )  # fmt: skip
    yield case(
        "path::ways-to-nowhere-only", "both cross-signed ways end at roots that are not trusted (6.1)", False,
        server, [stray, other, absent], [top],
    )  # fmt: skip
    yield case(
        "path::twenty-of-a-name", "one of twenty-one of the same name and other keys (6.1.3 (a)(1))", True,
        server, [*(authority("Issuing CA", top, key=f"Stranger {n}") for n in range(20)), good], [top],
    )  # fmt: skip
    yield case(
        "path::no-ca-beside-a-ca", "of two of a name and key, one is no CA (6.1.4 (k))", True,
        server, [authority("Issuing CA", other, ca=False, end=LATER), good], [top, other],
    )  # fmt: skip
    yield case(
        "path::too-short-beside-free", "of two of a name and key, one allows no CA below it (6.1.4 (m))", True,
        leaf(authority("Second CA", good)),
        [authority("Issuing CA", other, path_length=0, end=LATER), good, authority("Second CA", good)], [top, other],
    )  # fmt: skip
    yield case(
        "path::wrong-key-identifier", "it leads to another key of that name than its issuer's (4.2.1.1)", False,
        leaf(good, names_key="Stranger"), [stranger, good], [top],
    )  # fmt: skip


def _loops_and_length() -> Iterator[Case]:
    top = root()
    left, right = authority("Left CA", root("Right CA")), authority("Right CA", root("Left CA"))
    out = authority("Right CA", top)
    server = leaf(left)
    yield case(
        "path::loop", "two CAs that certify each other lead to no trust anchor (6.1)", False,
        server, [left, right], [top],
    )  # fmt: skip
    yield case(
        "path::loop-with-a-way-out", "one of the two is certified by the root too (6.1)", True,
        server, [left, right, out], [top],
    )  # fmt: skip
    endless = authority("Left CA", right, end=LATER)
    yield case(
        "path::longer-way-round-the-loop", "the way back into the loop lasts longer than the way out (6.1)", True,
        server, [endless, authority("Right CA", endless, end=LATER), out], [top],
    )  # fmt: skip
    old, new = root(), root(key="New Root")
    link = authority("Root", old, key="New Root")
    yield case(
        "path::changed-root-key", "the new key is certified by the old one: self-issued (6.1; RFC 4210, 4.4)", True,
        leaf(new), [link], [old],
    )  # fmt: skip
    first = authority("CA 1", top)
    chain: list[Made] = [first]
    for number in range(2, 7):
        chain.append(authority(f"CA {number}", chain[-1]))
    yield case("path::six-intermediates", "nothing limits the length (4.2.1.9)", True, leaf(chain[-1]), chain, [top])


def _signatures() -> Iterator[Case]:
    top = root()
    good = authority("Issuing CA", top)
    server = leaf(good)
    yield case(
        "path::leaf-of-another-key", "another key signed it in the issuer's name (6.1.3 (a)(1))", False,
        leaf(good, signed_with="Stranger"), [good], [top],
    )  # fmt: skip
    yield case(
        "path::intermediate-of-another-key", "the same of the intermediate (6.1.3 (a)(1))", False,
        server, [authority("Issuing CA", top, signed_with="Stranger")], [top],
    )  # fmt: skip
    yield case(
        "path::altered-leaf", "a name was changed after the signature (6.1.3 (a)(1))", False,
        _altered(leaf(good, "aaa.example.com"), b"aaa.example.com", b"www.example.com"), [good], [top],
    )  # fmt: skip


def _altered(made: Made, was: bytes, becomes: bytes) -> bytes:
    body = b"".join(made.pem.splitlines()[1:-1])
    altered = base64.encodebytes(base64.b64decode(body).replace(was, becomes))
    return b"-----BEGIN CERTIFICATE-----\n" + altered + b"-----END CERTIFICATE-----\n"
