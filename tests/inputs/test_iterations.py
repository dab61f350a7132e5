"""How often a PKCS#12 store asks for its passphrase to be stirred."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import tables
from airec_planning.inputs import der
from airec_planning.inputs.inventory import Inventory, read_inventory
from airec_planning.inputs.iterations import iterations
from tests.certificates import authority, issue
from tests.inputs import within

ROOT = authority()
ONE = issue(["one.example.com"], ROOT)
OF_THE_MAC = 2048
"""What the library writes, whatever count it is asked for."""
BOUNDED = settings(max_examples=200, deadline=None, derandomize=True, database=None)
_CONSTRUCTED, _OCTETS, _LONG = 0x20, 0x24, 64


def store(rounds: int, algorithm: pkcs12.PBES = pkcs12.PBES.PBESv2SHA256AndAES256CBC) -> bytes:
    """A store of a certificate, its authority and its key, with this count for the certificates and for the key."""
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(rounds).key_cert_algorithm(algorithm)
    encryption = builder.hmac_hash(hashes.SHA256()).build(b"opensesame")
    return pkcs12.serialize_key_and_certificates(None, ONE.key, ONE.certificate, [ROOT.certificate], encryption)


def with_mac_count(data: bytes, count: int) -> bytes:
    """The store with this count in its MacData."""
    version, content, mac = der.children(der.element(data).contents)
    digest, salt, _ = der.children(mac.contents)
    asked = der.wrap(der.INTEGER, count.to_bytes(count.bit_length() // 8 + 1, "big"))
    mac_data = der.wrap(der.SEQUENCE, digest.whole + salt.whole + asked)
    return der.wrap(der.SEQUENCE, version.whole + content.whole + mac_data)


def as_ber(data: bytes) -> bytes:
    """The same with indefinite lengths, long octet strings in pieces, as Java and NSS write it."""
    written = b""
    for part in der.children(data):
        if part.tag & _CONSTRUCTED:
            written += bytes((part.tag, 0x80)) + as_ber(part.contents) + b"\0\0"
        elif part.tag == der.OCTET_STRING and len(part.contents) > _LONG:
            pieces = (part.contents[at : at + _LONG] for at in range(0, len(part.contents), _LONG))
            written += bytes((_OCTETS, 0x80)) + b"".join(der.wrap(part.tag, piece) for piece in pieces) + b"\0\0"
        else:
            written += part.whole
    return written


def read(folder: Path, data: bytes, passphrase: str = "opensesame") -> Inventory:
    (folder / "x.pfx").write_bytes(data)
    return read_inventory([folder], folder, passphrases={"x.pfx": "env:PFX"}, environment={"PFX": passphrase})


def reasons(found: Inventory) -> list[str]:
    return [row["reason"] for row in tables.records(found.unreadable)]


@pytest.mark.parametrize("algorithm", list(pkcs12.PBES), ids=[one.name for one in pkcs12.PBES])
@pytest.mark.parametrize("rounds", [1, 1000, 70_000])
def test_the_counts_of_certificates_key_and_mac_are_added(rounds: int, algorithm: pkcs12.PBES) -> None:
    assert iterations(store(rounds, algorithm)) == rounds + rounds + OF_THE_MAC


def test_a_store_without_encryption_has_the_count_of_its_mac_alone() -> None:
    assert iterations(ONE.p12(None)) == OF_THE_MAC


@pytest.mark.parametrize("count", [1, 127, 128, 40_000, 2**31 - 1, 2**40])
def test_the_count_of_the_mac_is_read_whatever_its_size(count: int) -> None:
    assert iterations(with_mac_count(ONE.p12(None), count)) == count


@pytest.mark.parametrize("algorithm", list(pkcs12.PBES), ids=[one.name for one in pkcs12.PBES])
def test_a_store_in_ber_has_the_same_counts_and_opens(tmp_path: Path, algorithm: pkcs12.PBES) -> None:
    data = as_ber(store(1000, algorithm))
    assert data[1] == 0x80
    assert iterations(data) == 1000 + 1000 + OF_THE_MAC
    assert list(read(tmp_path, data).certificates["common_name"]) == ["one.example.com", "Test CA"]


@pytest.mark.parametrize("passphrase", ["opensesame", "wrong"])
@pytest.mark.parametrize("count", [2**31 - 1, 10_000_001])
def test_a_store_that_asks_for_too_much_is_refused_at_once(tmp_path: Path, count: int, passphrase: str) -> None:
    data = with_mac_count(store(1000), count)
    began = time.monotonic()
    with within(5):
        found = read(tmp_path, data, passphrase)
    assert time.monotonic() - began < 1
    assert reasons(found) == ["too-many-iterations"]
    assert f"{count + 2000:,}" in found.unreadable["message"][0]


def test_so_is_one_in_ber_and_one_without_a_passphrase(tmp_path: Path) -> None:
    (tmp_path / "open.p12").write_bytes(with_mac_count(ONE.p12(None), 2**31 - 1))
    began = time.monotonic()
    with within(5):
        found = read(tmp_path, as_ber(with_mac_count(store(1000), 2**31 - 1)))
    assert time.monotonic() - began < 1
    assert reasons(found) == ["too-many-iterations"] * 2


def test_a_cautious_store_is_read(tmp_path: Path) -> None:
    assert list(read(tmp_path, store(600_000)).certificates["common_name"]) == ["one.example.com", "Test CA"]


STORE = store(1000)


@given(st.binary(max_size=200))
@BOUNDED
def test_any_bytes_have_a_count(data: bytes) -> None:
    assert iterations(data) >= 0


@given(
    at=st.integers(0, 5000),
    put=st.binary(min_size=1, max_size=4),
    ber=st.booleans(),
    kept=st.integers(1, 5000),
)
@BOUNDED
def test_a_damaged_store_has_a_count_too(at: int, put: bytes, ber: bool, kept: int) -> None:
    data = (as_ber(STORE) if ber else STORE)[:kept]
    at %= len(data)
    assert iterations(data[:at] + put + data[at + len(put) :]) >= 0


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x80" * 500_000,
        b"\x24\x80" * 500_000,
        b"\x30\x80" + b"\x05\x00" * 500_000,
        b"\x04\x00\x02\x01\x01" * 200_000,
    ],
    ids=["nested", "nested-octets", "many", "many-counts"],
)
def test_a_megabyte_of_anything_takes_no_time(data: bytes) -> None:
    with within(3):
        assert iterations(data) in (0, 200_000)
