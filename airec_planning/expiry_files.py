"""What a plan tells a calendar and a monitoring system: the bytes of each file."""

from __future__ import annotations

from airec_planning.outputs.calendar import expiry_calendar
from airec_planning.outputs.metrics import metrics
from airec_planning.planning import Plan

CALENDAR = "expiry.ics"
METRICS = "metrics.prom"


def calendar_file(plan: Plan) -> bytes:
    """The renewals to start and the expiries, as iCalendar."""
    return expiry_calendar(plan.deployment.name, plan.renewals, plan.coverage, plan.certificates, plan.as_of)


def metrics_file(plan: Plan) -> bytes:
    """The audit, as Prometheus reads it."""
    return metrics(plan.deployment.name, plan.as_of, plan.inventory, plan.coverage, plan.findings, plan.forecast)
