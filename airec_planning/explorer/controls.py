"""What can be moved: each setting with its label, its unit and how far it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from airec_planning.costs.figures import FIGURES, as_reckoned
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import origins, reckoned_key

Value = Any
"""Whole, ``Decimal`` yuan, or one of the words of a choice."""
_FEN = Decimal("0.01")


@dataclass(frozen=True)
class Control:
    """A setting that can be moved: a figure with its unit, or a choice."""

    key: str
    label: str
    """With the unit, where it is a figure."""
    most: int = 0
    """How far a slider goes, at the least; 0 where the figure is typed."""
    choices: tuple[tuple[str, str], ...] = ()
    """What a reader chooses from, each with the word of the settings."""

    @property
    def money(self) -> bool:
        return self.key in FIGURES and FIGURES[self.key].money

    @property
    def meaning(self) -> str:
        """The sentence of the settings."""
        return f"{_MEANINGS[self.key]} ({self.key})"

    def bounds(self, base: Value) -> tuple[Value, Value]:
        """From where to where it goes: whatever is set lies within, and nothing that a setting cannot have."""
        one = FIGURES[self.key]
        if self.key == "labour.automation_percent":
            return 0, 100
        return min(one.least, base), max(self.most or one.most, base, min(2 * base, one.most))

    def exact(self, value: Any) -> Value:
        """What a widget says, as the setting can have it: whole, or whole fen."""
        if self.choices:
            return value
        return Decimal(value).quantize(_FEN) if self.money else round(value)


GROUPS: Mapping[str, tuple[Control, ...]] = {
    "Prices": (
        Control("prices.standard", "Standard certificate, yuan", 10),
        Control("prices.wildcard", "Wildcard certificate, yuan", 20),
        Control("prices.enterprise", "Enterprise certificate, yuan", 50),
        Control("prices.free_tier", "Free tier, certificates", 100),
        Control("prices.quota", "Quota of an account, certificates", 500),
        Control(
            "wildcards.policy",
            "Wildcards are created",
            choices=(("where they are cheaper", "where-cheaper"), ("only where demanded", "only-demanded")),
        ),
    ),
    "Time": (
        Control("validity.platform_days", "Validity in the console, days", 825),
        Control("validity.own_ca_days", "Validity by the own CA, days", 825),
        Control("validity.renewal_lead_days", "Renewed before expiry, days", 120),
        Control("horizon.days", "Horizon, days", 3650),
        Control(
            "horizon.minimise",
            "The set is cheapest by",
            choices=(("its creation", "creation"), ("the whole horizon", "horizon")),
        ),
        Control(
            "horizon.renewals",
            "Renewals are made",
            choices=(("all together", "together"), ("staggered", "staggered")),
        ),
    ),
    "Labour and the own CA": (
        Control("labour.creation_minutes", "Creation in the console, minutes", 120),
        Control("labour.issuance_minutes", "Issuance by the own CA, minutes", 120),
        Control("labour.verification_minutes", "Verification, minutes", 120),
        Control("labour.mapping_minutes", "Mapping in the workbook, minutes", 120),
        Control("labour.automation_percent", "Own CA's work by scripts, percent", 100),
        Control("labour.hourly_rate", "Hour of labour, yuan"),
        Control("labour.ca_fixed_per_year", "Own CA, fixed, yuan a year"),
        Control("labour.ca_per_certificate", "Own CA, yuan a certificate"),
    ),
}
CONTROLS: Mapping[str, Control] = {control.key: control for group in GROUPS.values() for control in group}
_MEANINGS = {value.key: value.meaning for value in origins(Settings())}


def base_values(settings: Settings) -> dict[str, Value]:
    """Where each control stands as set; of labour what is reckoned with, by preset and profile."""
    return {key: as_reckoned(settings, key) for key in CONTROLS}


def as_settings(settings: Settings, changes: Mapping[str, Value]) -> dict[str, Value]:
    """What was moved, in the order of the controls, by the settings that have to be changed for it."""
    return {reckoned_key(settings, key): changes[key] for key in CONTROLS if key in changes}
