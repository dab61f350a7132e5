"""The JSON documents against their published schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from airec_planning.mapping_workbook import mapping_workbook
from airec_planning.outputs import documents
from airec_planning.outputs.document import Document
from airec_planning.outputs.schemas import ALL, json_schema
from airec_planning.plan import Plan
from airec_planning.reporting.costs import costs_of
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment

EXAMPLE = Path(__file__).parents[2] / "examples/airec-demo"


def inventory(plan: Plan) -> Document:
    return documents.inventory_document(plan.inventory)


def decide(plan: Plan) -> Document:
    return documents.decide_document(plan.deployment.name, plan.decision)


def costs(plan: Plan) -> Document:
    return costs_of(plan, what_if=True)


def audit(plan: Plan) -> Document:
    return documents.audit_document(
        plan.deployment.name, plan.as_of, plan.coverage, plan.findings, plan.renewals, plan.forecast
    )


def mapping(plan: Plan) -> Document:
    return documents.mapping_document("certificate_info.xlsx", plan.mapping, mapping_workbook(plan))


MAKERS: dict[str, Callable[[Plan], Document]] = {
    "inventory": inventory, "decide": decide, "costs": costs, "audit": audit, "mapping": mapping,
}  # fmt: skip


def valid(name: str, plan: Plan) -> Any:
    """The document as JSON, once it has been checked."""
    found = json.loads(MAKERS[name](plan).to_json())
    jsonschema.validate(found, json.loads(json_schema(name)))
    return found


@pytest.fixture(scope="module")
def example() -> Plan:
    return plan_of(EXAMPLE)


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A deployment of which little is as it should be."""
    folder = tmp_path_factory.mktemp("troubled")
    hostile = issue(["a.example.com"], common_name="x\n\u202e<b>", began=-400, kind="rsa1024")
    write_deployment(folder, ["a.example.com", "10.0.0.1", "推荐.example.com"], {"one": hostile})
    (folder / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    return plan_of(folder)


@pytest.mark.parametrize("name", MAKERS)
def test_every_document_keeps_its_schema(name: str, example: Plan, troubled: Plan) -> None:
    for plan in (example, troubled):
        assert valid(name, plan)["schema"] == f"airec-planning/{name}/1"


@pytest.mark.parametrize("name", MAKERS)
def test_a_deployment_with_nothing_in_it_keeps_the_schema(name: str, tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, san_domains=["a.example.com"]))
    assert valid(name, plan)["schema"] == f"airec-planning/{name}/1"


@pytest.mark.parametrize("name", ALL)
def test_the_published_schemas_are_schemas_and_refuse_other_fields(name: str) -> None:
    schema = json.loads(json_schema(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_plan_gives_the_same_document(name: str, example: Plan) -> None:
    assert MAKERS[name](example).to_json() == MAKERS[name](plan_of(EXAMPLE)).to_json()


def test_money_is_a_decimal_string_with_two_places(example: Plan) -> None:
    found = valid("costs", example)
    amounts = [p["charge"] for p in found["purchases"]] + [found["paths"]["https"]["creation_cost"]]
    assert all(isinstance(amount, str) and amount[-3] == "." for amount in amounts)
    assert sum(map(Decimal, amounts[:-1])) == Decimal(amounts[-1])


def test_both_paths_and_each_scenario_are_there(example: Plan) -> None:
    found = valid("costs", example)
    assert (found["recommended"], found["currency"]) == ("https", "CNY")
    assert set(found["paths"]) == {"https", "ca"}
    assert {s["name"]: s["changed"] for s in found["scenarios"]} == {
        "short-lived": {"validity.platform_days": "90"}, "no-free-tier": {"prices.free_tier": "0"}
    }  # fmt: skip


def test_every_assumption_says_where_its_value_comes_from() -> None:
    found = valid("costs", plan_of(EXAMPLE, {"prices.standard": "0.4", "prices.quota": "50"}))
    origins = {a["key"]: (a["value"], a["origin"]) for a in found["assumptions"]}
    assert origins["prices.quota"] == ("50", "command line")
    assert origins["prices.charged"] == ("on-creation", "default")


def test_dates_are_iso_8601_in_utc(example: Plan) -> None:
    found = valid("inventory", example)
    assert valid("audit", example)["as_of"] == "2026-11-01T00:00:00Z"
    assert all(c["not_after"].endswith("Z") for c in found["certificates"])


def test_the_counts_name_every_severity(troubled: Plan) -> None:
    found = valid("audit", troubled)
    assert list(found["counts"]) == ["error", "warning", "notice", "skipped", "ok"]
    assert sum(found["counts"].values()) == len(found["findings"])


def test_an_audit_lists_the_renewals_and_names_the_peak(example: Plan) -> None:
    found = valid("audit", example)
    assert [r["start_by"] for r in found["renewals"]] == sorted(r["start_by"] for r in found["renewals"])
    first = found["renewals"][0]
    assert (first["file"], first["overdue"], first["kind"]) == ("certificates/intra.pem", True, "existing")
    assert (first["start_by"], first["week"]) == ("2026-10-23T00:00:00Z", "2026-10-26T00:00:00Z")
    peak = found["forecast"]["peak_week"]
    assert peak == "2027-08-30T00:00:00Z"
    assert sum(r["week"] == peak for r in found["renewals"]) == found["forecast"]["peak_renewals"] == 3
    assert len(found["renewals"]) == found["forecast"]["renewals"]


def test_without_a_certificate_there_is_no_peak(tmp_path: Path) -> None:
    found = valid("audit", plan_of(write_deployment(tmp_path, san_domains=["a.example.com"])))
    assert found["renewals"] == []
    assert (found["forecast"]["peak_week"], found["forecast"]["peak_renewals"]) == (None, 0)


def test_hidden_characters_are_shown_as_escapes(troubled: Plan) -> None:
    for make in MAKERS.values():
        assert "\u202e" not in make(troubled).to_json()
    assert "\\x0a" in valid("inventory", troubled)["certificates"][0]["common_name"]


def test_chinese_text_is_written_as_such(troubled: Plan) -> None:
    assert "推荐.example.com" in audit(troubled).to_json()


def test_what_is_not_mapped_is_listed(troubled: Plan) -> None:
    found = valid("mapping", troubled)
    assert found["rows"] == found["filled"] + len(found["unmapped"]) == 2
    assert all(entry["reason"] for entry in found["unmapped"])
