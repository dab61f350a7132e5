"""What several deployments share: certificates by their SHA-256, keys by the public key's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from airec_planning import tables

_THERE = ("matches", "encrypted")
"""What is said of a private key that lies in the deployment's folder."""


def shared_certificates(certificates: pd.DataFrame) -> pd.DataFrame:
    """Server certificates that lie in several deployments (schema ``tables.FLEET_SHARED``), the most widespread first.

    ``certificates`` has the schema ``tables.FLEET_CERTIFICATES``.
    """
    return _shared(certificates[certificates["role"] == "server"], "sha256")


def shared_keys(certificates: pd.DataFrame) -> pd.DataFrame:
    """Keys of server certificates in several deployments (schema ``tables.FLEET_SHARED``), the most widespread first.

    Whoever serves with one of its certificates holds the private key, in whatever folder it lies: who loses it
    exposes all of these deployments.
    """
    known = (certificates["role"] == "server") & (certificates["public_key_sha256"] != "")
    return _shared(certificates[known], "public_key_sha256")


def shared_authorities(certificates: pd.DataFrame) -> int:
    """Certificates of authorities that lie in several deployments, as they are meant to."""
    held = certificates[certificates["role"] != "server"].groupby("sha256")["deployment"].nunique()
    return int((held > 1).sum())


def _shared(certificates: pd.DataFrame, by: str) -> pd.DataFrame:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.records(certificates):
        found[row[by]].append(row)
    rows = [_row(sha256, held) for sha256, held in found.items() if len({row["deployment"] for row in held}) > 1]
    rows.sort(key=lambda row: (-len(row["deployments"]), -row["certificates"], row["name"], row["sha256"]))
    return tables.FLEET_SHARED.frame(rows)


def _row(sha256: str, held: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    ends = [row["not_after"] for row in held if not pd.isna(row["not_after"])]
    return {
        "sha256": sha256,
        "name": min(row["name"] for row in held),
        "certificates": len({row["sha256"] for row in held}),
        "deployments": tuple(sorted({row["deployment"] for row in held})),
        "with_private_key": len({row["deployment"] for row in held if row["private_key"] in _THERE}),
        "not_after": max(ends, default=None),
    }
