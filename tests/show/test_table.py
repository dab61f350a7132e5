"""Any table to explore: the page's own where nobody types, one to sort and search in a notebook's kernel."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from jupyter_client.manager import start_new_kernel
from playwright.sync_api import Page, expect, sync_playwright

from airec_planning import Plan, make_plan, show, sweep
from airec_planning.execution.entry_points import FORKED, KERNEL
from airec_planning.execution.limits import Limits
from airec_planning.execution.notebook_run import Terms, run_notebook
from tests.notebooks import notebook

EXAMPLE = Path(__file__).parents[2] / "examples" / "airec-demo"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = ("<img src=x onerror=\"document.title='broken in'\">", "=cmd|'/c calc'!A1", "</script><script>1</script>")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(EXAMPLE, "2026-11-01")


def test_amounts_are_in_yuan_times_are_days_and_lists_are_text(plan: Plan) -> None:
    shown = show.table(plan, "purchases").text
    assert "price (yuan)" in shown and "0.50" in shown
    assert "2026-11-01" in shown and "00:00:00" not in shown
    assert "('" not in show.table(plan.comparison.purchases[["covers"]]).text


def test_amounts_that_an_analyst_made_are_left_as_they_are(plan: Plan) -> None:
    own = plan.comparison.purchases.assign(mine=7)
    assert "price (yuan)" not in show.table(own).text
    assert "https_now (yuan)" in show.table(sweep(plan, {"prices.standard": [0.4]})).text


def test_a_wide_table_shows_the_columns_that_fit_and_names_the_others(plan: Plan) -> None:
    html = show.table(plan, "certificates").html
    assert 3 <= html.count("<th ") + html.count("<th>") <= 8
    assert "Columns that are not shown:" in html and "signature_algorithm" in html


def test_of_a_long_table_a_page_has_the_first_rows_and_says_so() -> None:
    shown = show.table(pd.DataFrame({"n": range(3_000)}))
    assert "These are the first 500 of 3,000 rows." in shown.text
    assert shown.html.count("<tr>") == 501


@pytest.mark.parametrize("engine", [FORKED, KERNEL])
def test_a_run_has_the_pages_own_table_also_where_a_notebook_started_it(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/analyst/notebook.ipynb")
    cells = ("import pandas as pd\nfrom airec_planning import show\nshow.table(pd.DataFrame({'n': [1]}))",)
    source, target = notebook(tmp_path / "n.ipynb", *cells), tmp_path / "out.ipynb"
    assert run_notebook(source, target, {}, tmp_path, Terms(engine, Limits())).completed
    (output,) = nbformat.read(target, as_version=4).cells[-1].outputs
    assert output.output_type == "execute_result"
    assert output.data["text/html"].startswith('<div class="table">')


@pytest.fixture(scope="module")
def explored() -> str:
    """What a kernel of a Jupyter server shows of hostile text, as HTML: its scripts, then the table."""
    manager, client = start_new_kernel(env={**os.environ, "JPY_SESSION_NAME": "notebook.ipynb"})
    shown: list[str] = []

    def take(message: Any) -> None:
        data = message["content"].get("data", {})
        shown.extend([data["text/html"]] if "text/html" in data else [])
        assert message["msg_type"] != "error", message["content"]

    code = (
        "import pandas as pd\nfrom airec_planning import show\n"
        f"names = {list(HOSTILE)!r} + ['name %02d' % n for n in range(40)]\n"
        "show.table(pd.DataFrame({'name': names, '<b>count</b>': range(43), 'empty': ''}))"
    )
    try:
        client.execute_interactive(code, timeout=120, output_hook=take)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return "\n".join(shown)


def test_nothing_is_fetched_and_no_text_is_markup(explored: str) -> None:
    table = explored[explored.rindex("<table id=") :]
    assert "<img" not in table
    assert "<b>count" not in table
    assert "<script>1" not in table
    assert not re.search(r"(src|href)=[\"']?https?://[^>]*\.(js|css)", explored)


@pytest.fixture
def page(explored: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        opened = browser.new_page(viewport={"width": 1366, "height": 768}, offline=True)
        opened.set_content(f"<title>whole</title><body>{explored}")
        opened.wait_for_selector(".dt-search input")
        yield opened
        browser.close()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian: apt install chromium)")
def test_it_is_searched_and_sorted_without_a_network_and_hostile_text_stays_text(page: Page) -> None:
    cells = page.locator("table.dataTable tbody tr td:first-child")
    assert cells.first.inner_text() == HOSTILE[0]
    assert page.title() == "whole"
    page.locator(".dt-search input").fill("calc")
    expect(cells).to_have_text([HOSTILE[1]])
    page.locator(".dt-search input").fill("name")
    header = page.locator("table.dataTable thead th").nth(1)
    header.click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    header.click()
    expect(cells.first).to_have_text("name 39")
    assert page.locator("table.dataTable thead th").count() == 2  # the empty one is hidden
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
