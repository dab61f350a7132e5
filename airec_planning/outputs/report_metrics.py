"""How a report went, for Prometheus: what a run's own ``metrics.prom`` leaves out, since it is no part of the plan."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from airec_planning.text import visible


def report_metrics_text(deployment: str, *, success: bool, ended: float, seconds: float, not_told: int) -> bytes:
    """The text that Prometheus reads. ``ended`` is in seconds since 1970."""
    registry = CollectorRegistry()
    for name, meaning, value in (
        ("airec_report_success", "1 where the last report is whole, 0 where it failed.", float(success)),
        ("airec_report_timestamp_seconds", "When the last report ended, whole or not, seconds since 1970.", ended),
        ("airec_report_duration_seconds", "How long the last report took, seconds.", seconds),
        ("airec_notify_failed", "How many targets could not be told of the last report.", float(not_told)),
    ):
        Gauge(name, meaning, ["deployment"], registry=registry).labels(visible(deployment)).set(value)
    return generate_latest(registry)
