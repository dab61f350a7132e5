"""Run folders are known by their names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from airec_planning.runs.folders import run_before, whole_runs


def _place(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / name).mkdir()
    return tmp_path


def test_whole_runs_are_listed_by_as_of_date_without_failed_and_unfinished_ones(tmp_path: Path) -> None:
    place = _place(
        tmp_path, "20261103T000000Z", "20261101T000000Z-2", "20261104T000000Z.failed", ".building-x", "requests"
    )
    (place / "latest").symlink_to("20261103T000000Z")
    assert [run.path.name for run in whole_runs(place)] == ["20261101T000000Z-2", "20261103T000000Z"]
    assert whole_runs(place)[0].as_of == dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def test_a_run_is_compared_with_the_newest_of_an_earlier_as_of_date(tmp_path: Path) -> None:
    place = _place(tmp_path, "20261101T000000Z", "20261102T000000Z", "20261102T000000Z-2", "20261103T000000Z")
    before = run_before(place, dt.datetime(2026, 11, 3, tzinfo=dt.UTC))
    assert before is not None
    assert before.path.name == "20261102T000000Z-2"
    assert run_before(place, dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) is None
    assert run_before(place / "nowhere", dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) is None
