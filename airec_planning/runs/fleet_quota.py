"""The certificates of a fleet's HTTPS path held against the quota of user accounts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from airec_planning import tables


@dataclass(frozen=True)
class OneAccount:
    """What it would take to create all of it in one account after the other."""

    deployments: int
    create: int
    """Certificates to create, all deployments together."""
    peak: int
    """Held at once at the most, if all deployments hold the most on one day."""
    quota: int
    """Of an account: the smallest among the deployments' settings."""

    @property
    def accounts(self) -> int:
        """User accounts that hold what is to be created."""
        return max(1, -(-self.create // self.quota))

    @property
    def accounts_at_peak(self) -> int:
        """User accounts that hold all of it on the fullest day."""
        return max(1, -(-self.peak // self.quota))


def accounts_of(deployments: pd.DataFrame, purchases: pd.DataFrame) -> pd.DataFrame:
    """Each deployment on the HTTPS path with its accounts (schema ``tables.FLEET_ACCOUNTS``), the fullest first.

    Accounts of different deployments with the same number are not known to be the same account: each deployment
    counts for itself. One whose purchases cannot be read is left out.
    """
    chosen = [
        row for row in tables.records(deployments[deployments["path"] == "https"]) if "purchases" not in row["unread"]
    ]
    by_account = purchases.groupby(["deployment", "account"])["certificates"].sum()
    each = by_account.groupby("deployment")
    create, accounts, fullest = (each.agg(how).to_dict() for how in ("sum", "count", "max"))
    rows = [
        {
            "deployment": row["deployment"],
            "create": create.get(row["deployment"], 0),
            "accounts": accounts.get(row["deployment"], 0),
            "fullest": fullest.get(row["deployment"], 0),
            "peak": row["peak"],
            "quota": row["quota"],
        }
        for row in chosen
    ]
    rows.sort(key=_fullest_first)
    return tables.FLEET_ACCOUNTS.frame(rows)


def one_account(accounts: pd.DataFrame) -> OneAccount | None:
    """All of these (schema ``tables.FLEET_ACCOUNTS``) in one account after the other; none where no quota is known."""
    known = accounts[accounts["quota"].notna() & (accounts["quota"] > 0)]
    if known.empty:
        return None
    return OneAccount(
        len(known), int(known["create"].sum()), int(known["peak"].fillna(0).sum()), int(known["quota"].min())
    )


def _fullest_first(row: dict[str, object]) -> tuple[float, int, str]:
    peak, quota = row["peak"], row["quota"]
    share = float(peak) / float(quota) if isinstance(peak, int) and isinstance(quota, int) and quota else 0.0
    create = row["create"]
    return -share, -create if isinstance(create, int) else 0, str(row["deployment"])
