"""The part of the JSON document of ``requests`` that is typed into the console: the HTTPS path."""

from __future__ import annotations

from typing import Literal

from airec_planning.outputs.document import Document


class CautionEntry(Document):
    caution: str
    severity: Literal["error", "warning", "notice"]
    place: str
    message: str
    remedy: str


class ConsoleEntry(Document):
    order: int
    date: str
    domain: str
    unicode: str
    type: Literal["standard", "wildcard", "enterprise"]
    price: str
    charge: str
    account: int
    covers: list[str]
    cautions: list[CautionEntry]
