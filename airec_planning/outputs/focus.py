"""Every charge as a row with the columns of FOCUS, the FinOps Open Cost and Usage Specification.

Columns of our own begin with ``x_``, as the specification asks. What the free tier pays has its ``ListCost`` and a
``BilledCost`` of 0, with the reason beside it. The rows' ``BilledCost`` adds up to the cost over the horizon.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.costs.comparison import Comparison
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.language import N_, _, speaking
from airec_planning.money import yuan_text
from airec_planning.outputs.csv_text import inert
from airec_planning.text import moment_text

COLUMNS = (
    "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd",
    "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ChargeClass", "ChargeFrequency", "ChargeDescription",
    "ProviderName", "PublisherName", "InvoiceIssuerName", "ServiceCategory", "ServiceName", "SkuId", "ResourceId",
    "ResourceName", "ResourceType", "PricingCategory", "PricingQuantity", "PricingUnit", "ListUnitPrice",
    "ContractedUnitPrice", "ListCost", "ContractedCost", "EffectiveCost", "BilledCost", "x_Path", "x_Item", "x_Kind",
    "x_Reason",
)  # fmt: skip
_DAY = dt.timedelta(days=1)
_CONSOLE, _OWN = "Apsara Stack", "own organisation"


def focus_csv(comparison: Comparison, deployment: str) -> str:
    """The charges as csv, amounts in yuan with two decimals, times in UTC; inert in a spreadsheet program."""
    return str(inert(focus_table(comparison, deployment)).to_csv(index=False, lineterminator="\n"))


def focus_table(comparison: Comparison, deployment: str) -> pd.DataFrame:
    """One row a charge of either path over the horizon, by path and day, those of nothing included."""
    with speaking(comparison.settings.language):
        rows = [*_certificates(comparison), *_other(comparison)]
    rows.sort(key=lambda row: (row["x_Path"] != "https", row["ChargePeriodStart"]))
    return pd.DataFrame([_blank(deployment) | row for row in rows], columns=list(COLUMNS))


def _certificates(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for row in tables.records(comparison.issuances):
        price, charge = yuan_text(row["price"]), yuan_text(row["charge"])
        by_console = row["path"] == "https"
        yield {
            **_on(row["date"].to_pydatetime()),
            "ChargeFrequency": "Recurring" if row["kind"] == "period" else "One-Time",
            "ChargeDescription": _(
                "{kind} of a certificate of type {type}: {reason}",
                kind=_(row["kind"]),
                type=_(row["type"]),
                reason=row["reason"],
            ),
            "ServiceName": "AIRec console, certificates" if by_console else "Own CA",
            "SkuId": row["type"],
            "ResourceId": row["name"],
            "ResourceName": row["name"],
            "ResourceType": "TLS certificate",
            "PricingQuantity": 1,
            "PricingUnit": "Certificates",
            **_provider(_CONSOLE if by_console else _OWN),
            **_amounts(price, charge),
            "x_Path": row["path"],
            "x_Item": "platform",
            "x_Kind": row["kind"],
            "x_Reason": row["reason"],
        }


def _other(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Labour, the own CA's costs, and further user accounts: what an outlay of the platform holds beside charges."""
    charged = comparison.issuances.groupby(["path", "date"])["charge"].sum()
    for row in tables.records(comparison.outlays):
        amount = row["amount"]
        if row["item"] == "platform":
            amount -= int(charged.get((row["path"], row["date"]), 0))
        if amount:
            yield _outlay(row["path"], row["item"], row["date"].to_pydatetime(), yuan_text(amount))


def _outlay(path: str, item: str, date: dt.datetime, amount: str) -> dict[str, Any]:
    names = {"platform": N_("further user accounts"), "labour": N_("labour"), "fixed": N_("the own CA's costs")}
    return {
        **_on(date),
        "ChargeFrequency": "One-Time",
        "ChargeDescription": _(
            "{item} on the {path}", item=_(names[item]), path=_(PATH_NAMES["https" if path == "https" else "ca"])
        ),
        "ServiceName": names[item],
        "SkuId": item,
        "PricingQuantity": 1,
        "PricingUnit": "Days" if item == "labour" else "Items",
        **_provider(_CONSOLE if item == "platform" else _OWN),
        **_amounts(amount, amount),
        "x_Path": path,
        "x_Item": item,
        "x_Kind": item,
        "x_Reason": _("by the settings"),
    }


def _blank(deployment: str) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS, "") | {
        "BillingAccountId": deployment,
        "BillingAccountName": deployment,
        "BillingCurrency": "CNY",
        "ChargeCategory": "Purchase",
        "ServiceCategory": "Security",
        "PricingCategory": "Standard",
    }


def _on(date: dt.datetime) -> dict[str, str]:
    """The day of a charge and the month that it is billed in; ends are exclusive."""
    month = date.replace(day=1)
    following = (month + 32 * _DAY).replace(day=1)
    return {
        "ChargePeriodStart": moment_text(date),
        "ChargePeriodEnd": moment_text(date + _DAY),
        "BillingPeriodStart": moment_text(month),
        "BillingPeriodEnd": moment_text(following),
    }


def _provider(name: str) -> dict[str, str]:
    return {"ProviderName": name, "PublisherName": name, "InvoiceIssuerName": name}


def _amounts(listed: str, charged: str) -> dict[str, str]:
    """One of its kind, so that unit prices and costs are the same; no price is negotiated."""
    return {
        "ListUnitPrice": listed,
        "ContractedUnitPrice": listed,
        "ListCost": listed,
        "ContractedCost": listed,
        "EffectiveCost": charged,
        "BilledCost": charged,
    }
