"""The distinct domains out of both of the planner's files."""

from __future__ import annotations

from typing import Any

import pytest

from airec_planning import tables
from airec_planning.inputs.required_domains import required_domains


def asked(*wanted: str | dict[str, Any], listed: tuple[str | tuple[str, str], ...] = ()) -> dict[str, dict[str, Any]]:
    """The required domains by name, for rows of the table and for names listed in ``san_domains``."""
    rows = []
    for number, want in enumerate(wanted, start=2):
        given = {"domain": want} if isinstance(want, str) else want
        blank = {column.name: "" for column in tables.REQUIREMENTS.columns}
        rows.append(blank | {"file": "t.xlsx", "row": number, "san_domains": ()} | given)
    entries = []
    for number, name in enumerate(listed, start=1):
        domain, section = (name, "") if isinstance(name, str) else name
        entry = {"file": "san", "line": number, "section": section, "domain": domain, "written": domain, "cell": ""}
        entries.append(entry)
    frame = required_domains(tables.REQUIREMENTS.frame(rows), tables.SAN_ENTRIES.frame(entries))
    return {row["domain"]: row for row in tables.records(frame)}


def test_a_domain_asked_for_twice_is_one_with_both_places() -> None:
    found = asked("a.cn", "a.cn", listed=("a.cn",))
    assert list(found) == ["a.cn"]
    assert found["a.cn"]["places"] == ("t.xlsx, row 2", "t.xlsx, row 3", "san, line 1")


def test_a_domain_says_which_file_asks_for_it() -> None:
    found = asked("a.x.cn", "b.y.cn", listed=("a.x.cn", "c.z.cn"))
    assert {name: row["asked_in"] for name, row in found.items()} == {
        "a.x.cn": "both",
        "b.y.cn": "table",
        "c.z.cn": "san_domains",
    }


@pytest.mark.parametrize(("wanted", "listed"), [("a.x.cn", "*.x.cn"), ("*.x.cn", "a.x.cn")])
def test_a_wildcard_on_one_list_stands_for_its_children_on_the_other(wanted: str, listed: str) -> None:
    assert {row["asked_in"] for row in asked(wanted, listed=(listed,)).values()} == {"both"}


@pytest.mark.parametrize("child", ["x.cn", "a.b.x.cn"])
def test_a_wildcard_stands_neither_for_its_apex_nor_for_grandchildren(child: str) -> None:
    assert asked(child, listed=("*.x.cn",))[child]["asked_in"] == "table"


def test_one_child_in_the_table_does_not_put_its_siblings_there() -> None:
    found = asked("a.x.cn", listed=("*.x.cn", "b.x.cn"))
    assert found["b.x.cn"]["asked_in"] == "san_domains"


@pytest.mark.parametrize(
    ("types", "demanded"),
    [(("standard", "enterprise", "wildcard"), "enterprise"), (("standard", ""), "standard"), (("", ""), "")],
)
def test_the_dearest_type_is_demanded(types: tuple[str, ...], demanded: str) -> None:
    assert asked(*[{"domain": "a.cn", "certificate_type": kind} for kind in types])["a.cn"]["demanded_type"] == demanded


def test_a_listed_wildcard_demands_itself() -> None:
    assert asked(listed=("*.x.cn",))["*.x.cn"]["demanded_type"] == "wildcard"


def test_scopes_and_sources_are_gathered() -> None:
    found = asked(
        {"domain": "a.cn", "scope": "internal", "source": "own-ca", "service": "oss"},
        {"domain": "a.cn", "scope": "external", "source": "hsm", "service": "sls"},
        {"domain": "b.cn", "scope": "external"},
    )
    assert (found["a.cn"]["scope"], found["a.cn"]["source"]) == ("both", "hsm+own-ca")
    assert found["a.cn"]["services"] == ("oss", "sls")
    assert found["b.cn"]["scope"] == "external"


def test_the_planned_certificate_is_the_tables_name_before_the_section() -> None:
    found = asked({"domain": "a.cn", "certificate_name": "web"}, "b.cn", listed=(("a.cn", "one"), ("b.cn", "two")))
    assert (found["a.cn"]["planned_certificate"], found["b.cn"]["planned_certificate"]) == ("web", "two")


def test_domains_come_grouped_by_zone() -> None:
    assert list(asked("z.a.cn", "a.b.cn", "a.cn", "a.a.cn")) == ["a.cn", "a.a.cn", "z.a.cn", "a.b.cn"]


def test_a_name_is_given_for_reading_too() -> None:
    assert asked("xn--jzuq81e.cn")["xn--jzuq81e.cn"]["unicode"] == "推荐.cn"


def test_nothing_asked_for_is_an_empty_table_with_its_columns() -> None:
    frame = required_domains(tables.REQUIREMENTS.frame([]), tables.SAN_ENTRIES.frame([]))
    assert list(frame.columns) == [column.name for column in tables.REQUIRED_DOMAINS.columns]
    assert frame.empty
