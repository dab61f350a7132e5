"""What a certificate set costs over the horizon, by its counts alone: an objective for the cheapest set."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from airec_planning.costs.cheapest import Objective, Whole
from airec_planning.costs.labour import work_of
from airec_planning.costs.schedule import YEAR, lifetimes, most_held, periods
from airec_planning.costs.tariff import Tariff
from airec_planning.setting_sections import Settings
from airec_planning.validity import platform_terms


def horizon_objective(tariff: Tariff, start: dt.date, settings: Settings) -> Objective:
    """Charges, further accounts and labour over the horizon, in fen, of certificates created and renewed together."""
    spans = lifetimes(start, platform_terms(settings.validity), settings.horizon.days)
    begin, end = np.array(spans).T
    each = len(spans) if settings.prices.quota_counts_expired else most_held(begin, end)[0]
    work = work_of(settings.labour)
    labour = work.console_minutes * work.hourly_rate * len(spans)  # times a certificate: sixtieths of a fen

    def cost(enterprise: int, wildcards: Whole, standards: Whole) -> Whole:
        numbers = tariff.exact_counts(enterprise, wildcards, standards)
        totals: Any = sum(numbers.values())
        charged = _charged(numbers, totals, begin, tariff, settings)
        worked = np.array([round(labour * int(total) / 60) for total in totals], dtype=totals.dtype)
        found: Whole = charged + tariff.accounts_cost(totals * each) + worked
        return found

    return cost


def _charged(numbers: dict[str, Any], totals: Any, begin: Whole, tariff: Tariff, settings: Settings) -> Any:
    prices = settings.prices
    if prices.charged != "on-creation":
        turns = len(
            periods(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=bool), prices.charged, settings.horizon.days)
        )
        return tariff.list_less_free(numbers, tariff.free_places(totals)) * turns
    cost: Any = 0
    left, year = tariff.granted_places(totals) - tariff.taken, 0
    for day in begin:
        if prices.free_tier_renews == "yearly" and day // YEAR > year:
            left, year = tariff.granted_places(totals), day // YEAR
        used = np.minimum(left, totals) if day == 0 or prices.free_tier_covers_renewals else np.zeros_like(totals)
        cost = cost + tariff.list_less_free(numbers, used)
        left = left - used
    return cost
