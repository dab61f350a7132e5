"""A small deployment with a whole run, for faults to happen to, and what has to be true of the runs afterwards."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airec_planning.errors import PlanningError
from airec_planning.planning import make_plan
from airec_planning.reporting.notebooks import notebooks_in
from airec_planning.reporting.run import Options, report
from tests.certificates import issue
from tests.deployments import write_deployment
from tests.notebooks import notebook

BEFORE, AS_OF = "20261101T000000Z", "2026-11-02"
RUN = "20261102T000000Z"
FILES_OF_A_RUN = {
    "certificate_info.xlsx",
    "expiry.ics",
    "findings.csv",
    "index.html",
    "metrics.prom",
    "run.json",
    "run.log",
    "summary.json",
    "tables",
}


@dataclass(frozen=True)
class Shop:
    """A deployment, ``shop``, and its reports."""

    folder: Path
    reports: Path

    @property
    def runs(self) -> Path:
        return self.reports / "shop"

    def report(self, *cells: str, as_of: str = AS_OF, **options: Any) -> PlanningError | None:
        """Run one notebook, ``n``, of these cells; what was raised."""
        book = notebook(self.folder.parent / "books" / "n.ipynb", *cells)
        try:
            report(make_plan(self.folder, as_of), self.reports, Options(notebooks=notebooks_in(book.parent), **options))
        except PlanningError as error:
            return error
        return None

    def names(self) -> set[str]:
        """What lies beside the runs' lock."""
        return {path.name for path in self.runs.iterdir()} - {".lock"}

    def latest(self) -> str:
        """The run that it points to, which has to be whole."""
        assert (self.runs / "latest").is_symlink()
        return assert_whole(self.runs / "latest").resolve().name


def shop_in(folder: Path, whole_run: bool = True) -> Shop:
    """The deployment, with a whole run of the day before unless told otherwise."""
    shop = Shop(
        write_deployment(folder / "shop", ["a.example.com"], {"a": issue(["a.example.com"])}), folder / "reports"
    )
    if whole_run:
        assert shop.report("'whole'", as_of="2026-11-01") is None
    return shop


def assert_whole(run: Path) -> Path:
    """Every file of a run is there, and its state says so."""
    missing = FILES_OF_A_RUN - {path.name for path in run.iterdir()}
    assert not missing, (run, missing)
    assert json.loads((run / "summary.json").read_text(encoding="utf-8"))["schema"] == "airec-planning/report/1"
    assert json.loads((run / "run.json").read_text(encoding="utf-8"))["state"] == "whole"
    assert (run / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    return run


def assert_failed(shop: Shop, state: str, said: str) -> dict[str, Any]:
    """The run was set aside with its state and a page for people; the one before stands. Gives the notebook's entry."""
    run = shop.runs / f"{RUN}.failed"
    record: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    (entry,) = record["notebooks"]
    assert (record["state"], entry["state"]) == ("failed", state)
    page = (run / "index.html").read_text(encoding="utf-8")
    assert said in html.unescape(page)
    assert 'href="run.log"' in page
    log = (run / "run.log").read_text(encoding="utf-8")
    assert said in log
    for text in (log, *(path.read_text(encoding="utf-8") for path in run.glob("*.html"))):
        assert "Traceback" not in text
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)
    assert shop.latest() == BEFORE
    assert shop.names() == {BEFORE, "latest", run.name}
    return entry
