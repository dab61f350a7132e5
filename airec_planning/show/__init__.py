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
    labour,
    optimality,
    paths,
    purchases,
    requests,
    rules,
    staggering,
    zones,
)
from airec_planning.show.explorer import explorer
from airec_planning.show.mapping import mapping, mapping_summary, unmapped
from airec_planning.show.what_ifs import break_evens, cost_map, scenarios, spread_comes_from, tornado, uncertainty

__all__ = [
    "answer",
    "assumptions",
    "break_evens",
    "certificates",
    "check_counts",
    "cost_map",
    "cost_over_time",
    "coverage",
    "expiry_timeline",
    "explorer",
    "findings",
    "items",
    "labour",
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
    "spread_comes_from",
    "staggering",
    "state_counts",
    "tornado",
    "uncertainty",
    "unmapped",
    "zones",
]
