"""Just enough DER (X.690) to measure an element and to step through a certificate the library refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

SEQUENCE, INTEGER, OCTET_STRING, OID, VERSION = 0x30, 0x02, 0x04, 0x06, 0xA0
_LONGEST_OID = 64


class NotDer(ValueError):
    """The bytes are not a DER element."""


class Element(NamedTuple):
    """A DER element: its tag, its contents and all of its bytes."""

    tag: int
    contents: bytes
    whole: bytes


def element(data: bytes, offset: int = 0) -> Element:
    """The element that starts at an offset.

    Raises:
        NotDer: truncated, or a length that is not definite.
    """
    try:
        tag, first = data[offset], data[offset + 1]
    except IndexError:
        raise NotDer("truncated") from None
    start, length = offset + 2, first
    if first & 0x80:
        size = first & 0x7F
        if not 1 <= size <= 4:
            raise NotDer("no definite length")
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    if start + length > len(data):
        raise NotDer("truncated")
    return Element(tag, data[start : start + length], data[offset : start + length])


def children(contents: bytes) -> Iterator[Element]:
    """The elements within a constructed element's contents."""
    offset = 0
    while offset < len(contents):
        child = element(contents, offset)
        yield child
        offset += len(child.whole)


def oid_text(contents: bytes) -> str:
    """An object identifier's contents in dotted form; empty for one of absurd length."""
    if len(contents) > _LONGEST_OID:
        return ""
    arcs, value = [], 0
    for byte in contents:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    if not arcs:
        return ""
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def subject_public_key_info(certificate: bytes) -> Element:
    """The SubjectPublicKeyInfo of a DER certificate (RFC 5280, 4.1), also of an algorithm nobody knows."""
    fields = list(children(next(children(element(certificate).contents)).contents))
    return fields[6 if fields[0].tag == VERSION else 5]


def algorithm_of(public_key_info: Element) -> tuple[str, str]:
    """The algorithm's OID and, for elliptic curves, the curve's, out of a SubjectPublicKeyInfo."""
    parts = list(children(next(children(public_key_info.contents)).contents))
    curve = oid_text(parts[1].contents) if len(parts) > 1 and parts[1].tag == OID else ""
    return oid_text(parts[0].contents), curve
