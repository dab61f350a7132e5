"""What lies in some files: a pure function of their bytes and of the endings of their names.

Helper processes import this module and what it needs, so it needs little: no pandas, no Arrow.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.serialization import load_der_public_key

from airec_planning.errors import Failure, Reason
from airec_planning.inputs.blocks import Block, Kind, split_blocks
from airec_planning.inputs.certificate_facts import (
    certificate_facts,
    exact_bytes,
    request_or_revocation_list,
)
from airec_planning.inputs.private_keys import PrivateKey, private_key_facts
from airec_planning.inputs.stores import Store, open_pkcs7
from airec_planning.inputs.told import told
from airec_planning.language import _

File = tuple[str, bytes]
"""A file's path as shown, and its bytes."""
_OTHER_LABELS = {
    "CERTIFICATE REQUEST": Reason.SIGNING_REQUEST,
    "NEW CERTIFICATE REQUEST": Reason.SIGNING_REQUEST,
    "X509 CRL": Reason.REVOCATION_LIST,
    "PUBLIC KEY": Reason.PUBLIC_KEY,
    "RSA PUBLIC KEY": Reason.PUBLIC_KEY,
    "EC PARAMETERS": Reason.PARAMETERS,
    "DH PARAMETERS": Reason.PARAMETERS,
    "X9.42 DH PARAMETERS": Reason.PARAMETERS,
    "DSA PARAMETERS": Reason.PARAMETERS,
}


Rows = list[tuple[Any, ...]]
"""Certificates: the file's place in a run, from 0; the position in it, from 1; the fields of ``CertificateFacts``."""


@dataclass(frozen=True)
class Others:
    """What was found in a run of files beside certificates. The file stands first, as its place in that run."""

    keys: list[tuple[int, str, str, bool]] = field(default_factory=list)
    """Private keys: file, state, SHA-256 of the public key, whether it is PEM. No more of a key leaves its reader."""
    failures: list[tuple[int, str, str, str, str, int | None]] = field(default_factory=list)
    """Blocks that could not be read: file, reason, message, remedy, unit, number."""
    passed_over: list[tuple[int, str, str, int | None]] = field(default_factory=list)
    """What is neither a certificate nor a private key: file, reason, message, number of the block."""
    stores: list[int] = field(default_factory=list)
    """Files that are PKCS#12 stores: what they hold depends on a passphrase."""


def read_contents(files: Sequence[File]) -> tuple[Rows, Others]:
    """Everything in these files: each block is a certificate, something else, or a failure."""
    rows: Rows = []
    others = Others()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd serial numbers and dates: the row shows them
        for index, (file, data) in enumerate(files):
            _read_file(index, file, data, rows, others)
    return rows, others


def certificate_ders(files: Sequence[File]) -> Iterator[bytes]:
    """The DER of each certificate of these files, as ``read_contents`` counts them."""
    for file, data in files:
        for block in split_blocks(file, data):
            if isinstance(block, Block):
                yield from _ders(block)


def revocation_lists(files: Sequence[File]) -> Iterator[tuple[str, int, bytes]]:
    """The file, the number of the block and the DER of each revocation list of these files."""
    for file, data in files:
        for block in split_blocks(file, data):
            if isinstance(block, Block) and _is_revocation_list(block):
                yield file, block.number, block.data


def _is_revocation_list(block: Block) -> bool:
    if block.label:
        return _OTHER_LABELS.get(block.label) is Reason.REVOCATION_LIST
    return block.kind is Kind.CERTIFICATE and request_or_revocation_list(block.data) is Reason.REVOCATION_LIST


def _ders(block: Block) -> Iterator[bytes]:
    if block.kind is Kind.CERTIFICATE:
        try:
            yield exact_bytes(block.data)
        except ValueError:
            return
    elif block.kind is Kind.PKCS7 and isinstance(store := open_pkcs7(block), Store):
        yield from store.certificates


def _read_file(index: int, file: str, data: bytes, rows: Rows, others: Others) -> None:
    position, blocks = 0, 0
    for block in split_blocks(file, data):
        blocks += 1
        if isinstance(block, Failure):
            position += block.unit == Kind.CERTIFICATE
            number = position if block.unit == Kind.CERTIFICATE else block.number
            _fail(index, block, number, others)
        elif block.kind is Kind.CERTIFICATE:
            position += 1
            _read_certificate(index, position, block, block.data, rows, others)
        elif block.kind is Kind.KEY:
            _read_key(index, private_key_facts(block), others)
        elif block.kind is Kind.PKCS12:
            others.stores.append(index)
        elif block.kind is Kind.OTHER:
            others.passed_over.append((index, *_what_else(block), block.number if block.pem else None))
        elif isinstance(store := open_pkcs7(block), Failure):
            _fail(index, store, store.number, others)
        else:
            for der in store.certificates:
                position += 1
                _read_certificate(index, position, block, der, rows, others)
    if not blocks:
        others.passed_over.append((index, Reason.NO_CERTIFICATES.value, _("neither PEM nor DER"), None))


def _read_certificate(index: int, position: int, block: Block, der: bytes, rows: Rows, others: Others) -> None:
    try:
        facts = certificate_facts(der, trusted=block.label.startswith("TRUSTED"))[0]
    except ValueError as error:
        if beside := request_or_revocation_list(der):
            others.passed_over.append((index, beside.value, _("beside the certificates"), position))
            return
        fact = _("the block is not an X.509 certificate: {why}", why=told(error))
        remedy = _("Copy the file again from its source.")
        failure = Failure(block.file, Reason.NOT_A_CERTIFICATE, fact, remedy, Kind.CERTIFICATE.value)
        _fail(index, failure, position, others)
    else:
        rows.append((index, position, *facts))


def _read_key(index: int, key: PrivateKey | Failure, others: Others) -> None:
    if isinstance(key, Failure):
        _fail(index, key, key.number, others)
    else:
        others.keys.append((index, key.state, key.public_key_sha256, key.pem))


def _fail(index: int, failure: Failure, number: int | None, others: Others) -> None:
    others.failures.append((index, failure.reason.value, failure.message, failure.remedy, failure.unit, number))


def _what_else(block: Block) -> tuple[str, str]:
    if reason := _OTHER_LABELS.get(block.label):
        return reason.value, _("a block {label}", label=block.label)
    if block.label:
        return Reason.OTHER_BLOCK.value, _("a block {label}", label=block.label)
    try:
        load_der_public_key(block.data)
    except Exception:  # many kinds for what is no key
        return Reason.OTHER_BLOCK.value, _("DER of another kind")
    return Reason.PUBLIC_KEY.value, _("a public key in DER")
