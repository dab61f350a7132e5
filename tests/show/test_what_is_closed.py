"""Where a table says which path costs less, it says too if one is not open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from airec_planning import make_plan, show
from airec_planning.outputs.fragments import Fragment
from airec_planning.plan import Plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "airec-demo"
CLOSED = "The CA path is not open to this deployment, whatever it costs."


@pytest.mark.parametrize("shown", [show.scenarios, show.break_evens])
def test_costs_of_a_path_that_is_not_open_are_told_as_such(shown: Callable[[Plan], Fragment]) -> None:
    work = "labour.hourly_rate=60; labour.creation_minutes=5; labour.issuance_minutes=5"
    plan = make_plan(EXAMPLE, "2026-11-01", work)
    assert plan.decision.feasible("ca") is False
    assert len(plan.break_evens) > 0
    assert shown(plan).text.endswith(CLOSED)


def test_nothing_is_said_where_both_paths_are_open() -> None:
    plan = make_plan(EXAMPLE, "2026-11-01", "organisation.own_ca=true")
    assert plan.decision.feasible("ca")
    assert "not open" not in show.scenarios(plan).text
