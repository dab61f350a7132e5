"""The reference is complete: what the code has, it has, each with what a reader needs."""

from __future__ import annotations

import re

import pytest
from pydantic.fields import FieldInfo

import airec_planning
from airec_planning import errors, setting_values, tables
from airec_planning.audit.findings import checks
from airec_planning.cli import app
from airec_planning.costs.path_rules import RULES
from airec_planning.outputs.schemas import ALL
from airec_planning.setting_sections import Section, Settings
from docs._ext.reference import WRITERS, settings
from docs._ext.reference.checks import described
from tests.docs.pages import PAGES

NUMBERS_WITHOUT_UNIT: set[str] = set()
WITHOUT_REMEDY_OF_ITS_OWN = {"planner-row", "file-readable"}
"""Theirs come with the row or file, by its reason."""


def test_each_part_stands_on_one_page() -> None:
    marks = [mark for page in PAGES for mark in re.findall(r"<!-- reference: (.+) -->", page.read_text("utf-8"))]
    assert sorted(marks) == sorted(WRITERS)


def test_every_setting_has_its_kind_default_and_meaning() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (.*) \| (.*) \| (.*) \| (.*) \|$", settings.text(), re.MULTILINE)
    assert {key for key, *_ in rows} == {*setting_values.all_keys(), *setting_values.WHAT_IFS}
    assert [key for key, takes, _, default, meaning in rows if not (takes and default and meaning)] == []


def _numbers(section: Section, prefix: str = "") -> dict[str, FieldInfo]:
    found = {}
    for name, field in type(section).model_fields.items():
        if isinstance(inner := getattr(section, name), Section):
            found |= _numbers(inner, f"{prefix}{name}.")
        elif re.search(r"\b(int|Decimal)\b", repr(field.annotation)):
            found[prefix + name] = field
    return found


def test_every_number_among_the_settings_has_a_unit() -> None:
    numbers = _numbers(Settings())
    assert len(numbers) > 20
    assert {key for key, field in numbers.items() if not settings.unit(key, field)} == NUMBERS_WITHOUT_UNIT


def test_every_check_has_its_sentence_its_severities_and_what_to_do() -> None:
    listed = list(described())
    assert [one.name for one in listed] == list(checks())
    assert [one.name for one in listed if not one.severities] == []
    assert {one.name for one in listed if not one.remedies} == WITHOUT_REMEDY_OF_ITS_OWN
    (validity,) = [one for one in listed if one.name == "validity"]
    assert validity.severities == ("error", "warning", "notice")
    assert "Create a new certificate in the console; it does not renew by itself." in validity.remedies


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("tables", [table.name for table in (*tables.ALL, *tables.ANALYSES)]),
        ("documents", [f"airec-planning/{name}/1" for name in ALL]),
        ("commands", [command.name or command.callback.__name__ for command in app.registered_commands]),
        ("api", [f"airec_planning.{name}" for name in airec_planning.__all__ if name != "__version__"]),
        ("reasons", list(errors.Reason)),
        ("environment", ["AIREC_PLANNING_CACHE", "AIREC_PLANNING_CHROMIUM", "AIREC_PLANNING_LANGUAGE"]),
        ("exit codes", ["0", "1", "2", "3", str(errors.FAULT), "130", "143"]),
    ],
)
def test_nothing_is_left_out(part: str, names: list[str]) -> None:
    text = WRITERS[part]()
    assert [name for name in names if not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", text)] == []


def test_every_rule_on_the_path_is_told_with_its_evidence() -> None:
    text = WRITERS["rules"]()
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \| (\w+) \| (.*) \|$", text, re.MULTILINE)
    assert len(rows) > len(RULES)
    assert [rule for rule, _, _, evidence in rows if not evidence] == []
    page = next(page for page in PAGES if page.name == "path-rules.md").read_text(encoding="utf-8")
    assert [rule for rule, *_ in rows if f"`{rule}`" not in page] == []


def test_every_variable_says_what_it_does() -> None:
    rows = re.findall(r"^\| `(AIREC\w+)` \| (.*) \|$", WRITERS["environment"](), re.MULTILINE)
    assert rows
    assert [name for name, said in rows if not said] == []
