"""Whole runs without their notebooks, and states of runs, for tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs.run_state import Certificate, Cost, Found, RunName, RunState
from airec_planning.planning import make_plan
from airec_planning.reporting.run_files import write_run_files
from airec_planning.reporting.summary import summary
from tests.certificates import AS_OF


def write_run(place: Path, deployment: Path, as_of: str, settings: Any = None) -> Path:
    """The files of a run that need no notebook, in the place of a whole run: ``reports/NAME/20261101T000000Z``."""
    plan = make_plan(deployment, as_of, settings)
    folder = place / f"{plan.as_of:%Y%m%dT%H%M%SZ}"
    folder.mkdir(parents=True)
    filled = mapping_workbook(plan)
    write_run_files(plan, filled, summary(plan, filled), folder)
    return folder


def state(**parts: Any) -> RunState:
    """A run in which everything is known and nothing was found, but for these parts."""
    empty: dict[str, Any] = {
        "run": RunName("20261101T000000Z", AS_OF, "1.0"), "path": "https", "domains": {}, "addresses": {},
        "certificates": {}, "findings": {}, "overdue": {}, "costs": {}, "mapped": {}, "settings": {}, "inputs": {},
    }  # fmt: skip
    return RunState(**empty | parts)


def certificate(
    sha256: str, *names: str, ends: int = 100, label: str = "", role: str = "server", file: str = ""
) -> Certificate:
    """One that ends so many days after the as-of date."""
    began, ended = AS_OF - dt.timedelta(days=10), AS_OF + dt.timedelta(days=ends)
    return Certificate(
        sha256, label or names[0], frozenset(names), file or f"certificates/{sha256}.pem", began, ended, role
    )


def by_hash(*certificates: Certificate) -> dict[str, Certificate]:
    return {one.sha256: one for one in certificates}


def found(*results: tuple[str, str, str, str]) -> dict[tuple[str, str, str], Found]:
    """Findings of ``(severity, check, subject, file)``."""
    return {
        (check, subject, file): Found(severity, f"{check} speaks of {subject}")
        for severity, check, subject, file in results
    }


def costs(now: int, horizon: int) -> dict[str, Cost]:
    """Of the HTTPS path, fen; the CA path costs nothing."""
    return {"https": Cost(now, horizon), "ca": Cost(0, 0)}
