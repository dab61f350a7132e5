"""What a fleet shows of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airec_planning.card import Card
from airec_planning.language import _
from airec_planning.runs.fleet_urgency import STATES
from airec_planning.text import day_or_moment, plural

if TYPE_CHECKING:
    from airec_planning.runs.fleet import Fleet


def fleet_card(fleet: Fleet) -> Card:
    """How many deployments are in which state, what is due, and where the faults are."""
    many = plural(len(fleet.deployments), "deployment")
    if fleet.deployments.empty or fleet.as_of is None:
        return Card(
            _("Fleet: {deployments} below {folder}", deployments=many, folder=fleet.reports),
            ((_("Reports"), _("none has been made yet")),),
            ((f"airec-planning report DEPLOYMENT --output {fleet.reports}", _("makes one, on the command line")),),
        )
    return Card(
        _(
            "Fleet: {deployments} below {folder}, as of {day}",
            deployments=many,
            folder=fleet.reports,
            day=day_or_moment(fleet.as_of),
        ),
        (
            (_("States"), _states(fleet)),
            (_("Renewals"), fleet.forecast.sentence if fleet.forecast else _("none is known")),
            (_("Faults"), _faults(fleet)),
        ),
        (
            ("show.fleet_deployments(fleet)", _("the deployments, the most urgent first")),
            ("show.fleet_keys(fleet)", _("the private keys that several deployments share")),
            ('show.table(fleet, "deployments")', _("every figure of each deployment, to search and sort")),
            ("fleet.deployments", _("the same as a DataFrame; so are .renewals, .certificates, .findings")),
        ),
    )


def _states(fleet: Fleet) -> str:
    counts = fleet.deployments["state"].value_counts()
    return ", ".join(
        _("{count:,} {state}", count=int(counts[state]), state=_(state)) for state in STATES if state in counts
    )


def _faults(fleet: Fleet) -> str:
    return _(
        "{errors} and {warnings}",
        errors=plural(int(fleet.deployments["errors"].sum()), "error"),
        warnings=plural(int(fleet.deployments["warnings"].sum()), "warning"),
    )
