"""The figures that can be varied: within which bounds, in which steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from airec_planning.costs.labour import figures_of
from airec_planning.language import N_, _
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import figure
from airec_planning.settings import figure_ranges

Value = int | Decimal
BOTH_WAYS = 20
"""Percent by which a figure without a range of the user's varies."""
BY_CONVENTION = N_("{percent} percent either way, by convention")
OWN_RANGE = "[ranges]"
_FEN = Decimal("0.01")


@dataclass(frozen=True)
class Figure:
    """A setting that is a number."""

    key: str
    least: int
    most: int
    """Where a search for a break-even ends."""
    money: bool = False

    def rounded(self, value: float | Value) -> Value:
        """A value that the setting can have: whole, or whole fen, not below the least."""
        if self.money:
            return max(Decimal(self.least), Decimal(value).quantize(_FEN))
        return max(self.least, round(value))

    def steps(self, value: Value) -> int:
        """The value in steps of one, or of one fen."""
        return int(value * 100) if self.money else int(value)

    def text(self, value: Value) -> str:
        """The value as it is written in the settings."""
        return f"{value:.2f}" if self.money else str(value)

    def value(self, steps: int) -> Value:
        """The value of so many steps."""
        return Decimal(steps) / 100 if self.money else steps


FIGURES: Mapping[str, Figure] = {
    one.key: one
    for one in (
        Figure("prices.standard", 0, 10_000, money=True),
        Figure("prices.wildcard", 0, 10_000, money=True),
        Figure("prices.enterprise", 0, 10_000, money=True),
        Figure("prices.free_tier", 0, 100_000),
        Figure("prices.quota", 1, 100_000),
        Figure("prices.further_account", 0, 1_000_000, money=True),
        Figure("validity.platform_days", 2, 3_650),
        Figure("validity.own_ca_days", 2, 3_650),
        Figure("validity.renewal_lead_days", 0, 3_649),
        Figure("horizon.days", 1, 3_650),
        Figure("existing.console_certificates", 0, 100_000),
        Figure("labour.creation_minutes", 0, 10_000),
        Figure("labour.issuance_minutes", 0, 10_000),
        Figure("labour.verification_minutes", 0, 10_000),
        Figure("labour.mapping_minutes", 0, 10_000),
        Figure("labour.automation_percent", 0, 100),
        Figure("labour.hourly_rate", 0, 100_000, money=True),
        Figure("labour.ca_fixed_per_year", 0, 10_000_000, money=True),
        Figure("labour.ca_per_certificate", 0, 100_000, money=True),
    )
}
"""By dotted key, in the order of the settings."""


@dataclass(frozen=True)
class Range:
    """From where to where a figure may lie."""

    figure: Figure
    low: Value
    base: Value
    high: Value
    origin: str
    """The user's own, or by convention."""


def ranges_of(settings: Settings) -> dict[str, Range]:
    """The range of each figure: the user's own, or else some percent either way of what is not 0.

    Where the user names ranges, the other figures stand still. Of labour, what is reckoned with varies, by preset
    and profile.
    """
    own = figure_ranges(settings)
    found = {}
    for key, one in FIGURES.items():
        base = as_reckoned(settings, key)
        if key in own:
            low, high = own[key]
            found[key] = Range(one, low, base, high, OWN_RANGE)
        elif not own and base:
            share = Decimal(BOTH_WAYS) / 100
            most = max(base, one.most)
            low, high = one.rounded(base * (1 - share)), one.rounded(min(base * (1 + share), most))
            found[key] = Range(one, low, base, high, _(BY_CONVENTION, percent=BOTH_WAYS))
    return {key: one for key, one in found.items() if one.low < one.high}


def as_reckoned(settings: Settings, key: str) -> Value:
    """A figure as it is reckoned with: of labour by preset and profile."""
    section, _dot, name = key.partition(".")
    found: Value = getattr(figures_of(settings.labour), name) if section == "labour" else figure(settings, key)
    return found


def around(settings: Settings, key: str) -> list[Value]:
    """Values of a figure from a quarter to twice what is set, or from 0 where that is 0; what is set among them."""
    one, base = FIGURES[key], as_reckoned(settings, key)
    shares = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), 1, Decimal("1.25"), Decimal("1.5"), 2)
    found = {one.rounded(base * share) if share != 1 else base for share in shares} if base else {
        one.rounded(value) for value in (0, 1, 2, 5, 10, 20, 50)
    }  # fmt: skip
    return sorted(value for value in found if value <= max(base, one.most))
