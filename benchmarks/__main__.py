"""Measure everything, print it, and write it where it is quoted."""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import cryptography

from benchmarks import audit, costs, explorer, fleets, intake, planner_tables, reports, workbook
from benchmarks.measuring import Figure

HERE = Path(__file__).resolve().parent
QUOTING = (HERE.parent / "README.md", HERE.parent / "docs" / "scale.md")
RESULTS = HERE / "results.md"
_HEAD = "| measured | found | goal |\n|---|---|---|\n"
_SECTION = re.compile(r"^### (.+)\n\n\| measured .*\n\|[-|]+\n((?:\|.*\n)*)", re.MULTILINE)
_QUOTED = re.compile(r"(<!-- bench(?:: ([\w ,]+))? -->\n).*?(<!-- /bench -->)", re.DOTALL)
PARTS = {
    "Certificates": intake.figures,
    "Planner tables": planner_tables.figures,
    "Audit": audit.figures,
    "Costs": costs.figures,
    "Explorer": explorer.figures,
    "Mapping workbook": workbook.figures,
    "Reports": reports.figures,
    "Fleets": fleets.figures,
    "Large fleets": fleets.large_figures,
}


def main(*chosen: str) -> None:
    """All parts, or those that are named; what is quoted of the others is from the run before."""
    quoted = dict(_SECTION.findall(RESULTS.read_text(encoding="utf-8"))) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as scratch:
        for title in chosen or PARTS:
            quoted[title] = _rows(list(map(_told, PARTS[title](Path(scratch)))))
    tables = {title: quoted[title] for title in PARTS if title in quoted}
    machine = (
        f"Python {platform.python_version()}, cryptography {cryptography.__version__}, {os.cpu_count()} cores. "
        "The least of several turns; a ratio is taken within one run.\n"
    )
    text = "\n".join(f"### {title}\n\n{_HEAD}{rows}" for title, rows in tables.items())
    RESULTS.write_text(f"# What `make bench` measured\n\n{machine}\n{text}", encoding="utf-8")
    for path in QUOTING:
        told = _QUOTED.sub(lambda found: _quoted(found, tables), path.read_text(encoding="utf-8"))
        path.write_text(told, encoding="utf-8")


def _quoted(place: re.Match[str], tables: Mapping[str, str]) -> str:
    """The parts that a page names, or all of them."""
    parts = place[2].split(", ") if place[2] else tables
    return place[1] + _HEAD + "".join(tables[part] for part in parts if part in tables) + place[3]


def _told(figure: Figure) -> Figure:
    print(f"{figure.what}: {figure.value}" + (f" ({figure.goal})" if figure.goal else ""), flush=True)
    return figure


def _rows(figures: list[Figure]) -> str:
    return "".join(f"| {f.what} | {f.value} | {f.goal}{', missed' if f.met is False else ''} |\n" for f in figures)


if __name__ == "__main__":
    main(*sys.argv[1:])
