"""Which certificates others have taken the place of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd


def superseded_by(names: Sequence[str], columns: Mapping[str, Any]) -> list[str]:
    """For each certificate, the SHA-256 of the one that supersedes it, or empty.

    A server's certificate is superseded by one for exactly the same DNS names and addresses that begins later and
    ends no earlier: of several, by the one that ends last. ``names`` has them as one text; ``columns`` are those of
    ``tables.CERTIFICATES``.
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
    """Link certificates for the same names, each to the one that ends last of those that begin later."""
    begins, ends, sha256 = columns["not_before"], columns["not_after"], columns["sha256"]
    rows.sort(key=lambda row: (begins[row], ends[row], sha256[row]), reverse=True)
    last = rows[0]
    later: list[int] = []
    """Those that begin together and may supersede the next ones."""
    for row in rows:
        if later and begins[row] < begins[later[0]]:
            last = max([last, *later], key=lambda one: (ends[one], begins[one], sha256[one]))
            later = []
        later.append(row)
        if begins[row] < begins[last] and ends[row] <= ends[last]:
            superseded[row] = sha256[last]
