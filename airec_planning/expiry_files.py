"""What a plan tells a calendar and a monitoring system: the bytes of each file."""

from __future__ import annotations

from pathlib import Path

from airec_planning.files import write_whole
from airec_planning.language import speaking
from airec_planning.outputs.calendar import expiry_calendar
from airec_planning.outputs.metrics import metrics_text
from airec_planning.plan import Plan

CALENDAR = "expiry.ics"
METRICS = "metrics.prom"


def write_files(plan: Plan, calendar: Path | None, metrics: Path | None) -> None:
    """Write each of them where a place is named.

    Raises:
        OutputError: the place cannot be written to.
    """
    if calendar:
        write_whole(calendar, calendar_file(plan))
    if metrics:
        write_whole(metrics, metrics_file(plan))


def calendar_file(plan: Plan) -> bytes:
    """The renewals to start and the expiries, as iCalendar."""
    with speaking(plan.settings.language):
        return expiry_calendar(plan.deployment.name, plan.renewals, plan.coverage, plan.certificates, plan.as_of)


def metrics_file(plan: Plan) -> bytes:
    """The audit, as Prometheus reads it."""
    return metrics_text(plan.deployment.name, plan.as_of, plan.inventory, plan.coverage, plan.findings, plan.forecast)
