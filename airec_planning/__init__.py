"""Plan the HTTPS certificates of an AIRec deployment: decision, costs, audit, mapping workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airec_planning.version import __version__

if TYPE_CHECKING:
    from airec_planning import show as show
    from airec_planning.planning import Plan as Plan
    from airec_planning.planning import compare as compare
    from airec_planning.planning import make_plan as make_plan
    from airec_planning.planning import sweep as sweep
    from airec_planning.runs.fleet import Fleet as Fleet
    from airec_planning.runs.fleet import read_fleet as read_fleet

__all__ = ["Fleet", "Plan", "__version__", "compare", "make_plan", "read_fleet", "show", "sweep"]


def __getattr__(name: str) -> Any:
    """The public names, imported when first asked for: a command that needs no table loads none."""
    if name == "show":
        import importlib  # noqa: PLC0415

        return importlib.import_module("airec_planning.show")
    if name in ("Plan", "compare", "make_plan", "sweep"):
        from airec_planning import planning  # noqa: PLC0415

        return getattr(planning, name)
    if name in ("Fleet", "read_fleet"):
        from airec_planning.runs import fleet  # noqa: PLC0415

        return getattr(fleet, name)
    raise AttributeError(name)
