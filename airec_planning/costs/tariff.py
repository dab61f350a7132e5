"""What the console charges: prices, the free tier and the quota (facts: the HTTPS path)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airec_planning.language import N_
from airec_planning.money import fen
from airec_planning.setting_sections import Prices

TYPES = (N_("enterprise"), N_("wildcard"), N_("standard"))


@dataclass(frozen=True)
class Counts:
    """How many certificates of each type."""

    enterprise: int
    wildcard: int
    standard: int

    @property
    def total(self) -> int:
        return self.enterprise + self.wildcard + self.standard


@dataclass(frozen=True)
class Tariff:
    """Prices in fen, the free tier and the quota."""

    enterprise: int
    wildcard: int
    standard: int
    free_tier: int
    free_tier_per_account: bool
    quota: int
    further_account: int
    wildcard_covers_apex: bool
    existing: int = 0
    """Certificates and requests that exist already: each took a place of the free tier and holds one of the quota."""

    @classmethod
    def of(cls, prices: Prices, existing: int = 0) -> Tariff:
        return cls(
            enterprise=fen(prices.enterprise),
            wildcard=fen(prices.wildcard),
            standard=fen(prices.standard),
            free_tier=prices.free_tier,
            free_tier_per_account=prices.free_tier_per == "account",
            quota=prices.quota,
            further_account=fen(prices.further_account),
            wildcard_covers_apex=prices.wildcard_covers_apex,
            existing=existing,
        )

    def price(self, kind: str) -> int:
        """The list price of a type, fen."""
        return {"enterprise": self.enterprise, "wildcard": self.wildcard, "standard": self.standard}[kind]

    @property
    def dearest_first(self) -> tuple[str, ...]:
        """The types in creation order: the free tier falls on what is created first."""
        return tuple(sorted(TYPES, key=lambda kind: (-self.price(kind), TYPES.index(kind))))

    def accounts(self, certificates: int) -> int:
        """User accounts that hold these and the existing ones: one holds ``quota`` certificates."""
        return max(1, -(-(certificates + self.existing) // self.quota))

    def further_accounts(self, certificates: int) -> int:
        """Accounts to add for these, beside those that the existing certificates fill."""
        return self.accounts(certificates) - self.accounts(0)

    def further_accounts_for(self, held: int) -> int:
        """Accounts to add where so many certificates are held at once, the existing ones that are left among them."""
        return max(0, -(-held // self.quota) - self.accounts(0))

    def granted(self, certificates: int) -> int:
        """Places of the free tier in all. An account's tier is no larger than its quota."""
        if self.free_tier_per_account:
            return min(self.free_tier, self.quota) * self.accounts(certificates)
        return self.free_tier

    @property
    def taken(self) -> int:
        """Places of the free tier that the existing certificates took; a further account brings places of its own."""
        if not self.free_tier_per_account:
            return min(self.existing, self.free_tier)
        full, tier = self.accounts(0) - 1, min(self.free_tier, self.quota)
        return full * tier + min(tier, self.existing - full * self.quota)

    def free(self, certificates: int) -> int:
        """How many of so many certificates are free: what the existing ones left of the tier."""
        return min(self.granted(certificates) - self.taken, certificates)

    def creation_cost(self, counts: Counts) -> int:
        """What creating them costs in fen, the dearest first so that the free tier falls on these."""
        total, free = 0, self.free(counts.total)
        for kind in self.dearest_first:
            number: int = getattr(counts, kind)
            used = min(free, number)
            free -= used
            total += (number - used) * self.price(kind)
        return total + self.further_accounts(counts.total) * self.further_account

    def creation_costs(
        self, enterprise: int, wildcards: NDArray[np.int64], standards: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """``creation_cost`` for many counts at once."""
        numbers = self.exact_counts(enterprise, wildcards, standards)
        totals = sum(numbers.values())
        cost: NDArray[np.int64] = self.list_less_free(numbers, self.free_places(totals)) + self.accounts_cost(totals)
        return cost

    def exact_counts(
        self, enterprise: int, wildcards: NDArray[np.int64], standards: NDArray[np.int64]
    ) -> dict[str, NDArray[Any]]:
        """The counts by type; as Python's integers where 64 bits could not hold a cost over the horizon."""
        dearest = max(*(self.price(kind) for kind in TYPES), self.further_account)
        most = enterprise + int(wildcards.max()) + int(standards.max())
        kind: Any = object if dearest * most > _FITS else np.int64
        counts = {"enterprise": np.full(len(wildcards), enterprise), "wildcard": wildcards, "standard": standards}
        return {name: count.astype(kind, copy=False) for name, count in counts.items()}

    def free_places(self, totals: Any) -> Any:
        """``free`` for many totals at once."""
        return np.minimum(self.granted_places(totals) - self.taken, totals)

    def granted_places(self, totals: Any) -> Any:
        """``granted`` for many totals at once."""
        if self.free_tier_per_account:
            return min(self.free_tier, self.quota) * self._accounts(totals)
        return np.full_like(totals, self.free_tier)

    def accounts_cost(self, totals: Any) -> Any:
        """What the further accounts for many totals cost, fen."""
        return (self._accounts(totals) - self.accounts(0)) * self.further_account

    def list_less_free(self, numbers: dict[str, NDArray[Any]], free: Any) -> Any:
        """List prices of so many of each type, the dearest of which are free; fen."""
        cost: Any = 0
        for kind in self.dearest_first:
            used = np.minimum(free, numbers[kind])
            free = free - used
            cost = cost + (numbers[kind] - used) * self.price(kind)
        return cost

    def _accounts(self, totals: Any) -> Any:
        return np.maximum(1, -(-(totals + self.existing) // self.quota))


_FITS = 2**50
"""Fen: a creation's cost below it fits into 64 bits some thousand times, as often as a horizon has renewals."""
