"""What the product page leaves open, and what the figures take instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from airec_planning.costs.labour import PRESETS, figures_of, origin_of
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
    "horizon.minimise": "The certificate set is the cheapest by the cost of its",
    "horizon.renewals": "Certificates are created and renewed",
    "horizon.spread_days": "First creations are spread over, days",
    "horizon.discount_percent": "Discount rate of the present value, percent a year",
    "wildcards.policy": "Wildcards that are not demanded",
    "wildcards.forbidden": "Zones and domains that no wildcard serves",
    "existing.keep": "Valid certificates of the folder serve until they are renewed",
    "existing.console_certificates": "Certificates created in the console so far, beside what is kept",
    "existing.console_requests": "Requests in the console whose certificates are still to come",
    "labour.preset": "Published minutes for labour that is not given",
    "labour.profile": "Labour is reckoned with by its figures that are",
    "labour.creation_minutes": "Labour to create a certificate in the console, minutes",
    "labour.issuance_minutes": "Labour to issue a certificate with the own CA, minutes",
    "labour.verification_minutes": "Labour to verify a certificate, minutes",
    "labour.mapping_minutes": "Labour to map a certificate, minutes",
    "labour.automation_percent": "Share of issuing and verifying with the own CA that scripts do, percent",
    "labour.hourly_rate": "Cost of an hour of labour, yuan",
    "labour.ca_per_certificate": "Cost of the own CA per certificate, yuan",
    "labour.ca_fixed_per_year": "Fixed cost of the own CA, yuan a year",
}
_ALWAYS = (
    Assumption(
        "running prices", "stay free", "method", "Where a price is charged per month or year, what is free stays free"
    ),
    Assumption(
        "further accounts", "one-off", "method", "A further user account is paid once, on the day on which it is needed"
    ),
)
_FROM_NOTHING = Assumption(
    "planning",
    "from nothing",
    "method",
    "Every required domain is planned anew; existing certificates are not deducted",
)
_KEPT = Assumption(
    "kept certificates", "one by one", "method", "What replaces a kept certificate is the cheapest set for its own day"
)


def assumptions(settings: Settings, overrides: Mapping[str, str] | None = None) -> list[Assumption]:
    """The assumptions that the costs rest on, each with its value and where that came from."""
    found = {value.key: value for value in origins(settings, overrides)}
    worked_with = figures_of(settings.labour).model_dump()
    stated = []
    for key, text in _STATED.items():
        section, _, name = key.partition(".")
        value = worked_with.get(name, found[key].value) if section == "labour" else found[key].value
        origin = (section == "labour" and origin_of(settings.labour, name)) or found[key].origin
        stated.append(Assumption(key, plain(value), origin, text))
    return [*stated, *_preset(settings), *_ALWAYS, _KEPT if settings.existing.keep else _FROM_NOTHING]


def _preset(settings: Settings) -> Iterator[Assumption]:
    preset = PRESETS.get(settings.labour.preset)
    if preset:
        where = f"preset {settings.labour.preset}"
        yield Assumption("labour minutes", preset.source, where, "Where the minutes of the preset come from")
        yield Assumption("labour minutes", preset.weakness, where, "What is weak about them")
