"""A case of path validation, run end to end: a deployment folder is written, planned, and its findings are read.

A case is what a validator is asked: these roots are trusted, these other certificates and revocation lists lie
about, this is the server's certificate, this the name and the moment. The answer is read off the plan's tables as
any user of the package reads them; nothing here knows how the audit comes to its findings.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from airec_planning import tables
from airec_planning.audit.expiry import USABLE
from airec_planning.names import NotADomain, normalise
from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from tests.deployments import write_deployment

LEAF = "leaf"
"""The leaf's file is named so, and where the peer is a single label, the certificate is planned by that name."""
CHAIN_CHECKS = ("chain-valid", "issued-by-authority")
"""To leave one of these out is not to accept the chain."""
STAND_IN = "stand-in.example.com"
SETTINGS = """\
organisation.own_ca = true
organisation.own_ca_mandated = true

[checks.severities]
time-left = "off"  # a leaf in the last second of its validity is valid
private-key-present = "off"
"""
PLANNED_BY_NAME = 'planned-names = "off"  # the name is a stand-in\n'


@dataclass(frozen=True)
class Case:
    """What a validator is asked, all certificates, keys and lists as PEM, and what it has to say."""

    id: str
    reason: str
    """What is tried, and which rule decides it."""
    roots: tuple[bytes, ...] = field(repr=False)
    leaf: bytes = field(repr=False)
    peer: str
    """The name asked for."""
    at: dt.datetime | None
    """The moment; the day of the run where there is none."""
    valid: bool
    """What has to be said."""
    intermediates: tuple[bytes, ...] = field(repr=False, default=())
    crls: tuple[bytes, ...] = field(repr=False, default=())
    leaf_key: bytes | None = field(repr=False, default=None)
    by_web_profile: bool = False
    """The rule that it breaks may be one of the public web's: then to be found outside the web profile is enough."""
    out_of_scope: str = ""
    """Why a deployment cannot ask this; such a case is not run."""

    @property
    def namespace(self) -> str:
        return self.id.rpartition("::")[0]


@dataclass(frozen=True)
class Answer:
    """What the plan says of a case."""

    covered: bool
    """The leaf covers the name and is valid at the moment."""
    errors: tuple[str, ...]
    """What is wrong with the leaf or its chain, or could not be told of the chain: ``check: message``."""
    outside_web_profile: tuple[str, ...]
    """Why a sound chain is outside the profile of the web."""

    @property
    def accepted(self) -> bool:
        return self.covered and not self.errors

    @property
    def within_web_profile(self) -> bool:
        return not self.outside_web_profile

    def agrees(self, case: Case) -> bool:
        """A valid case has to be accepted; another refused, or found outside the web profile if that may decide it."""
        if case.valid:
            return self.accepted
        return not (self.accepted and (self.within_web_profile or not case.by_web_profile))

    def __str__(self) -> str:
        said = [] if self.covered else ["the name is not covered by a valid leaf"]
        return "; ".join([*said, *self.errors, *self.outside_web_profile]) or "nothing found"


def ask(case: Case, folder: Path) -> Answer:
    """Write the case as a deployment into an empty folder, plan it, and read the answer."""
    return answer(case, make_plan(write_case(case, folder), case.at))


def write_case(case: Case, folder: Path) -> Path:
    """The roots in ``ca``, everything else in ``certificates``, a file each, and a table that asks for the name."""
    if _single_label(case.peer):
        write_deployment(folder, settings=SETTINGS + PLANNED_BY_NAME, san_domains=[f"[{LEAF}]", STAND_IN])
    else:
        write_deployment(folder, [{"domain": case.peer, "source": "own-ca"}], settings=SETTINGS)
    certificates = folder / "certificates"
    _write(folder / "ca", "root", ".pem", case.roots)
    _write(certificates, "intermediate", ".pem", case.intermediates)
    _write(certificates, "list", ".crl", case.crls)
    (certificates / f"{LEAF}.pem").write_bytes(case.leaf)
    if case.leaf_key:
        (certificates / f"{LEAF}.key").write_bytes(case.leaf_key)
    return folder


def answer(case: Case, plan: Plan) -> Answer:
    """The answer to a case, read off its plan."""
    sha256 = hashlib.sha256(_der(case.leaf)).hexdigest()
    leaf = next((row for row in tables.records(plan.certificates) if row["sha256"] == sha256), None)
    findings = [row for row in tables.records(plan.findings) if leaf and row["file"] in leaf["files"]]
    return Answer(
        covered=leaf is not None and _covers(plan, leaf, case.peer),
        errors=tuple(_said(row) for row in findings if _speaks_against(row)),
        outside_web_profile=tuple(
            _said(row) for row in findings if row["check"] == "web-profile" and row["severity"] != "ok"
        ),
    )


def _covers(plan: Plan, leaf: dict[str, Any], peer: str) -> bool:
    """By the plan's coverage; of a single label, such as ``localhost``, by the names that the leaf carries.

    Whether the leaf is valid at the moment, the check of its validity says in that case.
    """
    if _single_label(peer):
        return peer.lower() in [name.lower() for name in leaf["san_dns"]]
    rows = tables.records(plan.coverage[plan.coverage["domain"] == _domain(peer)])
    return any(row["sha256"] == leaf["sha256"] and row["state"] in USABLE for row in rows)


def _single_label(peer: str) -> bool:
    return "." not in peer


def _domain(peer: str) -> str:
    """As the plan spells it; empty where it refuses the name."""
    try:
        return normalise(peer)
    except NotADomain:
        return ""


def _speaks_against(row: dict[str, Any]) -> bool:
    return row["severity"] == "error" or (row["severity"] == "skipped" and row["check"] in CHAIN_CHECKS)


def _said(row: dict[str, Any]) -> str:
    return f"{row['check']}: {row['message']}"


def _write(folder: Path, stem: str, suffix: str, contents: tuple[bytes, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(contents, 1):
        (folder / f"{stem}-{number:03}{suffix}").write_bytes(content)


def _der(pem: bytes) -> bytes:
    found = re.search(rb"-----BEGIN CERTIFICATE-----(.*?)-----END", pem, re.DOTALL)
    assert found, "the leaf is no certificate in PEM"
    return base64.b64decode(found[1])
