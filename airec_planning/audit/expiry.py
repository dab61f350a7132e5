"""How far a certificate is from its end, as days and as a state."""

from __future__ import annotations

import datetime as dt

from airec_planning.setting_sections import Expiry

STATES = ("missing", "expired", "not-yet-valid", "refused", "critical", "warning", "notice", "ok")
"""Worst first."""
USABLE = ("critical", "warning", "notice", "ok")
"""The states in which a certificate is valid."""


def days_left(not_after: dt.datetime, as_of: dt.datetime) -> int:
    """Whole days from the as-of date to the end of validity, negative once it has passed."""
    return (not_after - as_of).days


def expiry_state(not_before: dt.datetime, not_after: dt.datetime, as_of: dt.datetime, thresholds: Expiry) -> str:
    """The state by the thresholds; both ends of the validity are inclusive (RFC 5280, 4.1.2.5)."""
    if as_of > not_after:
        return "expired"
    if as_of < not_before:
        return "not-yet-valid"
    left = days_left(not_after, as_of)
    if left <= thresholds.critical_days:
        return "critical"
    if left <= thresholds.warning_days:
        return "warning"
    return "notice" if left <= thresholds.notice_days else "ok"
