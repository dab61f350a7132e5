"""What to do next, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from airec_planning import names, tables
from airec_planning.planning import Plan
from airec_planning.text import plural


@dataclass(frozen=True)
class Step:
    """A thing to do, and what it is about."""

    title: str
    items: tuple[str, ...]


_WORKSHEET = "requests/console-worksheet.xlsx lists them in order; airec-planning requests checks each name first"
_SCRIPT = "airec-planning requests makes their keys and requests, or the script that does"
_OTHER_STEPS = ("domain-covered", "listed-by-both", "planner-row", "file-readable", "time-left")


def next_steps(plan: Plan) -> list[Step]:
    """The steps to a deployment whose certificates all work, in the order in which to take them."""
    parts = (_mend_inputs, _mend_certificates, _get_certificates, _watch, _agree, _hand_over)
    steps = [step for part in parts for step in part(plan)]
    return steps or [Step("Nothing: every domain is served, and every check passed", ())]


def _of(plan: Plan, severity: str, check: str) -> pd.DataFrame:
    findings = plan.findings
    return findings[(findings["severity"] == severity) & (findings["check"] == check)]


def _mend_inputs(plan: Plan) -> Iterator[Step]:
    rows = pd.concat([_of(plan, "error", "planner-row"), _of(plan, "warning", "planner-row")])
    if len(rows):
        items = tuple(f"{row['subject']}: {row['message']}. {row['remedy']}" for row in tables.records(rows))
        yield Step(f"Correct {plural(len(rows), 'entry', 'entries')} of the planner's files", items)
    files = _of(plan, "error", "file-readable")
    if len(files):
        items = tuple(f"{row['subject']}: {row['message']}. {row['remedy']}" for row in tables.records(files))
        yield Step(f"Make {plural(len(files), 'file')} readable", items)


def _mend_certificates(plan: Plan) -> Iterator[Step]:
    findings = plan.findings
    faulty = findings[(findings["severity"] == "error") & ~findings["check"].isin(_OTHER_STEPS)]
    items = []
    for (file, subject), rows in faulty.groupby(["file", "subject"], sort=False):
        said = "; ".join(row["message"] for row in tables.records(rows))
        todo = " ".join(dict.fromkeys(row["remedy"] for row in tables.records(rows)))
        items.append(f"{file} ({subject}): {said}. {todo}")
    if items:
        yield Step(f"Mend or replace {plural(len(items), 'certificate')}", tuple(items))


def _get_certificates(plan: Plan) -> Iterator[Step]:
    coverage = plan.coverage
    missing = set(coverage.loc[coverage["state"] == "missing", "domain"])
    if not missing:
        return
    for_domains = f"for {plural(len(missing), 'domain')} without a certificate"
    if plan.decision.path == "https":
        wanted = [row for row in tables.records(plan.comparison.purchases) if missing & set(row["covers"])]
        items = tuple(
            f"{row['type'].capitalize()}: {names.both_forms(row['domain'])} "
            f"({plural(len(missing & set(row['covers'])), 'domain')})"
            for row in wanted
        )
        yield Step(f"Create {plural(len(wanted), 'certificate')} in the console {for_domains}", (*items, _WORKSHEET))
        return
    wanted = [row for row in tables.records(plan.requests) if _serves(row["domains"], missing)]
    items = tuple(f"{row['name']}: {', '.join(map(names.both_forms, row['domains']))}" for row in wanted)
    yield Step(f"Have {plural(len(wanted), 'certificate')} issued by the own CA {for_domains}", (*items, _SCRIPT))


def _serves(patterns: tuple[str, ...], domains: set[str]) -> bool:
    return any(names.covers(pattern, domain) for pattern in patterns for domain in domains)


def _watch(plan: Plan) -> Iterator[Step]:
    rows = pd.concat([_of(plan, "error", "time-left"), _of(plan, "warning", "time-left")])
    if len(rows):
        items = tuple(
            f"{row['file']} ({row['subject']}): {row['message']}. {row['remedy']}" for row in tables.records(rows)
        )
        yield Step(f"Renew {plural(len(rows), 'certificate')} soon", items)


def _agree(plan: Plan) -> Iterator[Step]:
    wildcards = _of(plan, "warning", "wildcard-issuable")
    if len(wildcards):
        items = tuple(f"{row['subject']}: {row['message']}. {row['remedy']}" for row in tables.records(wildcards))
        yield Step("Ask for other names than these wildcards", items)
    rows = _of(plan, "warning", "listed-by-both")
    if len(rows):
        items = tuple(f"{row['subject']}: {row['message']}. {row['remedy']}" for row in tables.records(rows))
        yield Step("Bring the requirement table and san_domains into agreement", items)


def _hand_over(plan: Plan) -> Iterator[Step]:
    rows = len(plan.mapping)
    lacking = int((plan.mapping["unmapped"] != "").sum())
    if lacking:
        mapped = f"{rows - lacking} of {plural(rows, 'row')}"
        yield Step(f"Then hand over certificate_info.xlsx: {mapped} {'is' if rows == 1 else 'are'} mapped", ())
    elif rows:
        mapped = "its only row is" if rows == 1 else f"all {rows:,} rows are"
        yield Step(f"Hand over certificate_info.xlsx: {mapped} mapped", ())
