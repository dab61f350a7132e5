"""Which certificate carries each IP address that san_domains lists."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.audit.expiry import USABLE, days_left, expiry_state
from airec_planning.setting_sections import Expiry


def address_coverage(
    addresses: pd.DataFrame,
    certificates: pd.DataFrame,
    as_of: dt.datetime,
    thresholds: Expiry,
    unsound: Mapping[str, str],
) -> pd.DataFrame:
    """One row an address that ``san_domains`` lists (schema ``tables.ADDRESS_COVERAGE``), in its order.

    A certificate carries it as a subject alternative name of type iPAddress that is equal to it octet by octet
    (RFC 5280, 4.2.1.6; RFC 9525, 6.5); a range or a DNS name does not. Best is what is valid and sound, then what
    lasts longest. ``unsound`` are certificates, by SHA-256, that clients refuse.
    """
    holders: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.records(certificates):
        if row["role"] == "server" and not (pd.isna(row["not_before"]) or pd.isna(row["not_after"])):
            for address in row["san_ip"]:
                holders[address].append(row)
    places: dict[str, list[str]] = {}
    for row in tables.records(addresses):
        places.setdefault(row["address"], []).append(f"{row['file']}, line {row['line']}")

    def state(row: dict[str, Any]) -> str:
        found = expiry_state(row["not_before"], row["not_after"], as_of, thresholds)
        return "refused" if found in USABLE and row["sha256"] in unsound else found

    def covered(address: str) -> dict[str, Any]:
        if not holders[address]:
            return {"sha256": "", "file": "", "state": "missing", "days_left": None}
        best = max(holders[address], key=lambda row: (state(row) in USABLE, row["not_after"], row["sha256"]))
        left = days_left(best["not_after"], as_of)
        return {"sha256": best["sha256"], "file": best["file"], "state": state(best), "days_left": left}

    return tables.ADDRESS_COVERAGE.frame(
        {"address": address, "places": tuple(lines)} | covered(address) for address, lines in places.items()
    )
