"""What deployments have in common: shared keys and certificates, costs, accounts, faults."""

from __future__ import annotations

from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.findings import checks
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.language import N_, _
from airec_planning.outputs.fragments import Cell, Fragment, paragraph, table, together
from airec_planning.runs.fleet import Fleet
from airec_planning.runs.fleet_checks import faults_by_check
from airec_planning.runs.fleet_costs import OneFreeTier, costs_by_path, one_free_tier
from airec_planning.runs.fleet_quota import accounts_of, one_account
from airec_planning.runs.fleet_sharing import shared_authorities, shared_certificates, shared_keys
from airec_planning.show.fleet import MOST, amount, run_link, run_links, unread_note
from airec_planning.text import plural

_SHORT = 16
"""Of a hash: enough to know it by."""


def fleet_keys(fleet: Fleet) -> Fragment:
    """The keys of server certificates that several deployments share: what the loss of one would touch."""
    shared = shared_keys(fleet.certificates)
    note = unread_note(fleet, "certificates")
    if shared.empty:
        return together(paragraph(_("No two deployments share the key of a server certificate.")), *note)
    worst = tables.records(shared.head(1))[0]
    said = _(
        N_(
            "{keys} of server certificates is shared between deployments. Losing the key of {name} alone would touch "
            "{deployments} and {certificates}. A key of its own for each deployment ends that."
        )
        if len(shared) == 1
        else N_(
            "{keys} of server certificates are shared between deployments. Losing the key of {name} alone would touch "
            "{deployments} and {certificates}. A key of its own for each deployment ends that."
        ),
        keys=plural(len(shared), "key"),
        name=names.both_forms(worst["name"]),
        deployments=plural(len(worst["deployments"]), "deployment"),
        certificates=plural(worst["certificates"], "certificate"),
    )
    headers = [_("Key of"), _("Public key, SHA-256"), _("Deployments"), _("Certificates")]
    headers += [_("Its private key lies in"), _("Deployed in")]
    rows: list[list[Cell]] = [
        [
            names.both_forms(row["name"]),
            row["sha256"][:_SHORT],
            len(row["deployments"]),
            row["certificates"],
            row["with_private_key"],
            run_links(fleet, row["deployments"]),
        ]
        for row in tables.records(shared.head(MOST))
    ]
    listed = table(headers, rows, empty="", numeric=(2, 3, 4))
    return together(
        paragraph(said, "answer"), listed, *_rest(plural(max(0, len(shared) - MOST), "shared key"), len(shared)), *note
    )


def fleet_certificates(fleet: Fleet) -> Fragment:
    """The server certificates that lie in several deployments; those of authorities are counted apart."""
    shared, authorities = shared_certificates(fleet.certificates), shared_authorities(fleet.certificates)
    apart = (
        [
            paragraph(
                _(
                    "Of authorities, {certificates} in several deployments, as they are meant to.",
                    certificates=plural(authorities, "certificate"),
                )
            )
        ]
        if authorities
        else []
    )
    if shared.empty:
        return together(paragraph(_("No server certificate lies in two deployments.")), *apart)
    headers = [_("Certificate"), _("SHA-256"), _("Deployments"), _("Valid until"), _("Deployed in")]
    rows: list[list[Cell]] = [
        [
            names.both_forms(row["name"]),
            row["sha256"][:_SHORT],
            len(row["deployments"]),
            "" if pd.isna(row["not_after"]) else f"{row['not_after']:%Y-%m-%d}",
            run_links(fleet, row["deployments"]),
        ]
        for row in tables.records(shared.head(MOST))
    ]
    listed = table(headers, rows, empty="", numeric=(2,))
    return together(listed, *_rest(plural(max(0, len(shared) - MOST), "shared certificate"), len(shared)), *apart)


def fleet_costs(fleet: Fleet) -> Fragment:
    """What the deployments cost by path, and what the other path would cost; the dearest; what is reckoned twice."""
    found = fleet.deployments[fleet.deployments["run"] != ""]
    days = sorted({int(count) for count in found["horizon_days"].dropna()})
    one = len(days) == 1
    over = _("Over {days}, yuan", days=plural(days[0], "day")) if one else _("Over each one's horizon, yuan")
    headers = [_("Path"), _("Deployments"), _("Now, yuan"), over, _("The other path, yuan"), _("Not open to")]
    rows: list[list[Cell]] = [
        [
            _(PATH_NAMES[row["path"]]),
            row["deployments"],
            *(amount(row[column]) for column in ("now", "horizon", "other_horizon")),
            row["other_blocked"],
        ]
        for row in tables.records(costs_by_path(found))
    ]
    totals = table(headers, rows, empty=_("No costs are known yet."), numeric=range(1, 6))
    if len(found) < 2:
        return totals
    tier = one_free_tier(found, fleet.purchases)
    caveat = [paragraph(_caveat(tier))] if tier else []
    return together(totals, _dearest(fleet, found), *caveat, *(unread_note(fleet, "purchases") if tier else []))


