"""Checks on the deployment as a whole: what was asked for, what was found, what could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.evidence import Evidence
from airec_planning.audit.expiry import USABLE, days_left, expiry_state
from airec_planning.audit.revocation import RevocationList
from airec_planning.audit.verdicts import Verdict, error, notice, ok, skipped, warning
from airec_planning.errors import Failure, Reason
from airec_planning.inputs.headers import column_text
from airec_planning.language import N_, _
from airec_planning.setting_sections import Expiry
from airec_planning.text import place_text, plural, shorten

_GET_ADDRESS = {
    "https": N_("Have it issued by an own CA: the console takes domain names only."),
    "ca": N_("Have it issued: airec-planning requests writes what the CA needs."),
}
"""By path."""
_UNUSABLE = {
    "expired": N_("its best certificate has expired: {which}"),
    "not-yet-valid": N_("its best certificate is not valid yet: {which}"),
    "refused": N_("its best certificate is refused: {which}"),
}
"""By state, of a domain's."""
_UNUSABLE_CARRIER = {
    "expired": N_("{file}, which carries it, has expired; listed in {place}"),
    "not-yet-valid": N_("{file}, which carries it, is not valid yet; listed in {place}"),
    "refused": N_("{file}, which carries it, is refused; listed in {place}"),
}
"""By state, of an address's."""
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
    "address-covered": "Each IP address that san_domains lists is carried by a valid certificate.",
    "listed-by-both": "Each domain is asked for by the requirement table and by san_domains alike.",
    "wildcard-issuable": "No wildcard is asked for directly below a public suffix, where nobody issues one.",
    "entry-agrees": "Each entry of the planner in a column that planning fills agrees with what was found.",
    "planner-row": "Each row and line of the planner's files can be used.",
    "file-readable": "Each certificate and key file can be read.",
    "authority-current": "Each CA's certificate is valid at the as-of date, and longer than the thresholds ask for.",
    "revocation-list-current": "Each revocation list is signed by a CA that is here, and its next update is to come.",
}


def domain_covered(coverage: pd.DataFrame, required: pd.DataFrame) -> Iterator[Result]:
    """Each required domain has a valid certificate that carries its name."""
    planned = dict(zip(required["domain"], required["planned_certificate"], strict=True))
    for row in tables.records(coverage):
        domain, state = row["domain"], row["state"]
        if state == "missing":
            why, name = row["explanation"], planned[domain]
            verdict = error(
                _("no certificate: {why}; it is planned as {name}", why=why, name=name)
                if name
                else _("no certificate: {why}", why=why),
                _("Have a certificate created or issued for it."),
            )
        elif state not in USABLE:
            verdict = error(
                _(_UNUSABLE[state], which=row["explanation"]),
                _("See that file; then have a certificate created or issued for it."),
            )
        else:
            verdict = ok(row["explanation"])
        yield Result("domain-covered", names.both_forms(domain), row["file"], verdict)


def address_covered(coverage: pd.DataFrame, path: str) -> Iterator[Result]:
    """Each IP address that san_domains lists is carried by a valid certificate (RFC 9525, 6.5)."""
    for row in tables.records(coverage):
        place = place_text(row["places"][0])
        if row["state"] in USABLE:
            verdict = ok(_("carried by {file}", file=row["file"]))
        elif row["file"]:
            message = _(_UNUSABLE_CARRIER[row["state"]], file=row["file"], place=place)
            verdict = error(message, _(_GET_ADDRESS[path]))
        else:
            verdict = error(_("no certificate; listed in {place}", place=place), _(_GET_ADDRESS[path]))
        yield Result("address-covered", row["address"], row["places"][0].rsplit(", ", 1)[0], verdict)


def listed_by_both(required: pd.DataFrame, table_read: bool, san_domains_read: bool) -> Iterator[Result]:
    """Each domain is asked for by the requirement table and by san_domains alike."""
    if not (table_read and san_domains_read):
        return
    for row in tables.records(required):
        if row["asked_in"] == "both":
            continue
        place = place_text(row["places"][0])
        if row["asked_in"] == "table":
            verdict = warning(
                _("only in the requirement table ({place}), not in san_domains", place=place),
                _("Add it to san_domains, or it will be missing from the certificates."),
            )
        else:
            verdict = warning(
                _("only in san_domains ({place}), not in the requirement table", place=place),
                _("Add its service to the requirement table, or take it out of san_domains."),
            )
        yield Result("listed-by-both", names.both_forms(row["domain"]), row["places"][0].rsplit(", ", 1)[0], verdict)


