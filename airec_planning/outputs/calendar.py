"""``expiry.ics``: when to start each renewal, and when what is in use expires, for a calendar program (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pandas as pd
from icalendar import Alarm, Calendar, Event
from icalendar.enums import TRANSP

from airec_planning import names, tables
from airec_planning.audit.coverage import certificate_names
from airec_planning.audit.expiry import USABLE
from airec_planning.audit.verdicts import listed
from airec_planning.language import _
from airec_planning.text import visible

_MORNING = dt.timedelta(hours=9)
"""When an alarm sounds, in the reader's own time zone."""


def expiry_calendar(
    name: str, renewals: pd.DataFrame, coverage: pd.DataFrame, certificates: pd.DataFrame, as_of: dt.datetime
) -> bytes:
    """An all-day event for each renewal of a certificate that is there, and for each expiry of one in use.

    Later renewals, which are only projected, have no certificate yet by which a further import could find their
    events again: they are left out. A renewal that is overdue stands on the as-of date, where it is seen.
    The same inputs give the same bytes.
    """
    existing = renewals[renewals["kind"] == "existing"]
    events = [
        *(_renewal(name, row, as_of) for row in tables.records(existing)),
        *_expiries(name, coverage, certificates, as_of),
    ]
    events.sort(key=lambda event: (event.start, event.uid))
    calendar = Calendar.new(
        name=visible(_("Certificates of {name}", name=name)),
        prodid="-//airec-planning//expiry//EN",
        uid=_uid(name, "calendar"),
        subcomponents=events,
    )
    return bytes(calendar.to_ical())


def _renewal(name: str, row: dict[str, Any], as_of: dt.datetime) -> Event:
    start_by: dt.date = row["start_by"].date()
    summary = _("Renew {name}", name=names.both_forms(row["name"]))
    alarm = Alarm.new(description=summary)
    alarm.add("action", "DISPLAY")
    alarm.TRIGGER = _MORNING
    return _event(
        name,
        row["sha256"],
        "renewal",
        day=max(start_by, as_of.date()),
        summary=_("{summary}: overdue since {day}", summary=summary, day=start_by) if row["overdue"] else summary,
        said=[
            _("Certificate: {file}, valid until {day}", file=row["file"], day=row["not_after"].date()),
            _("Start by: {day}", day=start_by),
            _("How: {how}", how=row["how"]),
            _("Domains: {domains}", domains=listed(map(names.both_forms, row["domains"]), 20)),
            _("Services: {services}", services=listed(row["services"], 20) or _("none is named")),
        ],
        as_of=as_of,
        alarms=[alarm],
    )


def _expiries(name: str, coverage: pd.DataFrame, certificates: pd.DataFrame, as_of: dt.datetime) -> Iterator[Event]:
    valid = coverage[coverage["state"].isin(USABLE)]
    domains = valid.groupby("sha256")["domain"].agg(list).to_dict()
    for row in tables.records(certificates[certificates["sha256"].isin(domains)]):
        yield _event(
            name,
            row["sha256"],
            "expiry",
            day=row["not_after"].date(),
            summary=_("{name} expires", name=names.both_forms(certificate_names(row)[0])),
            said=[
                _(
                    "Certificate: {file}, valid until {end} UTC",
                    file=row["file"],
                    end=f"{row['not_after']:%Y-%m-%d %H:%M:%S}",
                ),
                _("Domains: {domains}", domains=listed(map(names.both_forms, domains[row["sha256"]]), 20)),
            ],
            as_of=as_of,
            alarms=[],
        )


def _event(
    name: str,
    sha256: str,
    kind: str,
    *,
    day: dt.date,
    summary: str,
    said: list[str],
    as_of: dt.datetime,
    alarms: list[Alarm],
) -> Event:
    """Without an end: an event on a date lasts that day. It leaves its reader free for appointments."""
    return Event.new(
        uid=_uid(name, sha256, kind),
        stamp=as_of,
        start=day,
        summary=visible(summary),
        description="\n".join(map(visible, [*said, f"SHA-256: {sha256}"])),
        transparency=TRANSP.TRANSPARENT,
        subcomponents=alarms,
    )


def _uid(*parts: str) -> str:
    """The same for the same deployment, certificate and kind, so that a further import updates its event."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("airec-planning", *parts))))
