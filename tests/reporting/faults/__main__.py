"""Writes ``docs/faults.md``."""

from tests.reporting.faults.listed import DOCUMENT, table

DOCUMENT.parent.mkdir(exist_ok=True)
DOCUMENT.write_text(table(), encoding="utf-8")
