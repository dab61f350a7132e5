"""Which private key belongs to which certificate: by public key, never by name alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from airec_planning.inputs.key_matching import match_private_keys
from airec_planning.inputs.private_keys import PrivateKey
from tests.inputs import within


def certificate(file: str, public: str, role: str = "server") -> dict[str, Any]:
    return {"file": file, "files": (file,), "public_key_sha256": public, "role": role}


def key(file: str, public: str = "", state: str = "readable") -> PrivateKey:
    return PrivateKey(file, state, public, pem=True)


def matched(*rows: dict[str, Any], keys: tuple[PrivateKey, ...] = ()) -> list[tuple[str, str]]:
    found = match_private_keys(columns(rows), keys)
    return list(zip(found["private_key"], found["private_key_file"], strict=True))


def columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in ("file", "files", "public_key_sha256", "role")}


def test_a_key_matches_by_its_public_key_wherever_it_lies() -> None:
    keys = (key("vault/zzz.key", "A"), key("oss.key", "B"))
    assert matched(certificate("certs/oss.pem", "A"), keys=keys) == [("matches", "vault/zzz.key")]


def test_keys_named_crosswise_match_by_public_key() -> None:
    keys = (key("a.key", "B"), key("b.key", "A"))
    assert matched(certificate("a.pem", "A"), certificate("b.pem", "B"), keys=keys) == [
        ("matches", "b.key"),
        ("matches", "a.key"),
    ]


def test_of_equal_keys_the_nearest_is_taken() -> None:
    keys = (key("a/copy.key", "A"), key("b/oss.pem", "A"), key("b/copy.key", "A"))
    assert matched(certificate("b/oss.pem", "A"), keys=keys) == [("matches", "b/oss.pem")]
    assert matched(certificate("b/other.pem", "A"), keys=keys)[0][1].startswith("b/")


@pytest.mark.parametrize(
    ("state", "public", "expected"),
    [("readable", "X", "differs"), ("encrypted", "", "encrypted"), ("unsupported", "", "unsupported")],
)
def test_a_key_of_the_same_name_that_does_not_match_says_why(state: str, public: str, expected: str) -> None:
    assert matched(certificate("c/OSS.pem", "A"), keys=(key("c/oss.key", public, state),)) == [(expected, "c/oss.key")]


def test_a_key_alone_in_the_folder_with_one_certificate_was_meant_for_it() -> None:
    assert matched(certificate("c/oss.pem", "A"), keys=(key("c/private.key", "X"),)) == [("differs", "c/private.key")]


def test_a_key_of_the_same_name_in_another_folder_was_not_meant() -> None:
    assert matched(certificate("c/oss.pem", "A"), keys=(key("d/oss.key", "X"),)) == [("none", "")]


def test_of_two_certificates_none_is_given_a_key_by_guessing() -> None:
    rows = (certificate("c/a.pem", "A"), certificate("c/b.pem", "B"))
    assert matched(*rows, keys=(key("c/private.key", state="encrypted"),)) == [("none", ""), ("none", "")]


def test_a_key_that_belongs_to_one_certificate_differs_from_no_other() -> None:
    rows = (certificate("c/a.pem", "A"), certificate("c/b.pem", "B"))
    assert matched(*rows, keys=(key("c/a.key", "B"),)) == [("none", ""), ("matches", "c/a.key")]


def test_a_certificate_without_keys_has_none() -> None:
    assert matched(certificate("a.pem", "A")) == [("none", "")]


def test_an_authority_is_never_said_to_have_the_wrong_key() -> None:
    rows = (certificate("ca.pem", "A", "authority"), certificate("sub.pem", "B", "intermediate"))
    assert matched(*rows, keys=(key("ca.key", "X"), key("sub.key", state="encrypted"))) == [("none", "")] * 2


def test_a_certificate_whose_public_key_is_unknown_matches_no_encrypted_key() -> None:
    assert matched(certificate("c/a.pem", ""), keys=(key("d/b.key", state="encrypted"),)) == [("none", "")]


def test_thousands_of_certificates_without_keys_take_no_time() -> None:
    rows = [certificate(f"certs/{number}.pem", str(number)) for number in range(3_000)]
    with within(2):
        found = match_private_keys(
            columns(rows), [key(f"keys/{number}.key", state="encrypted") for number in range(300)]
        )
    assert set(found["private_key"]) == {"none"}
