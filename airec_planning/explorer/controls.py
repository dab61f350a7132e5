"""What can be moved: each setting with its label, its unit and how far it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from airec_planning.costs.figures import FIGURES, as_reckoned
from airec_planning.language import N_, _
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
    """How far a slider goes, at the least; 0 where there is none."""
    choices: tuple[tuple[str, str], ...] = ()
    """What a reader chooses from, each with the word of the settings."""

    @property
    def money(self) -> bool:
        return self.key in FIGURES and FIGURES[self.key].money

    @property
    def meaning(self) -> str:
        """The sentence of the settings, and its key."""
        return f"{_(_MEANINGS[self.key])} ({self.key})"

    def limits(self, base: Value) -> tuple[Value, Value]:
        """From where to where it can be typed: whatever is set lies within, and nothing that a setting cannot have."""
        one = FIGURES[self.key]
        return min(one.least, base), max(one.most, base)

    def bounds(self, base: Value) -> tuple[Value, Value]:
        """From where to where its slider goes, within the limits."""
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
    N_("Prices"): (
        Control("prices.standard", N_("Standard certificate, yuan"), 10),
        Control("prices.wildcard", N_("Wildcard certificate, yuan"), 20),
        Control("prices.enterprise", N_("Enterprise certificate, yuan"), 50),
        Control("prices.free_tier", N_("Free tier, certificates"), 100),
        Control("prices.quota", N_("Quota of an account, certificates"), 500),
        Control(
            "wildcards.policy",
            N_("Wildcards are created"),
            choices=((N_("where they are cheaper"), "where-cheaper"), (N_("only where demanded"), "only-demanded")),
        ),
    ),
    N_("Time"): (
        Control("validity.platform_days", N_("Validity in the console, days"), 825),
        Control("validity.own_ca_days", N_("Validity by the own CA, days"), 825),
        Control("validity.renewal_lead_days", N_("Renewed before expiry, days"), 120),
        Control("horizon.days", N_("Horizon, days"), 3650),
        Control(
            "horizon.minimise",
            N_("The set is cheapest by"),
            choices=((N_("its creation"), "creation"), (N_("the whole horizon"), "horizon")),
        ),
        Control(
            "horizon.renewals",
            N_("Renewals are made"),
            choices=((N_("all together"), "together"), (N_("staggered"), "staggered")),
        ),
    ),
    N_("Labour and the own CA"): (
        Control("labour.creation_minutes", N_("Creation in the console, minutes"), 120),
        Control("labour.issuance_minutes", N_("Issuance by the own CA, minutes"), 120),
        Control("labour.verification_minutes", N_("Verification, minutes"), 120),
        Control("labour.mapping_minutes", N_("Mapping in the workbook, minutes"), 120),
        Control("labour.automation_percent", N_("Own CA's work by scripts, percent"), 100),
        Control("labour.hourly_rate", N_("Hour of labour, yuan")),
        Control("labour.ca_fixed_per_year", N_("Own CA, fixed, yuan a year")),
        Control("labour.ca_per_certificate", N_("Own CA, yuan a certificate")),
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
