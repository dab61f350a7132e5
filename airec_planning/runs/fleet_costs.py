"""What a fleet costs by path, and what its deployments reckon free that one free tier does not cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from airec_planning import tables


@dataclass(frozen=True)
class OneFreeTier:
    """The places of the free tier that the deployments reckon with, against one tier for all of them."""

    deployments: int
    """Those that reckon with the free tier of an organisation."""
    reckoned: int
    """Certificates to create that they reckon free, each deployment for itself."""
    granted: int
    """What one organisation is granted: the largest free tier among their settings."""
    uncovered: int
    """What they cost by the list, fen, less what one tier covers at the most: the dearest of all that is created."""


def costs_by_path(deployments: pd.DataFrame) -> pd.DataFrame:
    """The deployments with a run (schema ``tables.FLEET_DEPLOYMENTS``) by path (schema ``tables.FLEET_PATHS``)."""
    rows: list[dict[str, Any]] = []
    for path in ("https", "ca"):
        chosen = deployments[deployments["path"] == path]
        if len(chosen):
            sums = {column: int(chosen[column].sum()) for column in ("now", "horizon", "other_horizon")}
            blocked = int(chosen["other_blocked"].sum())
            rows.append({"path": path, "deployments": len(chosen), "other_blocked": blocked} | sums)
    return tables.FLEET_PATHS.frame(rows)


def one_free_tier(deployments: pd.DataFrame, purchases: pd.DataFrame) -> OneFreeTier | None:
    """What is reckoned free more than once, at the least; none where one free tier covers all of it.

    ``purchases`` has the schema ``tables.FLEET_PURCHASES``. Counted are deployments on the HTTPS path whose free tier
    is the organisation's: that all of them are of one organisation is assumed.
    """
    counted = deployments[(deployments["path"] == "https") & (deployments["free_tier_per"] == "organisation")]
    bought = purchases[purchases["deployment"].isin(counted["deployment"])]
    free = bought[bought["free"]]
    granted = int(counted["free_tier"].max()) if counted["free_tier"].notna().any() else 0
    uncovered = int((free["price"] * free["certificates"]).sum()) - _dearest(bought, granted)
    reckoned, reckoning = int(free["certificates"].sum()), int(free["deployment"].nunique())
    if reckoning < 2 or uncovered <= 0:
        return None
    return OneFreeTier(reckoning, reckoned, granted, uncovered)


def _dearest(purchases: pd.DataFrame, count: int) -> int:
    """What so many of them, the dearest, cost by the list, fen."""
    total, left = 0, count
    for price, certificates in sorted(zip(purchases["price"], purchases["certificates"], strict=True), reverse=True):
        covered = min(left, int(certificates))
        total, left = total + int(price) * covered, left - covered
    return total
