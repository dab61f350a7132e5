"""The notebook over all deployments: the same in both engines, also where there is nothing to show."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import papermill
import pytest

from tests.made_fleets import certificate, finding, made_run, purchases, renewal

NOTEBOOK = Path(__file__).resolve().parent.parent.parent / "notebooks" / "05-fleet-overview.ipynb"


def _shown(engine: str, reports: Path, place: Path) -> list[str]:
    """What its cells show, as HTML."""
    papermill.execute_notebook(
        NOTEBOOK, place / f"{engine}.ipynb", {"reports": str(reports)}, engine_name=engine, progress_bar=False
    )
    cells = nbformat.read(place / f"{engine}.ipynb", as_version=4).cells
    shown = [cell for cell in cells if cell.cell_type == "code" and cell.source.startswith("show.")]
    return [cell.outputs[0]["data"]["text/html"] for cell in shown]


def test_the_overview_shows_the_same_in_both_engines(tmp_path: Path) -> None:
    for name in ("one", "two"):
        made_run(
            tmp_path / "reports", name, renewals=[renewal("a", 10)], certificates=[certificate("a")],
            findings=[finding("validity")], purchases=purchases(8),
        )  # fmt: skip
    forked, kernel = (_shown(engine, tmp_path / "reports", tmp_path) for engine in ("airec-forked", "airec-kernel"))
    assert forked == kernel
    assert len(forked) == 10
    assert "would touch 2 deployments" in re.sub(r"\s+", " ", forked[4])


@pytest.mark.parametrize("place", ["reports", "nowhere"])
def test_where_no_report_was_made_yet_the_overview_says_so(place: str, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    shown = _shown("airec-forked", tmp_path / place, tmp_path)
    assert "No report has been made yet" in shown[0]
    assert all(text.startswith("<p") for text in shown)
