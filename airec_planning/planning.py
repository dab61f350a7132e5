"""The one way in for notebooks and commands: a deployment folder into a plan, and a plan under other settings."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

from airec_planning.arguments import (
    check_folder,
    check_scenarios,
    check_values,
    needs_plan,
    parse_as_of,
    parse_overrides,
)
from airec_planning.costs.cost_table import CostTable
from airec_planning.costs.scenarios import compared, scenario_table
from airec_planning.costs.scenarios import sweep as swept
from airec_planning.deployment import SETTINGS_FILE, Deployment, read_deployment
from airec_planning.inputs.requirements import NO_TABLE, RequirementTable, read_requirements
from airec_planning.inputs.san_domains import NO_SAN_DOMAINS, SanDomains, read_san_domains
from airec_planning.language import Language, speaking
from airec_planning.plan import Plan, planner_files


def make_plan(
    deployment: str | os.PathLike[str],
    as_of: str | dt.date | dt.datetime | None = None,
    settings: Mapping[str, str] | Sequence[str] | str | None = None,
) -> Plan:
    """Read a deployment folder and plan it at an as-of date.

    ``as_of`` is a day (its first moment) or a moment, in UTC where it names no zone; now where it is left out.
    ``settings`` lays values over ``deployment.toml``: a mapping, or text such as
    ``"prices.standard=0.4; horizon.days=365"``.

    >>> plan = make_plan("examples/airec-demo", "2026-11-01", "horizon.days=365")
    >>> plan.decision.path
    'https'

    Raises:
        InputError: the folder, a planner's file or the as-of date cannot be used.
        SettingsError: a setting is unknown or of a wrong type.
    """
    check_folder(deployment)
    overrides = parse_overrides(settings)
    at_hand = _AT_HAND.get()
    if at_hand is not None and as_of and _is_plan_of(at_hand, deployment, parse_as_of(as_of, "as_of"), overrides):
        return at_hand
    found = read_deployment(deployment, overrides)
    table, san = _planners_words(found, Path())
    return Plan(found, parse_as_of(as_of, "as_of"), table, san, _planner_hashes(found))


def _planners_words(found: Deployment, here: Path) -> tuple[RequirementTable, SanDomains]:
    """What the planner's files say, relative paths being meant from ``here``."""
    table, san = found.requirement_table, found.san_domains
    with speaking(found.settings.language):
        return (
            read_requirements(here / table, found.shown(table), found.settings.planner) if table else NO_TABLE,
            read_san_domains(here / san, found.shown(san)) if san else NO_SAN_DOMAINS,
        )


def in_language(plan: Plan, language: Language) -> Plan:
    """The same plan with its sentences in a language.

    The planner's files are read once more where entries of theirs could not be taken, and certificate files where some
    could not be read, for the sentences that say why; else what was read stands.

    Raises:
        InputError: a planner's file can no longer be used.
    """
    if plan.settings.language == language:
        return plan
    settings = plan.settings.model_copy(update={"language": language})
    told = replace(plan, deployment=replace(plan.deployment, settings=settings))
    if plan.failures:
        table, san = _planners_words(told.deployment, plan.read_from)
        told = replace(
            told,
            table=replace(plan.table, failures=table.failures),
            san_domains=replace(plan.san_domains, failures=san.failures),
        )
    if plan.inventory.unreadable.empty and plan.inventory.passed_over.empty:
        told.__dict__["inventory"] = plan.inventory
    return told


@contextmanager
def plan_at_hand(plan: Plan) -> Iterator[None]:
    """Within this, ``make_plan`` gives this very plan where it is asked for the same deployment, moment and settings.

    So the notebooks of a report show what its tables say, read once, though a file may change in between. It is one
    object: a notebook that changes one of its tables meets the change again, which it would not in a kernel.
    """
    before = _AT_HAND.set(plan)
    try:
        yield
    finally:
        _AT_HAND.reset(before)


_AT_HAND: ContextVar[Plan | None] = ContextVar("plan_at_hand", default=None)


def _is_plan_of(
    plan: Plan, deployment: str | os.PathLike[str], as_of: dt.datetime, overrides: Mapping[str, str]
) -> bool:
    return (
        plan.as_of == as_of
        and dict(plan.deployment.overrides) == dict(overrides)
        and (plan.read_from / plan.deployment.folder).resolve() == Path(deployment).resolve()
    )


def compare(plan: Plan, scenarios: Mapping[str, Mapping[str, Any]] | None = None) -> CostTable:
    """Scenarios against the settings as they are (schema ``tables.SCENARIOS``): the named ones, or these.

    ``scenarios`` gives each by what it changes: ``{"short-lived": {"validity.platform_days": 90}}``. The result is a
    DataFrame, the settings as they are in its first row and amounts in fen (1/100 CNY); it shows itself in yuan.

    >>> plan = make_plan("examples/airec-demo", "2026-11-01")
    >>> compare(plan, {"short-lived": {"validity.platform_days": 90}})["https_horizon"].tolist()
    [4350, 23950]

    Raises:
        InputError: ``plan`` is no plan.
        SettingsError: a scenario changes an unknown setting, or one to a value that it cannot have.
    """
    needs_plan("compare", plan, Plan)
    if scenarios is not None:
        check_scenarios(scenarios)
    given = plan.scenarios if scenarios is None else compared(plan.estate, plan.settings, scenarios)
    return CostTable.of(scenario_table(plan.comparison, given), plan.settings.language)


def sweep(plan: Plan, over: Mapping[str, Iterable[Any]]) -> CostTable:
    """Both paths' costs for every combination of values: ``sweep(plan, {"prices.standard": [0.4, 0.5, 0.6]})``.

    A DataFrame with a column for each figure, then ``certificates``, ``peak``, and in fen (1/100 CNY) ``https_now``,
    ``https_horizon`` and ``ca_horizon``; it shows itself in yuan.

    >>> plan = make_plan("examples/airec-demo", "2026-11-01")
    >>> sweep(plan, {"prices.standard": [0.4, 0.5]})["certificates"].tolist()
    [13, 13]

    Raises:
        InputError: ``plan`` is no plan.
        SettingsError: an unknown figure, or a value that it cannot have.
    """
    needs_plan("sweep", plan, Plan)
    check_values(over)
    return CostTable.of(swept(plan.estate, plan.settings, over), plan.settings.language)


def _planner_hashes(deployment: Deployment) -> dict[str, str]:
    settings = deployment.folder / SETTINGS_FILE
    read = [*planner_files(deployment), *([settings] if settings.exists() else [])]
    return {deployment.shown(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in read}
