"""What is to be created in the console, with what to know of each name first: one list for JSON, sheet and terminal."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from airec_planning import names, tables
from airec_planning.money import yuan_text
from airec_planning.outputs.console_schema import CautionEntry, ConsoleEntry
from airec_planning.text import moment_text, visible


def console_entries(purchases: pd.DataFrame, cautions: pd.DataFrame) -> list[ConsoleEntry]:
    """The purchases in creation order (schemas ``tables.PURCHASES`` and ``tables.NAME_CAUTIONS``), amounts in yuan."""
    told: dict[int, list[CautionEntry]] = defaultdict(list)
    for row in tables.records(cautions):
        told[row["order"]].append(CautionEntry(**{key: visible(row[key]) for key in CautionEntry.model_fields}))
    rows = sorted(tables.records(purchases), key=lambda row: int(row["order"]))
    return [
        ConsoleEntry(
            order=row["order"],
            date=moment_text(row["date"]),
            domain=visible(row["domain"]),
            unicode=visible(names.unicode_form(row["domain"])),
            type=row["type"],
            price=yuan_text(row["price"]),
            charge=yuan_text(row["charge"]),
            account=row["account"],
            covers=[visible(name) for name in row["covers"]],
            cautions=told[row["order"]],
        )
        for row in rows
    ]


def to_be_settled(entry: ConsoleEntry) -> bool:
    """Whether the name is not to be created before an error is settled."""
    return any(caution.severity == "error" for caution in entry.cautions)
