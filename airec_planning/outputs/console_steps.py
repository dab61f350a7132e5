"""How certificates are created in the console, step by step, and what that costs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from airec_planning.outputs.console_schema import ConsoleEntry
from airec_planning.setting_sections import Prices
from airec_planning.text import plural

_CHARGED = {
    "on-creation": "The charge falls at creation, once, whether the certificate is used or not.",
    "per-month": "The first charge falls at creation, and another every month.",
    "per-year": "The first charge falls at creation, and another every year.",
}


def console_steps(entries: Sequence[ConsoleEntry], as_of: dt.datetime, prices: Prices) -> list[tuple[str, str]]:
    """Pairs of what and how, to be shown as two columns."""
    charged = sum((Decimal(entry.charge) for entry in entries), Decimal(0))
    days = sorted({entry.date[:10] for entry in entries})
    when = "" if len(days) < 2 else f" Spread over {len(days)} days from {days[0]} to {days[-1]}: see Create on."
    return [
        ("As of", f"{as_of:%Y-%m-%d}. Plan again where the planner's table or the prices have changed since."),
        (
            "Before",
            "Settle each row that says check first, and read what the others say: a domain name can't be changed "
            "once it is submitted.",
        ),
        ("1. Open", "In the AIRec console, Security > Certificates; sign in with the account that the row names."),
        ("2. Domain Name", "Copy the name from the sheet, with no blank before or after it. Work from top to bottom."),
        ("3. Certificate Type", "Choose the type of the row."),
        ("4. Create", "Compare the name once more, press Create Certificate, and tick the row."),
        (
            "5. Download",
            "Put certificate and private key (PEM, not encrypted) into the deployment's folder under certificates/, "
            "readable by nobody else. Then run airec-planning audit on the folder, and airec-planning mapping.",
        ),
        ("In total", f"{plural(len(entries), 'certificate')}, {charged:,.2f} yuan.{when}"),
        ("Charge", f"{_CHARGED[prices.charged]} The order is the one in which the free tier serves the dearest first."),
        ("Accounts", _accounts(entries, prices.quota)),
    ]


def _accounts(entries: Sequence[ConsoleEntry], quota: int) -> str:
    counts = Counter(entry.account for entry in entries)
    said = "; ".join(f"account {account}: {plural(counts[account], 'certificate')}" for account in sorted(counts))
    return f"One account holds at most {plural(quota, 'certificate')}. From this list: {said or 'none'}."
