"""Which certificates others have taken the place of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd


def superseded_by(names: Sequence[str], columns: Mapping[str, Any]) -> list[str]:
    """For each certificate, the SHA-256 of the one that supersedes it, or empty.

    A server's certificate is superseded by the newest one for exactly the same DNS names and addresses that
    begins later and ends no earlier. ``names`` has them as one text; ``columns`` are those of ``tables.CERTIFICATES``.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(pd.Series(names, dtype=object).duplicated(keep=False)).tolist():
        dated = not (pd.isna(columns["not_before"][row]) or pd.isna(columns["not_after"][row]))
        if names[row] and dated and columns["role"][row] == "server":
            alike[names[row]].append(row)
    superseded = [""] * len(names)
    for rows in alike.values():
        _link(rows, columns, superseded)
    return superseded


def _link(rows: list[int], columns: Mapping[str, Any], superseded: list[str]) -> None:
    begins, ends, sha256 = columns["not_before"], columns["not_after"], columns["sha256"]
    newest = max(rows, key=lambda row: (begins[row], ends[row], sha256[row]))
    for row in rows:
        if begins[row] < begins[newest] and ends[row] <= ends[newest]:
            superseded[row] = sha256[newest]
