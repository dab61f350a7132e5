"""Just enough DER (X.690) to measure an element and to step through a certificate the library refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from airec_planning.language import _

SEQUENCE, INTEGER, BOOLEAN, OCTET_STRING, OID, VERSION, EXTENSIONS = 0x30, 0x02, 0x01, 0x04, 0x06, 0xA0, 0xA3
_LONGEST_OID = 64


class NotDer(ValueError):
    """The bytes are not a DER element."""


class Element(NamedTuple):
    """A DER element: its tag, its contents and all of its bytes."""

    tag: int
    contents: bytes
    whole: bytes


class Outline(NamedTuple):
    """The parts of a certificate that are wanted as bytes (RFC 5280, 4.1)."""

    serial_number: bytes
    """Contents of the INTEGER."""
    signature: bytes
    """The AlgorithmIdentifier of the signature."""
    issuer: bytes
    subject: bytes
    public_key_info: bytes


def element(data: bytes, offset: int = 0) -> Element:
    """The element that starts at an offset.

    Raises:
        NotDer: truncated, or a length that is not definite.
    """
    start, end = span(data, offset)
    return Element(data[offset], data[start:end], data[offset:end])


def span(data: bytes, offset: int = 0) -> tuple[int, int]:
    """Where the contents of the element at an offset start and end.

    Raises:
        NotDer: truncated, or a length that is not definite.
    """
    try:
        length = data[offset + 1]
    except IndexError:
        raise NotDer(_("truncated")) from None
    start = offset + 2
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4:
            raise NotDer(_("no definite length"))
        length = int.from_bytes(data[start : start + size], "big")
        start += size
    end = start + length
    if end > len(data):
        raise NotDer(_("truncated"))
    return start, end


def children(contents: bytes) -> Iterator[Element]:
    """The elements within a constructed element's contents."""
    offset = 0
    while offset < len(contents):
        child = element(contents, offset)
        yield child
        offset += len(child.whole)


def wrap(tag: int, contents: bytes) -> bytes:
    """An element of this tag and these contents."""
    length = len(contents)
    if length < 0x80:
        return bytes((tag, length)) + contents
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + contents


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


def outline(certificate: bytes) -> Outline:
    """A certificate's parts, also of one that the library refuses to read in part.

    Raises:
        NotDer: the bytes are no certificate.
    """
    try:
        offset = span(certificate, span(certificate)[0])[0]
        if certificate[offset] == VERSION:
            offset = span(certificate, offset)[1]
        bounds = []
        for _ in range(6):  # serial number, signature, issuer, validity, subject, public key
            start, end = span(certificate, offset)
            bounds.append((offset, start, end))
            offset = end
    except IndexError:
        raise NotDer(_("truncated")) from None
    (_, start, end), algorithm, issuer, _, subject, key = bounds
    return Outline(
        certificate[start:end],
        certificate[algorithm[0] : algorithm[2]],
        certificate[issuer[0] : issuer[2]],
        certificate[subject[0] : subject[2]],
        certificate[key[0] : key[2]],
    )


def algorithm_of(identifier: bytes) -> tuple[str, str]:
    """An AlgorithmIdentifier's OID and, where its parameter is an OID too, that one: an elliptic curve's.

    Raises:
        NotDer: there is no OID.
    """
    parts = list(children(element(identifier).contents))[:2]
    if not parts or parts[0].tag != OID:
        raise NotDer(_("no algorithm"))
    curve = oid_text(parts[1].contents) if parts[1:] and parts[1].tag == OID else ""
    return oid_text(parts[0].contents), curve


class Extension(NamedTuple):
    """An extension (RFC 5280, 4.2)."""

    oid: str
    value: bytes
    whole: bytes
    bare: bytes
    """The same without its flag, which some write out where it is the default."""


def extensions(certificate: bytes) -> Iterator[Extension]:
    """Each extension of a certificate.

    Raises:
        NotDer: the bytes are no certificate.
    """
    for field in _body(certificate)[0]:
        if field.tag == EXTENSIONS:
            for extension in children(element(field.contents).contents):
                parts = list(children(extension.contents))
                if len(parts) < 2:  # an OID and a value, a flag between them or none
                    raise NotDer(_("an extension without a value"))
                oid, value = parts[0], parts[-1]
                yield Extension(
                    oid_text(oid.contents), value.contents, extension.whole, wrap(SEQUENCE, oid.whole + value.whole)
                )


def with_extension(certificate: bytes, extension: bytes) -> bytes:
    """The certificate with this extension and no other; its signature holds nothing."""
    fields, rest = _body(certificate)
    others = b"".join(field.whole for field in fields if field.tag != EXTENSIONS)
    return wrap(SEQUENCE, wrap(SEQUENCE, others + wrap(EXTENSIONS, wrap(SEQUENCE, extension))) + rest)


def _body(certificate: bytes) -> tuple[list[Element], bytes]:
    """The fields of what is signed, and the bytes behind it."""
    contents = element(certificate).contents
    body = element(contents)
    return list(children(body.contents)), contents[len(body.whole) :]
