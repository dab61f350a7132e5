"""What was read before is kept: never wrong, never in the way, and no secret."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7

from airec_planning.inputs.contents import Others
from airec_planning.inputs.facts_cache import FactsCache, from_environment
from airec_planning.inputs.facts_table import SCHEMA, Contents, facts_table
from airec_planning.inputs.inventory import Inventory, read_inventory
from tests.certificates import Issued, authority, issue
from tests.deployments import plan_of, write_deployment

ROOT = authority()
ONE, TWO = issue(["one.example.com"], ROOT), issue(["two.example.com"], ROOT, kind="rsa2048")
IN_STORE = issue(["in-store.example.com"], ROOT)
PASSPHRASE = "opensesame"
DAY = 86_400


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Certificates, keys and stores in every form, with what cannot be read and what is passed over."""
    home = tmp_path / "certificates"
    ONE.write(home, "one", ROOT)
    TWO.write(home, "two")
    (home / "bundle.p7b").write_bytes(pkcs7.serialize_certificates([ONE.certificate, ROOT.certificate], Encoding.DER))
    (home / "open.pfx").write_bytes(TWO.p12(None))
    (home / "closed.pfx").write_bytes(IN_STORE.p12(PASSPHRASE.encode()))
    (home / "damaged.crt").write_bytes(ONE.der[:-9])
    (home / "notes.txt").write_text("hello")
    return home


@pytest.fixture
def cache(tmp_path: Path) -> FactsCache:
    return FactsCache(tmp_path / "cache" / "facts-1")


def read(folder: Path, cache: FactsCache | None) -> Inventory:
    return read_inventory(
        [folder],
        folder,
        passphrases={"closed.pfx": "env:PFX"},
        environment={"PFX": PASSPHRASE},
        cache=cache,
        processes=1,
    )


