"""A certificate that the library refuses as a whole, read field by field.

Certificates of home-made authorities may break a rule of DER in one place: a default that is written out, a
parameter that should be absent, a date that is none. OpenSSL and many clients read them all the same. Each field
is put into a certificate that is sound otherwise; where the library takes that, the field is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509

from airec_planning.inputs import der
from airec_planning.inputs.told import told
from airec_planning.language import _

_V3, _V1 = bytes.fromhex("a003020102"), bytes.fromhex("a003020100")
_ED25519 = bytes.fromhex("300506032b6570")
_SOUND = {
    "signature_algorithm": _ED25519,
    "not_before": b"\x17\x0d700101000000Z",
    "not_after": b"\x17\x0d700101000000Z",
    "public_key": der.wrap(der.SEQUENCE, _ED25519 + bytes.fromhex("032100") + bytes(32)),
}
_SIGNATURE = bytes.fromhex("034100") + bytes(64)
_BIT_STRING = 0x03


@dataclass(frozen=True)
class Salvaged:
    """What could be read, in a certificate of our own making, and what could not."""

    certificate: x509.Certificate
    host: bytes
    """Its DER; it has no extensions."""
    refused: dict[str, str]
    """Fields that are not the certificate's own, each with the library's reason."""


def salvage(exact: bytes) -> Salvaged:
    """The readable fields of what has the shape of a certificate (RFC 5280, 4.1).

    Raises:
        ValueError: it has not.
    """
    version, serial, issuer, subject, own = _fields(exact)
    taken = dict(_SOUND)
    refused = {} if version in (_V3, b"") else {"version": _("a default that is written out")}

    def built(parts: dict[str, bytes]) -> bytes:
        validity = der.wrap(der.SEQUENCE, parts["not_before"] + parts["not_after"])
        algorithm, key = parts["signature_algorithm"], parts["public_key"]
        body = der.wrap(der.SEQUENCE, _V3 + serial + algorithm + issuer + validity + subject + key)
        return der.wrap(der.SEQUENCE, body + algorithm + _SIGNATURE)

    for name, part in own.items():
        try:
            x509.load_der_x509_certificate(built(taken | {name: part}))
            taken[name] = part
        except ValueError as error:
            refused[name] = told(error)
    host = built(taken)
    return Salvaged(x509.load_der_x509_certificate(host), host, refused)


def _fields(exact: bytes) -> tuple[bytes, bytes, bytes, bytes, dict[str, bytes]]:
    """Version, serial number, issuer, subject and the fields that can be refused."""
    outer = list(der.children(der.element(exact).contents))
    fields = list(der.children(outer[0].contents)) if outer else []
    version = fields.pop(0).whole if fields and fields[0].tag == der.VERSION else b""
    if version not in (_V3, _V1, b""):
        raise der.NotDer(_("not a version of certificates"))
    tags = [field.tag for field in fields[:6]]
    if tags != [der.INTEGER, *[der.SEQUENCE] * 5] or [part.tag for part in outer[1:]] != [der.SEQUENCE, _BIT_STRING]:
        raise der.NotDer(_("not the fields of a certificate"))
    serial, algorithm, issuer, validity, subject, key = fields[:6]
    times = list(der.children(validity.contents))
    if len(times) != 2:
        raise der.NotDer(_("no validity"))
    own = {"signature_algorithm": algorithm, "not_before": times[0], "not_after": times[1], "public_key": key}
    return version, serial.whole, issuer.whole, subject.whole, {name: part.whole for name, part in own.items()}
