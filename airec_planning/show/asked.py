"""What each call of ``show`` has around it: the right first argument or a remedy, in the language of the plan."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from airec_planning.arguments import needs_plan
from airec_planning.language import Language, speaking
from airec_planning.plan import Plan
from airec_planning.runs.fleet import Fleet
from airec_planning.show.in_jupyterlab import dressed

_Of = TypeVar("_Of")
_Rest = ParamSpec("_Rest")
_Shown = TypeVar("_Shown")


def _asked(
    kind: type[_Of], language: Callable[[_Of], Language]
) -> Callable[[Callable[Concatenate[_Of, _Rest], _Shown]], Callable[Concatenate[_Of, _Rest], _Shown]]:
    """A function of something of this kind, said in its language.

    What it makes raises InputError when it is called with something else, or with nothing.
    """

    def around(
        function: Callable[Concatenate[_Of, _Rest], _Shown],
    ) -> Callable[Concatenate[_Of, _Rest], _Shown]:
        @functools.wraps(function)
        def said(of: _Of | None = None, /, *rest: _Rest.args, **named: _Rest.kwargs) -> _Shown:
            needs_plan(f"show.{function.__name__}", of, kind)
            assert of is not None
            with speaking(language(of)):
                return dressed(function(of, *rest, **named))

        return said

    return around


of_plan = _asked(Plan, lambda plan: plan.settings.language)
of_fleet = _asked(Fleet, lambda fleet: fleet.language)
