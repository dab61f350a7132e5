"""The faults of a fleet by check: how widespread each is, and what mends it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from airec_planning import tables


def faults_by_check(findings: pd.DataFrame) -> pd.DataFrame:
    """Each check that found faults (schema ``tables.FLEET_CHECKS``), the most widespread first.

    ``findings`` has the schema ``tables.FLEET_FINDINGS``.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.records(findings):
        found[row["check"]].append(row)
    rows = [_row(check, told) for check, told in found.items()]
    rows.sort(key=lambda row: (-len(row["deployments"]), -row["errors"], -row["warnings"], row["check"]))
    return tables.FLEET_CHECKS.frame(rows)


def _row(check: str, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    severities, deployments = Counter[str](), Counter[str]()
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for row in told:
        severities[row["severity"]] += row["findings"]
        deployments[row["deployment"]] += row["findings"]
        given[row["remedy"]][row["deployment"]] += row["findings"]
    return {
        "check": check,
        "errors": severities["error"],
        "warnings": severities["warning"],
        "deployments": tuple(sorted(deployments, key=lambda name: (-deployments[name], name))),
        "remedy": min(given, key=lambda remedy: (-len(given[remedy]), -given[remedy].total(), remedy)),
    }
