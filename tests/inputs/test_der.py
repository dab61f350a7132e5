"""Just enough DER."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.inputs import der
from tests.certificates import issue
from tests.inputs import as_sm2, within


def test_an_element_is_its_tag_its_contents_and_all_of_its_bytes() -> None:
    assert der.element(b"\x02\x01\x05rest") == (der.INTEGER, b"\x05", b"\x02\x01\x05")
    assert der.element(b"xx\x04\x81\x03abc", 2) == (0x04, b"abc", b"\x04\x81\x03abc")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x05abc",
        b"\x30\x80ab\0\0",
        b"\x30\x85\0\0\0\0\1a",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x82\x01",
    ],
    ids=["nothing", "tag-only", "truncated", "indefinite", "five-bytes", "four-gigabytes", "half-a-length"],
)
def test_what_is_no_element_is_refused(data: bytes) -> None:
    with pytest.raises(der.NotDer):
        der.element(data)


def test_children_are_stepped_through() -> None:
    assert [child.contents for child in der.children(b"\x02\x01\x01\x04\x00\x02\x01\x02")] == [b"\x01", b"", b"\x02"]


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        ("2a864886f70d010702", "1.2.840.113549.1.7.2"),
        ("2a811ccf5501822d", "1.2.156.10197.1.301"),
        ("550403", "2.5.4.3"),
        ("8837", "2.999"),
        ("", ""),
    ],
)
def test_object_identifiers_are_shown_in_dotted_form(contents: str, text: str) -> None:
    assert der.oid_text(bytes.fromhex(contents)) == text


def test_an_absurdly_long_object_identifier_costs_neither_time_nor_a_crash() -> None:
    with within(2):
        assert isinstance(der.oid_text(b"\xff" * 300_000 + b"\x7f"), str)


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_bytes_are_elements_or_refused(data: bytes) -> None:
    try:
        found = list(der.children(data))
    except der.NotDer:
        return
    assert b"".join(child.whole for child in found) == data


@pytest.mark.parametrize(("kind", "algorithm"), [("ec", "1.2.840.10045.2.1"), ("rsa", "1.2.840.113549.1.1.1")])
def test_the_public_key_of_a_certificate_is_found(kind: str, algorithm: str) -> None:
    issued = issue(["a.example.com"], kind=kind)
    info = der.outline(issued.der).public_key_info
    identifier = der.element(der.element(info).contents).whole
    known = issued.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert hashlib.sha256(info).digest() == hashlib.sha256(known).digest()
    assert der.algorithm_of(identifier)[0] == algorithm


def test_a_curve_that_the_library_does_not_know_is_named() -> None:
    info = der.outline(as_sm2(issue(["a.example.com"]).der)).public_key_info
    assert der.algorithm_of(der.element(der.element(info).contents).whole) == (
        "1.2.840.10045.2.1",
        "1.2.156.10197.1.301",
    )
