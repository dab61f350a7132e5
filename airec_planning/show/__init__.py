"""What a notebook shows of a plan, or of a fleet: one call for each cell, as ``show.answer(plan)``.

The decision and the costs: answer, rules, paths, items, labour, purchases, optimality, zones, staggering, requests,
cost_over_time, assumptions.
What would change them: scenarios, tornado, break_evens, cost_map, uncertainty, spread_comes_from, explorer.
The audit: state_counts, findings, coverage, certificates, check_counts, expiry_timeline, renewals, renewals_by_week,
peak_week.
The mapping workbook: mapping_summary, unmapped, conflicts, mapping.
All deployments, of a fleet: fleet_states, fleet_deployments, fleet_peak, fleet_renewals, fleet_keys,
fleet_certificates, fleet_costs, fleet_quota, fleet_checks.
Any table, to search and sort: table.

    >>> plan = make_plan("examples/airec-demo", "2026-11-01")
    >>> show.mapping_summary(plan)
    13 of 21 rows are mapped to a certificate.
"""

from airec_planning.show import (
    audit as _audit,
)
from airec_planning.show import (
    costs as _costs,
)
from airec_planning.show import (
    explorer as _explorer,
)
from airec_planning.show import (
    fleet as _fleet,
)
from airec_planning.show import (
    fleet_parts as _parts,
)
from airec_planning.show import (
    mapping as _mapping,
)
from airec_planning.show import (
    raw as _raw,
)
from airec_planning.show import (
    what_ifs as _what_ifs,
)
from airec_planning.show.asked import of_fleet, of_plan

answer = of_plan(_costs.answer)
rules = of_plan(_costs.rules)
paths = of_plan(_costs.paths)
items = of_plan(_costs.items)
labour = of_plan(_costs.labour)
purchases = of_plan(_costs.purchases)
optimality = of_plan(_costs.optimality)
zones = of_plan(_costs.zones)
staggering = of_plan(_costs.staggering)
requests = of_plan(_costs.requests)
cost_over_time = of_plan(_costs.cost_over_time)
assumptions = of_plan(_costs.assumptions)

scenarios = of_plan(_what_ifs.scenarios)
tornado = of_plan(_what_ifs.tornado)
break_evens = of_plan(_what_ifs.break_evens)
cost_map = of_plan(_what_ifs.cost_map)
uncertainty = of_plan(_what_ifs.uncertainty)
spread_comes_from = of_plan(_what_ifs.spread_comes_from)
explorer = of_plan(_explorer.explorer)

state_counts = of_plan(_audit.state_counts)
findings = of_plan(_audit.findings)
coverage = of_plan(_audit.coverage)
certificates = of_plan(_audit.certificates)
check_counts = of_plan(_audit.check_counts)
expiry_timeline = of_plan(_audit.expiry_timeline)
renewals = of_plan(_audit.renewals)
renewals_by_week = of_plan(_audit.renewals_by_week)
peak_week = of_plan(_audit.peak_week)

mapping_summary = of_plan(_mapping.mapping_summary)
unmapped = of_plan(_mapping.unmapped)
conflicts = of_plan(_mapping.conflicts)
mapping = of_plan(_mapping.mapping)

fleet_states = of_fleet(_fleet.fleet_states)
fleet_deployments = of_fleet(_fleet.fleet_deployments)
fleet_peak = of_fleet(_fleet.fleet_peak)
fleet_renewals = of_fleet(_fleet.fleet_renewals)
fleet_keys = of_fleet(_parts.fleet_keys)
fleet_certificates = of_fleet(_parts.fleet_certificates)
fleet_costs = of_fleet(_parts.fleet_costs)
fleet_quota = of_fleet(_parts.fleet_quota)
fleet_checks = of_fleet(_parts.fleet_checks)

table = _raw.table

__all__ = [
    "answer",
    "assumptions",
    "break_evens",
    "certificates",
    "check_counts",
    "conflicts",
    "cost_map",
    "cost_over_time",
    "coverage",
    "expiry_timeline",
    "explorer",
    "findings",
    "fleet_certificates",
    "fleet_checks",
    "fleet_costs",
    "fleet_deployments",
    "fleet_keys",
    "fleet_peak",
    "fleet_quota",
    "fleet_renewals",
    "fleet_states",
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
    "table",
    "tornado",
    "uncertainty",
    "unmapped",
    "zones",
]


def __dir__() -> list[str]:
    return list(__all__)
