"""The JSON document of ``diff``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from airec_planning.outputs.document import Document


class DiffRowEntry(Document):
    row: int
    domain: str
    product: str
    service: str


class ChangedCellEntry(Document):
    old_row: int
    new_row: int
    domain: str
    product: str
    service: str
    column: str
    old: str
    new: str


class ColumnEntry(Document):
    column: str
    filled: int


class DiffDocument(Document):
    schema_: Literal["airec-planning/diff/1"] = Field("airec-planning/diff/1", alias="schema")
    old: str
    new: str
    changes: int
    rows_added: list[DiffRowEntry]
    rows_removed: list[DiffRowEntry]
    cells_changed: list[ChangedCellEntry]
    columns_added: list[ColumnEntry]
    columns_removed: list[ColumnEntry]
