"""Measured figures stand in the pages as the last ``make bench`` wrote them, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import quoting
from tests.docs.pages import PAGES, ROOT

_MEASURED = re.compile(r"\b\d[\d,.]* ?(?:s|ms|µs|MiB|KiB|seconds? CPU|CPU.seconds?)(?![\w-])")
_BLOCK = re.compile(r"<!-- bench.*?<!-- /bench -->", re.DOTALL)


@pytest.mark.parametrize("page", quoting.PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_quotes_the_last_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == quoting.quoting(text, quoting.measured()), "run python -m benchmarks"


def test_a_block_that_is_not_of_the_last_run_is_found() -> None:
    text = quoting.quoting("<!-- bench: Audit -->\n| old | 1 |  |\n<!-- /bench -->\n", quoting.measured())
    assert "old" not in text
    assert "openssl verify" in text


def test_every_part_that_was_measured_is_quoted_somewhere() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in quoting.PAGES)
    named = {part for parts in re.findall(r"<!-- bench: ([\w ,]+) -->", text) for part in parts.split(", ")}
    assert named == set(quoting.measured())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_measured_figure_stands_in_prose(page: Path) -> None:
    prose = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    assert _MEASURED.findall(prose) == []