def wildcard_issuable(required: pd.DataFrame) -> Iterator[Result]:
    """No wildcard is asked for directly below a public suffix, where nobody issues one."""
    for row in tables.records(required):
        if names.is_wildcard(row["domain"]) and names.is_public_suffix(row["domain"][2:]):
            verdict = warning(
                _("directly below the public suffix {suffix}: no public authority issues it", suffix=row["domain"][2:]),
                _("Ask for the names themselves, or for a wildcard further down."),
            )
            yield Result("wildcard-issuable", row["domain"], row["places"][0].rsplit(", ", 1)[0], verdict)


def planner_rows(failures: Iterable[Failure]) -> Iterator[Result]:
    """Each row and line of the planner's files can be used."""
    for failure in failures:
        level = error if failure.reason is Reason.NOT_A_DOMAIN else warning
        yield Result("planner-row", failure.place, failure.file, level(failure.message, failure.remedy))


def entries_agree(conflicts: pd.DataFrame, file: str) -> Iterator[Result]:
    """Each entry of the planner in a column that planning fills agrees with what was found."""
    for row in tables.records(conflicts):
        verdict = (notice if row["column"] == "status" else warning)(
            _(
                'the {column} is entered as "{theirs}", and "{ours}" was found',
                column=column_text(row["column"]),
                theirs=shorten(row["theirs"]),
                ours=shorten(row["ours"]),
            ),
            _("Correct the cell, or take what was found with mapping --overwrite; until then the entry stays."),
        )
        yield Result("entry-agrees", f"{file}, row {row['row']}", file, verdict)


def files_readable(unreadable: pd.DataFrame) -> Iterator[Result]:
    """Each certificate and key file can be read."""
    for row in tables.records(unreadable):
        reason = Reason(row["reason"])
        verdict = (notice if reason in _HARMLESS else error)(row["message"], row["remedy"])
        place = row["file"] if pd.isna(row["position"]) else f"{row['file']}, block {row['position']}"
        yield Result("file-readable", place, row["file"], verdict)


def authorities_current(evidence: Evidence, as_of: dt.datetime, thresholds: Expiry) -> Iterator[Result]:
    """Each CA's certificate is valid at the as-of date, and longer than the thresholds ask for."""
    for row in evidence.rows.values():
        if row["role"] == "server":
            continue
        subject = row["common_name"] or row["subject"] or row["file"]
        yield Result("authority-current", subject, row["file"], _of_authority(row, as_of, thresholds))


def _of_authority(row: dict[str, Any], as_of: dt.datetime, thresholds: Expiry) -> Verdict:
    begins, ends = row["not_before"], row["not_after"]
    if pd.isna(begins) or pd.isna(ends):
        return skipped(_("dates that can be read"))
    own = row["role"] == "authority"
    state = expiry_state(begins, ends, as_of, thresholds)
    renew = _("Have the CA's certificate renewed, and what it issued issued again.")
    if state == "expired":
        return (error if own else notice)(_("expired on {end}", end=ends.date()), renew)
    if state == "not-yet-valid":
        message = _("not yet valid: it begins on {begin}", begin=begins.date())
        return (error if own else notice)(message, _("Wait for that day."))
    left = _("{days} left, until {end}", days=plural(days_left(ends, as_of), "day"), end=ends.date())
    if state == "ok" or not own:
        return ok(left)
    return notice(left, renew) if state == "notice" else warning(left, renew)


def revocation_lists_current(evidence: Evidence, as_of: dt.datetime) -> Iterator[Result]:
    """Each revocation list is signed by a CA that is here, and its next update is to come."""
    for found in evidence.revocation_lists:
        yield Result("revocation-list-current", found.issuer or found.file, found.file, _of_list(found, as_of))


def _of_list(found: RevocationList, as_of: dt.datetime) -> Verdict:
    fetch = _("Fetch the CA's current list.")
    if found.fault:
        return warning(_("not used: {why}", why=found.fault), fetch)
    if not found.signers:
        return skipped(_("its issuer's certificate"))
    if found.next_update is not None and found.next_update < as_of:
        return warning(_("its next update was due on {day}", day=found.next_update.date()), fetch)
    if not found.is_current(as_of):
        return warning(_("its last update is still to come"), fetch)
    if not found.numbered:
        return notice(_("it carries no number (RFC 5280, 5.2.3)"), _("Have the CA number its lists."))
    return ok(_("current, until {end}", end=found.next_update.date() if found.next_update else _("no end named")))
