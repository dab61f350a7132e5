"""Deployments for the tests of the checks, made on the spot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from airec_planning import tables
from airec_planning.audit.chains import Chain
from airec_planning.audit.evidence import Evidence
from airec_planning.audit.verdicts import Ground
from airec_planning.planning import make_plan
from airec_planning.setting_sections import Settings
from tests.certificates import AS_OF, Issued, authority
from tests.deployments import Row, write_deployment

DOMAIN = "api.example.com"
ROOT = authority("Root")
OWN_CA = "[organisation]\nown_ca_mandated = true\n"
Findings = dict[str, dict[str, Any]]


def findings(folder: Path, as_of: dt.datetime = AS_OF) -> Findings:
    """Each check's finding on ``certificates/one``, by the check's name."""
    found = tables.records(make_plan(folder, as_of).findings)
    return {row["check"]: row for row in found if row["file"].startswith("certificates/one")}


def check(
    folder: Path,
    certificate: Issued,
    *chain: Issued,
    row: Row = DOMAIN,
    settings: str = "",
    beside: Mapping[str, Issued] | None = None,
    ca: Mapping[str, Issued] | None = None,
    lists: Iterable[bytes] = (),
) -> Findings:
    """The findings on a certificate whose file also holds its ``chain``.

    ``beside`` lies in the same folder, ``ca`` in the one of the own CA, each in a file of its name; ``lists`` are
    revocation lists.
    """
    write_deployment(folder, [row], {"one": certificate}, settings=settings)
    certificate.write(folder / "certificates", "one", *chain)
    for place, held in (("certificates", beside or {}), ("ca", ca or {})):
        for stem, one in held.items():
            one.write(folder / place, stem, key=False)
    for number, data in enumerate(lists, start=1):
        (folder / f"list{number}.crl").write_bytes(data)
    return findings(folder)


def said(found: Findings, name: str) -> tuple[str, str]:
    """The severity and the message of one check; empty where it does not apply."""
    return (found[name]["severity"], found[name]["message"]) if name in found else ("", "")


def ground(**changes: Any) -> Ground:
    """What a check looks at, for those that need no folder: one certificate with the SHA-256 ``1``."""
    evidence = Evidence(chains={"1": Chain((), False, False, False, "", True, True)})
    known: dict[str, Any] = {
        "as_of": AS_OF, "settings": Settings(), "path": "https", "evidence": evidence, "planned": {}, "needed": {},
        "serving": frozenset({"1"}),
    }  # fmt: skip
    return Ground(**known | changes)
