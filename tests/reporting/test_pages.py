"""Pages without a browser: the index of a run, of a run that failed, and a notebook's page."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.fragments import Fragment
from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from airec_planning.reporting import templates
from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebook_page import write_page
from airec_planning.reporting.notebooks import REPORT
from airec_planning.reporting.pages import failed_page, run_page
from airec_planning.reporting.summary import summary
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "airec-demo"
SECRET = "hunter2"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(EXAMPLE, "2026-11-01")


def _index(plan: Plan, **fragments: Fragment) -> str:
    return run_page(plan, summary(plan, mapping_workbook(plan)), REPORT, **fragments)


def _headings(page: str) -> list[str]:
    return re.findall(r"<h2[^>]*>(.*?)</h2>", page)


def test_what_changed_stands_right_below_the_state_and_the_trend_further_down(plan: Plan) -> None:
    page = _index(plan, since=Fragment("<p>2 new</p>", ""), trend=Fragment("<p>rising</p>", ""))
    assert _headings(page)[3:7] == ["Since the last run", "What to do next", "The parts", "Over time"]
    assert "<p>2 new</p>" in page and "<p>rising</p>" in page


def test_sections_without_their_fragment_are_left_out(plan: Plan) -> None:
    assert not {"Since the last run", "Over time"} & set(_headings(_index(plan)))


def test_a_deployment_without_a_fault_is_ready(tmp_path: Path) -> None:
    one = issue(["a.example.com"], days=400, key_usage=("digitalSignature",), identifiers=True)
    page = _index(plan_of(write_deployment(tmp_path, ["a.example.com"], {"a": one})))
    assert re.search(r'class="badge ready"[^>]*>ready<', page)
    assert '<p class="figure">Nothing</p>' in page


def test_a_page_names_the_digest_of_its_script_and_allows_nothing_else(plan: Plan) -> None:
    page = _index(plan)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert f"script-src '{templates.page_script().digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    assert page.count("<script>") == 1


def test_steps_with_thousands_of_items_are_cut_and_counted(tmp_path: Path) -> None:
    domains = [f"n{number}.z{number}.example.com" for number in range(300)]
    page = _index(plan_of(write_deployment(tmp_path, domains)))
    assert "and 201 more, in findings.csv and the tables beside it" in page
    assert "console-worksheet.xlsx lists them in order" in page  # the last item tells where all of them are


def test_a_failed_runs_page_escapes_all_that_it_says() -> None:
    page = failed_page("<b>x</b>", "2026-11-01", "<img src=x>\u202e stopped.", [("01.html", "<i>part</i>")])
    assert "&lt;img src=x&gt;\\u202e stopped." in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "<i>" not in page
    assert 'href="run.log"' in page and 'href="01.html"' in page


def _written(tmp_path: Path, *cells: Any) -> str:
    executed = tmp_path / "02-expiry-audit.ipynb"
    nbformat.write(new_notebook(cells=list(cells)), executed)
    return write_page(executed, REPORT[1], "AIRec demo", "2026-11-01").read_text(encoding="utf-8")


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_a_failed_notebooks_page_has_one_plain_sentence_and_no_traceback(tmp_path: Path) -> None:
    error = new_output("error", ename="ValueError", evalue=SECRET, traceback=[f"Traceback: {SECRET}"])
    noise = new_output("stream", name="stderr", text=f"warning {SECRET}")
    banner = new_markdown_cell(f"An Exception: {SECRET}", metadata={"tags": ["papermill-error-cell-tag"]})
    cell = new_code_cell(f"open('{SECRET}')", outputs=[noise, error])
    page = _written(tmp_path, banner, new_markdown_cell("# Title"), cell)
    assert SECRET not in page
    assert _main(page).count('class="failed"') == 1
    assert 'href="run.log"' in page


def test_a_page_of_a_failed_part_begins_with_what_failed(tmp_path: Path) -> None:
    executed = tmp_path / "02-expiry-audit.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Title")]), executed)
    said = "02-expiry-audit took longer than <600> seconds."
    page = write_page(executed, REPORT[1], "AIRec demo", "2026-11-01", failed=said).read_text(encoding="utf-8")
    assert _main(page).index("took longer than &lt;600&gt; seconds.") < _main(page).index("<h1")


def test_headings_part_a_page_into_sections_wherever_they_stand(tmp_path: Path) -> None:
    first = new_markdown_cell("# Title\n\nFor whom.\n\n## One\n\ntext\n\n### Deeper\n\n```\n## no heading\n```")
    page = _written(tmp_path, first, new_markdown_cell("## Two <b>&</b>"), new_markdown_cell("## One"))
    found = re.findall(r'<h([123]) id="([^"]*)">(.*?)</h', page)
    assert [(level, text) for level, _, text in found] == [
        ("1", "Title"), ("2", "One"), ("3", "Deeper"), ("2", "Two &lt;b&gt;&amp;&lt;/b&gt;"), ("2", "One"),
    ]  # fmt: skip
    assert len({name for _, name, _ in found}) == len(found)
    assert page.count('<section class="fold">') == page.count("</section>") == 3
    assert "## no heading" in page


def test_html_in_an_output_that_is_text_is_escaped(tmp_path: Path) -> None:
    cell = new_code_cell("1", outputs=[new_output("stream", name="stdout", text="<script>alert(1)</script>")])
    assert "<script>alert" not in _written(tmp_path, cell)


def test_the_template_serves_plain_nbconvert_too(tmp_path: Path) -> None:
    shutil.copy(bundled("notebooks") / "03-mapping-workbook.ipynb", tmp_path / "plain.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--template", "page"]
    option = f"--TemplateExporter.extra_template_basedirs={bundled('template')}"
    subprocess.run([*command, option, "plain.ipynb"], cwd=tmp_path, check=True, capture_output=True)
    page = (tmp_path / "plain.html").read_text(encoding="utf-8")
    assert "<title>The mapping workbook</title>" in page
    assert "make_plan" not in page
    assert templates.page_script().digest in page
