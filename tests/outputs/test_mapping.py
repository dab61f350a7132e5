"""Each row of the requirement table with the certificate that serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from airec_planning import tables
from tests.certificates import Issued, authority, issue
from tests.deployments import Row, plan_of, write_deployment

DOMAIN = "api.example.com"
ROOT = authority("Root")


def mapped(folder: Path, row: Row, certificates: dict[str, Issued]) -> dict[str, Any]:
    return tables.records(plan_of(write_deployment(folder, [row], certificates)).mapping)[0]


def test_a_row_gets_the_files_the_names_and_the_end_of_its_certificate(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [{"domain": "API.example.com.", "service": "api"}])
    issue([DOMAIN, "b.example.com"], ROOT).write(folder / "certificates", "region", ROOT)
    row = tables.records(plan_of(folder).mapping)[0]
    assert (row["domain"], row["written"], row["service"]) == (DOMAIN, "API.example.com.", "api")
    assert (row["certificate_name"], row["certificate_file"]) == ("region", "certificates/region.pem")
    assert (row["key_file"], row["chain_file"]) == ("certificates/region.key", "certificates/region.pem")
    assert row["san_domains"] == (DOMAIN, "b.example.com")
    assert (f"{row['expiration_date']:%Y-%m-%d}", row["status"], row["unmapped"]) == ("2027-10-22", "ok", "")


@pytest.mark.parametrize(
    ("domain", "asked", "names", "kind"),
    [
        (DOMAIN, "", [DOMAIN], "standard"),
        (DOMAIN, "", ["*.example.com"], "wildcard"),
        ("*.example.com", "", ["*.example.com"], "wildcard"),
        (DOMAIN, "Enterprise SSL", [DOMAIN], "enterprise"),
    ],
)
def test_the_type_is_that_of_the_certificate(
    tmp_path: Path, domain: str, asked: str, names: list[str], kind: str
) -> None:
    row = {"domain": domain, "certificate_type": asked}
    assert mapped(tmp_path, row, {"one": issue(names, ROOT)})["certificate_type"] == kind


@pytest.mark.parametrize(
    ("asked", "issuer", "source"),
    [("Purchased", ROOT, "purchased"), ("", None, "self-signed"), ("", ROOT, ""), ("HSM", None, "hsm")],
)
def test_the_source_is_the_planned_one_or_what_the_chain_shows(
    tmp_path: Path, asked: str, issuer: Issued | None, source: str
) -> None:
    row = {"domain": DOMAIN, "source": asked}
    assert mapped(tmp_path, row, {"one": issue([DOMAIN], issuer)})["source"] == source


def test_an_expired_certificate_is_not_handed_over(tmp_path: Path) -> None:
    row = mapped(tmp_path, DOMAIN, {"old": issue([DOMAIN], ROOT, began=-400)})
    assert (row["certificate_file"], row["status"]) == ("", "expired")
    assert row["unmapped"] == "certificates/old.pem is not handed over: it has expired"


def test_a_certificate_with_another_ones_key_is_not_handed_over(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT)})
    (folder / "certificates/one.key").write_bytes(issue(["x.example.com"]).key_pem())
    row = tables.records(plan_of(folder).mapping)[0]
    assert (row["certificate_file"], "certificates/one.key is not its key" in row["unmapped"]) == ("", True)


def test_a_row_without_a_certificate_says_what_the_nearest_is(tmp_path: Path) -> None:
    row = mapped(tmp_path, "example.com", {"wild": issue(["*.example.com"], ROOT)})
    assert row["unmapped"] == "no certificate; the nearest, *.example.com, does not cover its apex"


def test_every_row_of_the_table_has_its_place_in_the_planners_order(tmp_path: Path) -> None:
    rows = ["b.example.com", "a.example.com", "B.example.com", "c.example.com, d.example.com"]
    plan = plan_of(write_deployment(tmp_path, rows, {"wild": issue(["*.example.com"])}, san_domains=[]))
    assert plan.mapping["row"].tolist() == [2, 3, 4, 5, 5]
    assert plan.mapping["domain"].str[0].tolist() == ["b", "a", "b", "c", "d"]


def test_without_a_table_each_required_domain_is_a_row(tmp_path: Path) -> None:
    mapping = plan_of(write_deployment(tmp_path, san_domains=["b.example.com", DOMAIN])).mapping
    assert mapping[["row", "domain"]].values.tolist() == [[2, DOMAIN], [3, "b.example.com"]]


def test_names_of_san_domains_that_the_table_lacks_have_no_row(tmp_path: Path) -> None:
    mapping = plan_of(write_deployment(tmp_path, [DOMAIN], san_domains=[DOMAIN, "b.example.com"])).mapping
    assert mapping["domain"].tolist() == [DOMAIN]


def test_a_row_that_names_another_certificate_is_open_and_says_so(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [], {"one": issue([DOMAIN], ROOT)})
    (folder / "certificate_info.csv").write_text(f"Service,Domain,Certificate Name\nconsole,{DOMAIN},mine\n")
    (row,) = tables.records(plan_of(folder).mapping)
    assert row["unmapped"] == "the table names the certificate mine; certificates/one.pem was found"


def test_a_row_with_several_domains_is_mapped_once_each_has_its_certificate(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [], {"one": issue([DOMAIN], ROOT)})
    (folder / "certificate_info.csv").write_text(f'Service,Domain\nconsole,"{DOMAIN} other.example.org"\n')
    rows = tables.records(plan_of(folder).mapping)
    assert [row["unmapped"] for row in rows] == [
        "another domain of the same row is open",
        "no certificate; none that was found carries its name",
    ]


@pytest.mark.parametrize("planned", ["One", "one", " one"])
def test_a_file_under_the_planned_name_in_another_spelling_is_the_planned_one(tmp_path: Path, planned: str) -> None:
    folder = write_deployment(tmp_path, [], {"one": issue([DOMAIN], ROOT)})
    (folder / "certificate_info.csv").write_text(f"Service,Domain,Certificate Name\nconsole,{DOMAIN},{planned}\n")
    (row,) = tables.records(plan_of(folder).mapping)
    assert (row["certificate_name"], row["unmapped"]) == (planned.strip(), "")


def test_the_planners_own_spelling_of_a_name_stays(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_name": "OSS Storage (生产)"}
    found = mapped(tmp_path, row, {"OSS-Storage-生产": issue([DOMAIN], ROOT)})
    assert (found["certificate_name"], found["unmapped"]) == ("OSS Storage (生产)", "")


def test_a_row_whose_key_lies_in_an_hsm_is_mapped_without_a_key_file(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN])
    issue([DOMAIN], ROOT).write(folder / "certificates", "one", key=False)
    (row,) = tables.records(plan_of(folder).mapping)
    assert (row["certificate_file"], row["key_file"], row["unmapped"]) == ("certificates/one.pem", "", "")
