"""The pages are built as ``make docs`` builds them, and ask for nothing when they are read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT
from tests.docs.session import environment

_FETCHED = re.compile(r"<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)=\"((?:https?:)?//[^\"]+)\"")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With every warning an error: a reference that leads nowhere, a page that no list has."""
    folder = tmp_path_factory.mktemp("built")
    options = ["--quiet", "--fail-on-warning", "--keep-going", "--nitpicky", "-d", f"{folder}/doctrees"]
    command = [sys.executable, "-m", "sphinx", *options, "docs", f"{folder}/html"]
    ended = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    return folder / "html"


def test_each_page_is_there(built: Path) -> None:
    pages = {page.relative_to(ROOT / "docs").with_suffix(".html") for page in PAGES if page.name != "README.md"}
    assert pages <= {page.relative_to(built) for page in built.rglob("*.html")}


def test_nothing_is_fetched_from_anywhere(built: Path) -> None:
    written = {path: path.read_text(encoding="utf-8") for path in built.rglob("*") if path.suffix in (".html", ".css")}
    assert {path.name: _FETCHED.findall(text) for path, text in written.items() if _FETCHED.findall(text)} == {}
    assert [path.name for path, text in written.items() if re.search(r"url\([\"']?(?:https?:)?//|@import", text)] == []


def test_formulas_are_drawn_by_the_browser_itself(built: Path) -> None:
    page = (built / "explanation" / "cheapest-set.html").read_text(encoding="utf-8")
    assert page.count("<math") > 20
    assert re.findall(r"<script[^>]*mathjax", page, re.IGNORECASE) == []


def test_no_mark_of_a_reference_is_left(built: Path) -> None:
    assert [page.name for page in built.rglob("*.html") if "<!-- reference:" in page.read_text(encoding="utf-8")] == []
