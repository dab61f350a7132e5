"""The table of faults in the documentation is the one that the tests show."""

from __future__ import annotations

from tests.reporting.faults.listed import DOCUMENT, LISTED, table


def test_the_documentation_lists_what_the_tests_show() -> None:
    assert table() == DOCUMENT.read_text(encoding="utf-8"), "python -m tests.reporting.faults"
    faults = [fault.name for module in LISTED.values() for fault in module]
    assert len(faults) == len(set(faults)) > 30
