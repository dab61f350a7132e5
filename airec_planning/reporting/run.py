"""A run folder: built beside its place, renamed into it when whole."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from airec_planning import tables
from airec_planning.errors import NotebookError
from airec_planning.expiry_files import CALENDAR, METRICS, calendar_file, metrics_file
from airec_planning.files import unwritable, write_whole
from airec_planning.outputs.csv_text import inert
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.planning import Plan, compare
from airec_planning.reporting.notebook_page import write_page
from airec_planning.reporting.notebooks import REPORT, run_notebooks
from airec_planning.reporting.pages import deployments_page, run_page
from airec_planning.reporting.pdf import print_pdfs
from airec_planning.reporting.run_folders import LATEST
from airec_planning.reporting.summary import summary
from airec_planning.request_files import FOLDER as REQUESTS
from airec_planning.request_files import files_without_keys
from airec_planning.workbook_file import WORKBOOK, mapping_workbook, reports_folder

_UNDER_WAY = ".building-"
_ABANDONED_AFTER = 24 * 3600
"""Seconds."""


@dataclass(frozen=True)
class Run:
    """A finished run."""

    folder: Path
    latest: Path
    summary: SummaryDocument


def report(plan: Plan, reports: Path, *, pdf: bool = False) -> Run:
    """Run the report's notebooks over a plan and leave a whole run folder, with ``latest`` pointing to it.

    Raises:
        InputError: the planner's workbook cannot be filled; nothing is written.
        OutputError: the reports folder cannot be written to.
        NotebookError: a notebook failed; what it left stays in a folder ``....failed``, ``latest`` does not move.
    """
    filled = mapping_workbook(plan)
    document = summary(plan, filled)
    name = f"{plan.as_of:%Y%m%dT%H%M%SZ}"
    place = reports_folder(reports) / plan.deployment.name
    with _built_beside(place, name) as folder:
        _write_tables(plan, folder / "tables")
        (folder / WORKBOOK).write_bytes(filled.data)
        (folder / "summary.json").write_text(document.to_json(), encoding="utf-8")
        (folder / "findings.csv").write_bytes(findings_csv(plan))
        (folder / CALENDAR).write_bytes(calendar_file(plan))
        (folder / METRICS).write_bytes(metrics_file(plan))
        requests = _write_requests(plan, folder / REQUESTS)
        root = plan.deployment.folder.resolve()
        parameters = {
            "deployment": root.name,
            "as_of": f"{plan.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "settings": json.dumps(dict(plan.deployment.overrides)) if plan.deployment.overrides else "",
        }
        for notebook, executed in zip(REPORT, run_notebooks(REPORT, folder, parameters, root.parent), strict=True):
            write_page(executed, notebook, plan.deployment.title, f"{plan.as_of:%Y-%m-%d}")
        (folder / "index.html").write_text(run_page(plan, document, REPORT, requests), encoding="utf-8")
        if pdf:
            print_pdfs(sorted(folder.glob("*.html")))
    _point_latest(place, name)
    write_whole(reports / "index.html", deployments_page(reports).encode())
    return Run(place / name, place / LATEST, document)


def findings_csv(plan: Plan) -> bytes:
    """The findings as csv in UTF-8, with nothing in it that a spreadsheet would take for a formula."""
    return str(inert(plan.findings).to_csv(index=False, lineterminator="\n")).encode()


def _write_requests(plan: Plan, folder: Path) -> Collection[str]:
    files = files_without_keys(plan)
    if files:
        folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return files.keys()


def _write_tables(plan: Plan, folder: Path) -> None:
    folder.mkdir()
    frames = {
        tables.REQUIREMENTS: plan.requirements,
        tables.SAN_ENTRIES: plan.san_domains.entries,
        tables.ADDRESSES: plan.san_domains.addresses,
        tables.REQUIRED_DOMAINS: plan.required,
        tables.CERTIFICATES: plan.certificates,
        tables.PLACES: plan.inventory.places,
        tables.UNREADABLE: plan.inventory.unreadable,
        tables.PASSED_OVER: plan.inventory.passed_over,
        tables.COVERAGE: plan.coverage,
        tables.ADDRESS_COVERAGE: plan.address_coverage,
        tables.RENEWALS: plan.renewals,
        tables.FINDINGS: plan.findings,
        tables.PURCHASES: plan.comparison.purchases,
        tables.REQUESTS: plan.requests,
        tables.ISSUANCES: plan.comparison.issuances,
        tables.OUTLAYS: plan.comparison.outlays,
        tables.COSTS: plan.comparison.costs,
        tables.SCENARIOS: compare(plan),
        tables.MAPPING: plan.mapping,
    }
    for schema, frame in frames.items():
        schema.write_parquet(frame, folder / f"{schema.name}.parquet")


@contextmanager
def _built_beside(place: Path, name: str) -> Iterator[Path]:
    """A folder to build in; renamed to ``name`` when whole, to ``name.failed`` when a notebook failed."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        _clear_left_behind(place)
        folder = Path(tempfile.mkdtemp(dir=place, prefix=_UNDER_WAY))
        folder.chmod(0o755)
    except OSError as error:
        raise unwritable(place, error) from None
    try:
        yield folder
        _replace(folder, place / name)
        shutil.rmtree(place / f"{name}.failed", ignore_errors=True)
    except NotebookError as error:
        (folder / "run.log").write_text(f"failed\n{error}\n", encoding="utf-8")
        failed = place / f"{name}.failed"
        _replace(folder, failed)
        raise NotebookError(str(failed), error.fact, f"{error.place}. The run before it still stands.") from None
    except OSError as error:
        if error.errno is None:  # not from the file system
            raise
        raise unwritable(place, error) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_left_behind(place: Path) -> None:
    """Remove what runs that were killed left half-built; one that is under way is younger than a day."""
    for folder in place.glob(f"{_UNDER_WAY}*"):
        if time.time() - folder.stat().st_mtime > _ABANDONED_AFTER:
            shutil.rmtree(folder, ignore_errors=True)


def _replace(folder: Path, target: Path) -> None:
    """Put a folder in the place of another."""
    if target.exists():
        old = Path(tempfile.mkdtemp(dir=target.parent, prefix=_UNDER_WAY))
        target.replace(old / "old")
        folder.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        folder.replace(target)


def _point_latest(place: Path, name: str) -> None:
    link = place / f".{LATEST}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    link.replace(place / LATEST)
