"""The library's own test vectors: every file is accounted for, and OpenSSL says the same of every certificate."""

from __future__ import annotations

import base64
import re
import subprocess
import warnings
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import cryptography_vectors
import pandas as pd
import pytest

from airec_planning import tables
from airec_planning.errors import REASONS, Reason
from airec_planning.inputs.facts_cache import FactsCache
from airec_planning.inputs.inventory import Inventory, read_inventory

VECTORS = Path(cryptography_vectors.__file__).parent
FOLDERS = [VECTORS / name for name in ("x509", "pkcs7", "pkcs12", "asymmetric")]
FILES = {path.relative_to(VECTORS).as_posix() for folder in FOLDERS for path in folder.rglob("*") if path.is_file()}
STORES = {file for file in FILES if file.endswith(".p12")}
ENVIRONMENT = {"PASSWORD": "password", "CRYPTOGRAPHY": "cryptography"}

REFUSED_BY_OPENSSL = {
    "x509/custom/invalid_utf8_common_name.pem",  # a UTF8String that is not UTF-8
    "x509/custom/long-form-name-attribute.pem",  # a tag of several bytes in a name
    "x509/custom/name_attribute_unsupported_tag.pem",  # a boolean in a name
}
"""Certificates that OpenSSL does not load at all; here they are rows without subject and issuer."""
OTHERWISE = {
    # A date that is none: empty here, with a problem.
    ("x509/badasn1time.pem", "not_after"): ("", "Bad time value"),
    # An other name without its value, and a form that OpenSSL 3.0 cannot print: it prints the bytes, we the form.
    ("x509/custom/malformed-san.pem", "names"): ("othername:", "0.....U....:"),
    ("x509/san_edipartyname.der", "names"): ("EdiPartyName:", "0....:"),
}
"""File and field in which this package and OpenSSL differ, and what each says."""
KEYS = (
    "PEM_Serialization/rsa_private_key.pem",
    "PEM_Serialization/dsa_4096.pem",
    "PEM_Serialization/ec_private_key.pem",
    "EC/high-bit-set.pem",
    "PKCS8/private.pem",
    "Traditional_OpenSSL_Serialization/rsa-wrong-version.pem",
    "X25519/x25519-pkcs8.pem",
    "OpenSSH/rsa-nopsw.key",
)
"""Private keys of every form, one of them damaged."""


UNSUPPORTED = {
    f"x509/PKITS_data/pkcs12/{name}.p12"
    for name in ("DSAParametersInheritedCACert", "ValidDSAParameterInheritanceTest5EE")
}
"""Stores of certificates that inherit the parameters of their DSA key."""
ALIKE = sorted(store for store in STORES if store.startswith("x509/"))
LEFT_CLOSED = set(ALIKE) - set(ALIKE[::8]) - UNSUPPORTED
"""That a key is one is proven with each store, 40 ms: of the 405 that are alike, every eighth is opened."""


def passphrase_of(store: str) -> str | None:
    """Where the passphrase of a store comes from; none for those that have an empty one or none."""
    stem = Path(store).stem
    if store in LEFT_CLOSED:
        return "env:NOT_SET"
    if store in ALIKE or (stem.endswith("-pwd") and not stem.endswith("-no-pwd")):
        return "env:PASSWORD"
    return "env:CRYPTOGRAPHY" if "key" in stem else None


PASSPHRASES = {store: reference for store in STORES if (reference := passphrase_of(store))}


def plain_files() -> list[Path]:
    return [VECTORS / file for file in sorted(FILES - STORES)]


@pytest.fixture(scope="module")
def without_stores() -> Inventory:
    return read_inventory(plain_files(), VECTORS, processes=1)


def assert_accounted_for(found: Inventory, files: set[str]) -> None:
    keys = set(found.certificates["private_key_file"]) - {""}
    seen = {*found.places["file"], *found.unreadable["file"], *found.passed_over["file"], *keys}
    assert seen == files
    assert set(found.hashes) == files


def assert_told(found: Inventory) -> None:
    """What was not taken has a known reason, a message that can be printed, and where it is a fault a remedy."""
    rows = tables.records(found.unreadable)
    for row in [*rows, *tables.records(found.passed_over)]:
        assert Reason(row["reason"]) in REASONS
        assert row["message"]
        assert row["message"].isprintable()
    assert all(row["remedy"] and row["remedy"].isprintable() for row in rows)


def assert_no_key_shown(found: Inventory) -> None:
    frames = (found.certificates, found.places, found.unreadable, found.passed_over)
    shown = "".join(frame.to_csv() for frame in frames) + repr(found)
    for key in KEYS:
        text = (VECTORS / "asymmetric" / key).read_text()
        body = "".join(re.findall(r"^[A-Za-z0-9+/=]+$", text, re.MULTILINE))
        raw = base64.b64decode(body)
        pieces = [body[at : at + 20] for at in range(0, len(body) - 20, 10)]
        pieces += [raw[at : at + 16].hex() for at in range(0, len(raw) - 16, 8)]
        assert len(pieces) > 5
        assert [piece for piece in pieces if piece in shown] == [], key


def test_every_file_is_accounted_for_and_stores_open() -> None:
    assert len(FILES) > 2000
    assert len(STORES) > 400
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what is odd belongs in a row, not on the screen
        found = read_inventory(FOLDERS, VECTORS, passphrases=PASSPHRASES, environment=ENVIRONMENT, processes=1)
    assert_accounted_for(found, FILES)
    assert_told(found)
    assert_no_key_shown(found)
    assert len(set(found.places["file"]) & STORES) > 80
    closed = {row["file"]: row["reason"] for row in tables.records(found.unreadable) if row["file"] in STORES}
    assert closed == dict.fromkeys(UNSUPPORTED, "unsupported-store") | dict.fromkeys(LEFT_CLOSED, "passphrase-not-set")


