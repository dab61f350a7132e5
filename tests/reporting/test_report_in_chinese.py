"""A report of a deployment that speaks Chinese: all that a person reads in it is Chinese."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from airec_planning.language import spoken
from airec_planning.planning import make_plan
from airec_planning.reporting.run import Run, report

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "airec-demo"
PAGES = ("index", "01-path-costs", "02-expiry-audit", "03-mapping-workbook")

TWO_WORDS = re.compile(r"(?<![\w./@-])[a-z]{2,} [a-z]{2,}(?![\w/@-])")
"""English prose; names, keys and commands have no two such words in a row."""
QUOTED = ("missing required extension",)
"""What OpenSSL says of a certificate, as it says it."""
READ = {"aria-label", "title", "alt", "placeholder", "data-filter", "data-rows", "data-fold", "data-unfold"}
"""Attributes that a person reads or hears."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    plan = make_plan(EXAMPLE, "2026-11-01", {"language": "zh"})
    return report(plan, tmp_path_factory.mktemp("reports"))


@pytest.mark.parametrize("name", PAGES)
def test_no_english_sentence_is_left_on_a_page(name: str, run: Run) -> None:
    assert english(seen(page(run, name))) == []


def test_no_english_sentence_is_left_in_the_summary(run: Run) -> None:
    summary = json.loads((run.folder / "summary.json").read_text(encoding="utf-8"))
    del summary["settings"]  # values as they were given
    for assumption in summary["costs"]["assumptions"]:
        del assumption["key"], assumption["value"]  # for machines, the same in each language
    assert english(texts(summary)) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_its_language_so_that_it_is_spelt_and_read_aloud_rightly(name: str, run: Run) -> None:
    assert '<html lang="zh-Hans">' in page(run, name)


def test_the_notebooks_prose_is_chinese_in_the_notebook_too_and_its_code_is_the_same(run: Run) -> None:
    for name in PAGES[1:]:
        made = nbformat.read(run.folder / f"{name}.ipynb", as_version=4)
        source = nbformat.read(EXAMPLE.parent.parent / "notebooks" / f"{name}.ipynb", as_version=4)
        prose = [cell.source for cell in made.cells if cell.cell_type == "markdown"]
        assert all(re.search(r"[\u4e00-\u9fff]", text) for text in prose), name
        added = {"injected-parameters"}
        code = [c.source for c in made.cells if c.cell_type == "code" and not added & set(c.metadata.get("tags", ()))]
        assert code == [cell.source for cell in source.cells if cell.cell_type == "code"]


def test_links_into_a_page_find_their_section_by_its_english_name(run: Run) -> None:
    links = re.findall(r'href="([\w-]+\.html)#([^"]+)"', page(run, "index"))
    assert links
    for file, section in links:
        assert f'id="{html.unescape(section)}"' in (run.folder / file).read_text(encoding="utf-8")


def test_the_log_stays_english_for_those_who_search_it(run: Run) -> None:
    log = (run.folder / "run.log").read_text(encoding="utf-8")
    assert "01-path-costs ran to its end." in log
    assert not re.search(r"[\u4e00-\u9fff]", log)


def test_what_is_said_after_the_report_is_said_in_the_language_from_before(run: Run) -> None:
    assert run.summary.name == "airec-demo"
    assert spoken() == "en"


def page(run: Run, name: str) -> str:
    return (run.folder / f"{name}.html").read_text(encoding="utf-8")


def english(texts: Iterator[str]) -> list[str]:
    """What reads as English prose."""
    return [text.strip() for text in texts if (TWO_WORDS.search(text) and not any(said in text for said in QUOTED))]


def texts(document: Any) -> Iterator[str]:
    """The values of a JSON document that are texts."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for value in document.values() if isinstance(document, dict) else document:
            yield from texts(value)


def seen(source: str) -> Iterator[str]:
    """The text of a page that a person reads, without code, and without what says of itself that it is English.

    That is the note for a browser without a font for Chinese, whose reader could not read it in Chinese.
    """
    parser = _Seen()
    parser.feed(source)
    yield from parser.texts


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "code") or (tag == "p" and ("lang", "en") in attrs):
            self._hidden.append(tag)
        self.texts += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)
