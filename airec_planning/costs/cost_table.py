"""Costs by scenario or by value: a DataFrame in fen that shows itself in yuan."""

from __future__ import annotations

from typing import Any, Self

import pandas as pd

from airec_planning import tables
from airec_planning.card import Card, Listed, Shown
from airec_planning.costs.scenarios import BASELINE
from airec_planning.language import Language, _
from airec_planning.money import cost_text, signed, yuan
from airec_planning.text import plural

_MOST = 20
"""Rows that are shown."""


class CostTable(Shown, pd.DataFrame):
    """What ``compare`` and ``sweep`` give: a DataFrame as any other, amounts in fen (1/100 CNY), shown in yuan.

    What is made of it (a filter, a sort, a column) is a plain DataFrame.
    """

    _metadata = ["language"]  # noqa: RUF012  # pandas' way of naming an attribute that is no column
    language: Language = "en"

    @classmethod
    def of(cls, frame: pd.DataFrame, language: Language) -> Self:
        """The same rows, shown in a language."""
        shown = cls(frame)
        shown.language = language
        return shown

    def _speaks(self) -> Language:
        return self.language

    def _card(self) -> Card:
        compared = "scenario" in self.columns
        if compared:
            what = _("{scenarios} against the settings as they are", scenarios=plural(len(self) - 1, "scenario"))
        else:
            what = _("Costs of both paths for {values}", values=plural(len(self), "combination"))
        return Card(
            what,
            self._figures(compared) if len(self) else (),
            (
                ('found["https_horizon"] / 100', _("the columns are those of a DataFrame; amounts in it are in fen")),
                ("show.table(found)", _("all rows and columns, to search and sort")),
            ),
            (scenarios_listed(self.head(_MOST)) if compared else _values(self.head(_MOST))) if len(self) else None,
        )

    def _figures(self, compared: bool) -> list[tuple[str, str]]:
        rows = tables.records(pd.DataFrame(self))
        least, most = (choose(rows, key=lambda row: row["https_horizon"]) for choose in (min, max))
        ca = sum(row["ca_horizon"] < row["https_horizon"] for row in rows)
        own = [column for column in self.columns if "." in str(column)]

        def said(row: dict[str, Any]) -> str:
            name = row["scenario"] if compared else ", ".join(f"{key} = {row[key]}" for key in own)
            return _("{yuan:,} yuan: {name}", yuan=yuan(row["https_horizon"]), name=name)

        return [
            (_("HTTPS path, least"), said(least)),
            (_("HTTPS path, most"), said(most)),
            (_("CA path costs less"), _("in {count:,} of {all:,}", count=ca, all=len(rows))),
        ]


def scenarios_listed(frame: pd.DataFrame) -> Listed:
    """Scenarios (schema ``tables.SCENARIOS``) for a reader: in yuan, each with all that it changes."""
    headers = (
        _("Scenario"), _("Changed"), _("Certificates"), _("HTTPS now, yuan"), _("HTTPS horizon"), _("Change"),
        _("CA horizon"), _("Change"),
    )  # fmt: skip
    rows = [
        [
            _(BASELINE) if row["scenario"] == BASELINE else row["scenario"],
            ", ".join(row["changed"]),
            str(row["certificates"]),
            cost_text(row["https_now"]),
            cost_text(row["https_horizon"]),
            signed(yuan(row["https_horizon_change"])),
            cost_text(row["ca_horizon"]),
            signed(yuan(row["ca_horizon_change"])),
        ]
        for row in tables.records(frame)
    ]
    return Listed(headers, rows, range(2, 8))


def _values(frame: pd.DataFrame) -> Listed:
    varied = [str(column) for column in frame.columns if "." in str(column)]
    headers = [*varied, _("Certificates"), _("HTTPS now, yuan"), _("HTTPS horizon"), _("CA horizon")]
    rows = [
        [
            *(str(row[column]) for column in varied),
            str(row["certificates"]),
            *(cost_text(row[column]) for column in ("https_now", "https_horizon", "ca_horizon")),
        ]
        for row in tables.records(frame)
    ]
    return Listed(headers, rows, range(len(headers)))
