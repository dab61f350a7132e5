"""The cheapest certificate set: how long, how it grows, and against a model with a variable for each name."""

from __future__ import annotations

import datetime as dt
import gc
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from airec_planning import names, tables
from airec_planning.costs.cheapest import Demand, cheapest_set
from airec_planning.costs.estate import Estate
from airec_planning.costs.requests import requests
from airec_planning.costs.scenarios import sweep
from airec_planning.costs.tariff import Tariff
from airec_planning.setting_sections import Prices, Settings
from benchmarks import peers
from benchmarks.measuring import Figure, at_most, cpu, ratio

TARIFF = Tariff.of(Prices(further_account="10"))
"""The default prices, and a price for what exceeds the quota: without one, the quota would not matter."""
LARGEST = 100_000
AS_OF = "2026-11-01"
_Taken = tuple[float, float]
"""CPU seconds and seconds on the clock."""


def figures(scratch: Path) -> Iterator[Figure]:
    """All figures on costs."""
    yield from _sizes()
    yield from _against_a_solver()
    yield from _scenarios()
    yield from _command(_deployment(scratch / "fifty", 50), scratch / "compiled")


def _sizes() -> Iterator[Figure]:
    estates = {str(count): estate(count) for count in (LARGEST // 10, LARGEST)}
    _cheapest(estate(10))  # the suffix list is read once
    gc.collect()
    gc.freeze()  # the collector walks what a plan makes, not the estates that wait their turn
    taken = cpu({count: lambda demands=demands: _cheapest(demands) for count, demands in estates.items()}, rounds=11)
    gc.unfreeze()
    small, large = taken.values()
    yield Figure(f"CPU seconds for the cheapest set of {LARGEST:,} domains", f"{large:.2f}", "about 0.5", large < 0.6)
    yield at_most(f"times as long for {LARGEST:,} domains as for {LARGEST // 10:,}", large / small, 13)


def _against_a_solver() -> Iterator[Figure]:
    for count, rounds in ((1_000, 9), (10_000, 3)):
        demands = estate(count)
        if _cheapest(demands) != peers.cheapest_by_milp(demands, TARIFF):
            raise AssertionError("the solver found another cost")
        taken = cpu(
            {
                "ours": lambda demands=demands: _cheapest(demands),
                "theirs": lambda demands=demands: _by_solver(demands),
            },
            rounds,
        )
        yield ratio(
            f"times a HiGHS model with a variable a name, {count:,} domains", taken["theirs"] / taken["ours"], 50
        )


def _scenarios() -> Iterator[Figure]:
    """What-ifs of both paths over three years, as a sweep or a Monte Carlo asks for them."""
    required = tables.REQUIRED_DOMAINS.frame(
        dict.fromkeys((column.name for column in tables.REQUIRED_DOMAINS.columns), "")
        | {"domain": demand.domain, "demanded_type": demand.type, "places": (), "services": ()}
        for demand in estate(1_000)
    )
    wanted = Estate(required, requests(required, tables.SAN_ENTRIES.frame([])), dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    over = {"prices.standard": [Decimal(n) / 100 for n in range(40)], "validity.platform_days": range(90, 390, 12)}
    taken = cpu({"sweep": lambda: sweep(wanted, Settings(), over)}, rounds=3)["sweep"]
    yield Figure("CPU seconds for 1,000 scenarios of 1,000 domains", f"{taken:.1f}", "a few", taken < 5)


def _command(folder: Path, compiled: Path) -> Iterator[Figure]:
    """The whole command beside what it cannot do without, both compiled as on any machine where they ran before."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    work = {
        "costs": [sys.executable, "-m", "airec_planning", "costs", str(folder), "--as-of", AS_OF],
        "pandas": [sys.executable, "-c", "import pandas"],
    }
    for command in work.values():
        _process(command, environment)
    cpu_seconds, seconds = _processes(work, environment, rounds=9)
    what = "airec-planning costs, 50 domains, the whole command"
    yield Figure(f"{what}, CPU seconds", f"{cpu_seconds['costs']:.2f}, {seconds['costs']:.2f} on the clock")
    yield at_most(
        f"{what}: times as long as python -c 'import pandas'", cpu_seconds["costs"] / cpu_seconds["pandas"], 2
    )
    yield at_most("the same on the clock", seconds["costs"] / seconds["pandas"], 2)


def _cheapest(demands: list[Demand]) -> int:
    """What the cheapest set costs, its zones never asked about before."""
    names.is_public_suffix.cache_clear()
    return cheapest_set(demands, TARIFF).proof.cost


def _by_solver(demands: list[Demand]) -> int:
    names.is_public_suffix.cache_clear()
    return peers.cheapest_by_milp(demands, TARIFF)


def _processes(
    work: Mapping[str, list[str]], environment: Mapping[str, str], rounds: int
) -> tuple[dict[str, float], dict[str, float]]:
    """The least CPU seconds and the least seconds on the clock of each command, over rounds of turns."""
    taken: dict[str, list[_Taken]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, command in work.items():
            taken[name].append(_process(command, environment))
    cpu_seconds, seconds = ({name: min(pair[i] for pair in pairs) for name, pairs in taken.items()} for i in (0, 1))
    return cpu_seconds, seconds


def _process(command: list[str], environment: Mapping[str, str]) -> _Taken:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, seconds


def _deployment(folder: Path, domains: int) -> Path:
    """A folder with half of the domains in a requirement table and half in san_domains."""
    folder.mkdir()
    required = [demand.domain for demand in estate(domains)]
    table = ["Domain Name,Domain Scope,Certificate Type,Certificate Source"]
    table += [f"{domain},internal,,Platform" for domain in required[::2]]
    (folder / "certificate_info.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    (folder / "san_domains").write_text("\n".join(required[1::2]) + "\n", encoding="utf-8")
    return folder


def estate(domains: int, seed: int = 7) -> list[Demand]:
    """So many required domains as a large organisation has them, each once and in no order, the same each time.

    A zone holds five names on average and now and then 300; some names are demanded as a type, some zones as a
    wildcard, and some names stand right below a public suffix.
    """
    rng = random.Random(seed)
    lines: list[str] = []
    zone = 0
    while len(lines) < domains:
        zone += 1
        origin = f"z{zone}.org{zone % 211}.example{('.com', '.cn', '.com.cn')[zone % 3]}"
        size = 1 + int(rng.expovariate(1 / 4)) if zone % 400 else 300
        if rng.random() < 0.03:
            lines.append(f"*.{origin} wildcard")
        if rng.random() < 0.05:
            lines.append(f"shop{zone}.com.cn ")
        kinds = rng.choices(("", "enterprise", "standard", "wildcard"), (92, 3, 4, 1), k=size)
        lines += [f"svc{number}.{origin} {kind}" for number, kind in enumerate(kinds)]
    del lines[domains:]
    rng.shuffle(lines)
    # Split anew, so that they lie in memory in their order, as they do when a file was read.
    return [Demand(*line.split(" ")) for line in lines]
