"""What every certificate set costs at least: a bound that a reader can work out by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airec_planning.costs.tariff import TYPES, Counts, Tariff
from airec_planning.language import _
from airec_planning.money import cost_text
from airec_planning.text import apart, plural


@dataclass(frozen=True)
class Bound:
    """A lower bound on the cost of every set."""

    cost: int
    """fen"""
    counted_at: int
    """Each certificate is counted at its price or at this, whichever is less; fen."""
    free: int
    """Places of the free tier, each taken off at the same amount."""
    least_accounts: int
    """Accounts to add even for the fewest certificates."""

    @property
    def sentence(self) -> str:
        if not self.cost:
            return _("No set costs less than nothing.")
        at = cost_text(self.counted_at)
        steps = [
            _(
                "Count each certificate at its price, but at no more than {at} yuan; "
                "for each zone take the cheaper of its wildcard and its names",
                at=at,
            )
        ]
        if self.free:
            steps.append(_("take off {places} at {at} yuan", places=plural(self.free, "free place"), at=at))
        if self.least_accounts:
            steps.append(_("add {accounts}", accounts=plural(self.least_accounts, "account")))
        return _("{steps}: no set costs less than {cost} yuan.", steps=apart(steps), cost=cost_text(self.cost))


def lower_bound(fixed: Counts, sizes: NDArray[np.int64], tariff: Tariff) -> Bound | None:
    """The best of these bounds, for open zones of these sizes; none with a free tier for each account.

    With f free places the charges are the prices less the f dearest. For any amount x those f are worth no more
    than f x plus what each price exceeds x by, so that each set costs at least the sum of min(price, x) less f x:
    a sum over zones that stand alone, each of which is least by itself. The amounts worth trying are the prices,
    and what a few Standard certificates cost together while that is less than a wildcard.
    """
    if tariff.free_tier_per_account:
        return None
    free = tariff.free_tier - tariff.taken
    fewest = fixed.total + len(sizes)
    accounts = tariff.further_accounts(fewest)
    distinct, zones = np.unique(sizes, return_counts=True)
    several = [n * tariff.standard for n in distinct.tolist() if n * tariff.standard < tariff.wildcard]
    best = (0, 0)
    for at in {*(tariff.price(kind) for kind in TYPES), *several}:
        each = {kind: min(tariff.price(kind), at) for kind in TYPES}
        total = sum(getattr(fixed, kind) * each[kind] for kind in TYPES) - free * at
        for size, count in zip(distinct.tolist(), zones.tolist(), strict=True):
            total += count * min(each["wildcard"], size * each["standard"])
        best = max(best, (total, at))
    cost = max(0, best[0]) + accounts * tariff.further_account
    return Bound(cost, best[1], min(free, fewest), accounts)
