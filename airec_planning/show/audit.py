"""What a notebook shows of the audit: one call for each cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from airec_planning import names
from airec_planning.audit.expiry import STATES
from airec_planning.audit.findings import checks
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.language import N_, _
from airec_planning.outputs import figures, heat_map
from airec_planning.outputs.fragments import Cell, Fragment, badge, first_rows, paragraph, table
from airec_planning.outputs.renewal_table import renewal_table
from airec_planning.plan import Plan
from airec_planning.text import place_text

MATCHES = (N_("exact"), N_("wildcard"), N_("none"))
ROLES = (N_("server"), N_("intermediate"), N_("authority"))
PRIVATE_KEYS = (N_("none"), N_("matches"), N_("encrypted"), N_("differs"), N_("unsupported"))
"""As the tables have them: ``_`` says them."""


def state_counts(plan: Plan) -> Fragment:
    """How many required domains are in each state."""
    counts = plan.coverage["state"].value_counts()
    rows: list[list[Cell]] = [[badge(state), int(counts[state])] for state in STATES if state in counts]
    return table([_("State"), _("Domains")], rows, empty=_("No domain is required."), numeric=(1,))


def findings(plan: Plan, *severities: str) -> Fragment:
    """The findings of these severities, worst first."""
    shown, left_out = first_rows(plan.findings[plan.findings["severity"].isin(severities)])
    rows: list[list[Cell]] = [
        [badge(row["severity"]), place_text(row["subject"]), row["message"], row["remedy"], row["file"], row["check"]]
        for row in shown
    ]
    headers = [_("Severity"), _("Subject"), _("Found"), _("Remedy"), _("File"), _("Check")]
    empty = _("No {severities} was found.", severities=_(" or ").join(_(severity) for severity in severities))
    return table(headers, rows, empty=empty, left_out=left_out, whole="findings.csv")


def check_counts(plan: Plan) -> Fragment:
    """Each check with what it asks and its results."""
    if plan.findings.empty:
        return paragraph(_("No check ran."))
    sentences = checks()
    counted = plan.findings.groupby(["check", "severity"]).size().unstack(fill_value=0)
    columns = [severity for severity in SEVERITIES if severity in counted.columns]
    rows: list[list[Cell]] = [
        [str(check), sentences[str(check)], *(int(row[c]) for c in columns)] for check, row in counted.iterrows()
    ]
    return table([_("Check"), _("Asks that"), *map(_, columns)], rows, empty="", numeric=range(2, len(columns) + 2))


def expiry_timeline(plan: Plan) -> Fragment:
    """A picture: each certificate's validity, the soonest end first."""
    return figures.expiry_timeline(plan.certificates, plan.as_of, plan.settings.expiry)


def renewals(plan: Plan) -> Fragment:
    """Every renewal to start within the forecast, the most urgent first."""
    return renewal_table(plan.renewals, plan.as_of)


def renewals_by_week(plan: Plan) -> Fragment:
    """A picture: how many renewals have to be started in each week."""
    return heat_map.renewals_by_week(plan.forecast)


def peak_week(plan: Plan) -> Fragment:
    """How many renewals fall due, and in which week the most, in one sentence."""
    return paragraph(plan.forecast.sentence, "answer")


def coverage(plan: Plan) -> Fragment:
    """Each required domain with the certificate that serves it, the most urgent first."""
    order = {state: index for index, state in enumerate(STATES)}
    ranked = plan.coverage.assign(rank=plan.coverage["state"].map(order)).sort_values(["rank", "days_left", "domain"])
    shown, left_out = first_rows(ranked)
    rows: list[list[Cell]] = [
        [
            names.both_forms(row["domain"]),
            badge(row["state"]),
            "" if pd.isna(row["days_left"]) else int(row["days_left"]),
            _(row["match"]),
            row["explanation"],
        ]
        for row in shown
    ]
    headers, empty = [_("Domain"), _("State"), _("Days left"), _("Match"), _("Why")], _("No domain is required.")
    return table(headers, rows, empty=empty, numeric=(2,), left_out=left_out, whole="tables/coverage.parquet")


def certificates(plan: Plan) -> Fragment:
    """Every certificate that was found, the soonest end first."""
    shown, left_out = first_rows(plan.certificates.sort_values(["not_after", "file", "position"]))
    rows: list[list[Cell]] = [
        [
            row["file"],
            row["position"],
            names.both_forms(row["common_name"]),
            _(row["role"]),
            _day(row["not_after"]),
            _key(row),
            _(row["private_key"]),
        ]
        for row in shown
    ]
    headers = [_("File"), _("Position"), _("Common name"), _("Role"), _("Valid until"), _("Key"), _("Private key")]
    whole = "tables/certificates.parquet"
    return table(headers, rows, empty=_("No certificate was found."), numeric=(1,), left_out=left_out, whole=whole)


def _key(row: dict[str, Any]) -> str:
    bits = "" if pd.isna(row["key_bits"]) else f" {row['key_bits']}"
    return f"{row['key_algorithm']}{bits}"


def _day(moment: Any) -> str:
    return "" if pd.isna(moment) else f"{moment:%Y-%m-%d}"
