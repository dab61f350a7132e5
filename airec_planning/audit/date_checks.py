"""Checks on a certificate's validity. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

import pandas as pd

from airec_planning.audit.expiry import days_left, days_since, expiry_state, midnight
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, notice, ok, skipped, warning
from airec_planning.text import plural
from airec_planning.validity import longest_public

_DATES = "dates that can be read"


def validity(row: Row, ground: Ground) -> Verdict | None:
    """The certificate is valid at the as-of date."""
    if not _dated(row):
        return skipped(_DATES)
    state = _state(row, ground)
    if state == "expired":
        message = (
            f"expired on {row['not_after']:%Y-%m-%d}, {plural(days_since(row['not_after'], ground.as_of), 'day')} ago"
        )
        if _superseded(row, ground):
            return warning(
                f"{message}; another certificate serves its domains", "Remove it, so that nobody deploys it."
            )
        return error(message, _renew(ground))
    if state == "not-yet-valid":
        message = f"not yet valid: it begins on {row['not_before']:%Y-%m-%d}"
        deployed = ground.settings.organisation.deployment_date
        if deployed and row["not_before"] <= midnight(deployed):
            return notice(f"{message}, before the deployment on {deployed}")
        return error(message, "Wait for that day to deploy it, or have it issued with an earlier start.")
    return ok(f"valid from {row['not_before']:%Y-%m-%d} to {row['not_after']:%Y-%m-%d}")


def valid_at_deployment(row: Row, ground: Ground) -> Verdict | None:
    """The certificate is valid on the day of the deployment (organisation.deployment_date)."""
    deployed = ground.settings.organisation.deployment_date
    if not deployed or midnight(deployed) < ground.as_of:
        return None
    if not _dated(row):
        return skipped(_DATES)
    if row["not_after"] < midnight(deployed):
        if _superseded(row, ground):
            return notice(f"ends on {row['not_after']:%Y-%m-%d}, before the deployment; another serves its domains")
        return error(f"ends on {row['not_after']:%Y-%m-%d}, before the deployment on {deployed}", _renew(ground))
    if row["not_before"] > midnight(deployed):
        return error(
            f"begins on {row['not_before']:%Y-%m-%d}, after the deployment on {deployed}",
            "Have it issued with an earlier start, or deploy later.",
        )
    return ok(f"valid on {deployed}")


def time_left(row: Row, ground: Ground) -> Verdict | None:
    """More time is left than the thresholds ask for."""
    if not _dated(row):
        return skipped(_DATES)
    state = _state(row, ground)
    left = plural(days_left(row["not_after"], ground.as_of), "day")
    if state in ("expired", "not-yet-valid"):
        return skipped("a valid certificate")
    message = f"{left} left, until {row['not_after']:%Y-%m-%d}"
    if state == "ok":
        return ok(message)
    if _superseded(row, ground):
        return notice(f"{message}; another certificate serves its domains")
    level = {"critical": error, "warning": warning}.get(state, notice)
    return level(message, _renew(ground))


def lifetime(row: Row, ground: Ground) -> Verdict | None:
    """It lasts no longer than clients accept: a public one by the CA/Browser Forum's schedule (BR 6.3.2)."""
    if not _dated(row):
        return skipped(_DATES)
    lasts = -(-((row["not_after"] - row["not_before"]).total_seconds() + 1) // 86_400)
    said = ground.evidence.particulars.get(row["sha256"])
    issued = row["not_before"].date()
    if (said and said.claims_public) or (ground.path == "https" and ground.settings.validity.public_schedule):
        longest = longest_public(issued)
        if lasts > longest:
            expected = f"at most {longest} days expected of a public certificate issued on {issued}"
            return error(
                f"lasts {lasts:,.0f} days, begun ones counted, {expected}", "Have it issued again for a shorter time."
            )
        return ok(f"lasts {lasts:,.0f} days, begun ones counted, of {longest} that a public certificate may")
    longest = ground.settings.checks.longest_days
    if lasts > longest:
        message = f"lasts {lasts:,.0f} days, begun ones counted, at most {longest} expected: some clients refuse it"
        return warning(message, "Have it issued again for a shorter time.")
    return ok(f"lasts {lasts:,.0f} days, begun ones counted")


def _dated(row: Row) -> bool:
    return not (pd.isna(row["not_after"]) or pd.isna(row["not_before"]))


def _state(row: Row, ground: Ground) -> str:
    return expiry_state(row["not_before"], row["not_after"], ground.as_of, ground.settings.expiry)


def _superseded(row: Row, ground: Ground) -> bool:
    """Required domains are among its names, and others serve all of them."""
    return bool(ground.needed.get(row["sha256"])) and row["sha256"] not in ground.serving


def _renew(ground: Ground) -> str:
    if ground.path == "https":
        return "Create a new certificate in the console; it does not renew by itself."
    return "Have a new certificate issued by the own CA."
