"""Checks on the deployment as a whole."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from cryptography import x509

from airec_planning import tables
from tests.certificates import Issued, authority, issue, revocation_list
from tests.deployments import plan_of, write_deployment


def severities(folder: Path, check: str) -> dict[str, str]:
    """Each subject's severity under one check."""
    rows = tables.records(plan_of(folder).findings)
    return {row["subject"]: row["severity"] for row in rows if row["check"] == check}


def told(folder: Path, check: str) -> list[tuple[str, str, str]]:
    """Subject, severity and message of each result of one check."""
    rows = tables.records(plan_of(folder).findings)
    return [(row["subject"], row["severity"], row["message"]) for row in rows if row["check"] == check]


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
        san_domains=["ok.example.com", "10.0.0.0/24", "b.example.com"],
    )
    assert severities(folder, "planner-row") == {
        "certificate_info.csv, row 3": "error",
        "certificate_info.csv, row 4": "warning",
        "san_domains, line 2": "error",
    }


def with_address(address: str, names: list[str], began: int = -10) -> Issued:
    carried = x509.SubjectAlternativeName([*map(x509.DNSName, names), x509.IPAddress(ipaddress.ip_address(address))])
    return issue(names, san=False, extensions=[carried], began=began)


@pytest.mark.parametrize(
    ("held", "severity", "words"),
    [
        (with_address("10.0.0.1", ["a.example.com"]), "ok", "carried by certificates/a.pem"),
        (with_address("10.0.0.1", []), "ok", "carried by certificates/a.pem"),
        (issue(["a.example.com"]), "error", "no certificate; listed in san_domains, line 2"),
        (with_address("10.0.0.2", ["a.example.com"]), "error", "no certificate; listed in san_domains, line 2"),
        (
            with_address("10.0.0.1", ["a.example.com"], began=-400), "error",
            "certificates/a.pem, which carries it, has expired; listed in san_domains, line 2",
        ),
    ],
)  # fmt: skip
def test_address_covered(tmp_path: Path, held: Issued, severity: str, words: str) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], {"a": held}, san_domains=["a.example.com", "10.0.0.1"])
    assert told(folder, "address-covered") == [("10.0.0.1", severity, words)]


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        ("", "Have it issued by an own CA: the console takes domain names only."),
        ("[organisation]\nown_ca = true\nown_ca_mandated = true\n", "airec-planning requests writes what the CA needs"),
    ],
)
def test_what_to_do_about_an_address_depends_on_the_path(tmp_path: Path, settings: str, remedy: str) -> None:
    plan = plan_of(write_deployment(tmp_path, ["a.example.com"], san_domains=["10.0.0.1"], settings=settings))
    (found,) = [row for row in tables.records(plan.findings) if row["check"] == "address-covered"]
    assert remedy in found["remedy"]


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


@pytest.mark.parametrize(
    ("days", "own", "other"),
    [
        (800, ("ok", "400 days left, until 2027-12-06"), ("ok", "400 days left, until 2027-12-06")),
        (480, ("notice", "80 days left, until 2027-01-20"), ("ok", "80 days left, until 2027-01-20")),
        (420, ("warning", "20 days left, until 2026-11-21"), ("ok", "20 days left, until 2026-11-21")),
        (403, ("warning", "3 days left, until 2026-11-04"), ("ok", "3 days left, until 2026-11-04")),
        (399, ("error", "expired on 2026-10-31"), ("notice", "expired on 2026-10-31")),
    ],
)
def test_authority_current(tmp_path: Path, days: int, own: tuple[str, str], other: tuple[str, str]) -> None:
    root = authority("Root", began=-400, days=days)
    for folder, expected in (("ca", own), ("certificates", other)):
        deployment = write_deployment(tmp_path / folder, ["a.example.com"])
        root.write(deployment / folder, "root", key=False)
        assert told(deployment, "authority-current") == [("Root", *expected)]


def test_a_ca_that_is_not_yet_valid_is_an_error(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"])
    authority("Root", began=2).write(folder / "ca", "root", key=False)
    words = "not yet valid: it begins on 2026-11-03"
    assert told(folder, "authority-current") == [("Root", "error", words)]


def test_a_servers_certificate_is_no_authority_that_has_to_be_current(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"], {"a": issue(["a.example.com"], began=-400)})
    assert told(folder, "authority-current") == []


ROOT = authority("Root")
SILENT = authority("Root", key_usage=["keyCertSign"])


@pytest.mark.parametrize(
    ("data", "ca", "severity", "words"),
    [
        (revocation_list(ROOT), ROOT, "ok", "current, until 2026-12-01"),
        (revocation_list(ROOT, following=0), ROOT, "ok", "current, until 2026-11-01"),
        (revocation_list(ROOT, updated=-9, following=-1), ROOT, "warning", "its next update was due on 2026-10-31"),
        (revocation_list(ROOT, updated=1), ROOT, "warning", "its last update is still to come"),
        (revocation_list(ROOT, number=None), ROOT, "notice", "it carries no number (RFC 5280, 5.2.3)"),
        (revocation_list(ROOT), None, "skipped", "waits for its issuer's certificate"),
        (
            revocation_list(authority("Root")), ROOT, "warning",
            "not used: no key of CN=Root,O=Example that lies here made its signature",
        ),
        (
            revocation_list(SILENT), SILENT, "warning",
            "not used: its issuer may not sign revocation lists by its key usage",
        ),
        (
            revocation_list(ROOT, critical=[x509.DeltaCRLIndicator(1)]), ROOT, "warning",
            "not used: it is a delta or partial list, or marks an extension critical that is not known",
        ),
    ],
)  # fmt: skip
def test_revocation_list_current(tmp_path: Path, data: bytes, ca: Issued | None, severity: str, words: str) -> None:
    folder = write_deployment(tmp_path, ["a.example.com"])
    (folder / "ca.crl").write_bytes(data)
    if ca:
        ca.write(folder / "ca", "root", key=False)
    assert told(folder, "revocation-list-current") == [("CN=Root,O=Example", severity, words)]


def test_a_domain_whose_best_certificate_is_revoked_is_not_covered(tmp_path: Path) -> None:
    leaf = issue(["a.example.com"], ROOT)
    folder = write_deployment(tmp_path, ["a.example.com"], {"a": leaf})
    ROOT.write(folder / "certificates", "root", key=False)
    (folder / "ca.crl").write_bytes(revocation_list(ROOT, [leaf]))
    ((_, severity, words),) = told(folder, "domain-covered")
    assert severity == "error" and "is refused" in words and "it is revoked" in words


def test_a_domain_is_covered_by_a_sound_certificate_rather_than_by_one_whose_chain_is_broken(tmp_path: Path) -> None:
    old = authority("Old", began=-400, days=399)
    held = {"broken": issue(["a.example.com"], old, days=700), "sound": issue(["a.example.com"], ROOT)}
    folder = write_deployment(tmp_path, ["a.example.com"], held)
    for stem, one in (("old", old), ("root", ROOT)):
        one.write(folder / "certificates", stem, key=False)
    assert told(folder, "domain-covered") == [("a.example.com", "ok", "named in certificates/sound.pem")]
