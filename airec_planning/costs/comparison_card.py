"""What a comparison of the paths shows of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airec_planning.card import Card
from airec_planning.costs.path_facts import PATH_NAMES, Path
from airec_planning.language import _
from airec_planning.money import yuan
from airec_planning.text import plural

if TYPE_CHECKING:
    from airec_planning.costs.comparison import Comparison


def comparison_card(comparison: Comparison) -> Card:
    """What each path costs, how many certificates are held at once, and the tables behind it."""
    held = _(
        "{held} of the HTTPS path, with {quota:,} to an account",
        held=plural(comparison.https.peak, "certificate"),
        quota=comparison.settings.prices.quota,
    )
    return Card(
        _("Both paths over {days}", days=plural(comparison.settings.horizon.days, "day")),
        (_cost("https", comparison), _cost("ca", comparison), (_("Held at once, at the most"), held)),
        (
            ("show.paths(plan)", _("both paths side by side")),
            ("plan.comparison.purchases", _("what to create in the console, in this order; a DataFrame, in fen")),
            ("plan.comparison.costs", _("each path's cost by item; .issuances has every charge")),
            ("show.optimality(plan)", _("why no set of certificates is cheaper")),
        ),
    )


def _cost(path: Path, comparison: Comparison) -> tuple[str, str]:
    cost = comparison.https if path == "https" else comparison.ca
    return (
        _(PATH_NAMES[path]),
        _(
            "{now:,} yuan now, {horizon:,} yuan over the horizon, {certificates}",
            now=yuan(cost.creation),
            horizon=yuan(cost.horizon),
            certificates=plural(cost.certificates, "certificate"),
        ),
    )
