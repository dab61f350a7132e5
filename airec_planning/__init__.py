"""Plan the HTTPS certificates of an AIRec deployment: decision, costs, audit, mapping workbook.

    >>> from airec_planning import compare, make_plan, show
    >>> plan = make_plan("examples/airec-demo", "2026-11-01")   # a deployment's folder, the as-of date
    >>> plan.decision.path
    'https'

In a notebook a plan alone in a cell says what it is and what to call next; ``show.answer(plan)`` and its like show one
thing each. A plan is ``make_plan``'s; ``plan.comparison`` (a ``Comparison``) has the costs, ``plan.audit`` (an
``Audit``) what is broken and what is due; ``compare`` and ``sweep`` work out other settings; ``read_fleet`` reads many
deployments' runs as a ``Fleet``. What a person has to mend is raised as a ``PlanningError``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airec_planning.version import __version__

if TYPE_CHECKING:
    from airec_planning import show as show
    from airec_planning.audit.result import Audit as Audit
    from airec_planning.costs.comparison import Comparison as Comparison
    from airec_planning.errors import PlanningError as PlanningError
    from airec_planning.plan import Plan as Plan
    from airec_planning.planning import compare as compare
    from airec_planning.planning import make_plan as make_plan
    from airec_planning.planning import sweep as sweep
    from airec_planning.runs.fleet import Fleet as Fleet
    from airec_planning.runs.fleet import read_fleet as read_fleet

__all__ = [
    "Audit",
    "Comparison",
    "Fleet",
    "Plan",
    "PlanningError",
    "__version__",
    "compare",
    "make_plan",
    "read_fleet",
    "show",
    "sweep",
]

_HOMES = {
    "Audit": "audit.result",
    "Comparison": "costs.comparison",
    "Fleet": "runs.fleet",
    "Plan": "plan",
    "PlanningError": "errors",
    "compare": "planning",
    "make_plan": "planning",
    "read_fleet": "runs.fleet",
    "sweep": "planning",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when first asked for: a command that needs no table loads none."""
    import importlib  # noqa: PLC0415

    if name == "show":
        return importlib.import_module("airec_planning.show")
    if name in _HOMES:
        return getattr(importlib.import_module(f"airec_planning.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'airec_planning' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
