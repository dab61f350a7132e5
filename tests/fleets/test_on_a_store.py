"""Fleets whose deployments and reports lie on S3: the same command, the same lines, by the same function."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fleets.fleets import SmallFleet, typed
from tests.remote.conftest import Bucket, bucket, server

__all__ = ["bucket", "server"]  # fixtures


@pytest.fixture
def fleet(tmp_path: Path, bucket: Bucket) -> SmallFleet:
    fleet = SmallFleet(tmp_path)
    for place in map(Path, fleet.deployments("one", "two")):
        bucket.put_folder(f"deployments/{place.name}", place)
    return fleet


def report(fleet: SmallFleet, bucket: Bucket, *arguments: str) -> tuple[int, str, str]:
    dated = ["--as-of", "2026-11-01", "--notebooks", str(fleet.notebooks)]
    return typed("report", f"{bucket.url}/deployments/*", "--output", f"{bucket.url}/reports", *dated, *arguments)


def test_all_that_match_are_reported_and_told_by_their_addresses(fleet: SmallFleet, bucket: Bucket) -> None:
    code, out, err = report(fleet, bucket)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"one: 1 error, 0 warnings; open {bucket.url}/reports/one/latest/index.html",
        f"two: 1 error, 0 warnings; open {bucket.url}/reports/two/latest/index.html",
        f"2 deployments: 2 made; open {bucket.url}/reports/index.html",
    ]
    page = bucket.get("reports/index.html").decode()
    assert "one/latest/index.html" in page
    assert "two/latest/index.html" in page
    assert not (fleet.folder / "s3:").exists()


def test_what_is_done_there_is_not_done_again(fleet: SmallFleet, bucket: Bucket) -> None:
    report(fleet, bucket)
    before = bucket.keys("reports")
    _, out, _ = report(fleet, bucket)
    assert out.splitlines()[-1].startswith("2 deployments: 2 done already; open ")
    assert bucket.keys("reports") == before


def test_workers_fetch_and_upload_by_themselves(fleet: SmallFleet, bucket: Bucket) -> None:
    code, out, err = report(fleet, bucket, "--workers", "2")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].startswith("2 deployments: 2 made; open ")
    assert {"reports/one/latest.json", "reports/two/latest.json"} <= set(bucket.keys("reports"))


def test_two_of_one_name_are_told_though_the_name_stands_in_a_file_there(fleet: SmallFleet, bucket: Bucket) -> None:
    bucket.put("deployments/two/deployment.toml", b'name = "one"\n')
    code, _, err = report(fleet, bucket)
    assert code == 2
    assert f'{bucket.url}/deployments/two: has the name "one", as {bucket.url}/deployments/one has' in err


def test_what_fails_is_told_by_its_address_and_set_aside_there(fleet: SmallFleet, bucket: Bucket) -> None:
    bucket.put("deployments/two/deployment.toml", b"prices.standard = [1]\n")
    code, out, err = report(fleet, bucket)
    assert code == 2
    assert err.startswith(f"{bucket.url}/deployments/two/deployment.toml: prices.standard: ")
    assert "/tmp" not in err
    assert out.splitlines()[-1].startswith("2 deployments: 1 made, 1 failed")
