"""Checks on a certificate's validity. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

import pandas as pd

from airec_planning.audit.expiry import days_left, days_since, expiry_state, midnight
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, notice, ok, skipped, warning
from airec_planning.language import N_, _
from airec_planning.text import plural
from airec_planning.validity import longest_public

_DATES = N_("dates that can be read")
_ANOTHER_SERVES = N_("{message}; another certificate serves its domains")
_SHORTER = N_("Have it issued again for a shorter time.")


def validity(row: Row, ground: Ground) -> Verdict | None:
    """The certificate is valid at the as-of date."""
    if not _dated(row):
        return skipped(_(_DATES))
    state = _state(row, ground)
    if state == "expired":
        since = plural(days_since(row["not_after"], ground.as_of), "day")
        message = _("expired on {end}, {days} ago", end=row["not_after"].date(), days=since)
        if _superseded(row, ground):
            return warning(_(_ANOTHER_SERVES, message=message), _("Remove it, so that nobody deploys it."))
        return error(message, _renew(ground))
    if state == "not-yet-valid":
        begins, deployed = row["not_before"].date(), ground.settings.organisation.deployment_date
        if deployed and row["not_before"] <= midnight(deployed):
            said = {"begin": begins, "day": deployed}
            return notice(_("not yet valid: it begins on {begin}, before the deployment on {day}", **said))
        return error(
            _("not yet valid: it begins on {begin}", begin=begins),
            _("Wait for that day to deploy it, or have it issued with an earlier start."),
        )
    return ok(_("valid from {begin} to {end}", begin=row["not_before"].date(), end=row["not_after"].date()))


def valid_at_deployment(row: Row, ground: Ground) -> Verdict | None:
    """The certificate is valid on the day of the deployment (organisation.deployment_date)."""
    deployed = ground.settings.organisation.deployment_date
    if not deployed or midnight(deployed) < ground.as_of:
        return None
    if not _dated(row):
        return skipped(_(_DATES))
    begins, ends = row["not_before"], row["not_after"]
    if ends < midnight(deployed):
        if _superseded(row, ground):
            return notice(_("ends on {end}, before the deployment; another serves its domains", end=ends.date()))
        message = _("ends on {end}, before the deployment on {day}", end=ends.date(), day=deployed)
        return error(message, _renew(ground))
    if begins > midnight(deployed):
        return error(
            _("begins on {begin}, after the deployment on {day}", begin=begins.date(), day=deployed),
            _("Have it issued with an earlier start, or deploy later."),
        )
    return ok(_("valid on {day}", day=deployed))


def time_left(row: Row, ground: Ground) -> Verdict | None:
    """More time is left than the thresholds ask for."""
    if not _dated(row):
        return skipped(_(_DATES))
    state = _state(row, ground)
    left = plural(days_left(row["not_after"], ground.as_of), "day")
    if state in ("expired", "not-yet-valid"):
        return skipped(_("a valid certificate"))
    message = _("{days} left, until {end}", days=left, end=row["not_after"].date())
    if state == "ok":
        return ok(message)
    if _superseded(row, ground):
        return notice(_(_ANOTHER_SERVES, message=message))
    level = {"critical": error, "warning": warning}.get(state, notice)
    return level(message, _renew(ground))


def lifetime(row: Row, ground: Ground) -> Verdict | None:
    """It lasts no longer than clients accept: a public one by the CA/Browser Forum's schedule (BR 6.3.2)."""
    if not _dated(row):
        return skipped(_(_DATES))
    lasts = int(-(-((row["not_after"] - row["not_before"]).total_seconds() + 1) // 86_400))
    said = ground.evidence.particulars.get(row["sha256"])
    issued = row["not_before"].date()
    if (said and said.claims_public) or (ground.path == "https" and ground.settings.validity.public_schedule):
        longest = longest_public(issued)
        if lasts > longest:
            message = _(
                "lasts {days:,} days, begun ones counted, "
                "at most {longest} days expected of a public certificate issued on {issued}",
                days=lasts,
                longest=longest,
                issued=issued,
            )
            return error(message, _(_SHORTER))
        bounds = {"days": lasts, "longest": longest}
        return ok(_("lasts {days:,} days, begun ones counted, of {longest} that a public certificate may", **bounds))
    longest = ground.settings.checks.longest_days
    if lasts > longest:
        message = _(
            "lasts {days:,} days, begun ones counted, at most {longest} expected: some clients refuse it",
            days=lasts,
            longest=longest,
        )
        return warning(message, _(_SHORTER))
    return ok(_("lasts {days:,} days, begun ones counted", days=lasts))


def _dated(row: Row) -> bool:
    return not (pd.isna(row["not_after"]) or pd.isna(row["not_before"]))


def _state(row: Row, ground: Ground) -> str:
    return expiry_state(row["not_before"], row["not_after"], ground.as_of, ground.settings.expiry)


def _superseded(row: Row, ground: Ground) -> bool:
    """Required domains are among its names, and others serve all of them."""
    return bool(ground.needed.get(row["sha256"])) and row["sha256"] not in ground.serving


def _renew(ground: Ground) -> str:
    if ground.path == "https":
        return _("Create a new certificate in the console; it does not renew by itself.")
    return _("Have a new certificate issued by the own CA.")
