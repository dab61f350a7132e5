"""The prose of notebooks in the language that is spoken: each markdown cell is one message of ``notebooks.po``."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from airec_planning.language import _, spoken

NAMED = "english_headings"
"""Of a translated cell's metadata: by these its headings are linked to, in every language alike."""
_HEADING = re.compile(r"(#{1,3}) +(.+?)\s*#*")
_FENCE = ("```", "~~~")
_Notebook = TypeVar("_Notebook", bound=dict[str, Any])


def translated(notebook: _Notebook) -> _Notebook:
    """A copy of a notebook (as JSON, or nbformat's own) whose markdown cells are in the language that is spoken.

    A cell that is in no catalogue, as those of anybody's own notebooks, stays as it is.
    """
    said = copy.deepcopy(notebook)
    for cell in said["cells"]:
        english = message_of(cell)
        chosen = _(english)
        if chosen == english:
            continue
        cell["source"] = chosen
        if names := [heading[2] for heading, _text in pieces(english) if heading]:
            cell["metadata"][NAMED] = names
    return said


def message_of(cell: dict[str, Any]) -> str:
    """A markdown cell's whole source, which is the message; nothing of another cell."""
    return "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""


@contextmanager
def in_the_language(path: Path) -> Iterator[Path]:
    """A notebook's file as it is to be run: itself in English, else a translated copy that is gone afterwards."""
    if spoken() == "en":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="airec-planning-") as folder:
        copied = Path(folder) / path.name
        said = translated(json.loads(path.read_text(encoding="utf-8")))
        copied.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        yield copied


def pieces(source: str) -> Iterator[tuple[re.Match[str] | None, str]]:
    """Each heading with the text below it; what looks like one within a fenced block is none."""
    heading: re.Match[str] | None = None
    lines: list[str] = []
    fenced = False
    for line in source.splitlines():
        fenced ^= line.startswith(_FENCE)
        found = None if fenced else _HEADING.fullmatch(line)
        if found:
            if heading or any(lines):
                yield heading, "\n".join(lines).strip()
            heading, lines = found, []
        else:
            lines.append(line)
    yield heading, "\n".join(lines).strip()
