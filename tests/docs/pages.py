"""The blocks of code in a page, in order, each with what the comment before it says of it.

Only what the tests need of Markdown is known here, read by the parser that builds the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts)
PAGES.append(ROOT / "README.md")
IN_A_CLONE = "session: a clone of the repository"
"""Said by a comment of a page whose commands are typed there."""
_COMMENT = re.compile(r"<!-- (not run|saved as|added to): (.+?) -->", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced or indented block."""

    page: Path
    line: int
    """From 1."""
    language: str
    """Empty for an indented one, which shows commands."""
    text: str
    said: dict[str, str] = field(default_factory=dict)
    """``not run``: why; ``saved as``, ``added to``: the file that a person writes it to."""

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Each command with the output that is shown of it; empty where none is.

        An indented block has a command a line, without a prompt and without outputs.
        """
        if not self.language:
            lines = self.text.replace("\\\n", " ").splitlines()
            return [(line, "") for line in lines if line.strip()]
        found: list[tuple[str, str]] = []
        for line in self.text.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:].rstrip("\n"), ""))
            elif line.startswith("> ") and not found[-1][1]:
                found[-1] = (f"{found[-1][0]}\n{line[2:].rstrip()}", "")
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
        return found


def blocks(page: Path) -> Iterator[Block]:
    """Every block of the page."""
    said: dict[str, str] = {}
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "html_block":
            said |= {name: " ".join(value.split()) for name, value in _COMMENT.findall(token.content)}
        elif token.type in ("fence", "code_block"):
            assert token.map
            yield Block(page, token.map[0] + 1, token.info.partition(" ")[0], token.content, said)
            said = {}
        elif token.type.endswith("_open"):
            said = {}
