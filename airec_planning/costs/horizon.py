"""Creations and renewals by date, and what they are charged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from airec_planning import tables
from airec_planning.costs.tariff import Tariff
from airec_planning.setting_sections import Settings
from airec_planning.validity import Terms, own_ca_terms, platform_terms

YEAR = 365


@dataclass(frozen=True)
class Round:
    """All certificates are created, or renewed, on the same day."""

    day: int
    """Days from the start."""
    kind: str
    """creation, renewal or period."""


def creation_days(start: dt.date, validity: int, lead: int, horizon: int, *, public: bool = False) -> list[int]:
    """The days, from the start, on which a certificate is created so that it lasts over the horizon.

    Each renewal is created ``lead`` days before the expiry: 1 + max(0, ceil((H - V) / (V - L))) creations.
    Under the public schedule the validity depends on the day of issue; a lead that would leave no progress
    is cut to half of the validity.
    """
    return [day for day, _ in _lifetimes(start, Terms(validity, lead, public), horizon)]


def most_held(start: dt.date, settings: Settings) -> int:
    """How many certificates stand for one domain at once, at the most, over the horizon of the HTTPS path.

    A renewal is created before its predecessor expires, so two overlap; expired ones stay held where
    ``prices.quota_counts_expired`` says so.
    """
    lifetimes = _platform_lifetimes(start, settings)
    if settings.prices.quota_counts_expired:
        return len(lifetimes)
    return max(sum(begin <= day < end for begin, end in lifetimes) for day, _ in lifetimes)


def platform_creation_days(start: dt.date, settings: Settings) -> list[int]:
    """``creation_days`` on the HTTPS path, by the settings."""
    return [day for day, _ in _platform_lifetimes(start, settings)]


def _platform_lifetimes(start: dt.date, settings: Settings) -> list[tuple[int, int]]:
    return _lifetimes(start, platform_terms(settings.validity), settings.horizon.days)


def _lifetimes(start: dt.date, terms: Terms, horizon: int) -> list[tuple[int, int]]:
    """From which day to which day each certificate of a row of renewals is valid."""
    lifetimes = [(0, terms.lasts(start))]
    while lifetimes[-1][1] < horizon:
        begin, end = lifetimes[-1]
        day = end - terms.lead_within(end - begin)
        lifetimes.append((day, day + terms.lasts(start + dt.timedelta(days=day))))
    return lifetimes


def platform_issuances(purchases: pd.DataFrame, as_of: dt.datetime, settings: Settings, tariff: Tariff) -> pd.DataFrame:
    """Every creation, renewal and running charge on the HTTPS path (schema ``tables.ISSUANCES``)."""
    prices = settings.prices
    days = platform_creation_days(as_of.date(), settings)
    if prices.charged == "on-creation":
        rounds = [Round(day, "renewal" if day else "creation") for day in days]
    else:
        period = YEAR if prices.charged == "per-year" else YEAR / 12
        count = max(1, -(-settings.horizon.days // period))
        rounds = [Round(round(i * period), "period" if i else "creation") for i in range(int(count))]
    free_at = dict(_free_places(rounds, len(purchases), settings, tariff))
    return _issuances(purchases, rounds, free_at, as_of)


def own_ca_issuances(requests: pd.DataFrame, as_of: dt.datetime, settings: Settings) -> pd.DataFrame:
    """Every issuance and renewal on the CA path (schema ``tables.ISSUANCES``); none is charged."""
    days = [day for day, _ in _lifetimes(as_of.date(), own_ca_terms(settings.validity), settings.horizon.days)]
    named = pd.DataFrame({"domain": requests["name"], "type": "own-ca", "price": 0})
    rounds = [Round(day, "renewal" if day else "creation") for day in days]
    return _issuances(named, rounds, {}, as_of, path="ca")


def _free_places(rounds: list[Round], count: int, settings: Settings, tariff: Tariff) -> Iterator[tuple[int, int]]:
    """For each round, how many of its certificates are free: the first ones, which are the dearest."""
    prices = settings.prices
    granted = tariff.free_tier
    if tariff.free_tier_per_account:
        granted = min(tariff.free_tier, tariff.quota) * tariff.accounts(count)
    left, year = granted, 0
    for number, one in enumerate(rounds):
        if prices.free_tier_renews == "yearly" and one.day // YEAR > year:
            left, year = granted, one.day // YEAR
        if one.kind == "period":
            used = min(granted, count)  # what is free stays free while it runs
        elif one.kind == "creation" or prices.free_tier_covers_renewals:
            used = min(left, count)
            left -= used
        else:
            used = 0
        yield number, used


def _issuances(
    listed: pd.DataFrame, rounds: list[Round], free_at: dict[int, int], as_of: dt.datetime, path: str = "https"
) -> pd.DataFrame:
    names, types, prices = (listed[column].tolist() for column in ("domain", "type", "price"))
    count = len(names)
    charges: list[int] = []
    for number in range(len(rounds)):
        free = free_at.get(number, 0)
        charges += [0] * free + prices[free:]
    midnight = as_of.replace(hour=0, minute=0, second=0, microsecond=0)
    dates = [midnight + dt.timedelta(days=one.day) for one in rounds]
    return tables.ISSUANCES.from_columns(
        {
            "date": [date for date in dates for _ in range(count)],
            "path": [path] * (count * len(rounds)),
            "name": names * len(rounds),
            "type": types * len(rounds),
            "kind": [one.kind for one in rounds for _ in range(count)],
            "price": prices * len(rounds),
            "charge": charges,
        }
    )
