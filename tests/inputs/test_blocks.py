"""A file's bytes into blocks, each on its own."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7

from airec_planning.errors import Failure, Reason
from airec_planning.inputs.blocks import Block, Kind, split_blocks
from tests.certificates import issue
from tests.inputs import within

ONE, TWO = issue(["one.example.com"]), issue(["two.example.com"])


def split(data: bytes, file: str = "x.pem") -> tuple[list[Block], list[Failure]]:
    found = list(split_blocks(file, data))
    return [b for b in found if isinstance(b, Block)], [f for f in found if isinstance(f, Failure)]


def pem(data: bytes, label: str) -> bytes:
    """PEM text with this label."""
    return f"-----BEGIN {label}-----\n".encode() + base64.encodebytes(data) + f"-----END {label}-----\n".encode()


def attributes(text: bytes) -> bytes:
    return b"Bag Attributes\n    friendlyName: \xe8\xaf\x81\xe4\xb9\xa6\nsubject=CN = one\n" + text


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\r"),
        lambda text: text.replace(b"\n", b"\n\n"),
        lambda text: text.replace(b"\n", b" \n  "),
        lambda text: text.strip(),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.decode().encode("utf-16"),
        lambda text: b"\xfe\xff" + text.decode().encode("utf-16-be"),
        attributes,
        lambda text: "控制台导出的证书\n".encode("gbk") + text,
        lambda text: text.replace(b"BEGIN CERT", b"BEGIN X509 CERT").replace(b"END CERT", b"END X509 CERT"),
        lambda text: text.replace(b"BEGIN CERT", b"BEGIN TRUSTED CERT").replace(b"END CERT", b"END TRUSTED CERT"),
        lambda text: text.replace(b"-----\n", b"-----\nProc-Type: 4\n\n", 1),
        lambda text: b"-----BEGIN something\n" + text,
    ],
    ids=[
        "plain", "crlf", "cr", "blank-lines", "indented", "no-final-newline", "utf-8-mark", "utf-16", "utf-16-be",
        "bag-attributes", "gbk-preamble", "x509-label", "trusted-label", "headers", "half-a-begin",
    ],
)  # fmt: skip
def test_a_certificate_is_read_however_its_pem_is_written(written: Callable[[bytes], bytes]) -> None:
    blocks, failures = split(written(ONE.pem))
    assert [(block.kind, block.number, block.data) for block in blocks] == [(Kind.CERTIFICATE, 1, ONE.der)]
    assert failures == []


def test_the_blocks_of_a_chain_are_numbered_by_kind() -> None:
    blocks, _ = split(ONE.pem + ONE.key_pem() + TWO.pem)
    assert [(block.kind, block.number) for block in blocks] == [
        (Kind.CERTIFICATE, 1),
        (Kind.KEY, 1),
        (Kind.CERTIFICATE, 2),
    ]


def test_one_bad_block_among_good_ones_costs_only_itself() -> None:
    blocks, failures = split(ONE.pem + pem(ONE.der, "CERTIFICATE").replace(b"M", b"!", 3) + TWO.pem)
    assert [(block.number, block.data) for block in blocks] == [(1, ONE.der), (3, TWO.der)]
    assert [(f.reason, f.place) for f in failures] == [(Reason.NOT_BASE64, "x.pem, certificate 2")]


@pytest.mark.parametrize("kept", [30, -30, -10])
def test_a_truncated_last_block_is_named(kept: int) -> None:
    blocks, failures = split(ONE.pem + TWO.pem[:kept])
    assert [block.data for block in blocks] == [ONE.der]
    assert [(f.reason, f.place) for f in failures] == [(Reason.TRUNCATED, "x.pem, certificate 2")]


def test_a_block_without_an_end_does_not_swallow_the_next() -> None:
    blocks, failures = split(ONE.pem[:200] + b"\n" + TWO.pem)
    assert [block.data for block in blocks] == [TWO.der]
    assert [f.reason for f in failures] == [Reason.TRUNCATED]


def test_a_block_that_ends_with_another_label_is_truncated() -> None:
    assert split(ONE.pem.replace(b"END CERTIFICATE", b"END PKCS7"))[1][0].reason is Reason.TRUNCATED


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PKCS7", Kind.PKCS7),
        ("CMS", Kind.PKCS7),
        ("PKCS #7 SIGNED DATA", Kind.PKCS7),
        ("RSA PRIVATE KEY", Kind.KEY),
        ("ENCRYPTED PRIVATE KEY", Kind.KEY),
        ("CERTIFICATE REQUEST", Kind.OTHER),
        ("PUBLIC KEY", Kind.OTHER),
        ("X509 CRL", Kind.OTHER),
        ("EC PARAMETERS", Kind.OTHER),
    ],
)
def test_the_label_says_the_kind(label: str, kind: Kind) -> None:
    ((block,), _) = split(pem(b"\x30\x00", label))
    assert (block.kind, block.pem) == (kind, True)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ONE.der, Kind.CERTIFICATE),
        (ONE.der + b"\n", Kind.CERTIFICATE),
        (ONE.p12(b"x"), Kind.PKCS12),
        (ONE.p12(None), Kind.PKCS12),
        (pkcs7.serialize_certificates([ONE.certificate], Encoding.DER), Kind.PKCS7),
        (ONE.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), Kind.KEY),
        (ONE.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()), Kind.KEY),
        (base64.b64decode(b"".join(ONE.key_pem(b"x").splitlines()[1:-1])), Kind.KEY),
    ],
    ids=["certificate", "trailing-byte", "pkcs12", "pkcs12-open", "pkcs7", "pkcs8", "sec1", "pkcs8-encrypted"],
)
@pytest.mark.parametrize("name", ["x.der", "unnamed"])
def test_binary_files_are_told_apart_by_their_bytes_whatever_their_name(name: str, data: bytes, kind: Kind) -> None:
    ((block,), failures) = split(data, name)
    assert (block.kind, block.pem, failures) == (kind, False, [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n", Reason.EMPTY),
        (b"hello", Reason.NOT_A_CERTIFICATE),
        (b"\x00" * 99, Reason.NOT_A_CERTIFICATE),
    ],
)
@pytest.mark.parametrize("suffix", ["pem", "CRT", "p12", "key"])
def test_a_file_named_like_a_certificate_that_holds_none_is_a_failure(suffix: str, data: bytes, reason: Reason) -> None:
    blocks, failures = split(data, f"x.{suffix}")
    assert blocks == []
    assert [(f.reason, f.place) for f in failures] == [(reason, f"x.{suffix}")]


@pytest.mark.parametrize("data", [b"", b"hello", b"0123456789" * 9, b"\x30\x82\xff\xff", b"{}"])
def test_other_files_are_passed_over_in_silence(data: bytes) -> None:
    assert split(data, "readme.md") == ([], [])


def test_a_block_does_not_show_its_bytes() -> None:
    ((block,), _) = split(ONE.key_pem())
    assert repr(block) == "Block('x.pem', 1, private key)"


def test_binary_that_begins_with_an_absurd_identifier_does_not_crash() -> None:
    identifier = b"\x06\x83\x00\x4e\x21" + b"\xff" * 20_000 + b"\x7f"
    data = b"\x30\x83" + len(identifier).to_bytes(3, "big") + identifier
    with within(2):
        assert len(split(data)[0]) + len(split(data)[1]) == 1


def test_many_begins_without_an_end_take_no_time() -> None:
    with within(3):
        assert len(split(b"-----BEGIN CERTIFICATE-----\n" * 20_000)[1]) == 20_000
