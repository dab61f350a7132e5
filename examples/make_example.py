"""Makes ``examples/airec-demo`` anew. Its keys are for example.com and protect nothing."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
from certificates import authority, issue  # noqa: E402

ZONE = "cn-demo-1.example.com"
ROWS = [
    ("AIRec", "airec-console", f"airec-console.{ZONE}", "External", "", ""),
    ("AIRec", "airec-api", f"airec-api.{ZONE}", "External", "", ""),
    ("AIRec", "airec-engine", f"airec-engine.{ZONE}", "External", "", ""),
    ("AIRec", "airec-ingest", f"airec-ingest.{ZONE}", "External", "", ""),
    ("AIRec", "airec-report", f"airec-report.{ZONE}", "External", "", ""),
    ("AIRec", "airec-api", f"airec-api.intra.{ZONE}", "Internal", "", ""),
    ("AIRec", "airec-engine", f"airec-engine.intra.{ZONE}", "Internal", "", ""),
    ("AIRec", "airec-pay", "pay.example.com", "External", "Enterprise SSL", "payment page"),
    ("AIRec", "airec-portal", "推荐.example.com", "External", "", "internationalised name"),
    ("OSS", "oss", f"oss.{ZONE}", "External", "", ""),
    ("OSS", "oss-bucket", f"*.oss.{ZONE}", "External", "Wildcard SSL", "buckets are created at run time"),
    ("SLS", "sls", f"sls.{ZONE}", "External", "", ""),
    ("SLB", "airec-gateway", f"AIREC-API.{ZONE}.", "External", "", "the same domain as airec-api"),
    *(
        ("MaxCompute", f"odps-{name}", f"{name}.odps.example.com", "Internal", "Standard SSL", "one certificate each")
        for name in ("tunnel", "frontend", "logview", "meta", "stream", "graph", "spark", "sql")
    ),
]
HEADERS = [
    "No.", "Product", "Service", "Domain Name", "Domain Scope", "Certificate Name", "Certificate Type",
    "Certificate Source", "SAN Domains", "Certificate File", "Private Key File", "CA Chain File", "Expiration Date",
    "Remarks",
]  # fmt: skip
SETTINGS = """\
# A small deployment to try the commands on. Its certificates are dated around 2026-11-01: use that as the as-of date.
name = "airec-demo"
title = "AIRec demo"

[certificates]
folders = ["certificates"]

[scenarios.short-lived]          # what if certificates last 90 days only?
validity.platform_days = 90

[scenarios.no-free-tier]
prices.free_tier = 0
"""


def main() -> None:
    folder = HERE / "airec-demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "deployment.toml").write_text(SETTINGS, encoding="utf-8")
    names = dict.fromkeys(row[2].lower().rstrip(".") for row in ROWS)
    lines = ["# Names that the certificates must carry", *names, f"metrics.{ZONE}"]
    (folder / "san_domains").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_workbook(folder / "certificate_info.xlsx")
    write_certificates(folder / "certificates")


def write_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2026, 10, 28)})
        sheet = book.add_worksheet("HTTPS Certificate Requirement")
        title, header = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
        sheet.merge_range(0, 0, 0, len(HEADERS) - 1, "HTTPS Certificate Requirement Table", title)
        sheet.write_row(2, 0, HEADERS, header)
        sheet.set_column(3, 3, 42)
        for number, (product, service, domain, scope, kind, remark) in enumerate(ROWS, start=1):
            sheet.write_row(number + 2, 0, [number, product, service, domain, scope, "", kind, "Platform"])
            sheet.write(number + 2, 13, remark)
        sheet.data_validation(3, 7, 60, 7, {"validate": "list", "source": ["Self-signed", "Purchased", "Platform"]})
        sheet.freeze_panes(3, 0)


def write_certificates(folder: Path) -> None:
    root = authority("Example Root")
    ca = authority("Example Issuing CA", root)
    issue([f"*.{ZONE}"], ca, began=-300, days=365).write(folder, "region-wildcard", ca)
    issue([f"airec-api.intra.{ZONE}", f"airec-engine.intra.{ZONE}"], ca, began=-344).write(folder, "intra", ca)
    issue([f"*.oss.{ZONE}"], ca, began=-20).write(folder, "oss-bucket", ca)
    issue(["pay.example.com"], ca, began=-375).write(folder, "pay", ca)
    portal = issue(["xn--jzuq81e.example.com"], ca, began=-30)
    portal.write(folder, "portal", ca, key=False)
    (folder / "portal.key").write_bytes(issue(["other.example.com"]).key_pem())
    issue(["tunnel.odps.example.com"], ca, began=-30, kind="rsa1024").write(folder, "odps-tunnel", ca)
    issue(["frontend.odps.example.com"], ca, began=-30).write(folder, "odps-frontend", ca)


if __name__ == "__main__":
    main()
