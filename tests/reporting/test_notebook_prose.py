"""Notebooks' prose in another language: cell by cell, what is no message stays, and headings keep their links."""

from __future__ import annotations

import json
from pathlib import Path

from airec_planning.language import speaking
from airec_planning.reporting.notebook_prose import NAMED, in_the_language, pieces, translated

NOTEBOOKS = Path(__file__).resolve().parent.parent.parent / "notebooks"


def cell(kind: str, source: str | list[str]) -> dict[str, object]:
    return {"cell_type": kind, "metadata": {}, "source": source}


def test_a_markdown_cell_is_one_message_and_its_english_headings_are_kept_to_link_to() -> None:
    book = json.loads((NOTEBOOKS / "03-mapping-workbook.ipynb").read_text(encoding="utf-8"))
    with speaking("zh"):
        said = translated(book)
    changed = [(old, new) for old, new in zip(book["cells"], said["cells"], strict=True) if old != new]
    assert all(old["cell_type"] == "markdown" for old, _new in changed)
    assert len(changed) == sum(old["cell_type"] == "markdown" for old in book["cells"])
    for old, new in changed:
        english = [heading[2] for heading, _text in pieces("".join(old["source"])) if heading]
        chinese = [heading[2] for heading, _text in pieces(new["source"]) if heading]
        assert new["metadata"].get(NAMED, []) == english
        assert len(chinese) == len(english), "a heading for each"


def test_the_notebook_that_is_given_stays_as_it_is() -> None:
    path = NOTEBOOKS / "03-mapping-workbook.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    with speaking("zh"):
        translated(book)
    assert book == json.loads(path.read_text(encoding="utf-8"))


def test_ones_own_notebook_stays_as_it_is() -> None:
    book = {"cells": [cell("markdown", ["# My own\n", "words {here}"]), cell("code", "x = 1"), cell("markdown", "")]}
    with speaking("zh"):
        assert translated(book) == book


def test_in_english_the_very_file_is_run(tmp_path: Path) -> None:
    path = tmp_path / "own.ipynb"
    with in_the_language(path) as found:
        assert found == path


def test_a_translated_copy_has_the_files_name_and_is_gone_afterwards() -> None:
    path = NOTEBOOKS / "02-expiry-audit.ipynb"
    with speaking("zh"), in_the_language(path) as found:
        assert found.name == path.name
        assert found.read_bytes() != path.read_bytes()
    assert not found.exists()
