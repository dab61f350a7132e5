"""What the rules on the path look at, and what a rule says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from airec_planning.language import N_
from airec_planning.setting_sections import Settings

Path = Literal["https", "ca"]
Effect = Literal["requires", "favours", "blocks", "notes"]
PATH_NAMES: dict[Path, str] = {"https": N_("HTTPS path"), "ca": N_("CA path")}
"""``_`` says them, and so below."""
EFFECTS: dict[Effect, str] = {
    "requires": N_("requires"), "favours": N_("favours"), "blocks": N_("blocks"), "notes": N_("notes")
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A rule that spoke: what it says of which path, and why."""

    rule: str
    path: Path
    effect: Effect
    evidence: str


@dataclass(frozen=True)
class Facts:
    """What the rules look at."""

    settings: Settings
    sources: dict[str, int]
    """Requirements by the source that the table asks for."""
    sources_by_scope: dict[str, frozenset[str]]
    table_read: bool
    san_domains_read: bool
    certificates: int
    """Certificates that the HTTPS path would create."""
    peak: int
    """Certificates that it would hold at once, at the most."""
    accounts: int
    horizon_cost: Mapping[Path, int]
    """Each path's cost over the horizon, fen."""
    spread: int | None
    """Over how many days the first creations have to be spread to stay within the quota; none where none would do."""
    saving: int
    """How much less the set that is cheapest over the horizon costs there than the one that is reckoned with, fen."""
    demanded_though_forbidden: tuple[str, ...]
    """Wildcards that the planner demands and the settings forbid."""
    forbidden_in_vain: tuple[str, ...]
    """What the settings forbid wildcards for and nobody requires."""


def gather_facts(
    settings: Settings,
    requirements: pd.DataFrame,
    *,
    san_domains_read: bool,
    certificates: int,
    peak: int,
    accounts: int,
    horizon_cost: Mapping[Path, int],
    spread: int | None = None,
    saving: int = 0,
    demanded_though_forbidden: Sequence[str] = (),
    forbidden_in_vain: Sequence[str] = (),
) -> Facts:
    """Read off the requirement table what the rules need."""
    asked = requirements[requirements["source"] != ""]
    by_scope = asked[asked["scope"] != ""].groupby("scope")["source"].agg(frozenset).to_dict()
    return Facts(
        settings=settings,
        sources={str(k): int(v) for k, v in asked["source"].value_counts().sort_index().items()},
        sources_by_scope={str(scope): sources for scope, sources in by_scope.items()},
        table_read=len(requirements) > 0,
        san_domains_read=san_domains_read,
        certificates=certificates,
        peak=peak,
        accounts=accounts,
        horizon_cost=horizon_cost,
        spread=spread,
        saving=saving,
        demanded_though_forbidden=tuple(demanded_though_forbidden),
        forbidden_in_vain=tuple(forbidden_in_vain),
    )
