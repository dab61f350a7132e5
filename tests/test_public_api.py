"""The public names: few, documented, and all that a notebook needs."""

from __future__ import annotations

import ast
import doctest
import inspect
from pathlib import Path
from typing import Any

import nbformat
import pytest

import airec_planning
from airec_planning import Plan, make_plan, show
from airec_planning.errors import InputError, PlanningError

ROOT = Path(__file__).parents[1]
NAMES = [name for name in airec_planning.__all__ if not name.startswith("__")]


def test_there_are_about_ten_public_names_and_completion_offers_no_other() -> None:
    assert len(NAMES) == 10
    assert dir(airec_planning) == sorted(airec_planning.__all__)
    assert dir(show) == sorted(show.__all__)


def test_what_is_not_there_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="make_plam"):
        _ = airec_planning.make_plam


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_documented(name: str) -> None:
    assert len(inspect.getdoc(getattr(airec_planning, name)) or "") > 60


EXAMPLES: dict[str, Any] = {
    "airec_planning": airec_planning,
    **{name: getattr(airec_planning, name) for name in NAMES},
    "show.table": show.table,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_in_the_docstrings_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    given = {public: getattr(airec_planning, public) for public in NAMES}
    examples = doctest.DocTestFinder(recurse=False).find(EXAMPLES[name], name, globs=given)
    assert sum(len(example.examples) for example in examples) > 0
    for example in examples:
        assert doctest.DocTestRunner(verbose=False).run(example).failed == 0


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_imports_from_here_alone(path: Path) -> None:
    code = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
    imports = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node).split(" import ")[0] for node in imports] == ["from airec_planning"]
    assert {alias.name for node in imports for alias in node.names} <= set(NAMES)


def test_each_call_of_show_is_documented_and_named_in_its_group() -> None:
    assert [name for name in show.__all__ if name not in (show.__doc__ or "")] == []
    assert [name for name in show.__all__ if not getattr(show, name).__doc__] == []


def test_completion_of_a_plan_leads_to_what_is_documented_and_hides_nothing_that_is_reached() -> None:
    plan = make_plan(ROOT / "examples" / "airec-demo", "2026-11-01")
    offered = [name for name in dir(plan) if not name.startswith("_")]
    assert {"audit", "comparison", "decision", "findings", "coverage", "deployment"} <= set(offered)
    assert "read_from" not in offered
    assert plan.read_from
    told = [name for name in offered if isinstance(getattr(Plan, name, None), property) or name not in vars(plan)]
    assert [name for name in told if not getattr(Plan, name).__doc__] == []


@pytest.mark.parametrize("name", [n for n in show.__all__ if n != "table"])
def test_a_call_without_its_plan_or_fleet_is_told_what_to_write(name: str) -> None:
    for given in ((), ("examples/airec-demo",)):
        with pytest.raises(InputError) as told:
            getattr(show, name)(*given)
        assert told.value.place == f"show.{name}"
        assert f"show.{name}({'fleet' if name.startswith('fleet') else 'plan'})" in told.value.remedy


MISTAKES: dict[str, tuple[str, str]] = {
    "make_plan('nowhere')": ("no such folder", "Name the folder"),
    "make_plan('examples/airec-demo/san_domains')": ("is a file, not a folder", "Name the folder"),
    "make_plan(None)": ("given by its folder", "Write make_plan("),
    "make_plan('examples/airec-demo', '1 May')": ("is not a date", "2026-11-01"),
    "make_plan('examples/airec-demo', 20261101)": ("is not a date", "2026-11-01"),
    "make_plan('examples/airec-demo', '', 'prices.standrad=1')": ("unknown setting prices.standrad", "standard"),
    "compare(plan, {'x': {'prices.standrad': 1}})": ("unknown setting prices.standrad", "standard"),
    "compare(plan, {'prices.standard': 1})": ("a name and what it changes", "compare(plan, {"),
    "compare('examples/airec-demo')": ("needs a plan", "make_plan("),
    "sweep(plan, {'prices.standrad': [1]})": ("prices.standrad is no figure", "Did you mean prices.standard?"),
    "sweep(plan, {'prices.nope': [1]})": ("prices.nope is no figure", "Those that can be swept: prices.standard,"),
    "sweep(plan, {'prices.standard': 0.4})": ("a list of values", "sweep(plan, {"),
    "sweep(plan, {'prices.standard': '0.4'})": ("a list of values", "sweep(plan, {"),
    "show.table(plan, 'findigs')": ('no table "findigs"', "Did you mean findings?"),
    "show.table(plan)": ("which table?", "findings"),
    "show.table('x')": ("needs a plan or a table", "show.table(plan"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_remedy(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names = {public: getattr(airec_planning, public) for public in NAMES}
    fact, remedy = MISTAKES[mistake]
    with pytest.raises(PlanningError) as told:
        eval(mistake, {**names, "plan": make_plan("examples/airec-demo", "2026-11-01")})
    assert fact in told.value.fact
    assert remedy in told.value.remedy
    assert len(str(told.value).splitlines()) <= 3
