"""The committed selection: what each case has to say, said by a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.harness import Case, ask
from tests.conformance.selection import cases


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_deployment_says_what_the_rule_says(case: Case, tmp_path: Path) -> None:
    answer = ask(case, tmp_path)
    agrees = answer.agrees(case.valid)
    assert agrees, f"{case.reason}: expected {'valid' if case.valid else 'not valid'}, found: {answer}"


def test_the_selection_is_large_and_its_ids_are_its_own() -> None:
    ids = [case.id for case in cases()]
    assert len(set(ids)) == len(ids) >= 100
    assert 0.4 < sum(case.valid for case in cases()) / len(ids) < 0.6
