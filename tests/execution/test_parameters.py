"""Parameters are checked before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from airec_planning.errors import InputError
from airec_planning.execution.parameters import checked, parameters_of
from airec_planning.reporting.notebooks import REPORT, given_parameters, notebooks_in, parameters_help
from tests.notebooks import PARAMETERS, notebook

CELL = """
rows = 20  # how many rows a table shows
share: float = 0.5  # of 1
top: int | None = None  # no limit where it is left out
title = "Costs"
quick = False
labels: list[str] = ["a"]
until: "int | str" = 3
"""


@pytest.fixture
def parameters(tmp_path: Path) -> Any:
    return parameters_of(notebook(tmp_path / "one.ipynb", parameters=CELL))


def test_type_and_meaning_are_read_from_default_annotation_and_comment(parameters: Any) -> None:
    assert [(p.name, p.type_text) for p in parameters] == [
        ("rows", "int"),
        ("share", "float"),
        ("top", "int | None"),
        ("title", "str"),
        ("quick", "bool"),
        ("labels", "list"),
        ("until", "int | str"),
    ]
    assert parameters[0].about == "how many rows a table shows"
    assert parameters[3].about == ""


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("rows", "30", 30),
        ("rows", 30, 30),
        ("share", "1", 1.0),
        ("share", 2, 2.0),
        ("top", "none", None),
        ("top", "7", 7),
        ("top", None, None),
        ("title", "12", "12"),
        ("quick", "true", True),
        ("labels", '["x", "y"]', ["x", "y"]),
        ("until", "tomorrow", "tomorrow"),
    ],
)
def test_a_value_is_read_as_its_parameters_type(parameters: Any, name: str, given: Any, found: Any) -> None:
    value = checked(parameters, {name: given}, "one.ipynb")[name]
    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize(
    ("name", "given"), [("rows", "many"), ("rows", "1.5"), ("rows", True), ("quick", "1"), ("title", 3), ("rows", None)]
)
def test_a_value_of_another_type_is_refused_with_what_the_parameter_means(
    parameters: Any, name: str, given: Any
) -> None:
    with pytest.raises(InputError, match=rf'one.ipynb: parameter "{name}" is \w+, not'):
        checked(parameters, {name: given}, "one.ipynb")


def test_an_unknown_name_is_refused_with_the_nearest_known_one(parameters: Any) -> None:
    with pytest.raises(InputError, match=r'has no parameter "row"\n  Did you mean "rows"\?'):
        checked(parameters, {"row": 3}, "one.ipynb")
    with pytest.raises(InputError, match=r"It takes: rows, share"):
        checked(parameters, {"zzz": 3}, "one.ipynb")


def test_each_notebook_is_given_what_it_knows(tmp_path: Path) -> None:
    notebook(tmp_path / "a.ipynb", parameters=f"{PARAMETERS}\nrows = 20")
    notebook(tmp_path / "b.ipynb", "# Title of b\n\nProse.", parameters="deployment = ''")
    notebook(tmp_path / "c.ipynb", parameters="nothing = 1")
    found = notebooks_in(tmp_path)
    assert [(one.stem, one.title) for one in found] == [("a", "a"), ("b", "Title of b")]
    of_the_command = {"deployment": "x", "as_of": "2026-11-01", "settings": ""}
    assert given_parameters(found, of_the_command, {"rows": "5"}) == [
        {**of_the_command, "rows": 5},
        {"deployment": "x"},
    ]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"as_of": "2026-11-01"}, '"as_of" is set by --as-of'),
        ({"deploiment": "x"}, 'has no parameter "deploiment"'),
        ({"rows": "5"}, 'has no parameter "rows"'),
    ],
)
def test_what_the_command_gives_itself_or_no_notebook_has_is_refused(wanted: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        given_parameters(REPORT, {"deployment": "x"}, wanted)


def test_the_help_lists_each_notebooks_parameters() -> None:
    told = parameters_help(REPORT)
    assert told.startswith("01-path-costs: Which path, and what it costs\n  deployment: str = ")
    assert "as_of: str = '2026-11-01' (set by --as-of)  the as-of date, ISO 8601" in told


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"cells": 3}', '{"cells": [1]}', "\x00", "[" * 100_000])
def test_a_broken_notebook_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "broken.ipynb").write_text(text)
    with pytest.raises(InputError, match=r"broken\.ipynb: is not a notebook"):
        notebooks_in(tmp_path)


@pytest.mark.parametrize("cell", ["deployment = ", "deployment = other()", "x = [1,\n'"])
def test_a_parameters_cell_that_is_not_plain_python_is_named(cell: str, tmp_path: Path) -> None:
    notebook(tmp_path / "odd.ipynb", parameters=cell)
    with pytest.raises(InputError, match=r"odd\.ipynb: has a parameters cell that cannot be read"):
        notebooks_in(tmp_path)


def test_a_folder_without_notebooks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no notebook with the parameter deployment"):
        notebooks_in(tmp_path)
    with pytest.raises(InputError, match="nowhere: no such folder"):
        notebooks_in(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is a file"):
        notebooks_in(notebook(tmp_path / "a.ipynb"))
