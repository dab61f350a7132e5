"""Deployment folders for tests: a planner's table, san_domains and certificates in one call."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import xlsxwriter

from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from tests.certificates import AS_OF, Issued

ENGLISH = {
    "service": "Service",
    "domain": "Domain Name",
    "scope": "Domain Scope",
    "certificate_name": "Certificate Name",
    "certificate_type": "Certificate Type",
    "source": "Certificate Source",
    "san_domains": "SAN Domains",
    "certificate_file": "Certificate File",
    "key_file": "Private Key File",
    "chain_file": "CA Chain File",
    "expiration_date": "Expiration Date",
    "status": "Status",
    "remarks": "Remarks",
}
CHINESE = {
    "service": "服务名称",
    "domain": "域名",
    "scope": "域名类型",
    "certificate_name": "证书名称",
    "certificate_type": "证书类型",
    "source": "证书来源",
    "san_domains": "SAN域名",
    "certificate_file": "证书文件",
    "key_file": "私钥文件",
    "chain_file": "CA证书链文件",
    "expiration_date": "到期时间",
    "status": "状态",
    "remarks": "备注",
}
COLUMNS = tuple(ENGLISH)
Row = str | Mapping[str, str]


def write_deployment(
    folder: Path,
    rows: Iterable[Row] = (),
    certificates: Mapping[str, Issued] | None = None,
    *,
    san_domains: Iterable[str] | None = None,
    settings: str = "",
    table: str = "csv",
    headers: Mapping[str, str] = ENGLISH,
) -> Path:
    """A folder whose table asks for ``rows`` (a domain, or cells by column) and that holds ``certificates``.

    ``san_domains`` lists the same domains unless told otherwise; without rows there is no table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = [{"domain": row} if isinstance(row, str) else dict(row) for row in rows]
    cells = [[row.get(column, "") for column in COLUMNS] for row in listed]
    grid = [[headers[column] for column in COLUMNS], *cells]
    if listed and table == "csv":
        with (folder / "certificate_info.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(grid)
    elif listed:
        as_text = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(folder / "certificate_info.xlsx", as_text) as book:
            sheet = book.add_worksheet("Table")
            for number, row in enumerate(grid):
                sheet.write_row(number, 0, row)
    names = [row["domain"] for row in listed] if san_domains is None else list(san_domains)
    if names:
        (folder / "san_domains").write_text("\n".join(names) + "\n", encoding="utf-8")
    if settings:
        (folder / "deployment.toml").write_text(settings, encoding="utf-8")
    for stem, issued in (certificates or {}).items():
        issued.write(folder / "certificates", stem)
    return folder


def plan_of(folder: Path, settings: Mapping[str, str] | str | None = None) -> Plan:
    """The plan at the tests' as-of date."""
    return make_plan(folder, AS_OF, settings)
