"""A file's bytes into blocks of DER, each on its own: a bad block costs that block alone."""

from __future__ import annotations

import binascii
import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from airec_planning.errors import Failure, Reason
from airec_planning.inputs import der
from airec_planning.language import N_, _


class Kind(StrEnum):
    """What a block claims, or is seen, to hold."""

    CERTIFICATE = "certificate"
    PKCS7 = "pkcs7"
    PKCS12 = "pkcs12"
    KEY = "private key"
    OTHER = "other"


@dataclass(frozen=True)
class Block:
    """A run of DER within a file. ``repr`` leaves the bytes out, since they may be a private key."""

    file: str
    number: int
    """Which block of its kind in the file, from 1."""
    kind: Kind
    pem: bool
    data: bytes
    """DER; for a private key in PEM, the PEM text."""
    label: str = ""
    """What PEM calls it; empty for a binary file."""

    def __repr__(self) -> str:
        return f"Block({self.file!r}, {self.number}, {self.kind})"


_STORE_ENDINGS, _BUNDLE_ENDINGS = frozenset({"p12", "pfx"}), frozenset({"p7b", "p7c", "p7s"})
CERTIFICATE_ENDINGS = frozenset({"pem", "crt", "cer", "cert", "der", "key"}) | _STORE_ENDINGS | _BUNDLE_ENDINGS
_BEGIN = re.compile(rb"-----BEGIN ([A-Z0-9][A-Z0-9 #/._-]{0,60})-----")
_LABELS = {
    "CERTIFICATE": Kind.CERTIFICATE,
    "X509 CERTIFICATE": Kind.CERTIFICATE,
    "TRUSTED CERTIFICATE": Kind.CERTIFICATE,
    "PKCS7": Kind.PKCS7,
    "PKCS #7 SIGNED DATA": Kind.PKCS7,
    "CMS": Kind.PKCS7,
}
_BY_ENDING = dict.fromkeys(_STORE_ENDINGS, Kind.PKCS12) | dict.fromkeys(_BUNDLE_ENDINGS, Kind.PKCS7) | {"key": Kind.KEY}
_COPY_AGAIN = N_("Copy the file again from its source.")
_WHITE_SPACE = b" \t\r\n\v\f"
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The OID 1.2.840.113549.1.7.2 as DER."""


def split_blocks(file: str, data: bytes) -> Iterator[Block | Failure]:
    """The blocks of a file, in order; what claims to be one and cannot be used, as a failure.

    A file that neither looks like certificates nor is named like one yields nothing.
    """
    text = _as_ascii(data)
    if _BEGIN.search(text):
        yield from _pem_blocks(file, text)
    elif data[:1] == b"\x30" and (binary := _der_block(file, data)):
        yield binary
    elif ending_of(file):
        fact = _("the file is empty" if not data.strip() else "neither PEM nor DER is found in it")
        reason = Reason.EMPTY if not data.strip() else Reason.NOT_A_CERTIFICATE
        yield Failure(file, reason, fact, _("Put the right file in its place, or remove it."))


def ending_of(file: str) -> str:
    """The ending of a name like a certificate's, in lower case; empty for others. No more of a name counts."""
    ending = file[file.rfind(".") + 1 :].lower()
    return ending if ending in CERTIFICATE_ENDINGS else ""


def _as_ascii(data: bytes) -> bytes:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode("ascii", "replace")
    return data


def _pem_blocks(file: str, text: bytes) -> Iterator[Block | Failure]:
    begins = list(_BEGIN.finditer(text))
    counts: Counter[Kind] = Counter()
    for number, begin in enumerate(begins, start=1):
        label = begin[1].decode("ascii")
        kind = Kind.KEY if label.endswith("PRIVATE KEY") else _LABELS.get(label, Kind.OTHER)
        counts[kind] += 1
        start, limit = begin.end(), begins[number].start() if number < len(begins) else len(text)
        marker = b"-----END " + begin[1] + b"-----"
        end = text.find(marker, start, limit)
        if end < 0:
            fact = _("the block begins with {label} and does not end", label=label)
            yield Failure(file, Reason.TRUNCATED, fact, _(_COPY_AGAIN), str(kind), counts[kind])
        elif kind is Kind.KEY:
            yield Block(file, counts[kind], kind, True, text[begin.start() : end + len(marker)], label)
        else:
            yield _decoded(file, counts[kind], kind, text[start:end], label)


def _decoded(file: str, number: int, kind: Kind, body: bytes, label: str) -> Block | Failure:
    if b":" in body:  # headers such as Proc-Type
        body = b"\n".join(line for line in body.splitlines() if b":" not in line)
    try:
        data = binascii.a2b_base64(body.translate(None, _WHITE_SPACE), strict_mode=True)
    except binascii.Error:
        fact = _("the text between BEGIN and END is not base64")
        return Failure(file, Reason.NOT_BASE64, fact, _(_COPY_AGAIN), str(kind), number)
    return Block(file, number, _what_it_is(kind, data), True, data, label)


def _what_it_is(claimed: Kind, data: bytes) -> Kind:
    """A bundle under another label, and a certificate under a bundle's: some tools write any label."""
    try:
        start = der.span(data)[0]
    except der.NotDer:
        return claimed
    if data.startswith(_SIGNED_DATA, start):
        return Kind.PKCS7
    return Kind.CERTIFICATE if claimed is Kind.PKCS7 and data[start : start + 1] == b"\x30" else claimed


def _der_block(file: str, data: bytes) -> Block | None:
    """The one block of a binary file, its kind read off the first elements."""
    try:
        kind = _kind_of([*der.children(der.element(data).contents)][:2])
    except der.NotDer:  # cut off, or BER, which PKCS#12 and PKCS#7 readers take
        ending = ending_of(file)
        if not ending:
            return None
        kind = _BY_ENDING.get(ending, Kind.CERTIFICATE)
    return Block(file, 1, kind, False, data)


def _kind_of(parts: list[der.Element]) -> Kind:
    tags = [part.tag for part in parts]
    if tags[:1] == [der.OID]:
        return Kind.PKCS7 if parts[0].whole == _SIGNED_DATA else Kind.OTHER
    if tags[:1] == [der.INTEGER] and len(parts[0].contents) == 1:  # the version
        return Kind.PKCS12 if parts[0].contents == b"\x03" and tags[1:] == [der.SEQUENCE] else Kind.KEY
    if tags == [der.SEQUENCE, der.OCTET_STRING]:  # EncryptedPrivateKeyInfo
        return Kind.KEY
    return Kind.CERTIFICATE if tags == [der.SEQUENCE, der.SEQUENCE] else Kind.OTHER
