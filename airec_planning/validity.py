"""How long certificates last, and how long before their end the next one is created."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from airec_planning.setting_sections import Validity

PUBLIC_SCHEDULE = (
    (dt.date(2029, 3, 15), 47),
    (dt.date(2027, 3, 15), 100),
    (dt.date(2026, 3, 15), 200),
    (dt.date.min, 398),
)
"""Longest validity of a publicly trusted certificate by day of issue (CA/Browser Forum, BR 6.3.2), days."""


@dataclass(frozen=True)
class Terms:
    """What holds for the certificates of one path."""

    days: int
    """Validity of a new certificate, days."""
    lead: int
    """A renewal is created this long before the expiry, days."""
    public: bool = False
    """The public schedule bounds the validity by the day of issue."""

    def lasts(self, issued: dt.date) -> int:
        """For how many days a certificate is valid that is issued on this day."""
        if not self.public:
            return self.days
        return min(self.days, longest_public(issued))

    def lead_within(self, lifetime: int) -> int:
        """How many days before its end a certificate that lasts so long is renewed.

        At most half of the lifetime where the public schedule may shorten it, or where the lead is as long
        as the lifetime: a renewal would otherwise be due on the day of issue.
        """
        return min(self.lead, lifetime // 2) if self.public or self.lead >= lifetime else self.lead


def longest_public(issued: dt.date) -> int:
    """How long a publicly trusted certificate may last that is issued on this day, days."""
    return next(longest for since, longest in PUBLIC_SCHEDULE if issued >= since)


def platform_terms(validity: Validity) -> Terms:
    """The terms of the HTTPS path: certificates created in the console."""
    return Terms(validity.platform_days, validity.renewal_lead_days, validity.public_schedule)


def own_ca_terms(validity: Validity) -> Terms:
    """The terms of the CA path; a private CA is not bound by the public schedule."""
    return Terms(validity.own_ca_days, validity.renewal_lead_days)
