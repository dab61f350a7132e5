"""What work and the own CA cost: figures of the user's own, or of a published preset that says where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from airec_planning.language import N_, _
from airec_planning.money import fen
from airec_planning.setting_sections import Labour, LabourFigures


@dataclass(frozen=True)
class Preset:
    """Published minutes for one certificate, from request to use, with what is weak about them."""

    minutes: dict[str, int]
    """By profile."""
    automated_minutes: int | None
    """The same where it is automated; the source's own figure, if it has one."""
    source: str
    weakness: str
    """Both are English: ``_`` says them."""


@dataclass(frozen=True)
class Work:
    """Minutes of labour for each certificate on each path, and what the own CA costs."""

    console_minutes: Decimal
    own_ca_minutes: Decimal
    hourly_rate: int
    """fen"""
    per_certificate: int
    """Of the own CA, fen."""
    fixed_per_year: int
    """Of the own CA, fen."""

    def cost(self, minutes: Decimal) -> Decimal:
        """Labour in fen, not rounded."""
        return minutes * self.hourly_rate / 60


def work_of(labour: Labour) -> Work:
    """The labour figures by preset and profile.

    A figure that is given stands before the preset's; the profile's own figures stand before both. A preset
    counts a whole renewal, so it fills ``creation_minutes`` and ``issuance_minutes`` alone, and never the rate.
    Scripts do ``automation_percent`` of issuing and verifying with the own CA, at the minutes that the preset gives
    for that, or none; the console has no automation (facts: the two paths).
    """
    values = figures_of(labour)
    scripted = Decimal(values.automation_percent) / 100
    return Work(
        console_minutes=Decimal(values.creation_minutes + values.verification_minutes + values.mapping_minutes),
        own_ca_minutes=(values.issuance_minutes + values.verification_minutes) * (1 - scripted)
        + _automated_minutes(labour) * scripted
        + values.mapping_minutes,
        hourly_rate=fen(values.hourly_rate),
        per_certificate=fen(values.ca_per_certificate),
        fixed_per_year=fen(values.ca_fixed_per_year),
    )


def _automated_minutes(labour: Labour) -> int:
    preset = PRESETS.get(labour.preset)
    return (preset and preset.automated_minutes) or 0


def figures_of(labour: Labour) -> LabourFigures:
    """Each labour figure that is reckoned with, by preset and profile."""
    values: dict[str, Any] = {key: getattr(labour, key) for key in LabourFigures.model_fields}
    values |= {key: preset.minutes[labour.profile] for key in values if (preset := _preset_for(labour, key))}
    if labour.profile != "base":
        values |= LabourFigures.model_validate(getattr(labour, labour.profile)).model_dump(exclude_unset=True)
    return LabourFigures.model_construct(**values)


def origin_of(labour: Labour, key: str) -> str:
    """Where a labour figure comes from where that is not the setting itself: a preset or a profile; else empty."""
    if key in getattr(labour, labour.profile, {}):
        return _("profile {profile}", profile=labour.profile)
    if _preset_for(labour, key):
        return _("preset {preset}, {profile}", preset=labour.preset, profile=labour.profile)
    return ""


def _preset_for(labour: Labour, key: str) -> Preset | None:
    """The preset that fills a figure: the minutes of a whole renewal, where they are not given."""
    fills = key in ("creation_minutes", "issuance_minutes") and key not in labour.model_fields_set
    return PRESETS.get(labour.preset) if fills else None


PRESETS = {
    "vendor-study": Preset(
        minutes={"low": 90, "base": 90, "high": 90},
        automated_minutes=2,
        source=N_(
            "90 minutes by hand and 2 automated to provision a certificate: request, CA, approval, retrieval "
            "(Keyfactor, citing a Forrester Total Economic Impact study: "
            "keyfactor.com/blog/certificate-lifecycle-automation-at-enterprise-scale)"
        ),
        weakness=N_(
            "Published by a vendor of automation, for a modelled organisation with 400,000 certificates; "
            "deployment is counted apart, and neither sample nor spread is given"
        ),
    ),
    "vendor-blog": Preset(
        minutes={"low": 120, "base": 240, "high": 360},
        automated_minutes=None,
        source=N_(
            "2 to 6 hours a certificate: 2 to 4 to install and deploy it, up to 2 to test it (CertMS: "
            "certms.com/certificate-automation-vs-manual-management-roi-analysis-and-implementation-timeline)"
        ),
        weakness=N_(
            "Published by a vendor of automation, without method or sample; the base of 4 hours is the middle "
            "between its ends and no figure of the source"
        ),
    ),
}
"""By the name under which ``labour.preset`` asks for them."""
