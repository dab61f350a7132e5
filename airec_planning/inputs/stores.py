"""Bundles and stores: PKCS#7 and PKCS#12 into the certificates, and the key, that they hold."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7, pkcs12

from airec_planning.errors import Failure, Reason
from airec_planning.inputs import der
from airec_planning.inputs.blocks import Block
from airec_planning.inputs.iterations import iterations
from airec_planning.inputs.private_keys import PrivateKey
from airec_planning.inputs.told import told
from airec_planning.language import N_, _

_MOST_ITERATIONS = 10_000_000
"""A second's work; OpenSSL writes 2,048 a key, the most cautious tools a million."""
_EXTRACT = N_("Take the certificates out of it with OpenSSL and put them beside it as PEM.")


@dataclass(frozen=True)
class Store:
    """What a bundle or a store holds."""

    certificates: tuple[bytes, ...]
    """DER."""
    key: PrivateKey | None


def open_pkcs7(block: Block) -> Store | Failure:
    """The certificates of a PKCS#7 bundle."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = pkcs7.load_der_pkcs7_certificates(block.data)
    except Exception:  # many kinds for a malformed bundle
        fact, remedy = _("the bundle is not PKCS#7, or holds no certificates"), _("Export the bundle again.")
        return Failure(block.file, Reason.NOT_PKCS7, fact, remedy, str(block.kind), block.number)
    return Store(tuple(certificate.public_bytes(Encoding.DER) for certificate in found), None)


def open_pkcs12(block: Block, passphrase_from: str | None, environment: Mapping[str, str]) -> Store | Failure:
    """The certificates of a PKCS#12 store and the state of its private key.

    ``passphrase_from`` is a reference such as ``env:OSS_PFX``; without one, only a store without a
    passphrase opens. The passphrase appears in no result and in no message.
    """
    if not _looks_like_pkcs12(block.data):
        return _failure(block, Reason.NOT_PKCS12, _("the bytes are not a PKCS#12 store"), _("Export the store again."))
    if passphrase_from is None:
        candidates: tuple[bytes | None, ...] = (None, b"")
    else:
        value = environment.get(passphrase_from.removeprefix("env:"))
        if value is None:
            fact = _("its passphrase should come from {reference}, which is not set", reference=passphrase_from)
            return _failure(block, Reason.PASSPHRASE_NOT_SET, fact, _("Set the variable and run again."))
        candidates = (value.encode("utf-8", "surrogateescape"),)
    if (rounds := iterations(block.data)) > _MOST_ITERATIONS:
        bounds = {"rounds": rounds, "most": _MOST_ITERATIONS}
        fact = _("it asks for {rounds:,} rounds of its passphrase, more than {most:,}", **bounds)
        return _failure(block, Reason.TOO_MANY_ITERATIONS, fact, _("Export the store again from its source."))
    for passphrase in candidates:
        if store := _try(block, passphrase):
            return store
    if passphrase_from is not None:
        fact = _("the passphrase from {reference} does not open it", reference=passphrase_from)
        return _failure(
            block, Reason.PASSPHRASE_WRONG, fact, _("Correct the variable's value, or export the store again.")
        )
    fact = _("the PKCS#12 store needs a passphrase and none was given")
    where = f'certificates.passphrases."{block.file}" = "env:NAME"'
    remedy = _("Say where it is: {setting} in deployment.toml", setting=where)
    return _failure(block, Reason.PASSPHRASE_NEEDED, fact, remedy)


def _looks_like_pkcs12(data: bytes) -> bool:
    """Whether a PFX begins: version 3, then a ContentInfo that names its type (RFC 7292, 4)."""
    if data[1:2] == b"\x80":  # indefinite length: BER, left to the library
        return True
    try:
        version, content = [*der.children(der.element(data).contents)][:2]
        return version.tag == der.INTEGER and next(der.children(content.contents)).tag == der.OID
    except (der.NotDer, ValueError, StopIteration):
        return False


def _try(block: Block, passphrase: bytes | None) -> Store | Failure | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            key, certificate, others = pkcs12.load_key_and_certificates(block.data, passphrase)
            public = None
            if key is not None:
                public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except UnsupportedAlgorithm:
        return _failure(block, Reason.UNSUPPORTED_STORE, _("an algorithm in it is not known"), _(_EXTRACT))
    except Exception as error:  # a wrong passphrase and a malformed store raise alike
        opened = "ParseError" in str(error)
        return _failure(block, Reason.UNSUPPORTED_STORE, told(error), _(_EXTRACT)) if opened else None
    found = ([certificate] if certificate else []) + list(others)
    return Store(
        tuple(one.public_bytes(Encoding.DER) for one in found),
        PrivateKey(block.file, "readable", hashlib.sha256(public).hexdigest(), False) if public else None,
    )


def _failure(block: Block, reason: Reason, fact: str, remedy: str) -> Failure:
    return Failure(block.file, reason, fact, remedy)
