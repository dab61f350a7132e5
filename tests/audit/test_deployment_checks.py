"""Checks on the deployment as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from airec_planning import tables
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment


def severities(folder: Path, check: str) -> dict[str, str]:
    """Each subject's severity under one check."""
    rows = tables.records(plan_of(folder).findings)
    return {row["subject"]: row["severity"] for row in rows if row["check"] == check}


# In its last days it still serves.
@pytest.mark.parametrize(("began", "severity"), [(-10, "ok"), (-360, "ok"), (-400, "error"), (5, "error")])
def test_domain_covered(tmp_path: Path, began: int, severity: str) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], {"a": issue(["a.example.com"], began=began)})
    assert severities(folder, "domain-covered") == {"a.example.com": severity}


def test_a_missing_certificate_is_an_error_that_names_the_planned_one(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [{"domain": "a.example.com", "certificate_name": "region"}])
    found = tables.records(plan_of(folder).findings)
    assert [row["message"] for row in found if row["check"] == "domain-covered"] == [
        "no certificate: none that was found carries its name; it is planned as region"
    ]


def test_a_domain_is_shown_in_both_spellings(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["推荐.example.com"])
    assert list(severities(folder, "domain-covered")) == ["xn--jzuq81e.example.com (推荐.example.com)"]


def test_a_domain_on_one_list_only_is_a_warning(tmp_path: Path) -> None:
    folder = write_deployment(
        tmp_path, ["both.example.com", "table.example.com"], san_domains=["both.example.com", "san.example.com"]
    )
    found = severities(folder, "listed-by-both")
    assert found == {"table.example.com": "warning", "san.example.com": "warning"}


def test_a_wildcard_on_one_list_stands_for_its_children_on_the_other(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], san_domains=["*.example.com"])
    assert severities(folder, "listed-by-both") == {}


@pytest.mark.parametrize("rows", [["a.example.com"], []])
def test_with_one_list_alone_there_is_nothing_to_compare(tmp_path: Path, rows: list[str]) -> None:
    folder = write_deployment(tmp_path, rows, san_domains=[] if rows else ["a.example.com"])
    assert severities(folder, "listed-by-both") == {}


def test_rows_and_lines_that_cannot_be_used_are_reported_with_their_place(tmp_path: Path) -> None:
    folder = write_deployment(
        tmp_path,
        ["ok.example.com", "https://a.example.com/x", {"domain": "b.example.com", "scope": "sideways"}],
        san_domains=["ok.example.com", "10.0.0.1", "b.example.com"],
    )
    assert severities(folder, "planner-row") == {
        "certificate_info.csv, row 3": "error",
        "certificate_info.csv, row 4": "warning",
        "san_domains, line 2": "warning",
    }


def test_a_broken_certificate_file_is_an_error(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"])
    (folder / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    found = severities(folder, "file-readable")
    assert list(found.values()) == ["error"]
    assert next(iter(found)).startswith("broken.pem")


def test_a_large_file_among_the_certificates_is_a_notice(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"])
    (folder / "audit.log").write_bytes(b"2026-11-01 all is well\n" * 800_000)
    with (folder / "backup.tar").open("wb") as file:
        file.truncate(17 * 2**20)
    assert severities(folder, "file-readable") == {"audit.log": "notice"}, "an archive is plainly no certificate"


def test_readable_files_give_no_finding(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], {"a": issue(["a.example.com"])})
    assert severities(folder, "file-readable") == severities(folder, "planner-row") == {}


def test_a_wildcard_below_a_public_suffix_is_warned_of(tmp_path: Path) -> None:
    found = plan_of(write_deployment(tmp_path, ["*.com.cn", "*.example.com.cn"])).findings
    subjects = found.loc[found["check"] == "wildcard-issuable", ["subject", "severity"]].to_numpy().tolist()
    assert subjects == [["*.com.cn", "warning"]]
