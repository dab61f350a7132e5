"""How often a PKCS#12 store asks for its passphrase to be stirred, before anybody does so.

The library does as it is told: two thousand million rounds in a file of one kilobyte keep a core busy for minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from airec_planning.inputs import der

_DATA = bytes.fromhex("06092a864886f70d010701")
"""The OID 1.2.840.113549.1.7.1: what follows is an OCTET STRING of further elements."""
_CONSTRUCTED, _SEVERAL_OCTETS, _INDEFINITE, _END_OF_CONTENTS = 0x20, 0x24, 0x80, b"\0\0"
_DEEPEST = 4
"""A store has two octet strings within one another that hold elements."""


def iterations(store: bytes) -> int:
    """All iteration counts of a store together: of its MAC (RFC 7292, 4) and of each key derivation (RFC 8018, A.2).

    A count stands behind its salt, an INTEGER behind an OCTET STRING. BER is followed too, as far as it can be read.
    """
    return sum(_counts(store, 0))


@dataclass
class _Level:
    end: int | None
    """``None`` for one of indefinite length."""
    data: bool = False
    """It began with the OID of data."""
    content: bool = False
    """It is the content of such a one."""
    previous: int = 0
    """The tag of the element before."""


def _counts(data: bytes, depth: int) -> Iterator[int]:
    levels, offset = [_Level(len(data))], 0
    while offset + 1 < len(data):
        level = levels[-1]
        if level.end is not None and offset >= level.end:
            if len(levels) == 1:
                return
            levels.pop()
            continue
        if data.startswith(_END_OF_CONTENTS, offset):
            offset += 2
            if level.end is None:
                levels.pop()
            continue
        tag, end = data[offset], None
        start = offset + 2
        if data[offset + 1] != _INDEFINITE:
            try:
                start, end = der.span(data, offset)
            except der.NotDer:
                return
        if tag == der.INTEGER and level.previous in (der.OCTET_STRING, _SEVERAL_OCTETS):
            yield int.from_bytes(data[start:end], "big")
        level.data |= not level.previous and data.startswith(_DATA, offset)
        level.previous = tag
        if level.content and tag == _SEVERAL_OCTETS and depth < _DEEPEST:
            joined, offset = _joined(data, start, end)
            yield from _counts(joined, depth + 1)
        elif tag & _CONSTRUCTED or (level.content and tag == der.OCTET_STRING):
            levels.append(_Level(end, content=level.data and tag == der.VERSION))  # [0]
            offset = start
        else:
            offset = len(data) if end is None else end


def _joined(data: bytes, start: int, end: int | None) -> tuple[bytes, int]:
    """The octets that stand in several parts, and where the next element begins."""
    parts: list[bytes] = []
    offset = start
    last = len(data) if end is None else end
    while offset + 1 < last:
        if end is None and data.startswith(_END_OF_CONTENTS, offset):
            return b"".join(parts), offset + 2
        try:
            first, after = der.span(data, offset)
        except der.NotDer:
            break
        parts.append(data[first:after])
        offset = after
    return b"".join(parts), last
