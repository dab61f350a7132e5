"""What a plan shows of itself: the path, the costs, the audit as far as it is known, and what to call next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airec_planning.card import Card
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.errors import PlanningError
from airec_planning.language import _
from airec_planning.money import yuan
from airec_planning.text import day_or_moment, plural

if TYPE_CHECKING:
    from airec_planning.plan import Plan

_PROMPT = 5_000
"""Required domains whose costs are worked out in well under a second: of more, only what is known is shown."""


def plan_card(plan: Plan) -> Card:
    """The card. It reads no certificate: what takes reading or long work is shown where it is known already."""
    figures = [*_path_and_costs(plan), (_("Audit"), _audit(plan))]
    if plan.failures:
        rows = plural(len(plan.failures), "row")
        figures.append((_("Planner"), _("{rows} could not be taken: plan.failures", rows=rows)))
    return Card(
        _("Plan: {title}, as of {day}", title=plan.deployment.title, day=day_or_moment(plan.as_of)),
        figures,
        (
            ("show.answer(plan)", _("which path and what it costs, in one sentence")),
            ("plan.comparison", _("the costs of both paths, and what to create")),
            ("plan.audit", _("what is broken, and what is due next")),
            ("compare(plan)", _("scenarios against the settings as they are")),
        ),
    )


def _path_and_costs(plan: Plan) -> list[tuple[str, str]]:
    if not _known("comparison", plan):
        if plan.settings.existing.keep and not _known("inventory", plan):
            return [(_("Costs"), _("not worked out yet, they need the certificates: plan.comparison"))]
        if len(plan.required) > _PROMPT:
            domains = plural(len(plan.required), "domain")
            return [(_("Costs"), _("not worked out yet for {domains}: plan.comparison", domains=domains))]
    try:
        decision, comparison = plan.decision, plan.comparison
    except PlanningError as error:
        return [(_("Costs"), str(error))]
    costs = {"https": comparison.https, "ca": comparison.ca}
    own = costs[decision.path]
    over = plural(plan.settings.horizon.days, "day")
    return [
        (
            _("Path"),
            _(
                "{path} (Scenario {scenario}): {certificates} for {domains}",
                path=_(PATH_NAMES[decision.path]),
                scenario=decision.scenario,
                certificates=plural(own.certificates, "certificate"),
                domains=plural(len(plan.required), "domain"),
            ),
        ),
        (
            _("Cost"),
            _(
                "{now:,} yuan now, {horizon:,} yuan over {days}; {other}: {other_horizon:,} yuan",
                now=yuan(own.creation),
                horizon=yuan(own.horizon),
                days=over,
                other=_(PATH_NAMES[decision.other]),
                other_horizon=yuan(costs[decision.other].horizon),
            ),
        ),
    ]


def _audit(plan: Plan) -> str:
    if not _known("findings", plan):
        return _("certificates not read yet: plan.audit reads them")
    return plan.audit.faults


def _known(name: str, plan: Plan) -> bool:
    """Whether a cached property was worked out already."""
    return name in vars(plan)
