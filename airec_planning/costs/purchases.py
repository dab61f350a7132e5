"""The cheapest set as a list to work through: what to create, in which order, at which charge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from airec_planning import tables
from airec_planning.costs.cheapest import Choice
from airec_planning.costs.tariff import TYPES, Tariff
from airec_planning.language import N_, _

LISTED, BEFORE, OWN_CA = N_("list price"), N_("requested before the plan"), N_("issued by the own CA")
"""Why a charge is what it is; ``_`` says it."""


def in_creation_order(choices: Sequence[Choice], tariff: Tariff) -> tuple[Choice, ...]:
    """The dearest first, since the free tier falls on what is created first; ties by type, then by name."""
    return tuple(sorted(choices, key=lambda c: (-tariff.price(c.type), TYPES.index(c.type), c.domain)))


def purchases(
    ordered: Sequence[Choice],
    tariff: Tariff,
    dates: Sequence[dt.datetime],
    charges: Sequence[int],
    places: Sequence[int],
) -> pd.DataFrame:
    """What to create in the console (schema ``tables.PURCHASES``), in creation order.

    Each with its date, its charge in fen and the place of the free tier that it takes, 0 for none. With a free
    tier for each account the free ones are spread over the accounts.
    """
    count = len(ordered)
    accounts = _accounts(count, sum(place > 0 for place in places), tariff)
    granted = tariff.granted(count)
    return tables.PURCHASES.from_columns(
        {
            "order": range(1, count + 1),
            "date": dates,
            "domain": [choice.domain for choice in ordered],
            "type": [choice.type for choice in ordered],
            "price": [tariff.price(choice.type) for choice in ordered],
            "charge": charges,
            "reason": [reason(place, granted) for place in places],
            "account": accounts,
            "covers": [choice.covers for choice in ordered],
        }
    )


def reason(place: int, granted: int) -> str:
    """Why a charge is what it is: the place in the free tier, or the list price."""
    return _("free tier, place {place:,} of {granted:,}", place=place, granted=granted) if place else _(LISTED)


def _accounts(count: int, free: int, tariff: Tariff) -> list[int]:
    """The account that holds each certificate in creation order, at most ``quota`` in each with the existing ones."""
    if not tariff.free_tier_per_account:
        return [(tariff.existing + order) // tariff.quota + 1 for order in range(count)]
    held = [min(tariff.quota, max(0, tariff.existing - at * tariff.quota)) for at in range(tariff.accounts(count))]
    tier = min(tariff.free_tier, tariff.quota)
    accounts: list[int] = []
    for at, existing in enumerate(held, start=1):
        accounts += [at] * min(max(0, tier - existing), free - len(accounts))
    for at, existing in enumerate(held, start=1):
        accounts += [at] * min(tariff.quota - existing - accounts.count(at), count - len(accounts))
    return accounts
