"""How certificates are created in the console, step by step, and what that costs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from airec_planning.language import N_, _
from airec_planning.outputs.console_schema import ConsoleEntry
from airec_planning.setting_sections import Prices
from airec_planning.text import apart, in_a_row, plural

_CHARGED = {
    "on-creation": N_("The charge falls at creation, once, whether the certificate is used or not."),
    "per-month": N_("The first charge falls at creation, and another every month."),
    "per-year": N_("The first charge falls at creation, and another every year."),
}


def console_steps(entries: Sequence[ConsoleEntry], as_of: dt.datetime, prices: Prices) -> list[tuple[str, str]]:
    """Pairs of what and how, to be shown as two columns."""
    charged = sum((Decimal(entry.charge) for entry in entries), Decimal(0))
    days = sorted({entry.date[:10] for entry in entries})
    total = [
        _("{certificates}, {charged:,.2f} yuan.", certificates=plural(len(entries), "certificate"), charged=charged)
    ]
    if len(days) > 1:
        values = {"days": len(days), "first": days[0], "last": days[-1]}
        total.append(_("Spread over {days} days from {first} to {last}: see Create on.", **values))
    order = _("The order is the one in which the free tier serves the dearest first.")
    return [
        (
            _("As of"),
            _("{day}. Plan again where the planner's table or the prices have changed since.", day=as_of.date()),
        ),
        (
            _("Before"),
            _(
                "Settle each row that says check first, and read what the others say: a domain name can't be changed "
                "once it is submitted."
            ),
        ),
        (
            _("1. Open"),
            _("In the AIRec console, Security > Certificates; sign in with the account that the row names."),
        ),
        (
            _("2. Domain Name"),
            _("Copy the name from the sheet, with no blank before or after it. Work from top to bottom."),
        ),
        (_("3. Certificate Type"), _("Choose the type of the row.")),
        (_("4. Create"), _("Compare the name once more, press Create Certificate, and tick the row.")),
        (
            _("5. Download"),
            _(
                "Put certificate and private key (PEM, not encrypted) into the deployment's folder under "
                "certificates/, readable by nobody else. "
                "Then run airec-planning audit on the folder, and airec-planning mapping."
            ),
        ),
        (_("In total"), in_a_row(total)),
        (_("Charge"), in_a_row((_(_CHARGED[prices.charged]), order))),
        (_("Accounts"), _accounts(entries, prices.quota)),
    ]


def _accounts(entries: Sequence[ConsoleEntry], quota: int) -> str:
    counts = Counter(entry.account for entry in entries)
    said = apart(
        _("account {number}: {certificates}", number=account, certificates=plural(counts[account], "certificate"))
        for account in sorted(counts)
    )
    return _(
        "One account holds at most {quota}. From this list: {accounts}.",
        quota=plural(quota, "certificate"),
        accounts=said or _("none"),
    )
