"""What a notebook shows for exploring a plan by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airec_planning.plan import Plan

if TYPE_CHECKING:
    from airec_planning.explorer.widgets import Explorer


def explorer(plan: Plan) -> Explorer:
    """Controls for prices, times and labour, with what they change; scenarios to pin and to export."""
    from airec_planning.explorer.widgets import Explorer  # noqa: PLC0415  # widgets: in this notebook alone

    return Explorer(plan)
