"""What a notebook shows of the mapping workbook: one call for each cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from airec_planning import names
from airec_planning.language import _
from airec_planning.outputs.fragments import Cell, Fragment, first_rows, paragraph, table
from airec_planning.plan import Plan
from airec_planning.text import plural

_WHOLE = "tables/mapping.parquet"


def mapping(plan: Plan) -> Fragment:
    """The rows that are mapped, as the workbook has them."""
    shown, left_out = first_rows(plan.mapping[plan.mapping["unmapped"] == ""])
    rows: list[list[Cell]] = [
        [
            row["row"],
            row["service"],
            names.both_forms(row["domain"]),
            row["certificate_name"],
            _(row["certificate_type"]),
            row["certificate_file"],
            row["key_file"],
            _day(row["expiration_date"]),
        ]
        for row in shown
    ]
    headers = [
        _("Row"),
        _("Service"),
        _("Domain"),
        _("Certificate"),
        _("Type"),
        _("Certificate file"),
        _("Key file"),
        _("Valid until"),
    ]
    return table(headers, rows, empty=_("No row is mapped yet."), numeric=(0,), left_out=left_out, whole=_WHOLE)


def unmapped(plan: Plan) -> Fragment:
    """The rows that have no certificate to map, with the reason."""
    shown, left_out = first_rows(plan.mapping[plan.mapping["unmapped"] != ""])
    rows: list[list[Cell]] = [
        [row["row"], row["service"], names.both_forms(row["domain"]), row["unmapped"]] for row in shown
    ]
    empty = _("Every row is mapped.") if len(plan.mapping) else _("No row could be taken.")
    headers = [_("Row"), _("Service"), _("Domain"), _("Why")]
    return table(headers, rows, empty=empty, numeric=(0,), left_out=left_out, whole=_WHOLE)


def conflicts(plan: Plan) -> Fragment:
    """The planner's entries that differ from what was found."""
    shown, left_out = first_rows(plan.conflicts)
    rows: list[list[Cell]] = [
        [row["row"], row["column"].replace("_", " "), row["theirs"], row["ours"]] for row in shown
    ]
    headers = [_("Row"), _("Column"), _("The planner's entry"), _("Found")]
    empty = _("Every entry agrees with what was found.")
    return table(headers, rows, empty=empty, numeric=(0,), left_out=left_out, whole="findings.csv")


def mapping_summary(plan: Plan) -> Fragment:
    """How many rows of the workbook are mapped."""
    rows = len(plan.mapping)
    done = int((plan.mapping["unmapped"] == "").sum())
    if not rows:
        none = _("No row of the planner's files could be taken: the workbook has no rows to map.")
        return paragraph(none, "answer")
    said = _("{done} of {rows} are mapped to a certificate.", done=done, rows=plural(rows, "row"))
    return paragraph(said, "answer")


def _day(moment: Any) -> str:
    return "" if pd.isna(moment) else f"{moment:%Y-%m-%d}"
