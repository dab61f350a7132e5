"""Runs to look at, wherever they lie: what ``history`` and ``diff`` take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from airec_planning.deployment import chosen_name
from airec_planning.remote.inputs import inputs_at
from airec_planning.remote.manifest import LATEST_RUN
from airec_planning.remote.mirror import is_run
from airec_planning.remote.reports import reports_to_look_at
from airec_planning.remote.store import open_store
from airec_planning.remote.urls import is_url, parent_and_name
from airec_planning.runs.folders import LATEST


@contextmanager
def looked_at(place: str) -> Iterator[Path]:
    """A deployment folder, its folder of runs or one run: itself where it is local, else a local one like it.

    Raises:
        InputError: it is not there, the URL cannot be used, or the store cannot be read.
    """
    if not is_url(place):
        yield Path(place)
        return
    above, name = parent_and_name(place)
    if name == LATEST or is_run(name):
        reports, deployment = parent_and_name(above)
        with reports_to_look_at(reports, deployment) as local:
            yield local / deployment / name
    elif open_store(place).read([LATEST_RUN]):
        with reports_to_look_at(above, name) as local:
            yield local / name
    else:
        with inputs_at(place) as folder:
            yield folder


@contextmanager
def looked_at_with_reports(place: str, reports: str) -> Iterator[tuple[Path, Path]]:
    """The same, and the reports folder in which the runs of a deployment are looked for.

    Raises:
        InputError: one is not there, a URL cannot be used, or a store cannot be read.
    """
    with looked_at(place) as here:
        if not is_url(reports):
            yield here, Path(reports)
            return
        with reports_to_look_at(reports, chosen_name(here)) as local:
            yield here, local
