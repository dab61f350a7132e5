"""The public suite x509-limbo: its file into cases."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.conformance.harness import Case

PATH_BUILDING = "bettertls::pathbuilding"
"""Cases of RFC 5280 alone: what fails here is broken, and no exception is known."""


def read_cases(path: Path) -> list[Case]:
    """Every case of a ``limbo.json``."""
    return [_case(entry) for entry in json.loads(path.read_text(encoding="utf-8"))["testcases"]]


def _case(entry: dict[str, Any]) -> Case:
    peer = entry["expected_peer_name"] or {"kind": "", "value": ""}
    return Case(
        id=entry["id"],
        reason=entry["description"].strip().partition("\n")[0],
        roots=_all(entry["trusted_certs"]),
        intermediates=_all(entry["untrusted_intermediates"]),
        leaf=entry["peer_certificate"].encode(),
        leaf_key=(entry["peer_certificate_key"] or "").encode() or None,
        crls=_all(entry.get("crls") or []),
        peer=peer["value"],
        at=dt.datetime.fromisoformat(entry["validation_time"]) if entry["validation_time"] else None,
        valid=entry["expected_result"] == "SUCCESS",
        by_web_profile=not entry["id"].startswith(PATH_BUILDING),
        out_of_scope=_out_of_scope(entry, peer["kind"]),
    )


def _all(texts: list[str]) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def _out_of_scope(entry: dict[str, Any], kind: str) -> str:
    if entry["validation_kind"] != "SERVER":
        return "a client's certificate: a deployment plans those of servers"
    if not kind:
        return "no peer: a deployment asks for domains"
    if kind != "DNS":
        return "a peer that is an IP address: a deployment asks for domains"
    return ""
