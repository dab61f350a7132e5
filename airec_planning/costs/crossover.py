"""Which path has cost less by which day."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from airec_planning.costs.scenarios import cheaper


@dataclass(frozen=True)
class Crossover:
    """A day from which on another path has cost less so far."""

    date: pd.Timestamp
    cheaper: str
    """https or ca; neither where both have cost the same."""


def so_far(outlays: pd.DataFrame) -> pd.DataFrame:
    """What each path has cost by each day on which one of them is paid for: columns ``https`` and ``ca``, fen."""
    daily = outlays.pivot_table(index="date", columns="path", values="amount", aggfunc="sum", fill_value=0)
    return daily.reindex(columns=["https", "ca"], fill_value=0).sort_index().cumsum().astype("int64")


def crossovers(outlays: pd.DataFrame) -> list[Crossover]:
    """Each day on which the path that has cost less so far changes, the first day on which one does included.

    Days on which both have cost the same end no lead by themselves: what counts is who leads next.
    """
    found: list[Crossover] = []
    totals = so_far(outlays)
    for date, https, ca in zip(totals.index, totals["https"], totals["ca"], strict=True):
        leads = cheaper(int(https), int(ca))
        if leads != "neither" and (not found or found[-1].cheaper != leads):
            found.append(Crossover(pd.Timestamp(date), leads))
    return found
