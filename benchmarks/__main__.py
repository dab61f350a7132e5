"""Measure everything, print it, and write it where it is quoted."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

import cryptography

from benchmarks import audit, costs, explorer, fleets, intake, planner_tables, reports, workbook
from benchmarks.measuring import Figure
from benchmarks.quoting import HEAD, PAGES, RESULTS, measured, quoting

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
    quoted = measured()
    with tempfile.TemporaryDirectory() as scratch:
        for title in chosen or PARTS:
            quoted[title] = _rows(list(map(_told, PARTS[title](Path(scratch)))))
    tables = {title: quoted[title] for title in PARTS if title in quoted}
    machine = (
        f"Python {platform.python_version()}, cryptography {cryptography.__version__}, {os.cpu_count()} cores. "
        "The least of several turns; a ratio is taken within one run.\n"
    )
    text = "\n".join(f"### {title}\n\n{HEAD}{rows}" for title, rows in tables.items())
    RESULTS.write_text(f"# What `make bench` measured\n\n{machine}\n{text}", encoding="utf-8")
    for path in PAGES:
        path.write_text(quoting(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _told(figure: Figure) -> Figure:
    print(f"{figure.what}: {figure.value}" + (f" ({figure.goal})" if figure.goal else ""), flush=True)
    return figure


def _rows(figures: list[Figure]) -> str:
    return "".join(f"| {f.what} | {f.value} | {f.goal}{', missed' if f.met is False else ''} |\n" for f in figures)


if __name__ == "__main__":
    main(*sys.argv[1:])
