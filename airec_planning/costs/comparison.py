"""Both paths side by side: what each costs now and over the horizon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from airec_planning import tables
from airec_planning.costs.cheapest import Demand, Proof, cheapest_set
from airec_planning.costs.horizon import YEAR, most_held, own_ca_issuances, platform_creation_days, platform_issuances
from airec_planning.costs.purchases import purchases
from airec_planning.costs.tariff import Tariff
from airec_planning.money import fen
from airec_planning.setting_sections import Labour, Settings


@dataclass(frozen=True)
class PathCost:
    """A path's totals."""

    creation: int
    """What it costs to get all certificates once, fen."""
    horizon: int
    """What it costs over the horizon, fen."""
    certificates: int
    free: int
    """How many of them the free tier pays."""
    accounts: int
    """User accounts needed at creation; none on the CA path."""
    peak: int
    """Certificates held at once, at the most, over the horizon: predecessors overlap with their renewals."""


@dataclass(frozen=True)
class Comparison:
    """The cheapest certificate set, its purchases, and both paths' costs over time."""

    purchases: pd.DataFrame
    issuances: pd.DataFrame
    costs: pd.DataFrame
    proof: Proof
    https: PathCost
    ca: PathCost


def compare(required: pd.DataFrame, requests: pd.DataFrame, as_of: dt.datetime, settings: Settings) -> Comparison:
    """What both paths cost for these required domains.

    Every required domain is planned from nothing: certificates that exist already are not deducted.
    """
    tariff = Tariff.of(settings.prices)
    demands = [Demand(d, t) for d, t in zip(required["domain"], required["demanded_type"], strict=True)]
    cheapest = cheapest_set(demands, tariff)
    bought = purchases(cheapest.choices, tariff)
    platform = platform_issuances(bought, as_of, settings, tariff)
    own = own_ca_issuances(requests, as_of, settings)
    peak = len(bought) * most_held(as_of.date(), settings)
    creations = len(bought) * len(platform_creation_days(as_of.date(), settings))
    rows = [
        *_platform_rows(platform, len(bought), creations, peak, tariff, settings),
        *_own_ca_rows(own, len(requests), settings),
    ]
    costs = tables.COSTS.frame(rows)
    now, horizon = (costs.groupby("path")[column].sum() for column in ("now", "horizon"))
    return Comparison(
        purchases=bought,
        issuances=pd.concat([platform, own], ignore_index=True),
        costs=costs,
        proof=cheapest.proof,
        https=PathCost(
            int(now["https"]),
            int(horizon["https"]),
            len(bought),
            tariff.free(len(bought)),
            tariff.accounts(len(bought)),
            peak,
        ),
        ca=PathCost(int(now["ca"]), int(horizon["ca"]), len(requests), 0, 0, 0),
    )


def _platform_rows(
    issuances: pd.DataFrame, certificates: int, creations: int, peak: int, tariff: Tariff, settings: Settings
) -> list[dict[str, object]]:
    first = issuances.loc[issuances["kind"] == "creation", "charge"]
    at_first, later = ((tariff.accounts(held) - 1) * tariff.further_account for held in (certificates, peak))
    labour = settings.labour
    minutes = labour.creation_minutes + labour.verification_minutes + labour.mapping_minutes
    return [
        _item("https", "platform", int(first.sum()) + at_first, int(issuances["charge"].sum()) + later, settings),
        _item("https", "labour", _work(minutes, certificates, labour), _work(minutes, creations, labour), settings),
        _item("https", "fixed", 0, 0, settings),
    ]


def _own_ca_rows(issuances: pd.DataFrame, certificates: int, settings: Settings) -> list[dict[str, object]]:
    labour = settings.labour
    minutes = labour.issuance_minutes + labour.verification_minutes + labour.mapping_minutes
    each = fen(labour.ca_per_certificate)
    years = Decimal(settings.horizon.days) / YEAR
    fixed = _rounded(fen(labour.ca_fixed_per_year) * years)
    return [
        _item("ca", "platform", 0, 0, settings),
        _item("ca", "labour", _work(minutes, certificates, labour), _work(minutes, len(issuances), labour), settings),
        _item("ca", "fixed", each * certificates, each * len(issuances) + fixed, settings),
    ]


def _item(path: str, item: str, now: int, horizon: int, settings: Settings) -> dict[str, object]:
    per_year = _rounded(Decimal(horizon) * YEAR / settings.horizon.days)
    return {"path": path, "item": item, "now": now, "horizon": horizon, "per_year": per_year}


def _work(minutes: int, times: int, labour: Labour) -> int:
    return _rounded(Decimal(minutes * times) * fen(labour.hourly_rate) / 60)


def _rounded(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))
