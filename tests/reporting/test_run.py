"""A report run for real: kernels, pages, workbook, folders."""

from __future__ import annotations

import html
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import nbformat
import pandas as pd
import pytest

from airec_planning import tables
from airec_planning.outputs.schemas import json_schema
from airec_planning.planning import make_plan
from airec_planning.reporting.run import Run, report
from airec_planning.reporting.run_record import RECORD
from airec_planning.reporting.sections import IN_JUPYTERLAB

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "airec-demo"
AS_OF = "2026-11-01"
PAGES = ("index", "01-path-costs", "02-expiry-audit", "03-mapping-workbook")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return report(make_plan(EXAMPLE, AS_OF), tmp_path_factory.mktemp("reports"))


def test_a_run_folder_is_whole_and_latest_points_to_it(run: Run) -> None:
    assert run.folder.name == "20261101T000000Z"
    assert run.latest.resolve() == run.folder.resolve()
    expected = {f"{page}.html" for page in PAGES} | {f"{page}.ipynb" for page in PAGES[1:]}
    expected |= {
        "certificate_info.xlsx",
        "findings.csv",
        "expiry.ics",
        "metrics.prom",
        "summary.json",
        "tables",
        "requests",
        "run.json",
        "run.log",
    }
    assert {path.name for path in run.folder.iterdir()} == expected
    assert {path.stem for path in (run.folder / "tables").iterdir()} == {table.name for table in tables.ALL}
    assert [path.name for path in run.folder.parent.iterdir() if path.name.startswith(".")] == [".lock"]


def test_the_index_begins_with_the_state_and_then_says_what_to_do_next(run: Run) -> None:
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert headings[:4] == ["What is broken", "What is next", "What it costs", "What to do next"]
    assert page.index("not ready") < page.index("What is broken")
    assert "Mend or replace 3 certificates" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_self_contained_and_shows_no_code(name: str, run: Run) -> None:
    page = (run.folder / f"{name}.html").read_text(encoding="utf-8")
    loaded = _Loaded()
    loaded.feed(page)
    assert loaded.fetched == []
    assert "make_plan" not in page
    assert "show." not in re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    assert '<html lang="en">' in page
    assert len(page) < 300_000


@pytest.mark.parametrize("name", PAGES[1:])
def test_each_cell_of_a_notebook_left_its_output_on_the_page(name: str, run: Run) -> None:
    executed = nbformat.read(run.folder / f"{name}.ipynb", as_version=4)
    page = (run.folder / f"{name}.html").read_text(encoding="utf-8")
    shown = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.startswith("show.")]
    for_the_page = [cell for cell in shown if IN_JUPYTERLAB not in cell.metadata.get("tags", ())]
    assert for_the_page
    for cell in for_the_page:
        assert _text(cell.outputs[0]["data"]["text/html"]) in _text(page)


def test_the_pictures_are_there_with_their_text(run: Run) -> None:
    for name, pictures in (("01-path-costs", 5), ("02-expiry-audit", 2)):
        page = (run.folder / f"{name}.html").read_text(encoding="utf-8")
        assert page.count("<svg") == pictures
        assert len(re.findall(r'<figure [^>]*aria-label="[^"]{20,}"', page)) == pictures


def test_the_index_links_each_file_that_is_there(run: Run) -> None:
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"/#:]+)"', page))
    files = {"certificate_info.xlsx", "findings.csv", "expiry.ics", "metrics.prom", "summary.json"}
    assert files <= linked
    assert 'href="requests/console-worksheet.xlsx"' in page
    assert all((run.folder / name).exists() for name in linked)


def test_the_expiry_audit_is_told_from_what_is_broken_to_what_breaks_next(run: Run) -> None:
    page = (run.folder / "02-expiry-audit.html").read_text(encoding="utf-8")
    order = ["Broken now", "Breaks next", "Renewals to start", "Week by week", "Worth a look"]
    places = [page.index(f">{heading}") for heading in order]
    assert places == sorted(places)
    assert "in the week of 2027-08-30" in page


def test_the_summary_keeps_its_published_schema(run: Run) -> None:
    document = json.loads((run.folder / "summary.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads(json_schema("report")))
    assert document["counts"]["error"] == 10
    assert document["inputs"]["san_domains"] != ""


def test_the_tables_read_back_with_their_columns(run: Run) -> None:
    for table in tables.ALL:
        frame = pd.read_parquet(run.folder / "tables" / f"{table.name}.parquet")
        assert list(frame.columns) == [column.name for column in table.columns]


def test_the_same_inputs_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "airec-demo"
    shutil.copytree(EXAMPLE, copy)
    again = report(make_plan(copy, AS_OF), tmp_path / "reports")
    names = ("summary.json", "findings.csv", "expiry.ics", "metrics.prom", "certificate_info.xlsx", "index.html")
    names += ("requests/console-worksheet.xlsx",)
    for name in (*names, "01-path-costs.html", "02-expiry-audit.html"):
        assert (again.folder / name).read_bytes() == (run.folder / name).read_bytes(), name


def test_no_output_names_this_machines_folders_or_holds_a_key(run: Run) -> None:
    key = (EXAMPLE / "certificates" / "intra.key").read_text().splitlines()[1]
    for path in run.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert key.encode() not in data, path
            # run.json alone says where the deployment lies, so that the run can be repeated.
            if path.suffix in (".html", ".ipynb", ".json", ".log", ".csv", ".ics", ".prom") and path.name != RECORD:
                assert str(EXAMPLE.parent).encode() not in data, path


def _text(markup: str) -> str:
    """What a reader reads, without the spaces."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", markup)))


class _Loaded(HTMLParser):
    """What a browser would fetch for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            loads = name in ("src", "srcset") or (tag == "link" and name == "href")
            if loads and not (value or "").startswith("data:"):
                self.fetched.append(value or "")
