"""What was measured last, in ``results.md``, and the pages that quote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
PAGES = tuple(HERE.parent / name for name in ("README.md", "docs/speed.md", "docs/scale.md"))
HEAD = "| measured | found | goal |\n|---|---|---|\n"
_SECTION = re.compile(r"^### (.+)\n\n\| measured .*\n\|[-|]+\n((?:\|.*\n)*)", re.MULTILINE)
_QUOTED = re.compile(r"(<!-- bench(?:: ([\w ,]+))? -->\n).*?(<!-- /bench -->)", re.DOTALL)


def measured() -> dict[str, str]:
    """The rows of the last bench run, by part."""
    return dict(_SECTION.findall(RESULTS.read_text(encoding="utf-8"))) if RESULTS.exists() else {}


def quoting(page: str, rows: Mapping[str, str]) -> str:
    """The page with its blocks as these rows have them: the parts that a block names, or all."""

    def block(place: re.Match[str]) -> str:
        parts = place[2].split(", ") if place[2] else rows
        return place[1] + HEAD + "".join(rows[part] for part in parts if part in rows) + place[3]

    return _QUOTED.sub(block, page)