def assert_same(one: Inventory, other: Inventory) -> None:
    for name in ("certificates", "places", "unreadable", "passed_over"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert (one.hashes, one.ders) == (other.hashes, other.ders)


def entries(cache: FactsCache) -> list[Path]:
    return sorted(cache.folder.glob("*"))


def test_what_was_read_before_is_not_read_again(folder: Path, cache: FactsCache, reads: list[str]) -> None:
    first = read(folder, cache)
    assert len(reads) == len(list(folder.iterdir()))
    reads.clear()
    second = read(folder, cache)
    assert reads == []
    assert_same(first, second)
    assert_same(first, read(folder, None))


def test_an_entry_for_no_certificates_is_an_entry_too(tmp_path: Path, cache: FactsCache, reads: list[str]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes.txt").write_text("hello")
    first = read(tmp_path / "a", cache)
    assert_same(first, read(tmp_path / "a", cache))
    assert reads == ["notes.txt"]


def checked(body: bytes) -> bytes:
    """An entry with the right checksum."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def arrow(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def one_bit_other(entry: bytes) -> bytes:
    at = len(entry) // 2
    return entry[:at] + bytes([entry[at] ^ 1]) + entry[at + 1 :]


@pytest.mark.parametrize(
    "damaged",
    [
        lambda entry: b"",
        lambda entry: entry[:64],
        lambda entry: entry[: len(entry) // 2],
        lambda entry: entry[:-1],
        one_bit_other,
        lambda entry: entry + b"\0",
        lambda entry: b"\0" * len(entry),
        lambda entry: checked(b""),
        lambda entry: checked(b"hello"),
        lambda entry: checked(entry.partition(b"\n")[2][:-40]),
        lambda entry: checked(arrow(pa.table({"a": [1]}))),
        lambda entry: checked(arrow(facts_table([]))),
        lambda entry: checked(arrow(facts_table([]).replace_schema_metadata({"others": '{"strangers": []}'}))),
        lambda entry: checked(arrow(facts_table([]).replace_schema_metadata({"others": "{"}))),
    ],
    ids=[
        "empty", "no-body", "half", "truncated", "one-bit", "longer", "zeros", "checked-empty", "checked-text",
        "checked-truncated", "other-columns", "without-others", "strange-others", "half-others",
    ],
)  # fmt: skip
def test_a_damaged_or_foreign_entry_is_as_if_it_were_not_there(
    folder: Path, cache: FactsCache, reads: list[str], damaged: Callable[[bytes], bytes]
) -> None:
    first = read(folder, cache)
    (entry,) = entries(cache)
    entry.write_bytes(damaged(entry.read_bytes()))
    assert_same(first, read(folder, cache))
    reads.clear()
    assert_same(first, read(folder, cache))
    assert reads == [], "the entry was replaced"


@pytest.mark.parametrize("kind", ["folder", "link-to-nothing", "link-to-itself"])
def test_what_is_no_file_in_the_place_of_an_entry_does_no_harm(folder: Path, cache: FactsCache, kind: str) -> None:
    first = read(folder, cache)
    (entry,) = entries(cache)
    entry.unlink()
    if kind == "folder":
        entry.mkdir()
    else:
        entry.symlink_to("nothing" if kind == "link-to-nothing" else entry.name)
    assert_same(first, read(folder, cache))


@pytest.mark.parametrize(
    "place", ["a-file", "a-file/below", "/dev/null", "/proc/self/none", "not-writable", "dangling"]
)
def test_without_a_folder_that_can_be_written_everything_is_read(folder: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("a")
    (tmp_path / "not-writable").mkdir(mode=0o500)
    (tmp_path / "dangling").symlink_to("/proc/self/none")
    without = FactsCache(tmp_path / place)
    for _ in range(2):
        assert_same(read(folder, without), read(folder, None))


WRITES_OFTEN = """
import sys
from pathlib import Path
from airec_planning.inputs.facts_cache import FactsCache
cache = FactsCache(Path(sys.argv[1]))
contents = cache.load("a")
for _ in range(100):
    cache.store("a", contents)
"""


def test_two_processes_that_write_the_same_entry_leave_it_whole(cache: FactsCache) -> None:
    rows = [(0, position, *_facts()) for position in range(1, 300)]
    contents = Contents(facts_table(rows), Others())
    cache.store("a", contents)
    command = [sys.executable, "-c", WRITES_OFTEN, str(cache.folder)]
    writers = [subprocess.Popen(command) for _ in range(2)]
    before, changes = (cache.folder / "a.arrow").stat().st_ino, 0
    while any(writer.poll() is None for writer in writers):
        found = cache.load("a")
        assert found is not None, "half an entry was seen"
        assert found.certificates.equals(contents.certificates)
        changes += before != (before := (cache.folder / "a.arrow").stat().st_ino)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert changes > 1, "they wrote while this test read"
    assert entries(cache) == [cache.folder / "a.arrow"]


def _facts() -> list[object]:
    return [[] if pa.types.is_list(part.type) else None for part in list(SCHEMA)[2:]]


def test_a_changed_byte_is_read_anew(folder: Path, cache: FactsCache, reads: list[str]) -> None:
    read(folder, cache)
    reads.clear()
    (folder / "one.pem").write_bytes((folder / "one.pem").read_bytes() + b"\n")
    assert_same(read(folder, cache), read(folder, None))
    assert reads
    reads.clear()
    (folder / "two.pem").write_bytes(IN_STORE.pem)
    found = read(folder, cache)
    assert reads
    assert "in-store.example.com" in set(found.certificates["common_name"])


def test_a_renamed_file_comes_from_the_cache_under_its_new_name(
    tmp_path: Path, cache: FactsCache, reads: list[str]
) -> None:
    home = tmp_path / "a"
    ONE.write(home, "old", key=False)
    read(home, cache)
    reads.clear()
    (home / "old.pem").rename(home / "new.PEM")
    found = read(home, cache)
    assert reads == []
    assert (list(found.places["file"]), list(found.certificates["file"])) == (["new.PEM"], ["new.PEM"])
    assert found.ders == {found.certificates["sha256"][0]: ONE.der}


@pytest.mark.parametrize(
    ("data", "names", "reasons"),
    [
        (b"hello", ("x.pem", "x.txt"), ("not-a-certificate", "no-certificates")),
        (b"", ("x.crt", "x"), ("empty", "no-certificates")),
        (ONE.der[:-9], ("x.p7b", "x.pfx"), ("not-pkcs7", "not-pkcs12")),
        (ONE.der[:-9], ("x.key", "x.cer"), ("not-a-private-key", "not-a-certificate")),
    ],
    ids=["text", "empty", "stores", "key"],
)
def test_a_file_with_another_ending_is_read_anew(
    tmp_path: Path, cache: FactsCache, data: bytes, names: tuple[str, str], reasons: tuple[str, str]
) -> None:
    home = tmp_path / "a"
    home.mkdir()
    for name, reason in zip(names, reasons, strict=True):
        (home / name).write_bytes(data)
        found = read(home, cache)
        assert [*found.unreadable["reason"], *found.passed_over["reason"]] == [reason]
        assert_same(found, read(home, None))
        (home / name).unlink()


def secrets_of(issued: Issued) -> list[bytes]:
    """A key's secret number, raw, in hex and in decimal; its DER and its base64 in pieces."""
    numbers = issued.key.private_numbers()
    secret = numbers.d if isinstance(numbers, rsa.RSAPrivateNumbers) else numbers.private_value
    raw = secret.to_bytes((secret.bit_length() + 7) // 8, "big")
    found = [raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode(), str(secret).encode()]
    found += [raw[at : at + 12] for at in range(0, len(raw) - 12, 4)]
    if isinstance(issued.key, rsa.RSAPrivateKey):
        found += [
            prime.to_bytes(128, "big") for prime in (issued.key.private_numbers().p, issued.key.private_numbers().q)
        ]
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + raw)[8:-8]
        found += [text[at : at + 16] for at in range(0, len(text) - 16, 4)]
    return found


def test_no_private_key_is_in_the_cache(folder: Path, cache: FactsCache) -> None:
    for number, form in enumerate((PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)):
        for ending, encoding in (("pem", Encoding.PEM), ("key", Encoding.DER)):
            data = ONE.key.private_bytes(encoding, form, NoEncryption())
            (folder / f"key-{number}.{ending}").write_bytes(data)
            (folder / f"damaged-{number}.{ending}").write_bytes(data[:-30])
    (folder / "with-key.pem").write_bytes(ONE.pem + ONE.key_pem() + TWO.key_pem())
    assert isinstance(ONE.key, ec.EllipticCurvePrivateKey)
    secrets = [*secrets_of(ONE), *secrets_of(TWO), *secrets_of(IN_STORE)]
    files = b"".join(path.read_bytes() for path in folder.iterdir())
    assert sum(secret in files for secret in secrets) > 60, "the search finds what it looks for"
    read(folder, cache)
    kept = b"".join(entry.read_bytes() for entry in entries(cache))
    assert b"one.example.com" in kept
    assert not any(secret in kept for secret in secrets)


def test_what_a_passphrase_opened_is_not_in_the_cache(folder: Path, cache: FactsCache) -> None:
    found = read(folder, cache)
    assert "in-store.example.com" in set(found.certificates["common_name"])
    kept = b"".join(entry.read_bytes() for entry in entries(cache))
    assert b"two.example.com" in kept
    assert b"in-store" not in kept
    assert PASSPHRASE.encode() not in kept
    closed = read_inventory([folder], folder, cache=cache)
    assert list(closed.unreadable["reason"]) == ["passphrase-needed", "not-a-certificate"]
    assert "in-store.example.com" not in set(closed.certificates["common_name"])


def test_only_their_owner_may_look_into_a_new_cache(folder: Path, cache: FactsCache) -> None:
    read(folder, cache)
    assert cache.folder.stat().st_mode & 0o077 == 0


def test_the_environment_says_where_the_cache_is_or_that_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert from_environment({"AIREC_PLANNING_CACHE": "off"}) is None
    named = from_environment({"AIREC_PLANNING_CACHE": str(tmp_path)})
    assert named is not None
    assert named.folder.parent == tmp_path
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    for environment in ({}, {"AIREC_PLANNING_CACHE": ""}):
        usual = from_environment(environment)
        assert usual is not None
        assert usual.folder.parent.name == "airec-planning"


@pytest.mark.parametrize(("place", "kept"), [("off", 0), ("here", 1)])
def test_a_plan_keeps_what_it_read_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, kept: int
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AIREC_PLANNING_CACHE", place)
    deployment = write_deployment(tmp_path / "deployment", ["one.example.com"], {"one": ONE})
    assert list(plan_of(deployment).coverage["state"]) == ["ok"]
    assert len(list(tmp_path.rglob("*.arrow"))) == kept


def aged(path: Path, days: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    then = time.time() - days * DAY
    os.utime(path, (then, then))
    return path


def test_old_entries_of_every_version_are_tidied_away(folder: Path, cache: FactsCache) -> None:
    old = [aged(cache.folder / "a.arrow", 91), aged(cache.folder.parent / "facts-0-1.0" / "b.arrow", 400)]
    young = [aged(cache.folder / "c.arrow", 89), aged(cache.folder.parent / "facts-0-1.0" / "d.arrow", 1)]
    read(folder, cache)
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in young)
    assert len(entries(cache)) == 2


def test_an_entry_that_is_used_does_not_grow_old(
    folder: Path, tmp_path: Path, cache: FactsCache, reads: list[str]
) -> None:
    read(folder, cache)
    (entry,) = entries(cache)
    aged(entry, 100)
    reads.clear()
    read(folder, cache)
    assert reads == []
    ONE.write(tmp_path / "more", "one")
    read(tmp_path / "more", cache)
    assert len(reads) == 2
    assert entry.exists()
    assert time.time() - entry.stat().st_mtime < DAY


def test_files_of_others_beside_the_cache_are_not_tidied_away(folder: Path, tmp_path: Path) -> None:
    named = from_environment({"AIREC_PLANNING_CACHE": str(tmp_path)})
    measured = aged(tmp_path / "measurements" / "year.arrow", 400)
    assert not read(folder, named).certificates.empty
    assert measured.exists()
