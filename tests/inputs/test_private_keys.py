"""Private keys: a state and the hash of the public key, and nothing else."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from airec_planning.errors import Failure, Reason
from airec_planning.inputs.blocks import Block, Kind
from airec_planning.inputs.private_keys import PrivateKey, private_key_facts
from tests.certificates import new_key
from tests.inputs import as_sm2

AnyKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
KEY = new_key()
PKCS8 = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def facts(data: bytes) -> PrivateKey | Failure:
    return private_key_facts(Block("x.key", 1, Kind.KEY, data.startswith(b"---"), data))


def state(data: bytes) -> str:
    found = facts(data)
    return found.state if isinstance(found, PrivateKey) else str(found.reason)


def pem(data: bytes, label: str = "PRIVATE KEY") -> bytes:
    return f"-----BEGIN {label}-----\n".encode() + base64.encodebytes(data) + f"-----END {label}-----\n".encode()


def public_hash(key: AnyKey) -> str:
    return hashlib.sha256(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


@pytest.mark.parametrize(
    "key", [KEY, new_key("rsa2048"), ed25519.Ed25519PrivateKey.generate()], ids=["ec", "rsa", "ed25519"]
)
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER], ids=["pem", "der"])
def test_a_key_is_known_by_its_public_key(key: AnyKey, encoding: Encoding) -> None:
    found = facts(key.private_bytes(encoding, PrivateFormat.PKCS8, NoEncryption()))
    assert found == PrivateKey("x.key", "readable", public_hash(key), encoding is Encoding.PEM)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" \n"])
def test_traditional_keys_are_read_with_every_line_end(end: bytes) -> None:
    data = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).replace(b"\n", end)
    found = facts(data)
    assert isinstance(found, PrivateKey)
    assert found.public_key_sha256 == public_hash(KEY)


@pytest.mark.parametrize(
    ("encoding", "form"),
    [
        (Encoding.PEM, PrivateFormat.PKCS8),
        (Encoding.DER, PrivateFormat.PKCS8),
        (Encoding.PEM, PrivateFormat.TraditionalOpenSSL),
    ],
    ids=["pkcs8", "pkcs8-der", "traditional"],
)
def test_an_encrypted_key_is_said_to_be_encrypted(encoding: Encoding, form: PrivateFormat) -> None:
    assert state(KEY.private_bytes(encoding, form, BestAvailableEncryption(b"secret"))) == "encrypted"


@pytest.mark.parametrize(
    "data",
    [
        as_sm2(PKCS8),
        pem(as_sm2(PKCS8)),
        pem(PKCS8.replace(b"\x2a\x86\x48\xce\x3d\x02\x01", b"\x2a\x86\x48\xce\x3d\x02\x77")),
    ],
    ids=["sm2-der", "sm2", "unknown-algorithm"],
)
def test_an_algorithm_that_the_library_does_not_know_is_unsupported(data: bytes) -> None:
    assert state(data) == "unsupported"


@pytest.mark.parametrize(
    "data",
    [
        pem(b"hello world"),
        pem(PKCS8[:-5]),
        PKCS8[:60],
        pem(b""),
        pem(b"\x30\x00", "RSA PRIVATE KEY"),
        pem(b"x", "EC PRIVATE KEY"),
    ],
    ids=["text", "truncated", "truncated-der", "empty", "rsa", "ec"],
)
def test_a_damaged_key_is_unreadable_and_not_called_unsupported(data: bytes) -> None:
    assert state(data) == Reason.NOT_A_PRIVATE_KEY


def test_nothing_of_the_key_is_shown() -> None:
    number = KEY.private_numbers().private_value
    body = b"".join(pem(PKCS8).splitlines()[1:-1]).decode()
    for data in (PKCS8, pem(PKCS8), pem(PKCS8[:-5]), pem(PKCS8 + b"x"), pem(as_sm2(PKCS8))):
        shown = repr(facts(data))
        assert str(number) not in shown
        assert f"{number:x}" not in shown.lower()
        assert not any(body[start : start + 12] in shown for start in range(0, len(body) - 12, 4))
