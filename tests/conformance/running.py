"""Every case put to a plan, and what was found, as a table by namespace."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.conformance.harness import Answer, Case, ask
from tests.conformance.limbo import PATH_BUILDING


@dataclass(frozen=True)
class Result:
    """A case with what was found; no answer where a deployment cannot ask it."""

    case: Case
    answer: Answer | None

    @property
    def differs(self) -> bool:
        return self.answer is not None and not self.answer.agrees(self.case)


def run(cases: Iterable[Case]) -> list[Result]:
    """Each case with its answer, on all cores."""
    os.environ["AIREC_PLANNING_CACHE"] = "off"
    with get_context("spawn").Pool() as pool:
        return pool.map(_result, cases, chunksize=4)


def report(results: list[Result], known: Mapping[str, str]) -> list[str]:
    """The table, then each disagreement with its reason or its findings, then what is out of scope."""
    namespaces = dict.fromkeys(result.case.namespace for result in results)
    rows = [_counts(name, [one for one in results if one.case.namespace == name]) for name in namespaces]
    rows.append(_counts("all", results))
    lines = [f"{'namespace':28}{'agree':>8}{'disagree':>10}{'not asked':>11}"]
    lines += [f"{name:28}{agree:8}{differ:10}{left:11}" for name, agree, differ, left in rows]
    lines += ["", *(line for result in results if result.differs for line in _told(result, known))]
    reasons = dict.fromkeys(result.case.out_of_scope for result in results if result.answer is None)
    for reason in reasons:
        count = sum(result.case.out_of_scope == reason for result in results)
        lines.append(f"not asked, {count}: {reason}")
    return [*lines, *faults(results, known)]


def faults(results: list[Result], known: Mapping[str, str]) -> list[str]:
    """What is not as known: disagreements without a reason, and reasons without a disagreement."""
    differing = {result.case.id for result in results if result.differs}
    found = [f"fault: {id} disagrees, and is not known to" for id in sorted(differing - known.keys())]
    found += [
        f"fault: {id} disagrees, and path building has no exceptions"
        for id in sorted(differing & known.keys())
        if id.startswith(PATH_BUILDING)
    ]
    ran = {result.case.id for result in results}
    return found + [
        f"fault: {id} agrees by now: take it off known.toml" for id in sorted(known.keys() & ran - differing)
    ]


def _result(case: Case) -> Result:
    if case.out_of_scope:
        return Result(case, None)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's word on odd certificates
        return Result(case, ask(case, Path(folder)))


def _counts(name: str, results: list[Result]) -> tuple[str, int, int, int]:
    differ = sum(result.differs for result in results)
    left = sum(result.answer is None for result in results)
    return name, len(results) - differ - left, differ, left


def _told(result: Result, known: Mapping[str, str]) -> list[str]:
    case = result.case
    expected = "valid" if case.valid else "not valid"
    return [
        f"{case.id}: expected {expected}; {case.reason}",
        f"    found: {result.answer}",
        f"    known: {known.get(case.id, 'no')}",
    ]
