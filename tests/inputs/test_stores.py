"""PKCS#7 bundles and PKCS#12 stores."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7

from airec_planning.errors import Failure, Reason
from airec_planning.inputs import der
from airec_planning.inputs.blocks import Block, Kind, split_blocks
from airec_planning.inputs.stores import Store, open_pkcs7, open_pkcs12
from tests.certificates import Issued, authority, issue

ROOT = authority()
ONE = issue(["a.example.com"], ROOT)
SECRET = "opensesame-推荐"


def opened(data: bytes, reference: str | None = None, **environment: str) -> Store | Failure:
    return open_pkcs12(Block("x.pfx", 1, Kind.PKCS12, False, data), reference, environment)


def reason(found: Store | Failure) -> Reason:
    assert isinstance(found, Failure)
    return found.reason


def public_hash(issued: Issued) -> str:
    info = issued.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(info).hexdigest()


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER], ids=["pem", "der"])
def test_a_bundle_gives_its_certificates(encoding: Encoding) -> None:
    (block,) = split_blocks("x.p7b", pkcs7.serialize_certificates([ONE.certificate, ROOT.certificate], encoding))
    assert isinstance(block, Block)
    found = open_pkcs7(block)
    assert isinstance(found, Store)
    assert set(found.certificates) == {ONE.der, ROOT.der}
    assert found.key is None


@pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x00", ONE.der])
def test_what_is_no_bundle_is_a_failure(data: bytes) -> None:
    assert reason(open_pkcs7(Block("x.p7b", 1, Kind.PKCS7, False, data))) is Reason.NOT_PKCS7


def test_a_store_without_a_passphrase_opens() -> None:
    found = opened(ONE.p12(None, ROOT))
    assert isinstance(found, Store)
    assert found.certificates == (ONE.der, ROOT.der)
    assert found.key is not None
    assert (found.key.state, found.key.public_key_sha256) == ("readable", public_hash(ONE))


def test_a_store_opens_with_the_passphrase_from_the_environment() -> None:
    found = opened(ONE.p12(SECRET.encode()), "env:PFX", PFX=SECRET)
    assert isinstance(found, Store)
    assert found.certificates == (ONE.der,)


def test_a_store_whose_passphrase_nobody_gave_says_where_to_name_it() -> None:
    found = opened(ONE.p12(SECRET.encode()))
    assert reason(found) is Reason.PASSPHRASE_NEEDED
    assert isinstance(found, Failure)
    assert 'certificates.passphrases."x.pfx" = "env:NAME"' in found.remedy


def test_a_wrong_passphrase_names_its_variable_and_not_its_value() -> None:
    found = opened(ONE.p12(SECRET.encode()), "env:PFX", PFX="hunter2")
    assert reason(found) is Reason.PASSPHRASE_WRONG
    assert "env:PFX" in repr(found)
    assert "hunter2" not in repr(found)


def test_a_variable_that_is_not_set_is_named() -> None:
    found = opened(ONE.p12(SECRET.encode()), "env:PFX", OTHER=SECRET)
    assert reason(found) is Reason.PASSPHRASE_NOT_SET
    assert "env:PFX" in repr(found)


def test_a_passphrase_that_is_no_text_is_wrong_and_does_not_crash() -> None:
    # How Python hands over an environment variable that is not UTF-8.
    assert reason(opened(ONE.p12(SECRET.encode()), "env:PFX", PFX="\udcff")) is Reason.PASSPHRASE_WRONG


def test_a_store_with_indefinite_lengths_opens() -> None:
    # As Java and NSS write it: BER, not DER.
    data = b"\x30\x80" + der.element(ONE.p12(None)).contents + b"\0\0"
    (block,) = split_blocks("x.pfx", data)
    assert isinstance(block, Block)
    assert block.kind is Kind.PKCS12
    assert isinstance(opened(block.data), Store)


def test_a_damaged_store_is_not_said_to_need_a_passphrase() -> None:
    contents = der.element(ONE.p12(None)).contents
    damaged = contents[:3] + b"\x30\x02\x05\x00"  # version 3, and nothing that could be encrypted
    assert reason(opened(b"\x30" + bytes([len(damaged)]) + damaged)) is Reason.NOT_PKCS12
