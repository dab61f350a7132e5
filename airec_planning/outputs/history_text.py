"""The figures of several runs as a table, for a page, a terminal and a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.language import N_, _
from airec_planning.money import yuan_text
from airec_planning.outputs.csv_text import inert_text
from airec_planning.outputs.fragments import Cell, Fragment, paragraph, table, text_table
from airec_planning.outputs.run_figures import RunFigures
from airec_planning.text import moment_text, plural, visible

_HEADERS = (
    N_("As of"), N_("Errors"), N_("Warnings"), N_("Domains"), N_("Valid"), N_("Certificates"), N_("Path"),
    N_("Cost now, yuan"), N_("Horizon, yuan"), N_("Version"),
)  # fmt: skip
_NUMERIC = (1, 2, 3, 4, 5, 7, 8)
_MOST_ROWS = 30
"""Of the table on a page: the newest."""
COLUMNS = (
    "run", "as_of", "version", "path", "errors", "warnings", "domains", "valid", "certificates", "cost_now",
    "cost_horizon",
)  # fmt: skip


def history_table(runs: Sequence[RunFigures]) -> Fragment:
    """The newest first, and of many only these; ``runs`` come the oldest first."""
    shown = [*reversed(runs)][:_MOST_ROWS]
    found = table([*map(_, _HEADERS)], map(_cells, shown), empty=_("No run yet."), numeric=_NUMERIC)
    left = len(runs) - len(shown)
    if not left:
        return found
    more = paragraph(
        _("{runs} in the picture alone; airec-planning history lists them all.", runs=plural(left, "earlier run")),
        "more",
    )
    return Fragment(f"{found.html}\n{more.html}", f"{found.text}\n{more.text}")


def history_text(runs: Sequence[RunFigures]) -> str:
    """All runs for a terminal, the oldest first, with the folders' names."""
    rows = [[visible(run.run), *_cells(run)] for run in runs]
    return text_table([_("Run"), *map(_, _HEADERS)], rows, numeric=[index + 1 for index in _NUMERIC])


def history_csv(runs: Sequence[RunFigures]) -> str:
    """All runs as csv, with nothing in it that a spreadsheet would take for a formula; empty where not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([inert_text("" if v is None else str(v)) for v in figures_entry(run).values()] for run in runs)
    return out.getvalue()


def figures_entry(run: RunFigures) -> dict[str, str | int | None]:
    """The figures by ``COLUMNS``; costs in yuan, None where not known."""
    values = (
        visible(run.run),
        moment_text(run.as_of),
        None if run.version is None else visible(run.version),
        None if run.path is None else visible(run.path),
        run.errors,
        run.warnings,
        run.domains,
        run.valid,
        run.certificates,
        _yuan(run.now),
        _yuan(run.horizon),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _cells(run: RunFigures) -> list[Cell]:
    path = next((_(said).removesuffix(" path") for known, said in PATH_NAMES.items() if known == run.path), run.path)
    midnight = f"{run.as_of:%H%M%S}" == "000000"
    cells = (
        f"{run.as_of:%Y-%m-%d}" if midnight else f"{run.as_of:%Y-%m-%d %H:%M:%S}",
        run.errors, run.warnings, run.domains, run.valid, run.certificates, path, _yuan(run.now), _yuan(run.horizon),
        run.version,
    )  # fmt: skip
    return ["?" if cell is None else cell for cell in cells]


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else yuan_text(fen)
