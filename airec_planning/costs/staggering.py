"""What spreading the first creations over some days does to the most certificates that are held at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from airec_planning.costs.console import ConsolePath, room_for
from airec_planning.costs.spreading import days_until, least_spread, peak_when_spread, renewed_after
from airec_planning.setting_sections import Settings
from airec_planning.validity import platform_terms


@dataclass(frozen=True)
class Staggering:
    """How far the peak falls. Held are those of the plan and those that exist."""

    room: int
    """Certificates that the accounts can hold which the creations need."""
    together: int
    """The most held at once where all are created on one day."""
    days: int | None
    """Over how many days they have to be spread to fit into the room; none where no spread would do."""
    peak: int
    """The most held at once where they are spread over so many days."""
    widest: int
    """The time from a creation to its renewal, days: beyond it nothing is gained."""
    least: int
    """The most held at once where they are spread over all that time."""
    left: int | None
    """Days until the deployment, if its date is set: no more can be used."""


def staggering(console: ConsolePath, start: dt.date, settings: Settings) -> Staggering:
    """What spreading the certificates that are created now would do."""
    count, terms, horizon = console.now.counts.total, platform_terms(settings.validity), settings.horizon.days

    def peak(days: int) -> int:
        return peak_when_spread(count, days, start, terms, horizon, console.others)

    room = room_for(console.now, console.tariff)
    widest = min(renewed_after(start, terms), horizon - 1)
    least = peak(widest)
    days = least_spread(count, room, start, terms, horizon, console.others) if least <= room else None
    return Staggering(
        room, peak(0), days, peak(days or 0), widest, least, days_until(start, settings.organisation.deployment_date)
    )
