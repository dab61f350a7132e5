"""Measure everything, print it, and write it where it is quoted."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from pathlib import Path

import cryptography

from benchmarks import audit, costs, explorer, intake, planner_tables, workbook
from benchmarks.measuring import Figure

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
_QUOTED = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
PARTS = {
    "Certificates": intake.figures,
    "Planner tables": planner_tables.figures,
    "Audit": audit.figures,
    "Costs": costs.figures,
    "Explorer": explorer.figures,
    "Mapping workbook": workbook.figures,
}


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        found = {title: list(map(_told, figures(Path(scratch)))) for title, figures in PARTS.items()}
    text = "\n".join(f"### {title}\n\n{_table(figures)}" for title, figures in found.items())
    machine = (
        f"Python {platform.python_version()}, cryptography {cryptography.__version__}, {os.cpu_count()} cores. "
        "The least of several turns; a ratio is taken within one run.\n"
    )
    (HERE / "results.md").write_text(f"# What `make bench` measured\n\n{machine}\n{text}", encoding="utf-8")
    everything = [figure for figures in found.values() for figure in figures]
    README.write_text(
        _QUOTED.sub(lambda found: found[1] + _table(everything) + found[2], README.read_text(encoding="utf-8")),
        encoding="utf-8",
    )


def _told(figure: Figure) -> Figure:
    print(f"{figure.what}: {figure.value}" + (f" ({figure.goal})" if figure.goal else ""), flush=True)
    return figure


def _table(figures: list[Figure]) -> str:
    rows = [f"| {f.what} | {f.value} | {f.goal}{', missed' if f.met is False else ''} |" for f in figures]
    return "\n".join(["| measured | found | goal |", "|---|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    main()
