"""Runs put on a store without notebooks, and a reader that polls it as anybody might."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

from airec_planning.files import reports_folder
from airec_planning.remote.reports import reports_at
from airec_planning.reporting.publishing import built_beside

NOW = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)


def publish(
    place: str,
    day: str,
    *,
    keep: int = 30,
    text: str = "",
    failed: bool = False,
    before_upload: Callable[[], object] = lambda: None,
) -> None:
    """A run of three files, published by the same code as a report's; all of it says its day, or ``text``."""
    with reports_at(place, "shop") as reports:
        reports_folder(reports)
        with built_beside(reports / "shop") as building:
            (building.folder / "tables").mkdir()
            for name in ("index.html", "summary.json", "tables/costs.parquet"):
                (building.folder / name).write_text(f"{text or day}: {name}")
            name = f"{day.replace('-', '')}T000000Z"
            if failed:
                building.set_aside(name, keep=keep)
            else:
                building.publish(name, keep=keep, now=NOW)
        before_upload()


def read_latest(fs: Any, runs: str) -> tuple[str, dict[str, bytes]]:
    """The latest run as a reader finds it, by documented names alone: each file has to be as the manifest says."""
    run = json.loads(fs.cat_file(f"{runs}/latest.json"))["run"]
    manifest = json.loads(fs.cat_file(f"{runs}/{run}/manifest.json"))
    assert manifest["run"] == run
    assert manifest["state"] == "whole"
    files = {}
    for entry in manifest["files"]:
        data = fs.cat_file(f"{runs}/{run}/{entry['name']}")
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["size"], entry["sha256"])
        files[entry["name"]] = data
    return run, files


def runs_at(fs: Any, runs: str) -> list[str]:
    """The names of the runs that have a manifest."""
    return sorted(path.split("/")[-2] for path in fs.find(runs) if path.endswith("/manifest.json"))


def objects_without_a_manifest(fs: Any, runs: str) -> list[str]:
    whole = set(runs_at(fs, runs))
    below = [path[len(fs._strip_protocol(runs)) + 1 :] for path in fs.find(runs)]
    return [path for path in below if path[0].isdigit() and path.split("/")[0] not in whole]
