"""The table of a suite, and what counts as a fault."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from tests.conformance import __main__ as command
from tests.conformance.harness import Answer, Case, ask
from tests.conformance.limbo import read_cases
from tests.conformance.running import Result, faults, report
from tests.conformance.selection import cases

SOUND = Answer(covered=True, errors=(), outside_web_profile=())
BROKEN = Answer(covered=True, errors=("validity: expired",), outside_web_profile=())
OUTSIDE = Answer(covered=True, errors=(), outside_web_profile=("web-profile: a name constraint that is not critical",))
UNCOVERED = Answer(covered=False, errors=(), outside_web_profile=())


def result(id: str, valid: bool, answer: Answer | None) -> Result:
    scope = "" if answer else "cannot be asked"
    return Result(dataclasses.replace(cases()[0], id=id, valid=valid, out_of_scope=scope), answer)


@pytest.mark.parametrize(
    ("answer", "of_a_valid_one", "of_a_broken_one", "of_one_against_the_web"),
    [
        (SOUND, True, False, False),
        (BROKEN, False, True, True),
        (UNCOVERED, False, True, True),
        (OUTSIDE, True, False, True),
    ],
)
def test_to_be_outside_the_web_profile_decides_only_what_breaks_a_rule_of_the_web(
    answer: Answer, of_a_valid_one: bool, of_a_broken_one: bool, of_one_against_the_web: bool
) -> None:
    case = cases()[0]
    assert answer.agrees(dataclasses.replace(case, valid=True)) is of_a_valid_one
    assert answer.agrees(dataclasses.replace(case, valid=False)) is of_a_broken_one
    assert answer.agrees(dataclasses.replace(case, valid=False, by_web_profile=True)) is of_one_against_the_web


def test_the_table_counts_by_namespace_and_tells_each_disagreement() -> None:
    results = [result("a::x::1", True, SOUND), result("a::x::2", True, BROKEN), result("b::3", False, None)]
    lines = report(results, {"a::x::2": "on purpose"})
    assert [line.split() for line in lines[1:4]] == [
        ["a::x", "1", "1", "0"],
        ["b", "0", "0", "1"],
        ["all", "1", "1", "1"],
    ]
    assert "    found: validity: expired" in lines
    assert "    known: on purpose" in lines
    assert lines[-1] == "not asked, 1: cannot be asked"


def test_only_a_known_disagreement_is_no_fault() -> None:
    assert faults([result("a::1", True, SOUND), result("a::2", False, BROKEN)], {}) == []
    assert faults([result("a::1", True, BROKEN)], {"a::1": "on purpose"}) == []
    assert faults([result("a::1", True, BROKEN)], {}) == ["fault: a::1 disagrees, and is not known to"]


def test_a_known_disagreement_that_is_gone_is_a_fault() -> None:
    assert faults([result("a::1", True, SOUND)], {"a::1": "on purpose"}) == [
        "fault: a::1 agrees by now: take it off known.toml"
    ]


def test_path_building_may_not_disagree_even_if_it_is_known_to() -> None:
    id = "bettertls::pathbuilding::tc1"
    assert faults([result(id, True, BROKEN)], {id: "on purpose"}) == [
        f"fault: {id} disagrees, and path building has no exceptions"
    ]


def limbo_file(path: Path, **other: object) -> Path:
    """One case of the selection, as the public suite writes its cases."""
    case = cases()[0]
    entry = {
        "id": "a::b::c",
        "description": "What is tried.\n\nAnd more.",
        "validation_kind": "SERVER",
        "trusted_certs": [pem.decode() for pem in case.roots],
        "untrusted_intermediates": [],
        "peer_certificate": case.leaf.decode(),
        "peer_certificate_key": None,
        "validation_time": "2026-11-01T00:00:00+00:00",
        "expected_result": "SUCCESS",
        "expected_peer_name": {"kind": "DNS", "value": case.peer},
        "crls": [],
    }
    path.write_text(json.dumps({"version": 1, "testcases": [entry | other]}), encoding="utf-8")
    return path


def test_a_case_of_the_public_suite_is_read_and_asked(tmp_path: Path) -> None:
    (case,) = read_cases(limbo_file(tmp_path / "limbo.json"))
    assert (case.namespace, case.reason, case.valid, case.leaf_key) == ("a::b", "What is tried.", True, None)
    assert ask(case, tmp_path / "deployment") == SOUND


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"validation_kind": "CLIENT"}, "client"),
        ({"expected_peer_name": None}, "no peer"),
        ({"expected_peer_name": {"kind": "IP", "value": "192.0.2.1"}}, "IP address"),
    ],
)
def test_what_a_deployment_cannot_ask_is_told_apart(tmp_path: Path, other: dict[str, object], why: str) -> None:
    (case,) = read_cases(limbo_file(tmp_path / "limbo.json", **other))
    assert why in case.out_of_scope


def test_a_peer_of_one_label_has_to_be_carried_by_the_leaf(tmp_path: Path) -> None:
    case: Case = dataclasses.replace(cases()[0], peer="localhost")
    answer = ask(case, tmp_path)
    assert (answer.covered, answer.errors) == (False, ())


@pytest.mark.parametrize("content", ["{", "{}", '{"testcases": [{}]}'])
def test_a_file_that_is_no_suite_ends_with_two(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "limbo.json"
    path.write_text(content, encoding="utf-8")
    assert command.main([str(path)]) == 2
    assert str(path) in capsys.readouterr().err
