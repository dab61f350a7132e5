"""The reference, written from the code when the pages are built.

A page says ``<!-- reference: settings -->`` where the settings go. So no table can be older than the code, and
none is kept in git.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sphinx.application import Sphinx

from docs._ext.reference import api, checks, codes, commands, documents, rules, settings, tables

WRITERS: dict[str, Callable[[], str]] = {
    "settings": settings.text,
    "tables": tables.text,
    "checks": checks.text,
    "documents": documents.text,
    "commands": commands.text,
    "api": api.text,
    "exit codes": codes.exit_codes,
    "reasons": codes.reasons,
    "environment": codes.environment,
    "rules": rules.text,
}
"""What can stand in a page, each as Markdown."""
_PLACE = re.compile(r"^<!-- reference: ([\w ]+) -->$", re.MULTILINE)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", _written)
    app.connect("autodoc-process-docstring", api.raises_as_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _written(_app: Sphinx, _page: str, source: list[str]) -> None:
    source[0] = _PLACE.sub(lambda place: WRITERS[place[1]](), source[0])
