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
    """What the certificates that one tier does not cover cost by the list, fen, though it falls on the dearest."""


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
    free = purchases[purchases["free"] & purchases["deployment"].isin(counted["deployment"])]
    granted = int(counted["free_tier"].max()) if counted["free_tier"].notna().any() else 0
    left, uncovered = granted, 0
    for price, certificates in sorted(zip(free["price"], free["certificates"], strict=True), reverse=True):
        covered = min(left, int(certificates))
        left -= covered
        uncovered += int(price) * (int(certificates) - covered)
    reckoned = int(free["certificates"].sum())
    if free["deployment"].nunique() < 2 or reckoned <= granted:
        return None
    return OneFreeTier(int(free["deployment"].nunique()), reckoned, granted, uncovered)
