"""A request's key and its CSR: made once, never overwritten, and readable to nobody else."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from airec_planning.errors import InputError, OutputError, SettingsError
from airec_planning.outputs.signing_requests import SigningRequest, subject_of
from airec_planning.request_keys import passphrase_from, write_key_and_request
from airec_planning.setting_sections import Requests

PASSPHRASE = b"correct horse"


def request(stem: str = "portal") -> SigningRequest:
    return SigningRequest(stem, stem, "", "", subject_of(Requests(), stem, ["a.cn"]), ("a.cn",), ())


def write(folder: Path, passphrase: bytes | None = None) -> str:
    return write_key_and_request(folder, request(), "ec-p256", passphrase)


def public_keys(folder: Path, passphrase: bytes | None = None) -> tuple[bytes, bytes]:
    """Of the key and of the CSR."""
    key = load_pem_private_key((folder / "portal.key").read_bytes(), passphrase)
    csr = x509.load_pem_x509_csr((folder / "portal.csr").read_bytes())
    assert csr.is_signature_valid
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(*form), csr.public_key().public_bytes(*form)


def test_a_key_is_readable_to_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert write(tmp_path) == "made"
    finally:
        os.umask(before)
    assert (tmp_path / "portal.key").stat().st_mode & 0o777 == 0o600
    key, csr = public_keys(tmp_path)
    assert key == csr


def test_a_key_that_is_there_is_kept_and_asked_with_again(tmp_path: Path) -> None:
    write(tmp_path)
    key = (tmp_path / "portal.key").read_bytes()
    (tmp_path / "portal.csr").unlink()
    assert write(tmp_path) == "kept"
    assert (tmp_path / "portal.key").read_bytes() == key
    assert len(set(public_keys(tmp_path))) == 1


def test_an_encrypted_key_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    assert write(tmp_path, PASSPHRASE) == "made"
    data = (tmp_path / "portal.key").read_bytes()
    assert data.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    csr = (tmp_path / "portal.csr").read_bytes()
    assert [write(tmp_path), write(tmp_path, b"wrong")] == ["unreadable"] * 2
    assert (tmp_path / "portal.csr").read_bytes() == csr
    assert write(tmp_path, PASSPHRASE) == "kept"
    assert (tmp_path / "portal.key").read_bytes() == data
    assert len(set(public_keys(tmp_path, PASSPHRASE))) == 1


def test_a_plain_key_stays_plain_though_a_passphrase_is_given_and_that_is_said(tmp_path: Path) -> None:
    write(tmp_path)
    assert write(tmp_path, PASSPHRASE) == "plain"
    assert len(set(public_keys(tmp_path))) == 1


def test_a_kept_key_that_others_can_read_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "portal.key").chmod(0o644)
    assert write(tmp_path) == "open"


@pytest.mark.parametrize("text", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_kept_too(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "portal.key").write_bytes(text)
    assert write(tmp_path) == "unreadable"
    assert (tmp_path / "portal.key").read_bytes() == text
    assert not (tmp_path / "portal.csr").exists()


def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "portal.key").symlink_to(tmp_path / "elsewhere" / "x.key")
    assert write(tmp_path) == "unreadable"
    assert (tmp_path / "portal.key").is_symlink()


def test_there_is_no_key_without_its_request(tmp_path: Path) -> None:
    (tmp_path / "portal.csr").mkdir()
    with pytest.raises(OutputError):
        write(tmp_path)
    assert not (tmp_path / "portal.key").exists()


def test_a_folder_that_is_not_there_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_kinds_of_keys(tmp_path: Path) -> None:
    write_key_and_request(tmp_path, request(), "ec-p384", None)
    key = load_pem_private_key((tmp_path / "portal.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == "secp384r1"
    write_key_and_request(tmp_path, request("other"), "rsa-2048", None)
    assert b"BEGIN PRIVATE KEY" in (tmp_path / "other.key").read_bytes()


def test_a_passphrase_comes_from_the_variable_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_PASS", "battery staple")
    assert passphrase_from("env:KEY_PASS") == b"battery staple"
    assert passphrase_from(None) is None


@pytest.mark.parametrize("reference", ["battery staple", "env:", "env:NOT_SET_HERE", "ENV:X", "file:x"])
def test_what_is_no_reference_is_refused_and_not_repeated(reference: str) -> None:
    with pytest.raises(SettingsError) as refused:
        passphrase_from(reference)
    assert "battery" not in str(refused.value)
    assert len(str(refused.value).splitlines()) <= 3


def test_a_key_that_a_certificate_has_already_is_not_asked_with_again(tmp_path: Path) -> None:
    write(tmp_path)
    used = {hashlib.sha256(public_keys(tmp_path)[0]).hexdigest(): "certificates/portal.pem"}
    with pytest.raises(InputError, match=r"is the key of certificates/portal\.pem already"):
        write_key_and_request(tmp_path, request(), "ec-p256", None, used)
