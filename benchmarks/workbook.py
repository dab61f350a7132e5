"""Filling a planner's workbook in place, against openpyxl's load, fill and save, and against pandas that only writes.

Each runs in a process of its own, so that its peak memory can be told from the others'.
"""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import xlsxwriter

from airec_planning import tables
from airec_planning.inputs.requirements import RequirementTable, read_requirements
from airec_planning.outputs.workbook.cells import Date
from airec_planning.outputs.workbook.in_place import fill_workbook
from airec_planning.outputs.workbook.owned_cells import proposals
from airec_planning.setting_sections import Planner
from benchmarks.measuring import Figure, ratio

ROWS, ZONES = 100_000, 500
HEADERS = (
    "No.", "Product", "Service", "Domain Name", "Domain Scope", "Certificate Name", "Certificate Type",
    "Certificate Source", "SAN Domains", "Certificate File", "Private Key File", "CA Chain File", "Expiration Date",
    "Status", "Remarks",
)  # fmt: skip


def figures(scratch: Path) -> Iterator[Figure]:
    """All figures on the mapping workbook."""
    folder = scratch / "workbook"
    folder.mkdir()
    path = write_table(folder / "certificate_info.xlsx")
    found = {way: _measured(way, path) for way in WAYS}
    again = {way: _measured(way, path) for way in WAYS}
    cpu = {way: min(found[way][0], again[way][0]) for way in WAYS}
    memory = {way: min(found[way][1], again[way][1]) for way in WAYS}
    told = f"{cpu['ours']:.1f}, {memory['ours']:.0f} MiB at the peak"
    yield Figure(f"CPU seconds to fill a workbook of {ROWS:,} rows and {len(HEADERS)} columns in place", told)
    yield ratio("times openpyxl's load, fill and save", cpu["openpyxl"] / cpu["ours"], 10)
    yield ratio("the same of its memory", memory["openpyxl"] / memory["ours"], 10)
    yield Figure(
        "times pandas.DataFrame.to_excel of the same rows, which only writes", f"{cpu['pandas'] / cpu['ours']:.1f}"
    )
    yield Figure("the same of its memory", f"{memory['pandas'] / memory['ours']:.1f}")


def write_table(path: Path) -> Path:
    """A planner's table as Excel writes it, its texts shared; the columns to fill are empty but for the source."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Table")
        sheet.write_row(0, 0, HEADERS)
        for row in range(1, ROWS + 1):
            scope, domain = "internal" if row % 2 else "external", f"svc{row}.z{row % ZONES}.example.com"
            sheet.write_row(row, 0, [row, f"product {row % 40}", f"service-{row}", domain, scope])
            sheet.write(row, 7, "Self-signed")
            sheet.write(row, 14, f"remark {row % 9}")
    return path


def mapping_of(table: RequirementTable) -> pd.DataFrame:
    """Each zone has one certificate."""
    zone, end = table.requirements["domain"].str.split(".").str[1], dt.datetime(2027, 10, 22, tzinfo=dt.UTC)
    columns = {name: table.requirements[name] for name in ("row", "product", "service", "domain", "written", "scope")}
    constant = {
        "certificate_type": "wildcard", "source": "self-signed", "chain_file": "ca/root.pem",
        "expiration_date": end, "status": "ok", "planned_name": "", "unmapped": "",
    }  # fmt: skip
    return tables.MAPPING.from_columns(
        {
            **columns,
            **{name: [value] * ROWS for name, value in constant.items()},
            "certificate_name": zone,
            "san_domains": [(f"*.{name}.example.com",) for name in zone],
            "certificate_file": "certificates/" + zone + ".pem",
            "key_file": "certificates/" + zone + ".key",
        }
    )


def _ours(path: Path, table: RequirementTable, mapping: pd.DataFrame) -> None:
    assert fill_workbook(path, path.name, table, mapping).conflicts == ()


def _with_openpyxl(path: Path, table: RequirementTable, mapping: pd.DataFrame) -> None:
    import openpyxl  # noqa: PLC0415  # only in its own process

    assert table.header is not None
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row, _, values in proposals(mapping, table):
        for column, value in values:
            cell = sheet.cell(row, table.header.columns[column] + 1)
            if cell.value is None:
                cell.value = value.serial if isinstance(value, Date) else value
                if isinstance(value, Date):
                    cell.number_format = "yyyy-mm-dd"
    book.save(io.BytesIO())


def _with_pandas(path: Path, table: RequirementTable, mapping: pd.DataFrame) -> None:
    naive = mapping.assign(expiration_date=mapping["expiration_date"].dt.tz_localize(None))
    naive.assign(san_domains=naive["san_domains"].str.join("; ")).to_excel(io.BytesIO(), index=False)


WAYS: dict[str, Callable[[Path, RequirementTable, pd.DataFrame], None]] = {
    "ours": _ours,
    "openpyxl": _with_openpyxl,
    "pandas": _with_pandas,
}


def _measured(way: str, path: Path) -> tuple[float, float]:
    """CPU seconds and MiB of memory above what the process held before."""
    told = subprocess.run([sys.executable, "-m", __name__, way, path], check=True, capture_output=True, text=True)
    seconds, memory = told.stdout.split()
    return float(seconds), float(memory)


def _run(way: str, path: Path) -> None:
    table = read_requirements(path, path.name, Planner())
    mapping = mapping_of(table)
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before, began = _memory("VmRSS"), time.process_time()
    WAYS[way](path, table, mapping)
    print(time.process_time() - began, _memory("VmHWM") - before)


def _memory(what: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    _run(sys.argv[1], Path(sys.argv[2]))
