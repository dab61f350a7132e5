"""Files that another run held are taken from there: read once for all deployments, and never wrongly."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from airec_planning.inputs.facts_cache import FactsCache
from airec_planning.inputs.inventory import Inventory, read_inventory
from tests.certificates import authority, issue
from tests.inputs.test_facts_cache import assert_same

ROOT = authority()
SHARED = [issue([f"shared{number}.example.com"], ROOT) for number in range(3)]
OWN = [issue([f"own{number}.example.com"], ROOT) for number in range(2)]


@pytest.fixture
def cache(tmp_path: Path) -> FactsCache:
    return FactsCache(tmp_path / "cache" / "facts-1")


def deployment(folder: Path, own: int, names: str = "shared{}") -> Path:
    """Certificates that all deployments hold, in files of any name, beside those of this one and other things."""
    for number, issued in enumerate(SHARED):
        issued.write(folder, names.format(number), ROOT, key=False)
    (folder / f"{names.format('s')}.p7b").write_bytes(
        pkcs7.serialize_certificates([SHARED[0].certificate, ROOT.certificate], Encoding.DER)
    )
    ROOT.write(folder / "ca", "root", key=False)
    OWN[own].write(folder, "m-own")
    (folder / "damaged.crt").write_bytes(OWN[own].der[:-9])
    (folder / "store.pfx").write_bytes(OWN[own].p12(None))
    (folder / "notes.txt").write_text(f"of {own}")
    return folder


def read(folder: Path, cache: FactsCache | None) -> Inventory:
    return read_inventory([folder], folder, [folder / "ca"], cache=cache, processes=1)


def noted_in(cache: FactsCache) -> Path:
    return cache.folder.parent / "facts-1.files"


def test_what_two_deployments_hold_is_read_once(tmp_path: Path, cache: FactsCache, reads: list[str]) -> None:
    one, other = deployment(tmp_path / "one", 0), deployment(tmp_path / "other", 1, "a{}")
    read(one, cache)
    assert len(reads) == 10
    reads.clear()
    assert_same(read(other, cache), read(other, None))
    of_this_one = ["damaged.crt", "m-own.key", "m-own.pem", "notes.txt", "store.pfx"]
    assert sorted(reads[: len(of_this_one)]) == of_this_one
    reads.clear()
    assert_same(read(other, cache), read(other, None))
    assert len(reads) == 10, "with a run of its own in the cache nothing is read"


def test_a_changed_file_costs_itself_alone(tmp_path: Path, cache: FactsCache, reads: list[str]) -> None:
    folder = deployment(tmp_path / "one", 0)
    read(folder, cache)
    (folder / "shared1.pem").write_bytes(OWN[1].pem)
    reads.clear()
    found = read(folder, cache)
    assert "shared1.pem" in reads and "shared0.pem" not in reads
    assert_same(found, read(folder, None))


def test_the_same_file_twice_in_a_folder_is_two_places(tmp_path: Path, cache: FactsCache) -> None:
    read(deployment(tmp_path / "one", 0), cache)
    folder = deployment(tmp_path / "other", 1)
    for name in ("z.pem", "b.pem"):
        (folder / name).write_bytes((folder / "shared1.pem").read_bytes())
    assert_same(read(folder, cache), read(folder, None))


def test_a_file_that_two_writers_noted_is_taken_once(tmp_path: Path, cache: FactsCache, reads: list[str]) -> None:
    one, other = deployment(tmp_path / "one", 0), deployment(tmp_path / "other", 1)
    read(one, cache)
    first = noted_in(cache).read_bytes()
    noted_in(cache).unlink()
    read(other, cache)
    noted_in(cache).write_bytes(first + noted_in(cache).read_bytes())
    third = deployment(tmp_path / "third", 0, "b{}")
    reads.clear()
    found = read(third, cache)
    assert not any(name.startswith("b") for name in reads)
    assert_same(found, read(third, None))


@pytest.mark.parametrize(
    "harm",
    [
        lambda noted, entry: noted.unlink(),
        lambda noted, entry: (noted.unlink(), noted.mkdir()),
        lambda noted, entry: noted.write_bytes(b""),
        lambda noted, entry: noted.write_bytes(noted.read_bytes()[:-1]),
        lambda noted, entry: noted.write_bytes(noted.read_bytes()[44:] + noted.read_bytes()[:8] + bytes(36)),
        lambda noted, entry: noted.write_bytes(_all_at(noted.read_bytes(), 4)),
        lambda noted, entry: noted.write_bytes(_all_at(noted.read_bytes(), 2**32 - 1)),
        lambda noted, entry: entry.unlink(),
        lambda noted, entry: entry.write_bytes(entry.read_bytes()[:-1]),
    ],
    ids=[
        "gone", "a-folder", "empty", "half-a-record", "no-entry", "other-file", "beyond", "entry-gone",
        "entry-damaged",
    ],
)  # fmt: skip
def test_a_list_that_is_wrong_costs_reading_alone(
    tmp_path: Path, cache: FactsCache, harm: Callable[[Path, Path], object]
) -> None:
    read(deployment(tmp_path / "one", 0), cache)
    (entry,) = cache.folder.glob("*.arrow")
    harm(noted_in(cache), entry)
    other = deployment(tmp_path / "other", 1, "a{}")
    for _ in range(2):
        assert_same(read(other, cache), read(other, None))


def test_a_list_that_was_left_half_written_begins_anew(tmp_path: Path, cache: FactsCache, reads: list[str]) -> None:
    read(deployment(tmp_path / "one", 0), cache)
    noted_in(cache).write_bytes(noted_in(cache).read_bytes() + b"half")
    then = time.time() - 3600
    os.utime(noted_in(cache), (then, then))
    for name in ("other", "third"):
        other = deployment(tmp_path / name, 1, f"{name}{{}}")
        reads.clear()
        assert_same(read(other, cache), read(other, None))
    assert noted_in(cache).stat().st_size % 44 == 0
    assert len(reads) < 2 * 10, "what the second noted, the third finds"


def _all_at(noted: bytes, at: int) -> bytes:
    return b"".join(noted[start : start + 40] + at.to_bytes(4, "little") for start in range(0, len(noted), 44))


def test_of_what_holds_no_certificate_nothing_is_noted(tmp_path: Path, cache: FactsCache) -> None:
    folder = tmp_path / "keys"
    OWN[0].write(folder, "one")
    (folder / "one.pem").unlink()
    (folder / "passphrase.txt").write_text("opensesame")
    read(folder, cache)
    assert not noted_in(cache).exists()


READS = """
import sys
from pathlib import Path
from airec_planning.inputs.facts_cache import FactsCache
from airec_planning.inputs.inventory import read_inventory
cache = FactsCache(Path(sys.argv[1]))
for folder in map(Path, sys.argv[2:]):
    print(len(read_inventory([folder], folder, cache=cache, processes=1).certificates))
"""


def test_processes_that_read_at_once_leave_a_list_that_holds(tmp_path: Path, cache: FactsCache) -> None:
    folders = [deployment(tmp_path / f"{number}", number % 2, f"{number}-{{}}") for number in range(6)]
    command = [sys.executable, "-c", READS, str(cache.folder)]
    orders = [folders, folders[::-1]]
    started = [subprocess.Popen([*command, *map(str, order)], stdout=subprocess.PIPE, text=True) for order in orders]
    assert [process.communicate()[0].split() for process in started] == [["5"] * 6] * 2
    assert noted_in(cache).stat().st_size % 44 == 0
    for folder in folders:
        assert_same(read(folder, cache), read(folder, None))
