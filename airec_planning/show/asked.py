"""What each call of ``show`` has around it: the right first argument or a remedy, in the language of the plan."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from airec_planning.arguments import needs_plan
from airec_planning.language import speaking
from airec_planning.plan import Plan
from airec_planning.runs.fleet import Fleet
from airec_planning.show.in_jupyterlab import dressed

_Rest = ParamSpec("_Rest")
_Shown = TypeVar("_Shown")


def of_plan(
    function: Callable[Concatenate[Plan, _Rest], _Shown],
) -> Callable[Concatenate[Plan, _Rest], _Shown]:
    """The same, said in the language of the plan.

    Raises:
        InputError: when it is called with something else than a plan, or with nothing.
    """

    @functools.wraps(function)
    def said(plan: Plan | None = None, /, *rest: _Rest.args, **named: _Rest.kwargs) -> _Shown:
        needs_plan(f"show.{function.__name__}", plan, Plan)
        assert plan is not None
        with speaking(plan.settings.language):
            return dressed(function(plan, *rest, **named))

    return said


def of_fleet(
    function: Callable[Concatenate[Fleet, _Rest], _Shown],
) -> Callable[Concatenate[Fleet, _Rest], _Shown]:
    """The same for a fleet, said in the language of its runs.

    Raises:
        InputError: when it is called with something else than a fleet, or with nothing.
    """

    @functools.wraps(function)
    def said(fleet: Fleet | None = None, /, *rest: _Rest.args, **named: _Rest.kwargs) -> _Shown:
        needs_plan(f"show.{function.__name__}", fleet, Fleet)
        assert fleet is not None
        with speaking(fleet.language):
            return dressed(function(fleet, *rest, **named))

    return said
