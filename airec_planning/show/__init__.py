"""What a notebook shows of a plan: one call for each cell."""

from airec_planning.show.audit import (
    certificates,
    check_counts,
    coverage,
    expiry_timeline,
    findings,
    peak_week,
    renewals,
    renewals_by_week,
    state_counts,
)
from airec_planning.show.costs import (
    answer,
    assumptions,
    cost_over_time,
    items,
    optimality,
    paths,
    purchases,
    requests,
    rules,
    scenarios,
)
from airec_planning.show.explorer import explorer
from airec_planning.show.mapping import mapping, mapping_summary, unmapped

__all__ = [
    "answer",
    "assumptions",
    "certificates",
    "check_counts",
    "cost_over_time",
    "coverage",
    "expiry_timeline",
    "explorer",
    "findings",
    "items",
    "mapping",
    "mapping_summary",
    "optimality",
    "paths",
    "peak_week",
    "purchases",
    "renewals",
    "renewals_by_week",
    "requests",
    "rules",
    "scenarios",
    "state_counts",
    "unmapped",
]
