"""The faults that a report is tried with, and the table of them: ``python -m tests.reporting.faults``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])

FAILED, NOTHING, WHOLE = "a failed run", "nothing", "a whole run"
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "faults.md"
KINDS = {
    "test_cells": "In a cell",
    "test_inputs": "In what is given",
    "test_stopped": "To the process",
    "test_places": "Where runs are written",
    "test_hostile": "In what is read",
    "test_pdfs": "In what prints",
}


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong, and what a report makes of it."""

    name: str
    state: str
    exit_code: int
    left: str


LISTED: dict[str, list[Fault]] = {}


def listed(module: str, fault: Fault) -> Fault:
    LISTED.setdefault(module.rpartition(".")[2], []).append(fault)
    return fault


def fault(name: str, *, state: str, exit_code: int, left: str) -> Callable[[Test], Test]:
    """Lists what a test shows."""

    def mark(test: Test) -> Test:
        listed(test.__module__, Fault(name, state, exit_code, left))
        return test

    return mark


def table() -> str:
    """``docs/faults.md``."""
    for module in KINDS:
        importlib.import_module(f"tests.reporting.faults.{module}")
    lines = [
        "# What can go wrong with a report, and what it leaves",
        "",
        "Written by the fault tests (`python -m tests.reporting.faults`), which try each line for real.",
        "What is left is one of three:",
        "",
        "- a whole run, named by its as-of date, every file in it, and `latest` points to it;",
        "- a failed run, `DATE.failed`: `run.json` with the state, `run.log` with what happened cell by cell, and an",
        "  `index.html` that says it in one sentence; `latest` stays as it was;",
        "- nothing: no file more than before, and `latest` stays as it was.",
        "",
        "The command exits with 0 after a whole run, 1 where `--fail-on` says so, 2 for what a person has to mend, 3",
        "where a notebook failed, and 130 or 143 when it is interrupted or told to end.",
    ]
    for module, kind in KINDS.items():
        lines += ["", f"## {kind}", "", "| fault | state | exit code | left |", "|---|---|---|---|"]
        for one in LISTED[module]:
            code = f"{one.exit_code} (the signal)" if one.exit_code == 137 else str(one.exit_code)
            lines.append(f"| {one.name} | {one.state} | {code} | {one.left} |")
    return "\n".join(lines) + "\n"
