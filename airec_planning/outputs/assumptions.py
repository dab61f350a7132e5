"""What the product page leaves open, and what the figures take instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from airec_planning.setting_sections import Settings
from airec_planning.setting_values import origins, plain


@dataclass(frozen=True)
class Assumption:
    """A setting that the figures rest on."""

    key: str
    value: str
    origin: str
    """default, file or command line."""
    statement: str


_STATED = {
    "prices.charged": "When a price is charged",
    "prices.free_tier": "Certificates without charge",
    "prices.free_tier_renews": "The free tier is granted",
    "prices.free_tier_per": "The free tier is granted to each",
    "prices.free_tier_covers_renewals": "A renewal uses the free tier while any is left",
    "prices.quota": "Certificates that one user account can hold",
    "prices.quota_counts_expired": "Expired certificates count towards the quota",
    "prices.further_account": "Price of a further user account, yuan",
    "prices.wildcard_covers_apex": "A wildcard covers its apex",
    "validity.platform_days": "Validity of a console certificate, days",
    "validity.own_ca_days": "Validity of an own-CA certificate, days",
    "validity.renewal_lead_days": "A renewal is created before the expiry, days",
    "validity.public_schedule": "The console's CA is publicly trusted",
    "horizon.days": "The horizon, days",
    "labour.creation_minutes": "Labour to create a certificate in the console, minutes",
    "labour.issuance_minutes": "Labour to issue a certificate with the own CA, minutes",
    "labour.verification_minutes": "Labour to verify a certificate, minutes",
    "labour.mapping_minutes": "Labour to map a certificate, minutes",
    "labour.hourly_rate": "Cost of an hour of labour, yuan",
    "labour.ca_per_certificate": "Cost of the own CA per certificate, yuan",
    "labour.ca_fixed_per_year": "Fixed cost of the own CA, yuan a year",
}
_ALWAYS = (
    Assumption(
        "running prices", "stay free", "method", "Where a price is charged per month or year, what is free stays free"
    ),
    Assumption(
        "planning",
        "from nothing",
        "method",
        "Every required domain is planned anew; existing certificates are not deducted",
    ),
    Assumption(
        "renewals", "not staggered", "method", "All certificates are created on the as-of date and renewed together"
    ),
)


def assumptions(settings: Settings, overrides: Mapping[str, str] | None = None) -> list[Assumption]:
    """The assumptions that the costs rest on, each with its value and where that came from."""
    found = {value.key: value for value in origins(settings, overrides)}
    stated = [Assumption(key, plain(found[key].value), found[key].origin, text) for key, text in _STATED.items()]
    return [*stated, *_ALWAYS]
