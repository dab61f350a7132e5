"""The faults of a fleet by check: how widespread each is, and what mends it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from airec_planning import tables


def faults_by_check(findings: pd.DataFrame) -> pd.DataFrame:
    """Each check that found faults (schema ``tables.FLEET_CHECKS``), the most widespread first.

    ``findings`` has the schema ``tables.FLEET_FINDINGS``.
    """
    rows: list[dict[str, Any]] = []
    for check, group in findings.groupby("check", sort=True):
        by_severity = group.groupby("severity")["findings"].sum()
        by_deployment = group.groupby("deployment")["findings"].sum()
        rows.append(
            {
                "check": str(check),
                "errors": int(by_severity.get("error", 0)),
                "warnings": int(by_severity.get("warning", 0)),
                "deployments": tuple(sorted(by_deployment.index, key=lambda name: (-by_deployment[name], name))),
                "remedy": _most_given(group),
            }
        )
    rows.sort(key=lambda row: (-len(row["deployments"]), -row["errors"], -row["warnings"], row["check"]))
    return tables.FLEET_CHECKS.frame(rows)


def _most_given(group: pd.DataFrame) -> str:
    """The remedy that most deployments are given; of several the one with the most findings, then by the alphabet."""
    given = group.groupby("remedy").agg(deployments=("deployment", "nunique"), findings=("findings", "sum"))
    ranked = given.reset_index().sort_values(
        ["deployments", "findings", "remedy"], ascending=[False, False, True], kind="stable"
    )
    return str(ranked["remedy"].iloc[0])
