"""Every charge in FOCUS columns: nothing left out, every zero explained, inert in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest

from airec_planning.costs.comparison import Comparison, cost_paths
from airec_planning.outputs.focus import COLUMNS, focus_csv
from airec_planning.settings import parse_settings
from tests.costs.estates import estate, estate_of

MANDATORY = {
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart",
    "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost",
    "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName",
    "ServiceCategory", "ServiceName",
}  # fmt: skip
"""Of FOCUS 1.2."""
SETTINGS = [
    "",
    "[prices]\nquota = 5\nfurther_account = 7\n",
    '[prices]\ncharged = "per-month"\n',
    "[labour]\ncreation_minutes = 7\nissuance_minutes = 9\nhourly_rate = 100\nca_fixed_per_year = 12\n",
    "[existing]\nconsole_requests = ['*.z0000.example.com']\n",
]


def compared(toml: str = "") -> Comparison:
    return cost_paths(estate_of([4, 3, 1, 1, 1, 1]), parse_settings(toml, ""))


def rows(comparison: Comparison) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(focus_csv(comparison, "demo"))))


def test_the_columns_are_those_that_the_specification_asks_for_and_our_own_begin_with_x() -> None:
    assert set(COLUMNS) >= MANDATORY
    assert list(rows(compared())[0]) == list(COLUMNS)
    assert all(re.fullmatch(r"[A-Z][A-Za-z]*|x_[A-Z][A-Za-z]*", column) for column in COLUMNS)


@pytest.mark.parametrize("toml", SETTINGS)
def test_what_is_billed_adds_up_to_the_cost_of_each_path_over_the_horizon(toml: str) -> None:
    comparison = compared(toml)
    for path, cost in (("https", comparison.https), ("ca", comparison.ca)):
        billed = sum(Decimal(row["BilledCost"]) for row in rows(comparison) if row["x_Path"] == path)
        assert billed * 100 == cost.horizon


@pytest.mark.parametrize("toml", SETTINGS)
def test_every_issuance_has_its_row_and_every_zero_its_reason(toml: str) -> None:
    comparison = compared(toml)
    found = rows(comparison)
    assert len([row for row in found if row["ResourceId"]]) == len(comparison.issuances)
    for row in found:
        assert row["x_Reason"] and row["ChargeDescription"]
        assert row["ContractedCost"] == row["ListCost"]
        if row["BilledCost"] != row["ListCost"]:
            assert row["BilledCost"] == "0.00"
            assert row["x_Reason"].startswith(("free tier, place", "requested before the plan"))


def test_a_free_certificate_keeps_its_list_price() -> None:
    free = [row for row in rows(compared()) if row["x_Reason"] == "free tier, place 1 of 10"]
    assert [(row["ListCost"], row["BilledCost"]) for row in free] == [("1.50", "0.00")]


def test_periods_are_days_and_months_in_utc_whose_ends_are_not_part_of_them() -> None:
    row = rows(compared())[0]
    assert (row["ChargePeriodStart"], row["ChargePeriodEnd"]) == ("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")
    assert (row["BillingPeriodStart"], row["BillingPeriodEnd"]) == ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
    assert row["BillingCurrency"] == "CNY"


def test_no_cell_is_a_formula() -> None:
    text = focus_csv(cost_paths(estate(["a.example.com"]), parse_settings("", "")), "=cmd|' /C calc'!A0")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_nothing_required_is_a_header_alone() -> None:
    assert rows(cost_paths(estate([]), parse_settings("", ""))) == []
