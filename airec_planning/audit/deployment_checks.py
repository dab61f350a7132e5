"""Checks on the deployment as a whole: what was asked for, what was found, what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.expiry import USABLE
from airec_planning.audit.verdicts import Verdict, error, notice, ok, warning
from airec_planning.errors import Failure, Reason

_GET = "have a certificate created or issued for it"
_HARMLESS = (Reason.TOO_LARGE, Reason.NOT_A_REGULAR_FILE, Reason.SYMLINK_LOOP)


@dataclass(frozen=True)
class Result:
    """A verdict of a deployment check with what it is about."""

    check: str
    subject: str
    file: str
    verdict: Verdict


SENTENCES = {
    "domain-covered": "Each required domain has a valid certificate that carries its name.",
    "listed-by-both": "Each domain is asked for by the requirement table and by san_domains alike.",
    "wildcard-issuable": "No wildcard is asked for directly below a public suffix, where nobody issues one.",
    "planner-row": "Each row and line of the planner's files can be used.",
    "file-readable": "Each certificate and key file can be read.",
}


def domain_covered(coverage: pd.DataFrame, required: pd.DataFrame) -> Iterator[Result]:
    """Each required domain has a valid certificate that carries its name."""
    planned = dict(zip(required["domain"], required["planned_certificate"], strict=True))
    for row in tables.records(coverage):
        domain, state = row["domain"], row["state"]
        if state == "missing":
            name = f"; it is planned as {planned[domain]}" if planned[domain] else ""
            verdict = error(f"no certificate: {row['explanation']}{name}", f"{_GET[0].upper()}{_GET[1:]}.")
        elif state not in USABLE:
            said = {"expired": "has expired", "not-yet-valid": "is not valid yet"}[state]
            verdict = error(f"its best certificate {said}: {row['file']}", f"See that file; then {_GET}.")
        else:
            verdict = ok(row["explanation"])
        yield Result("domain-covered", names.both_forms(domain), row["file"], verdict)


def listed_by_both(required: pd.DataFrame, table_read: bool, san_domains_read: bool) -> Iterator[Result]:
    """Each domain is asked for by the requirement table and by san_domains alike."""
    if not (table_read and san_domains_read):
        return
    for row in tables.records(required):
        if row["asked_in"] == "both":
            continue
        if row["asked_in"] == "table":
            verdict = warning(
                f"only in the requirement table ({row['places'][0]}), not in san_domains",
                "Add it to san_domains, or it will be missing from the certificates.",
            )
        else:
            verdict = warning(
                f"only in san_domains ({row['places'][0]}), not in the requirement table",
                "Add its service to the requirement table, or take it out of san_domains.",
            )
        yield Result("listed-by-both", names.both_forms(row["domain"]), row["places"][0].rsplit(", ", 1)[0], verdict)


def wildcard_issuable(required: pd.DataFrame) -> Iterator[Result]:
    """No wildcard is asked for directly below a public suffix, where nobody issues one."""
    for row in tables.records(required):
        if names.is_wildcard(row["domain"]) and names.is_public_suffix(row["domain"][2:]):
            verdict = warning(
                f"directly below the public suffix {row['domain'][2:]}: no public authority issues it",
                "Ask for the names themselves, or for a wildcard further down.",
            )
            yield Result("wildcard-issuable", row["domain"], row["places"][0].rsplit(", ", 1)[0], verdict)


def planner_rows(failures: Iterable[Failure]) -> Iterator[Result]:
    """Each row and line of the planner's files can be used."""
    for failure in failures:
        level = error if failure.reason is Reason.NOT_A_DOMAIN else warning
        yield Result("planner-row", failure.place, failure.file, level(failure.message, failure.remedy))


def files_readable(unreadable: pd.DataFrame) -> Iterator[Result]:
    """Each certificate and key file can be read."""
    for row in tables.records(unreadable):
        reason = Reason(row["reason"])
        verdict = (notice if reason in _HARMLESS else error)(row["message"], row["remedy"])
        place = row["file"] if pd.isna(row["position"]) else f"{row['file']}, block {row['position']}"
        yield Result("file-readable", place, row["file"], verdict)
