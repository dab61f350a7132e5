"""A run in figures: a row of the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class RunFigures:
    """A run's figures; one is none where the run does not hold it, as an older version's may not."""

    run: str
    """Its folder's name."""
    as_of: dt.datetime
    """Aware, UTC."""
    version: str | None
    path: str | None
    """The path decided for: ``https`` or ``ca``."""
    errors: int | None
    warnings: int | None
    domains: int | None
    """Required ones."""
    valid: int | None
    """Those of them that a valid certificate names."""
    certificates: int | None
    """Distinct ones of servers."""
    now: int | None
    """What the path decided for costs at creation, fen."""
    horizon: int | None
    """What it costs over the horizon, fen."""


def one_a_date(runs: Iterable[RunFigures]) -> list[RunFigures]:
    """The last run of each as-of date, the oldest first; ``runs`` come in that order."""
    return list({run.as_of: run for run in runs}.values())
