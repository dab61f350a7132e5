"""The JSON document of ``requests``: what to ask the own CA for, or what to type into the console."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from airec_planning.outputs.console_schema import ConsoleEntry
from airec_planning.outputs.document import Document


class RequestEntry(Document):
    name: str
    file: str
    """Its files' name, without suffix."""
    domains: list[str]
    addresses: list[str]
    source: str
    why: str
    renews: str
    """The file of the certificate that it is cloned from, or empty."""
    corrected: list[str]
    key: Literal["made", "kept", "plain", "open", "unreadable", "none"]
    """none: a script makes it. Kept ones: plain, though a passphrase was given; open, readable to others; unreadable,
    so that its CSR was not made again."""


class RequestsDocument(Document):
    schema_: Literal["airec-planning/requests/1"] = Field("airec-planning/requests/1", alias="schema")
    name: str
    as_of: str
    path: Literal["https", "ca"]
    folder: str
    """Where the files are; empty where there is nothing to ask for."""
    files: list[str]
    requests: list[RequestEntry]
    purchases: list[ConsoleEntry]
