"""What the command line asks of a fleet, with what its file says: options of the command line win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from airec_planning.arguments import parse_overrides
from airec_planning.errors import InputError
from airec_planning.fleets.command import Crew
from airec_planning.fleets.fleet_file import read_fleet_file
from airec_planning.language import _
from airec_planning.remote.inputs import expanded

REPORTS = "reports"


@dataclass(frozen=True)
class Asked:
    """Which deployments, with which settings, by whom, to where."""

    places: Sequence[str]
    settings: Sequence[str]
    crew: Crew
    reports: str


def asked_fleet(
    places: Sequence[str],
    fleet_file: Path | None,
    settings: Sequence[str],
    reports: str | None,
    workers: int | None,
    scheduler: str | None,
) -> Asked:
    """A fleet's file, if there is one, with the options laid over it.

    Raises:
        InputError: both folders and a fleet are named, or both workers and a scheduler; a pattern matches nothing.
        SettingsError: the file cannot be used.
    """
    if workers and scheduler:
        raise InputError("--workers", _("and --scheduler are two ways"), _("Leave one out."))
    if fleet_file is None:
        return Asked(expanded(places), settings, Crew(workers or 1, scheduler or ""), reports or REPORTS)
    if places:
        remedy = _("Leave one out; the fleet's file can list folders.")
        raise InputError("--fleet", _("and folders are both named"), remedy)
    fleet = read_fleet_file(fleet_file)
    laid_over = {**fleet.overrides, **parse_overrides(list(settings))}
    by_file = Crew(fleet.workers or 1, fleet.scheduler or "")
    return Asked(
        fleet.deployments,
        [f"{key}={value}" for key, value in laid_over.items()],
        Crew(workers or 1, scheduler or "") if workers or scheduler else by_file,
        reports or fleet.reports or REPORTS,
    )
