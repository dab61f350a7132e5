"""``reports/index.html``: all deployments below a reports folder on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from airec_planning.files import unwritable, write_whole
from airec_planning.language import speaking
from airec_planning.reporting.pages import overview_page
from airec_planning.reporting.publishing import write_index
from airec_planning.runs.fleet import read_fleet


def write_overview(reports: Path) -> None:
    """Write the page over all deployments anew, from the run folders as they are now.

    A report does not do so by itself: whoever makes one or hundreds calls this once, after the last of them, also
    where some failed.

    Raises:
        OutputError: the reports folder cannot be written to.
    """
    try:
        write_index(reports, lambda: write_whole(reports / "index.html", _page(reports)))
    except OSError as error:
        raise unwritable(reports, error) from None


def _page(reports: Path) -> bytes:
    fleet = read_fleet(reports)
    with speaking(fleet.language):
        return overview_page(replace(fleet, links="")).encode()
