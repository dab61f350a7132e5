"""The files of a run that need no notebook: tables, workbook, findings, calendar, metrics, requests, summary."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from airec_planning import tables
from airec_planning.expiry_files import CALENDAR, METRICS, calendar_file, metrics_file
from airec_planning.mapping_workbook import WORKBOOK
from airec_planning.outputs.csv_text import inert
from airec_planning.outputs.schemas import SummaryDocument
from airec_planning.outputs.workbook.in_place import Filled
from airec_planning.plan import Plan
from airec_planning.planning import compare
from airec_planning.request_files import FOLDER as REQUESTS
from airec_planning.request_files import files_without_keys


def write_run_files(plan: Plan, filled: Filled, document: SummaryDocument, folder: Path) -> None:
    """Write them into a folder that exists; the same bytes for the same plan, whose summary ``document`` is.

    Raises:
        OSError: the folder cannot be written to.
    """
    _write_tables(plan, folder / "tables")
    (folder / WORKBOOK).write_bytes(filled.data)
    (folder / "summary.json").write_text(document.to_json(), encoding="utf-8")
    (folder / "findings.csv").write_bytes(findings_csv(plan))
    (folder / CALENDAR).write_bytes(calendar_file(plan))
    (folder / METRICS).write_bytes(metrics_file(plan))


def findings_csv(plan: Plan) -> bytes:
    """The findings as csv in UTF-8, with nothing in it that a spreadsheet would take for a formula."""
    return str(inert(plan.findings).to_csv(index=False, lineterminator="\n")).encode()


def write_requests(plan: Plan, folder: Path) -> Collection[str]:
    """What to ask for next, into the run's folder ``requests``; the names of its files, none where all is in place."""
    files = files_without_keys(plan)
    if files:
        (folder / REQUESTS).mkdir()
    for name, data in files.items():
        (folder / REQUESTS / name).write_bytes(data)
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
