"""Validity, whose both ends belong to it (RFC 5280, 4.1.2.5 and 6.1.3 (a)(2))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.certificates import AS_OF
from tests.conformance.harness import Case
from tests.conformance.making import BEGIN, END, authority, leaf, root
from tests.conformance.selecting import case

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
YEARS = dt.timedelta(days=3650)
LONG = {"begin": BEGIN - YEARS, "end": END + YEARS}


def cases() -> Iterator[Case]:
    top = root(**LONG)
    issuer = authority("Issuing CA", top, **LONG)
    for id, reason, valid, at in (
        ("validity::first-second", "the first second belongs to it", True, BEGIN),
        ("validity::second-before", "a second before the first", False, BEGIN - SECOND),
        ("validity::last-second", "the last second belongs to it", True, END),
        ("validity::second-after", "a second after the last", False, END + SECOND),
        ("validity::expired-leaf", "expired for a year", False, END + 365 * DAY),
    ):
        yield case(id, f"{reason} (4.1.2.5)", valid, leaf(issuer), [issuer], [top], at=at)
    server = leaf(issuer)
    for id, reason, valid, other in (
        ("validity::intermediate-first-second", "the intermediate begins now", True, {"begin": AS_OF}),
        ("validity::intermediate-second-before", "it begins in a second", False, {"begin": AS_OF + SECOND}),
        ("validity::intermediate-last-second", "the intermediate ends now", True, {"end": AS_OF}),
        ("validity::intermediate-second-after", "it ended a second ago", False, {"end": AS_OF - SECOND}),
        ("validity::intermediate-expired", "it ended a day ago", False, {"end": AS_OF - DAY}),
        ("validity::issuer-ends-first", "it ends before the leaf: valid until then", True, {"end": AS_OF + DAY}),
    ):
        middle = authority("Issuing CA", top, **(LONG | other))
        yield case(id, f"{reason} (6.1.3 (a)(2))", valid, server, [middle], [top])
    past = root(begin=BEGIN - YEARS, end=AS_OF - DAY)
    yield case(
        "validity::root-expired", "whoever made the trust anchor ended it (6.2: validators may hold it to that)", False,
        server, [issuer], [past],
    )  # fmt: skip
    yield case(
        "validity::no-end", "the date for no well-defined end (4.1.2.5: 99991231235959Z)", True,
        leaf(issuer, end=dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)), [issuer], [top],
    )  # fmt: skip
