"""The cheapest set as a list to work through: what to create, in which order, at which charge."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from airec_planning import tables
from airec_planning.costs.cheapest import Choice
from airec_planning.costs.tariff import TYPES, Tariff


def purchases(choices: Sequence[Choice], tariff: Tariff) -> pd.DataFrame:
    """What to create in the console (schema ``tables.PURCHASES``), in creation order.

    The free tier falls on what is created first, so the dearest come first; ties by type, then by name.
    With a free tier for each account the free ones are spread over the accounts.
    """
    ordered = sorted(choices, key=lambda c: (-tariff.price(c.type), TYPES.index(c.type), c.domain))
    free = tariff.free(len(ordered))
    accounts = _accounts(len(ordered), free, tariff)
    return tables.PURCHASES.frame(
        {
            "order": order,
            "domain": choice.domain,
            "type": choice.type,
            "price": tariff.price(choice.type),
            "charge": 0 if order <= free else tariff.price(choice.type),
            "account": account,
            "covers": choice.covers,
        }
        for order, (choice, account) in enumerate(zip(ordered, accounts, strict=True), start=1)
    )


def _accounts(count: int, free: int, tariff: Tariff) -> list[int]:
    """The account that holds each certificate in creation order, at most ``quota`` in each."""
    if not tariff.free_tier_per_account:
        return [order // tariff.quota + 1 for order in range(count)]
    tier = min(tariff.free_tier, tariff.quota)
    accounts = [order // tier + 1 for order in range(free)] if tier else []
    room = {account: tariff.quota - accounts.count(account) for account in range(1, tariff.accounts(count) + 1)}
    for account, places in room.items():
        accounts += [account] * min(places, count - len(accounts))
    return accounts
