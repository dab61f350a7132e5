"""Many deployments as one: what the latest whole run of each says, read off the run folders and nothing else."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from airec_planning.card import Card, Shown
from airec_planning.errors import InputError
from airec_planning.language import Language, _, language_of_all, speaking
from airec_planning.runs.fleet_card import fleet_card
from airec_planning.runs.fleet_folders import find_deployments
from airec_planning.runs.fleet_renewals import FleetForecast, fleet_forecast
from airec_planning.runs.fleet_tables import read_tables
from airec_planning.runs.fleet_urgency import deployments_by_urgency


@dataclass(frozen=True, repr=False)
class Fleet(Shown):
    """The deployments below a reports folder, as the latest whole run of each says.

    ``read_fleet`` gives it. Its tables are DataFrames of the schemas named below, amounts in fen (1/100 CNY).

    >>> fleet = read_fleet("reports")
    >>> list(fleet.deployments.columns[:3])
    ['deployment', 'title', 'run']
    """

    reports: Path
    """As given."""
    links: str
    """What the links to its runs begin with, as seen from what shows them: the same, or nothing on the page in it."""
    as_of: dt.datetime | None
    """The newest as-of date of a latest whole run, UTC, at which all are judged; none where there is no such run."""
    deployments: pd.DataFrame
    """Schema ``tables.FLEET_DEPLOYMENTS``, the most urgent first."""
    renewals: pd.DataFrame
    """Schema ``tables.FLEET_RENEWALS``, by deployment and day."""
    certificates: pd.DataFrame
    """Schema ``tables.FLEET_CERTIFICATES``, by deployment."""
    purchases: pd.DataFrame
    """Schema ``tables.FLEET_PURCHASES``, by deployment and account."""
    findings: pd.DataFrame
    """Schema ``tables.FLEET_FINDINGS``, errors and warnings by deployment and check."""
    language: Language = "en"
    """That of all runs where they agree, else English: the same runs are told in the same words by anybody."""

    def _card(self) -> Card:
        return fleet_card(self)

    def _speaks(self) -> Language:
        return self.language

    @functools.cached_property
    def forecast(self) -> FleetForecast | None:
        """The renewals by week, as far as the deployment that looks furthest; none where no run says how far."""
        days = self.deployments["forecast_days"].max()
        return None if self.as_of is None or pd.isna(days) else fleet_forecast(self.renewals, self.as_of, int(days))

    def unread(self, table: str) -> tuple[str, ...]:
        """The deployments with a run whose table of this name is not there or cannot be read, by name."""
        lacking = self.deployments["unread"].map(lambda tables: table in tables).astype(bool)
        return tuple(sorted(self.deployments.loc[lacking, "deployment"]))


def read_fleet(reports: Path | str) -> Fleet:
    """Read the latest whole run of every deployment below a reports folder.

    No other file is opened and nothing is written. A run or a table that is broken or of another version costs its
    own figures alone, and is named in ``deployments``. A folder that is not there, or holds no run, is an empty fleet.

    >>> read_fleet("reports").findings.columns.tolist()[:2]
    ['deployment', 'check']

    Raises:
        InputError: ``reports`` is a file, or the folder may not be looked into.
    """
    place = Path(reports)
    if place.exists() and not place.is_dir():
        raise InputError(str(reports), _("is a file"), _("Name the folder that the reports are written to."))
    try:
        found = find_deployments(place)
    except OSError as error:
        fact = _("cannot be read: {reason}", reason=error.strerror)
        raise InputError(str(reports), fact, _("Let it be read, or name another.")) from None
    runs = {one.name: one.run for one in found if one.run}
    frames, unread = read_tables(runs)
    as_of = max((one.summary.as_of.astimezone(dt.UTC) for one in found if one.summary), default=None)
    language = language_of_all([one.summary.setting("language") for one in found if one.summary])
    with speaking(language):
        deployments = deployments_by_urgency(found, frames["renewals"], unread, as_of)
    return Fleet(place, place.as_posix(), as_of, deployments, **frames, language=language)
