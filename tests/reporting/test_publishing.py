"""Which run ``latest`` points to, and which runs stay."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from airec_planning.reporting.publishing import built_beside
from airec_planning.runs.folders import whole_runs

NOW = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)


def publish(place: Path, *days: str, keep: int = 30) -> str:
    """Publish a run of each day in turn; what ``latest`` points to then."""
    for day in days:
        with built_beside(place) as building:
            building.publish(f"{day.replace('-', '')}T000000Z", keep=keep, now=NOW)
    return (place / "latest").readlink().name


def days(place: Path) -> list[str]:
    return [f"{run.as_of:%m-%d}" for run in whole_runs(place)]


def test_latest_does_not_go_back_to_an_earlier_date(tmp_path: Path) -> None:
    assert publish(tmp_path, "2026-11-20", "2026-11-24", "2026-11-21") == "20261124T000000Z"
    assert days(tmp_path) == ["11-20", "11-21", "11-24"]


def test_a_date_still_to_come_does_not_take_latest_from_one_that_is_not(tmp_path: Path) -> None:
    assert publish(tmp_path, "2027-05-01") == "20270501T000000Z", "where there is no other"
    assert publish(tmp_path, "2027-04-01") == "20270501T000000Z"
    assert publish(tmp_path, "2026-11-24") == "20261124T000000Z"
    assert publish(tmp_path, "2027-06-01") == "20261124T000000Z"
    assert publish(tmp_path, "2026-11-25") == "20261125T000000Z"


def test_a_run_of_the_same_date_replaces_the_one_before_under_another_name(tmp_path: Path) -> None:
    assert publish(tmp_path, "2026-11-20", "2026-11-20") == "20261120T000000Z-1"
    assert publish(tmp_path, "2026-11-20") == "20261120T000000Z"
    assert len(whole_runs(tmp_path)) == 1


def test_the_earliest_dates_go_and_never_what_latest_points_to(tmp_path: Path) -> None:
    assert publish(tmp_path, "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", keep=2) == "20261123T000000Z"
    assert days(tmp_path) == ["11-22", "11-23"]
    assert publish(tmp_path, "2027-01-01", "2027-02-01", "2027-03-01", keep=2) == "20261123T000000Z"
    assert days(tmp_path) == ["11-23", "02-01", "03-01"]


def test_a_run_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        publish(tmp_path, "2026-11-20")
    finally:
        os.umask(before)
    assert (tmp_path / "20261120T000000Z").stat().st_mode & 0o777 == 0o750


def test_a_latest_that_leads_nowhere_is_set_right(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-24")
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").symlink_to("gone")
    assert publish(tmp_path, "2026-11-20") == "20261120T000000Z"


@pytest.mark.parametrize("keep", [1, 2, 5])
def test_as_many_dates_stay_as_are_kept(tmp_path: Path, keep: int) -> None:
    publish(tmp_path, *(f"2026-11-{day:02}" for day in range(10, 16)), keep=keep)
    assert len(whole_runs(tmp_path)) == keep
