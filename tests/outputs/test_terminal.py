"""The documents as text for a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning.outputs import documents, terminal
from airec_planning.outputs.costs_text import costs_text
from airec_planning.outputs.schemas import ConflictEntry, MappingDocument, UnmappedEntry
from airec_planning.plan import Plan
from airec_planning.reporting.costs import costs_of
from tests.deployments import plan_of, write_deployment

EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(EXAMPLE)


def test_a_decision_begins_with_the_path_and_its_reason(plan: Plan) -> None:
    lines = terminal.decision_text(documents.decide_document("demo", plan.decision)).splitlines()
    assert lines[:2] == ["HTTPS path, Scenario 1", plan.decision.reason]
    for rule in plan.decision.rules:
        assert f"    {rule.evidence}" in lines


def test_costs_show_both_paths_the_purchases_and_the_scenarios(plan: Plan) -> None:
    document = costs_of(plan)
    text = costs_text(document)
    assert text.startswith("airec-demo, as of 2026-11-01. Recommended: HTTPS path")
    assert {"HTTPS path", "CA path"} <= {line[:10].strip() for line in text.splitlines()}
    assert document.paths.https.creation_cost in text
    assert all(purchase.domain in text for purchase in document.purchases)
    assert "short-lived" in text and "prices.free_tier=0" in text


def test_an_audit_lists_what_is_wrong_with_its_remedy_and_ends_with_the_counts(plan: Plan) -> None:
    document = documents.audit_document("demo", plan.as_of, plan.coverage, plan.findings, plan.renewals, plan.forecast)
    lines = terminal.audit_text(document).splitlines()
    assert lines[0] == "demo, as of 2026-11-01"
    assert lines[1].startswith("error")
    assert sum(line.startswith("error ") for line in lines) == document.counts["error"]
    assert not [line for line in lines[:-1] if line.startswith(("ok ", "skipped "))]
    assert lines[-1].startswith(f"{document.counts['error']} error")
    remedies = {finding.remedy for finding in document.findings if finding.severity == "error"}
    assert all(any(remedy in line for line in lines) for remedy in remedies)


def test_an_audit_names_the_peak_and_the_next_renewals_in_two_lines(plan: Plan) -> None:
    document = documents.audit_document("demo", plan.as_of, plan.coverage, plan.findings, plan.renewals, plan.forecast)
    said = terminal.audit_text(document).splitlines()[-3:-1]
    assert said == [
        "7 renewals to start within 365 days, 1 of them overdue; the most, 3, in the week of 2027-08-30.",
        "Start next: airec-api.intra.cn-demo-1.example.com overdue since 2026-10-23; *.cn-demo-1.example.com "
        "by 2026-12-06; frontend.odps.example.com by 2027-09-02; and 4 later",
    ]


def test_an_audit_without_renewals_says_so(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, ["a.example.com"]))
    document = documents.audit_document("demo", plan.as_of, plan.coverage, plan.findings, plan.renewals, plan.forecast)
    assert terminal.audit_text(document).splitlines()[-2] == "No renewal has to be started within 365 days."


def test_an_inventory_has_a_line_for_each_certificate(plan: Plan) -> None:
    document = documents.inventory_document(plan.inventory)
    text = terminal.inventory_text(document)
    assert all(entry.file in text for entry in document.certificates)
    assert text.splitlines()[-1] == f"{len(document.certificates)} certificates, 0 not read"


def test_a_mapping_names_the_open_rows_and_the_conflicts() -> None:
    document = MappingDocument(
        file="out.xlsx",
        rows=2,
        filled=1,
        unmapped=[UnmappedEntry(row=3, domain="xn--jzuq81e.cn", reason="no certificate")],
        conflicts=[ConflictEntry(row=2, column="status", theirs="x" * 90, ours="ok", overwritten=False)],
        lacking_columns=["key_file"],
        rejected=2,
    )
    lines = terminal.mapping_text(document).splitlines()
    assert lines[0] == "wrote out.xlsx: 1 of 2 rows mapped"
    assert lines[1] == "row 3, xn--jzuq81e.cn (推荐.cn): no certificate"
    assert lines[2].endswith('stays, though "ok" was found') and len(lines[2]) < 110


def test_nothing_found_is_said_in_one_line() -> None:
    from airec_planning.outputs.schemas import InventoryDocument  # noqa: PLC0415

    text = terminal.inventory_text(InventoryDocument(certificates=[], unreadable=[], passed_over=[]))
    assert text == "0 certificates, 0 not read"
