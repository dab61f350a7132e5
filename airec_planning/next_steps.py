"""What to do next, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.language import N_, _
from airec_planning.plan import Plan
from airec_planning.text import apart, in_a_row, place_text, plural


@dataclass(frozen=True)
class Step:
    """A thing to do, and what it is about."""

    title: str
    items: tuple[str, ...]


_WORKSHEET_OF_ALL = N_(
    "requests/console-worksheet.xlsx lists all {purchases} of a plan from nothing; with existing.keep = true what "
    "works is kept, and only what is lacking is listed and paid for"
)
_WORKSHEET = N_("requests/console-worksheet.xlsx lists them in order; airec-planning requests checks each name first")
_NOT_YET = N_("{rows} to a certificate that has an error above: mend or replace it first")
_SCRIPT = N_("airec-planning requests makes their keys and requests, or the script that does")
_OTHER_STEPS = ("domain-covered", "listed-by-both", "planner-row", "file-readable", "time-left")


def next_steps(plan: Plan) -> list[Step]:
    """The steps to a deployment whose certificates all work, in the order in which to take them."""
    parts = (_mend_inputs, _mend_certificates, _get_certificates, _watch, _agree, _hand_over)
    steps = [step for part in parts for step in part(plan)]
    return steps or [Step(_("Nothing: every domain is served, and every check passed"), ())]


def _of(plan: Plan, severity: str, check: str) -> pd.DataFrame:
    findings = plan.findings
    return findings[(findings["severity"] == severity) & (findings["check"] == check)]


def _mend_inputs(plan: Plan) -> Iterator[Step]:
    rows = pd.concat([_of(plan, "error", "planner-row"), _of(plan, "warning", "planner-row")])
    if len(rows):
        entries = plural(len(rows), "entry", "entries")
        yield Step(_("Correct {entries} of the planner's files", entries=entries), _remedies(rows))
    files = _of(plan, "error", "file-readable")
    if len(files):
        yield Step(_("Make {files} readable", files=plural(len(files), "file")), _remedies(files))


def _mend_certificates(plan: Plan) -> Iterator[Step]:
    items = []
    for (file, subject), rows in _faults(plan).groupby(["file", "subject"], sort=False):
        said = apart(row["message"] for row in tables.records(rows))
        todo = in_a_row(dict.fromkeys(row["remedy"] for row in tables.records(rows)))
        items.append(
            _(
                "{file} ({subject}): {message}. {remedy}",
                file=file,
                subject=place_text(str(subject)),
                message=said,
                remedy=todo,
            )
        )
    if items:
        certificates = plural(len(items), "certificate")
        yield Step(_("Mend or replace {certificates}", certificates=certificates), tuple(items))


def _faults(plan: Plan) -> pd.DataFrame:
    findings = plan.findings
    return findings[(findings["severity"] == "error") & ~findings["check"].isin(_OTHER_STEPS)]


def _get_certificates(plan: Plan) -> Iterator[Step]:
    coverage = plan.coverage
    missing = set(coverage.loc[coverage["state"] == "missing", "domain"])
    if not missing:
        return
    domains = plural(len(missing), "domain")
    if plan.decision.path == "https":
        wanted = [row for row in tables.records(plan.comparison.purchases) if missing & set(row["covers"])]
        items = tuple(
            _(
                "{type}: {name} ({domains})",
                type=_(row["type"]).capitalize(),
                name=names.both_forms(row["domain"]),
                domains=plural(len(missing & set(row["covers"])), "domain"),
            )
            for row in wanted
        )
        title = _(
            "Create {certificates} in the console for {domains} without a certificate",
            certificates=plural(len(wanted), "certificate"),
            domains=domains,
        )
        purchases = len(plan.comparison.purchases)
        just_these = len(wanted) == purchases or plan.settings.existing.keep
        yield Step(title, (*items, _(_WORKSHEET) if just_these else _(_WORKSHEET_OF_ALL, purchases=purchases)))
        return
    wanted = [row for row in tables.records(plan.requests) if _serves(row["domains"], missing)]
    items = tuple(f"{row['name']}: {', '.join(map(names.both_forms, row['domains']))}" for row in wanted)
    title = _(
        "Have {certificates} issued by the own CA for {domains} without a certificate",
        certificates=plural(len(wanted), "certificate"),
        domains=domains,
    )
    yield Step(title, (*items, _(_SCRIPT)))


def _serves(patterns: tuple[str, ...], domains: set[str]) -> bool:
    return any(names.covers(pattern, domain) for pattern in patterns for domain in domains)


def _watch(plan: Plan) -> Iterator[Step]:
    rows = pd.concat([_of(plan, "error", "time-left"), _of(plan, "warning", "time-left")])
    if len(rows):
        items = tuple(
            _("{file} ({subject}): {message}. {remedy}", **_said(row), file=row["file"]) for row in tables.records(rows)
        )
        yield Step(_("Renew {certificates} soon", certificates=plural(len(rows), "certificate")), items)


def _agree(plan: Plan) -> Iterator[Step]:
    wildcards = _of(plan, "warning", "wildcard-issuable")
    if len(wildcards):
        yield Step(_("Ask for other names than these wildcards"), _remedies(wildcards))
    rows = _of(plan, "warning", "listed-by-both")
    if len(rows):
        yield Step(_("Bring the requirement table and san_domains into agreement"), _remedies(rows))


def _hand_over(plan: Plan) -> Iterator[Step]:
    rows = len(plan.mapping)
    lacking = int((plan.mapping["unmapped"] != "").sum())
    faulty = int(plan.mapping["certificate_file"].isin(set(_faults(plan)["file"]) - {""}).sum())
    if lacking or faulty:
        title = _(
            "Then hand over certificate_info.xlsx: {mapped} of {rows} is mapped"
            if rows == 1
            else "Then hand over certificate_info.xlsx: {mapped} of {rows} are mapped",
            mapped=rows - lacking,
            rows=plural(rows, "row"),
        )
        yield Step(title, (_(_NOT_YET, rows=plural(faulty, "row")),) if faulty else ())
    elif rows == 1:
        yield Step(_("Hand over certificate_info.xlsx: its only row is mapped"), ())
    elif rows:
        yield Step(_("Hand over certificate_info.xlsx: all {rows:,} rows are mapped", rows=rows), ())


def _remedies(findings: pd.DataFrame) -> tuple[str, ...]:
    return tuple(_("{subject}: {message}. {remedy}", **_said(row)) for row in tables.records(findings))


def _said(finding: dict[str, Any]) -> dict[str, str]:
    return {"subject": place_text(finding["subject"]), "message": finding["message"], "remedy": finding["remedy"]}
