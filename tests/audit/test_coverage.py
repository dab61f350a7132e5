"""Which certificate serves a domain best, and the nearest miss where none does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from airec_planning import tables
from tests.certificates import Issued, authority, issue
from tests.deployments import Row, plan_of, write_deployment

DOMAIN = "api.example.com"


def served(folder: Path, certificates: dict[str, Issued], row: Row = DOMAIN) -> dict[str, Any]:
    plan = plan_of(write_deployment(folder, [row], certificates))
    return tables.records(plan.coverage)[0]


def test_a_valid_certificate_is_preferred_to_an_expired_one_with_a_better_name(tmp_path: Path) -> None:
    found = served(tmp_path, {"old": issue([DOMAIN], began=-400), "wild": issue(["*.example.com"])})
    assert (found["file"], found["match"], found["state"]) == ("certificates/wild.pem", "wildcard", "ok")


def test_a_certificate_that_is_valid_now_is_preferred_to_one_of_the_future(tmp_path: Path) -> None:
    found = served(tmp_path, {"next": issue([DOMAIN], began=5), "now": issue([DOMAIN], began=-300)})
    assert found["file"] == "certificates/now.pem"


def test_a_usable_key_is_preferred_to_a_wrong_one_with_longer_validity(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"long": issue([DOMAIN]), "short": issue([DOMAIN], days=120)})
    (folder / "certificates/long.key").write_bytes(issue(["x.example.com"]).key_pem())
    assert plan_of(folder).coverage["file"].tolist() == ["certificates/short.pem"]


def test_a_plain_key_is_preferred_to_an_encrypted_one(tmp_path: Path) -> None:
    locked = issue([DOMAIN], days=700)
    folder = write_deployment(tmp_path, [DOMAIN], {"locked": locked, "open": issue([DOMAIN])})
    (folder / "certificates/locked.key").write_bytes(locked.key_pem(b"secret"))
    assert plan_of(folder).coverage["file"].tolist() == ["certificates/open.pem"]


def test_the_certificate_that_the_planner_names_is_preferred_to_an_exact_name(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_name": "Region"}
    found = served(tmp_path, {"api": issue([DOMAIN], days=700), "region": issue(["*.example.com"])}, row)
    assert found["file"] == "certificates/region.pem"


def test_a_usable_key_is_preferred_to_the_certificate_that_the_planner_names(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_name": "region"}
    folder = write_deployment(tmp_path, [row], {"api": issue([DOMAIN]), "region": issue([DOMAIN])})
    (folder / "certificates/region.key").write_bytes(issue(["x.example.com"]).key_pem())
    assert plan_of(folder).coverage["file"].tolist() == ["certificates/api.pem"]


def test_an_exact_name_is_preferred_to_a_wildcard_that_lasts_longer(tmp_path: Path) -> None:
    found = served(tmp_path, {"api": issue([DOMAIN]), "wild": issue(["*.example.com"], days=700)})
    assert (found["file"], found["match"]) == ("certificates/api.pem", "exact")


def test_of_equals_the_one_that_lasts_longest_serves(tmp_path: Path) -> None:
    found = served(tmp_path, {"a": issue([DOMAIN], days=200), "b": issue([DOMAIN], days=300)})
    assert (found["file"], found["days_left"]) == ("certificates/b.pem", 290)


def test_an_expired_certificate_serves_where_nothing_else_does(tmp_path: Path) -> None:
    found = served(tmp_path, {"old": issue([DOMAIN], began=-400)})
    assert (found["match"], found["state"], found["days_left"]) == ("exact", "expired", -35)


def test_a_required_wildcard_is_served_by_the_same_wildcard_only(tmp_path: Path) -> None:
    assert served(tmp_path / "a", {"one": issue(["*.example.com"])}, "*.example.com")["match"] == "exact"
    assert served(tmp_path / "b", {"one": issue([DOMAIN])}, "*.example.com")["match"] == "none"


def test_names_are_compared_in_one_spelling(tmp_path: Path) -> None:
    found = served(tmp_path, {"portal": issue(["XN--jzuq81e.Example.com"])}, "推荐.EXAMPLE.com.")
    assert (found["domain"], found["match"]) == ("xn--jzuq81e.example.com", "exact")


def test_an_authority_serves_no_domain(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN])
    authority().write(folder / "ca", "root")
    issue([DOMAIN]).write(folder / "ca", "anchor")
    assert plan_of(folder).coverage["match"].tolist() == ["none"]


@pytest.mark.parametrize(
    ("certificate", "domain", "words"),
    [
        (issue(["*.example.com"]), "a.b.example.com", "the nearest, *.example.com, covers one label only"),
        (issue(["*.example.com"]), "example.com", "the nearest, *.example.com, does not cover its apex"),
        (issue([DOMAIN], san=False), DOMAIN, "only as common name"),
        (issue(["other.example.com"]), DOMAIN, "none that was found carries its name"),
    ],
)
def test_the_nearest_miss_is_explained(tmp_path: Path, certificate: Issued, domain: str, words: str) -> None:
    found = served(tmp_path, {"near": certificate}, domain)
    assert (found["match"], found["state"], found["sha256"]) == ("none", "missing", "")
    assert words in found["explanation"]


def test_each_required_domain_has_one_row(tmp_path: Path) -> None:
    names = [f"n{i}.example.com" for i in range(7)]
    plan = plan_of(write_deployment(tmp_path, names, {"wild": issue(["*.example.com"])}))
    assert sorted(plan.coverage["domain"]) == names
    assert set(plan.coverage["match"]) == {"wildcard"}


def test_without_certificates_everything_is_missing(tmp_path: Path) -> None:
    plan = plan_of(write_deployment(tmp_path, [DOMAIN]))
    assert plan.coverage["state"].tolist() == ["missing"]
    assert plan.coverage["days_left"].isna().all()


def test_a_certificate_on_a_sound_chain_is_preferred_to_a_longer_one_on_a_broken_chain(tmp_path: Path) -> None:
    stale = authority("Stale", days=399)
    certificates = {"long": issue([DOMAIN], stale, days=900), "short": issue([DOMAIN], authority("Sound"))}
    folder = write_deployment(tmp_path, [DOMAIN], certificates)
    stale.write(folder / "certificates", "stale", key=False)
    assert plan_of(folder).coverage["file"].tolist() == ["certificates/short.pem"]


def test_a_domain_whose_only_certificate_hangs_on_a_broken_chain_is_refused(tmp_path: Path) -> None:
    stale = authority("Stale", days=399)
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], stale)})
    stale.write(folder / "ca", "stale", key=False)
    plan = plan_of(folder)
    found = tables.records(plan.coverage)[0]
    assert (found["state"], found["explanation"].endswith("; its chain is broken")) == ("refused", True)
    assert list(plan.mapping["unmapped"]) == ["certificates/one.pem is not handed over: its chain is broken"]


@pytest.mark.parametrize("written", ["api.example.com.", " api.example.com"])
def test_a_name_that_clients_do_not_match_as_it_is_written_covers_nothing(tmp_path: Path, written: str) -> None:
    assert served(tmp_path, {"one": issue([written])})["match"] == "none"
