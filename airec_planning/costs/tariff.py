"""What the console charges: prices, the free tier and the quota (facts: the HTTPS path)."""

from __future__ import annotations

from dataclasses import dataclass

from airec_planning.money import fen
from airec_planning.setting_sections import Prices

TYPES = ("enterprise", "wildcard", "standard")


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

    @classmethod
    def of(cls, prices: Prices) -> Tariff:
        return cls(
            enterprise=fen(prices.enterprise),
            wildcard=fen(prices.wildcard),
            standard=fen(prices.standard),
            free_tier=prices.free_tier,
            free_tier_per_account=prices.free_tier_per == "account",
            quota=prices.quota,
            further_account=fen(prices.further_account),
            wildcard_covers_apex=prices.wildcard_covers_apex,
        )

    def price(self, kind: str) -> int:
        """The list price of a type, fen."""
        return {"enterprise": self.enterprise, "wildcard": self.wildcard, "standard": self.standard}[kind]

    def accounts(self, certificates: int) -> int:
        """User accounts needed: one holds ``quota`` certificates."""
        return max(1, -(-certificates // self.quota))

    def free(self, certificates: int) -> int:
        """How many of so many certificates are free. An account's tier is no larger than its quota."""
        if self.free_tier_per_account:
            tier = min(self.free_tier, self.quota) * self.accounts(certificates)
        else:
            tier = self.free_tier
        return min(tier, certificates)

    def creation_cost(self, counts: Counts) -> int:
        """What creating them costs in fen, the dearest first so that the free tier falls on these."""
        total, free = 0, self.free(counts.total)
        for kind in sorted(TYPES, key=self.price, reverse=True):
            number: int = getattr(counts, kind)
            used = min(free, number)
            free -= used
            total += (number - used) * self.price(kind)
        return total + (self.accounts(counts.total) - 1) * self.further_account
