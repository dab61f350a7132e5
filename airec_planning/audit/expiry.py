"""How far a certificate is from its end, as days and as a state."""

from __future__ import annotations

import datetime as dt

from airec_planning.language import N_
from airec_planning.setting_sections import Expiry

STATES = ("missing", "expired", "not-yet-valid", "refused", "critical", "warning", "notice", "ok")
"""Worst first."""
UNSERVED = {
    "missing": N_("missing"),
    "expired": N_("expired"),
    "not-yet-valid": N_("not-yet-valid"),
    "refused": N_("refused"),
}
"""How the states are told in which nothing serves a domain."""
USABLE = ("critical", "warning", "notice", "ok")
"""The states in which a certificate is valid."""


def days_left(not_after: dt.datetime, as_of: dt.datetime) -> int:
    """Whole days from the as-of date to the end of validity, negative once it has passed."""
    return (not_after - as_of).days


def days_since(not_after: dt.datetime, as_of: dt.datetime) -> int:
    """Whole days that have passed since the end of validity."""
    return (as_of - not_after).days


def lifetime(not_before: dt.datetime, not_after: dt.datetime) -> dt.timedelta:
    """How long a certificate is valid; its last second belongs to it, so that one day less a second lasts a day."""
    return not_after - not_before + dt.timedelta(seconds=1)


def expiry_state(not_before: dt.datetime, not_after: dt.datetime, as_of: dt.datetime, thresholds: Expiry) -> str:
    """The state by the thresholds; both ends of the validity are inclusive (RFC 5280, 4.1.2.5).

    A threshold is its days or its share of the certificate's lifetime, whichever is less: a certificate of
    47 days would otherwise be in a warning for most of its life.
    """
    if as_of > not_after:
        return "expired"
    if as_of < not_before:
        return "not-yet-valid"
    left = days_left(not_after, as_of)
    lasts = lifetime(not_before, not_after)
    for state, days, percent in (
        ("critical", thresholds.critical_days, thresholds.critical_percent),
        ("warning", thresholds.warning_days, thresholds.warning_percent),
        ("notice", thresholds.notice_days, thresholds.notice_percent),
    ):
        if left <= days and dt.timedelta(days=100 * left) <= percent * lasts:
            return state
    return "ok"


def midnight(day: dt.date) -> dt.datetime:
    """A day's first moment, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
