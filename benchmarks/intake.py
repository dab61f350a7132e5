"""Reading certificates: against plain loops, with a second process, from the cache; and the memory that it takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from airec_planning.inputs.facts_cache import FactsCache
from airec_planning.inputs.inventory import read_inventory
from benchmarks import corpora, peers
from benchmarks.measuring import Figure, cpu, ratio, wall

COUNT, MANY, BUNDLE = 10_000, 100_000, 100
_MEASURED = """
import re, sys, time
from pathlib import Path
from airec_planning.inputs.inventory import read_inventory

def peak():
    return re.search(r"VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1]

idle = peak()
began = time.perf_counter()
folder = Path(sys.argv[1])
read_inventory([folder], folder, processes=int(sys.argv[2]))
print(idle, peak(), time.perf_counter() - began)
"""


def figures(scratch: Path) -> Iterator[Figure]:
    """All figures on certificates, as they are found."""
    single = corpora.certificates(scratch / "single", COUNT)
    bundled = corpora.certificates(scratch / "bundled", COUNT, BUNDLE)
    many = corpora.certificates(scratch / "many", MANY, BUNDLE)
    yield from _against_peers(single)
    yield from _two_processes({f"{COUNT:,}": single, f"{MANY:,} in bundles": many}, bundled)
    yield from _from_cache("one a file", single, scratch)
    yield from _from_cache(f"{BUNDLE} a file", bundled, scratch)
    yield from _memory(bundled, many)


def _against_peers(folder: Path) -> list[Figure]:
    taken = cpu(
        {
            "ours": lambda: read_inventory([folder], folder, processes=1),
            "cryptography": lambda: peers.cryptography_loop(folder),
            "pyOpenSSL": lambda: peers.pyopenssl_loop(folder),
        },
        rounds=5,
    )
    some = sorted(folder.iterdir())[:300]
    each = peers.openssl_commands(some) / len(some)
    ours = taken["ours"]
    return [
        Figure(f"certificates a CPU-second, {COUNT:,} RSA and EC, one a file, no cache", f"{COUNT / ours:,.0f}"),
        ratio("times a plain loop with cryptography over the same fields", taken["cryptography"] / ours, 1),
        ratio("times a loop with pyOpenSSL", taken["pyOpenSSL"] / ours, 1.5),
        ratio("times openssl x509, a command a file", each * COUNT / ours, 100),
    ]


def _two_processes(folders: dict[str, Path], bundled: Path) -> Iterator[Figure]:
    for name, folder in folders.items():
        rounds = 6 if folder.name == "single" else 2
        taken = [min(_fresh(folder, processes)[2] for _ in range(rounds)) for processes in (1, 2)]
        yield ratio(f"two processes against one, {name} certificates", taken[0] / taken[1], 1.6)
    yield _what_the_machine_gives(bundled)


def _what_the_machine_gives(folder: Path) -> Figure:
    """How much more two processes that share nothing get done than one, here and now."""

    def run(count: int) -> None:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda _: _fresh(folder, 1), range(count)))

    taken = wall({"one": lambda: run(1), "two": lambda: run(2)}, rounds=5)
    return Figure("the same for two processes that share nothing", f"{2 * taken['one'] / taken['two']:.1f}")


def _fresh(folder: Path, processes: int) -> tuple[float, float, float]:
    """Memory before and at its peak, in MiB, and seconds of a read in a Python of its own."""
    command = [sys.executable, "-c", _MEASURED, str(folder), str(processes)]
    measured = subprocess.run(command, capture_output=True, text=True, check=True)
    idle, peak, seconds = map(float, measured.stdout.split())
    return idle / 1024, peak / 1024, seconds


def _from_cache(layout: str, folder: Path, scratch: Path) -> list[Figure]:
    cache = FactsCache(scratch / "cache" / "facts")

    def cold() -> None:
        shutil.rmtree(cache.folder, ignore_errors=True)
        read_inventory([folder], folder, cache=cache, processes=1)

    def warm() -> None:
        read_inventory([folder], folder, cache=cache, processes=1)

    def opened() -> None:
        for path in sorted(folder.iterdir()):
            path.read_bytes()

    taken = cpu({"cold": cold, "warm": warm, "opened": opened}, rounds=7)
    floor = taken["cold"] / taken["opened"]
    return [
        ratio(f"warm against cold, {layout}", taken["cold"] / taken["warm"], 15),
        Figure(f"the same if a warm read did nothing but open the files, {layout}", f"{floor:.1f}"),
    ]


def _memory(few: Path, many: Path) -> list[Figure]:
    taken = {}
    for folder in (few, many):
        idle, peak, seconds = _fresh(folder, 1)
        taken[folder] = peak - idle, peak, seconds
    growth = taken[many][0] / taken[few][0]
    times = MANY / COUNT
    return [
        Figure(f"peak memory, {MANY:,} certificates", f"{taken[many][1]:,.0f} MiB, in {taken[many][2]:.1f} s"),
        Figure(
            f"growth of memory from {COUNT:,} to {MANY:,}", f"{growth:.1f} times", f"at most {times:g}", growth <= times
        ),
    ]
