"""Every page does what it says: its commands are typed, its settings read, its Python run, in the order of the page.

A library would read the blocks (Sybil, pytest-markdown-docs), but none of them types commands into one shell with the
outputs held to what is shown; the rest is ``doctest`` and a few lines.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from airec_planning.cli import app
from tests.docs.pages import IN_A_CLONE, PAGES, ROOT, Block, blocks
from tests.docs.session import Session, clone, environment

BLOCKS = [block for page in PAGES for block in blocks(page) if not block.language.startswith("{")]
NOT_RUN = [block for block in BLOCKS if "not run" in block.said]
SHOWN = re.compile(r"airec-planning (\w+)((?: [^\s`|;&>]+)*)")


@pytest.mark.parametrize("page", sorted({block.page for block in BLOCKS}), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if IN_A_CLONE in page.read_text(encoding="utf-8"):
        clone(tmp_path)
    monkeypatch.chdir(tmp_path)
    with Session(tmp_path, environment()) as session:
        for block in BLOCKS:
            if block.page == page and block not in NOT_RUN:
                session.do(block)


@pytest.mark.parametrize("block", NOT_RUN, ids=lambda block: block.place)
def test_what_is_not_run_says_why_and_its_options_exist(block: Block) -> None:
    assert len(block.said["not run"].split()) >= 3
    commands: Any = typer.main.get_command(app)
    for name, rest in SHOWN.findall(block.text):
        known = {spelling for one in commands.commands[name].params for spelling in (*one.opts, *one.secondary_opts)}
        used = {word for word in shlex.split(rest) if word.startswith("--")}
        assert used <= known, block.place
