"""Links to files of the repository beside ``docs``: offered as files, where Sphinx would look for a page."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

_LINK = re.compile(r"\]\((\.\./[^)#\s]+)\)")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", _offered)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _offered(app: Sphinx, page: str, source: list[str]) -> None:
    here = Path(app.env.doc2path(page)).parent

    def link(found: re.Match[str]) -> str:
        target = (here / found[1]).resolve()
        inside = target.is_relative_to(Path(app.srcdir).resolve())
        return found[0] if inside or not target.is_file() else f"](path:{found[1]})"

    source[0] = _LINK.sub(link, source[0])
