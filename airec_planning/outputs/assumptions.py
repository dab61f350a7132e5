"""What the product page leaves open, and what the figures take instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from airec_planning.costs.labour import PRESETS, figures_of, origin_of
from airec_planning.language import N_, _
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
    """In the language that is spoken."""


_STATED = {
    "prices.charged": N_("When a price is charged"),
    "prices.free_tier": N_("Certificates without charge"),
    "prices.free_tier_renews": N_("The free tier is granted"),
    "prices.free_tier_per": N_("The free tier is granted to each"),
    "prices.free_tier_covers_renewals": N_("A renewal uses the free tier while any is left"),
    "prices.quota": N_("Certificates that one user account can hold"),
    "prices.quota_counts_expired": N_("Expired certificates count towards the quota"),
    "prices.further_account": N_("Price of a further user account, yuan"),
    "prices.wildcard_covers_apex": N_("A wildcard covers its apex"),
    "validity.platform_days": N_("Validity of a console certificate, days"),
    "validity.own_ca_days": N_("Validity of an own-CA certificate, days"),
    "validity.renewal_lead_days": N_("A renewal is created before the expiry, days"),
    "validity.public_schedule": N_("The console's CA is publicly trusted"),
    "horizon.days": N_("The horizon, days"),
    "horizon.minimise": N_("The certificate set is the cheapest by the cost of its"),
    "horizon.renewals": N_("Certificates are created and renewed"),
    "horizon.spread_days": N_("First creations are spread over, days"),
    "horizon.discount_percent": N_("Discount rate of the present value, percent a year"),
    "wildcards.policy": N_("Wildcards that are not demanded"),
    "wildcards.forbidden": N_("Zones and domains that no wildcard serves"),
    "existing.keep": N_("Valid certificates of the folder serve until they are renewed"),
    "existing.console_certificates": N_("Certificates created in the console so far, beside what is kept"),
    "existing.console_requests": N_("Requests in the console whose certificates are still to come"),
    "labour.preset": N_("Published minutes for labour that is not given"),
    "labour.profile": N_("Labour is reckoned with by its figures that are"),
    "labour.creation_minutes": N_("Labour to create a certificate in the console, minutes"),
    "labour.issuance_minutes": N_("Labour to issue a certificate with the own CA, minutes"),
    "labour.verification_minutes": N_("Labour to verify a certificate, minutes"),
    "labour.mapping_minutes": N_("Labour to map a certificate, minutes"),
    "labour.automation_percent": N_("Share of issuing and verifying with the own CA that scripts do, percent"),
    "labour.hourly_rate": N_("Cost of an hour of labour, yuan"),
    "labour.ca_per_certificate": N_("Cost of the own CA per certificate, yuan"),
    "labour.ca_fixed_per_year": N_("Fixed cost of the own CA, yuan a year"),
}
_ALWAYS = (
    Assumption(
        N_("running prices"),
        N_("stay free"),
        N_("method"),
        N_("Where a price is charged per month or year, what is free stays free"),
    ),
    Assumption(
        N_("further accounts"),
        N_("one-off"),
        N_("method"),
        N_("A further user account is paid once, on the day on which it is needed"),
    ),
)
_FROM_NOTHING = Assumption(
    N_("planning"),
    N_("from nothing"),
    N_("method"),
    N_("Every required domain is planned anew; existing certificates are not deducted"),
)
_KEPT = Assumption(
    N_("kept certificates"),
    N_("one by one"),
    N_("method"),
    N_("What replaces a kept certificate is the cheapest set for its own day"),
)


def assumptions(settings: Settings, overrides: Mapping[str, str] | None = None) -> list[Assumption]:
    """The assumptions that the costs rest on, each with its value and where that came from."""
    found = {value.key: value for value in origins(settings, overrides)}
    worked_with = figures_of(settings.labour).model_dump()
    stated = []
    for key, text in _STATED.items():
        section, _dot, name = key.partition(".")
        value = worked_with.get(name, found[key].value) if section == "labour" else found[key].value
        origin = (section == "labour" and origin_of(settings.labour, name)) or found[key].origin
        stated.append(Assumption(key, plain(value), origin, _(text)))
    method = (*_ALWAYS, _KEPT if settings.existing.keep else _FROM_NOTHING)
    return [*stated, *_preset(settings), *(replace(one, statement=_(one.statement)) for one in method)]


def for_reader(assumption: Assumption) -> Assumption:
    """With the words for what a machine knows by its key: ``yes``, ``not set``, ``default``. Figures stay."""
    key, value, origin = map(_, (assumption.key, assumption.value, assumption.origin))
    return Assumption(key, value, origin, assumption.statement)


_WORDS = (N_("yes"), N_("no"), N_("none"), N_("not set"), N_("default"), N_("file"), N_("command line"))
"""Of ``setting_values``, as values and origins."""


def _preset(settings: Settings) -> Iterator[Assumption]:
    preset = PRESETS.get(settings.labour.preset)
    if preset:
        where = _("preset {preset}", preset=settings.labour.preset)
        source, weakness = _("Where the minutes of the preset come from"), _("What is weak about them")
        yield Assumption(N_("labour minutes"), _(preset.source), where, source)
        yield Assumption(N_("labour minutes"), _(preset.weakness), where, weakness)
