"""The list of known disagreements: read, shown in the README, and complete."""

from __future__ import annotations

import tomllib

from tests.conformance.known import FILE, README, read_known, table


def test_the_readme_shows_the_list() -> None:
    assert table(read_known()) in README.read_text(encoding="utf-8")


def test_each_case_stands_there_once_and_has_a_reason_that_says_something() -> None:
    groups = tomllib.loads(FILE.read_text(encoding="utf-8"))["difference"]
    ids = [id for group in groups for id in group["ids"]]
    assert len(ids) == len(set(ids))
    assert all(group.keys() == {"reason", "ids"} and group["ids"] for group in groups)
    assert all(len(group["reason"]) > 30 and "|" not in group["reason"] for group in groups)


def test_path_building_has_no_exceptions() -> None:
    assert [id for id in read_known() if id.startswith("bettertls::pathbuilding")] == []
