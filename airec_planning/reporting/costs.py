"""The costs of a plan as their document; apart from the other documents, which ``costs`` need not load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airec_planning.outputs.costs_document import costs_document, what_if_entry

if TYPE_CHECKING:
    from airec_planning.outputs.costs_schema import CostsDocument
    from airec_planning.plan import Plan


def costs_of(plan: Plan, *, what_if: bool = False) -> CostsDocument:
    """The costs document of a plan, with what would change the answer if that is asked for."""
    return costs_document(
        plan.deployment.name,
        plan.decision,
        plan.comparison,
        plan.scenarios,
        plan.deployment.overrides,
        what_if_entry(plan.tornado, plan.break_evens, plan.uncertainty) if what_if else None,
    )