def fleet_quota(fleet: Fleet) -> Fragment:
    """The certificates of the HTTPS path against the quota: each deployment's accounts, and all in one."""
    accounts = accounts_of(fleet.deployments, fleet.purchases)
    note = unread_note(fleet, "purchases")
    if accounts.empty:
        return together(paragraph(_("No deployment takes the HTTPS path, which alone has a quota.")), *note)
    headers = [_("Deployment"), _("To create"), _("Accounts"), _("In the fullest")]
    headers += [_("Held at once, at the most"), _("Quota")]
    rows: list[list[Cell]] = [
        [
            run_link(fleet, row["deployment"]),
            row["create"],
            row["accounts"],
            row["fullest"],
            *("" if pd.isna(row[column]) else int(row[column]) for column in ("peak", "quota")),
        ]
        for row in tables.records(accounts.head(MOST))
    ]
    listed = table(headers, rows, empty="", numeric=range(1, 6))
    return together(
        *_all_in_one(accounts), listed, *_rest(plural(max(0, len(accounts) - MOST), "deployment"), len(accounts)), *note
    )


def fleet_checks(fleet: Fleet) -> Fragment:
    """Each check that found faults, the most widespread first, with what mends most of them."""
    sentences = checks()
    headers = [_("Check"), _("Asks that"), _("Deployments"), _("Errors"), _("Warnings")]
    headers += [_("What to do"), _("Most in")]
    rows: list[list[Cell]] = [
        [
            row["check"],
            sentences.get(row["check"], ""),
            len(row["deployments"]),
            row["errors"],
            row["warnings"],
            row["remedy"],
            run_links(fleet, row["deployments"]),
        ]
        for row in tables.records(faults_by_check(fleet.findings))
    ]
    listed = table(headers, rows, empty=_("No check found a fault."), numeric=(2, 3, 4))
    return together(listed, *unread_note(fleet, "findings"))


def _rest(left: str, count: int) -> list[Fragment]:
    """How many more there are than are shown."""
    return [paragraph(_("And {left} more.", left=left), "more")] if count > MOST else []


def _dearest(fleet: Fleet, found: pd.DataFrame) -> Fragment:
    """The deployments that cost the most over the horizon, and all others as one row."""
    ranked = found.sort_values(["horizon", "now", "deployment"], ascending=[False, False, True])
    headers = [_("Deployment"), _("Path"), _("Now, yuan"), _("Horizon, yuan"), _("The other path, yuan")]
    rows: list[list[Cell]] = [
        [run_link(fleet, row["deployment"]), _(PATH_NAMES[row["path"]]), *_amounts(row)]
        for row in tables.records(ranked.head(MOST))
    ]
    others = ranked.iloc[MOST:]
    if len(others):
        rows.append(
            [_("{count:,} others", count=len(others)), "", *_amounts(others[["now", "horizon", "other_horizon"]].sum())]
        )
    return table(headers, rows, empty="", numeric=(2, 3, 4))


def _amounts(row: Any) -> list[Cell]:
    return [amount(row[column]) for column in ("now", "horizon", "other_horizon")]


def _caveat(tier: OneFreeTier) -> str:
    return _(
        "Each deployment is reckoned by itself, with a free tier of its own, though the free tier is granted once for "
        "an organisation (prices.free_tier_per). {deployments} reckon {certificates} free. If all are of one "
        "organisation, {granted:,} are, and to create these certificates costs at least {amount} yuan more than the "
        "sum above says.",
        deployments=plural(tier.deployments, "deployment"),
        certificates=plural(tier.reckoned, "certificate"),
        granted=tier.granted,
        amount=amount(tier.uncovered),
    )


def _all_in_one(accounts: pd.DataFrame) -> list[Fragment]:
    together_ = one_account(accounts)
    if together_ is None or together_.deployments < 2:
        return []
    return [
        paragraph(
            _(
                "{deployments} are to create {certificates}. Filled one after the other, that takes {accounts} of "
                "{quota:,}; {at_peak} where each holds the most that it ever does on one day, {peak:,} in all.",
                deployments=plural(together_.deployments, "deployment"),
                certificates=plural(together_.create, "certificate"),
                accounts=plural(together_.accounts, "account"),
                quota=together_.quota,
                at_peak=plural(together_.accounts_at_peak, "account"),
                peak=together_.peak,
            ),
            "answer",
        ),
        paragraph(
            _(
                "Which deployments share an account is not known: each numbers its own from 1, and is held against the "
                "quota by itself below."
            )
        ),
    ]