def test_without_the_stores_every_file_is_accounted_for_too(without_stores: Inventory) -> None:
    assert_accounted_for(without_stores, FILES - STORES)
    assert_told(without_stores)
    assert_no_key_shown(without_stores)


def test_nothing_is_unreadable_but_what_is_broken_on_purpose(without_stores: Inventory) -> None:
    """Damaged lists and keys, enveloped messages, a version that is none; no certificate, and nothing sound."""
    failed = set(without_stores.unreadable["file"])
    assert {file for file in failed if not file.startswith("asymmetric/")} == {
        "x509/cryptography.io.chain_with_garbage.pem",
        "x509/cryptography.io.with_garbage.pem",
        "x509/custom/crl_inner_outer_mismatch.der",
        "x509/custom/crl_invalid_time.der",
        "x509/custom/crl_issuer_invalid_printable_string.der",
        "x509/custom/invalid_version.pem",
        "pkcs7/enveloped-rsa-oaep.pem",
        "pkcs7/enveloped-triple-des.pem",
        "pkcs7/enveloped.pem",
    }
    rows = tables.records(without_stores.unreadable)
    others = {row["file"]: row["reason"] for row in rows if row["file"].startswith("asymmetric/")}
    assert others == dict.fromkeys(others, "not-a-private-key")


def test_what_comes_from_the_cache_is_the_same(without_stores: Inventory, tmp_path: Path) -> None:
    cache = FactsCache(tmp_path / "facts")
    for _ in range(2):
        kept = read_inventory(plain_files(), VECTORS, cache=cache, processes=1)
        for name in ("certificates", "places", "unreadable", "passed_over"):
            pd.testing.assert_frame_equal(getattr(without_stores, name), getattr(kept, name))
        assert (kept.hashes, kept.ders) == (without_stores.hashes, without_stores.ders)
    assert len(list(cache.folder.iterdir())) > 10


Said = dict[str, str]
"""What is said of a certificate, by field."""


def test_openssl_says_the_same_of_every_certificate(without_stores: Inventory) -> None:
    rows = tables.records(without_stores.certificates)
    with ThreadPoolExecutor() as threads:
        said = list(threads.map(openssl_says, [without_stores.ders[row["sha256"]] for row in rows]))
    by_file = [(row["file"], here_said(row), theirs) for row, theirs in zip(rows, said, strict=True)]
    assert {file for file, _, theirs in by_file if not theirs} == REFUSED_BY_OPENSSL
    differences = {
        (file, field): (ours[field], theirs[field])
        for file, ours, theirs in by_file
        for field in theirs
        if ours[field] != theirs[field]
    }
    assert differences == OTHERWISE
    assert sum(len(theirs) == 5 for _, _, theirs in by_file) > 500
    assert sum(bool(ours["names"]) for _, ours, _ in by_file) > 50


def test_what_openssl_reads_otherwise_is_among_the_problems(without_stores: Inventory) -> None:
    problems = dict(zip(without_stores.certificates["file"], without_stores.certificates["problems"], strict=True))
    for file, field in OTHERWISE:
        assert problems[file][0].startswith("san: " if field == "names" else f"{field}: ")
    for file in REFUSED_BY_OPENSSL:
        assert [problem.partition(":")[0] for problem in problems[file]] == ["subject", "issuer"]


def here_said(row: dict[str, Any]) -> Said:
    dates = {
        name: f"{row[name]:%Y-%m-%d %H:%M:%SZ}" if pd.notna(row[name]) else "" for name in ("not_before", "not_after")
    }
    names = [*(f"DNS:{name}" for name in row["san_dns"]), *(f"IP Address:{name}" for name in row["san_ip"])]
    names += [_by_form(name) for name in row["san_other"]]
    said = {"serial": row["serial_number"], "sha256": row["sha256"], "names": "\n".join(sorted(names))}
    return said | dates


def openssl_says(certificate: bytes) -> Said:
    """The same of ``openssl x509``; nothing where it does not load the certificate."""
    asked = ["-serial", "-dates", "-dateopt", "iso_8601", "-fingerprint", "-sha256", "-ext", "subjectAltName"]
    command = ["openssl", "x509", "-inform", "DER", "-noout", *asked]
    done = subprocess.run(command, input=certificate, capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "backslashreplace")
    fields = dict(re.findall(r"^(\w[\w ]*)=(.*)$", text, re.MULTILINE))
    if not fields:
        return {}
    line = re.search(r"^X509v3 Subject Alternative Name:.*\n +(.*)$", text, re.MULTILINE)
    names = [_openssls_name(*part.partition(":")) for part in (line[1].split(", ") if line else ())]
    return {
        "serial": fields["serial"],
        "sha256": fields["sha256 Fingerprint"].replace(":", "").lower(),
        "not_before": fields["notBefore"],
        "not_after": fields["notAfter"],
        "names": "\n".join(sorted(names)),
    }


def _by_form(name: str) -> str:
    """Of names whose value only one of the two shows, the form alone."""
    return re.sub(r"^(othername|X400Name):.*", r"\1:", name)


def _openssls_name(form: str, _: str, text: str) -> str:
    match form:
        case "IP Address":  # written as FF:0:0:0:0:0:0:0
            text = str(ip_address(text))
        case "DirName":  # written as /C=US/CN=a, in RFC 4514 CN=a,C=US
            text = ",".join(reversed(text.removeprefix("/").split("/")))
    return _by_form(f"{form}:{text}")
