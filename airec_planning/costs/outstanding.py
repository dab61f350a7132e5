"""Which of the planned requests have to be made now, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.verdicts import listed
from airec_planning.language import _
from airec_planning.text import plural

_LACKING = ("missing", "expired", "refused")
_ENDING = ("warning", "critical")


_MENDED_BY_ISSUING = frozenset(
    {
        "lifetime", "names-present", "wildcard-left-most", "planned-names", "key-strength", "no-close-primes",
        "private-key-matches", "signature-hash", "key-usage", "extended-key-usage", "key-identifiers",
        "not-self-signed", "issued-by-authority",
    }
)  # fmt: skip
"""Checks whose failure only another certificate mends."""


def outstanding(
    requests: pd.DataFrame,
    coverage: pd.DataFrame,
    address_coverage: pd.DataFrame,
    renewals: pd.DataFrame,
    findings: pd.DataFrame,
) -> dict[str, str]:
    """The requests, by name, that a domain or address waits for, each with the reason as a sentence.

    It waits where its certificate is missing, expired or refused, has a fault that only another one mends, or has to
    be renewed: its renewal is overdue, or it has come to a warning with no successor at hand. What is not yet valid
    is waited for, not requested again.
    """
    lacking = {row["domain"] for row in tables.records(coverage) if row["state"] in _LACKING}
    lacking |= {row["address"] for row in tables.records(address_coverage) if row["state"] in _LACKING}
    ending = (
        _ending(coverage, renewals)
        | _faulty(coverage, findings)
        | {row["address"]: _renewal(row) for row in tables.records(address_coverage) if row["state"] in _ENDING}
    )
    by_zone: dict[str, list[str]] = defaultdict(list)
    for name in (*lacking, *ending):
        by_zone[names.parent_zone(name)].append(name)
    reasons = {}
    for request in tables.records(requests):
        carried = {one for name in (*request["domains"], *request["addresses"]) for one in _covered(name, by_zone)}
        if reason := _reason(carried, lacking, ending):
            reasons[request["name"]] = reason
    return reasons


def _covered(name: str, by_zone: Mapping[str, list[str]]) -> list[str]:
    return [one for one in by_zone.get(names.parent_zone(name), ()) if names.covers(name, one)]


def _reason(carried: set[str], lacking: set[str], ending: Mapping[str, str]) -> str:
    if wanted := carried & lacking:
        return _("no valid certificate for {domains}", domains=listed(wanted))
    return listed({ending[name] for name in carried & ending.keys()})


def _ending(coverage: pd.DataFrame, renewals: pd.DataFrame) -> dict[str, str]:
    served = {row["domain"]: row for row in tables.records(coverage)}
    found = {}
    for renewal in tables.records(renewals[renewals["kind"] == "existing"]):
        for domain in renewal["domains"]:
            row = served[domain]
            if renewal["overdue"] or (row["state"] in _ENDING and row["sha256"] == renewal["sha256"]):
                found[domain] = _renewal(row)
    return found


def _faulty(coverage: pd.DataFrame, findings: pd.DataFrame) -> dict[str, str]:
    failed = findings[(findings["severity"] == "error") & findings["check"].isin(_MENDED_BY_ISSUING)]
    faults = {row["file"]: row["message"] for row in tables.records(failed)}
    return {
        row["domain"]: f"{row['file']}: {faults[row['file']]}"
        for row in tables.records(coverage)
        if row["file"] in faults
    }


def _renewal(row: dict[str, object]) -> str:
    return _("{file} has {days} left", file=row["file"], days=plural(int(str(row["days_left"])), "day"))
