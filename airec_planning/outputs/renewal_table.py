"""The renewals as a table, the most urgent first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from airec_planning import names
from airec_planning.audit.verdicts import listed
from airec_planning.language import N_, _
from airec_planning.outputs.fragments import Cell, Fragment, badge, first_rows, sorted_as, table
from airec_planning.text import enumerated, in_days

_HEADERS = (
    N_("Start by"), N_("When"), N_("Certificate"), N_("Valid until"), N_("Domains"), N_("Services"), N_("How")
)  # fmt: skip


def renewal_table(renewals: pd.DataFrame, as_of: dt.datetime) -> Fragment:
    """Each renewal with the day to start it by, what depends on it, and what a person does."""
    shown, left_out = first_rows(renewals)
    rows: list[list[Cell]] = [
        [
            f"{row['start_by']:%Y-%m-%d}",
            _when(row, as_of),
            enumerated(
                [names.both_forms(row["name"]), row["file"] if row["kind"] == "existing" else _("its successor")]
            ),
            f"{row['not_after']:%Y-%m-%d}",
            listed(map(names.both_forms, row["domains"]), 3),
            listed(row["services"], 3),
            row["how"],
        ]
        for row in shown
    ]
    empty = _("No renewal has to be started within the forecast.")
    return table([*map(_, _HEADERS)], rows, empty=empty, left_out=left_out, whole="tables/renewals.parquet")


def _when(row: dict[str, Any], as_of: dt.datetime) -> Cell:
    days = (row["start_by"].date() - as_of.date()).days
    if row["overdue"]:
        return sorted_as(badge("overdue"), days)
    return sorted_as(in_days(days), days)
