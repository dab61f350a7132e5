"""How often a PKCS#12 store asks for its passphrase to be stirred, before anybody does so.

The library does as it is told: two thousand million rounds in a file of one kilobyte keep a core busy for minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

from airec_planning.inputs import der

_DATA = "1.2.840.113549.1.7.1"
_CONSTRUCTED, _CONSTRUCTED_OCTETS = 0x20, 0x24
_DEEPEST = 40


def iterations(store: bytes) -> int:
    """All iteration counts of a store together: of its MAC (RFC 7292, 4) and of each key derivation (RFC 8018, A.2).

    A count stands behind its salt, an INTEGER behind an OCTET STRING. BER is followed too, as far as it can be read.
    """
    return sum(_counts(list(_elements(store)), 0))


_Node = tuple[int, bytes]


def _counts(nodes: list[_Node], depth: int) -> Iterator[int]:
    if depth > _DEEPEST:
        return
    holds_data = bool(nodes) and nodes[0][0] == der.OID and der.oid_text(nodes[0][1]) == _DATA
    for number, (tag, contents) in enumerate(nodes):
        if tag == der.INTEGER and number and nodes[number - 1][0] in (der.OCTET_STRING, _CONSTRUCTED_OCTETS):
            yield int.from_bytes(contents, "big")
        elif holds_data and tag == der.VERSION:  # [0]: the content, an OCTET STRING of further elements
            for kind, octets in _elements(contents):
                joined = b"".join(part for _, part in _elements(octets)) if kind == _CONSTRUCTED_OCTETS else octets
                yield from _counts(list(_elements(joined)), depth + 1)
        elif tag & _CONSTRUCTED:
            yield from _counts(list(_elements(contents)), depth + 1)


def _elements(data: bytes) -> Iterator[_Node]:
    """Elements of DER or BER; what cannot be read ends them."""
    offset = 0
    while offset + 1 < len(data):
        if data[offset : offset + 2] == b"\0\0":
            return
        if data[offset + 1] == 0x80:
            end = _end_of_indefinite(data, offset + 2)
            yield data[offset], data[offset + 2 : end]
            offset = end + 2
            continue
        try:
            start, end = der.span(data, offset)
        except der.NotDer:
            return
        yield data[offset], data[start:end]
        offset = end


def _end_of_indefinite(data: bytes, offset: int) -> int:
    """Where the contents that begin at an offset end: at the end-of-contents mark of their own level."""
    open_ones = 1
    while offset + 1 < len(data):
        if data[offset : offset + 2] == b"\0\0":
            open_ones -= 1
            if not open_ones:
                return offset
            offset += 2
        elif data[offset + 1] == 0x80:
            open_ones += 1
            offset += 2
        else:
            try:
                offset = der.span(data, offset)[1]
            except der.NotDer:
                break
    return len(data)
