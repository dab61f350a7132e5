"""Which certificates others have taken the place of."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from airec_planning import tables
from airec_planning.inputs.inventory import read_inventory
from tests.certificates import Issued, authority, issue, new_key

ROOT = authority()
NAMES = ["a.example.com", "*.b.example.com", "c.example.com"]
OLD = issue(NAMES, ROOT, began=-300, days=365)
RENEWED = issue(NAMES, ROOT, began=-10, days=365)


def superseding(folder: Path, **issued: Issued) -> dict[str, str]:
    """For each certificate that others have taken the place of, which one has."""
    for stem, one in issued.items():
        one.write(folder, stem, key=False)
    rows = tables.records(read_inventory([folder], folder).certificates)
    stems = {row["sha256"]: Path(row["file"]).stem for row in rows}
    return {stems[row["sha256"]]: stems[row["superseded_by"]] for row in rows if row["superseded_by"]}


def by_address(*names: str, began: int) -> Issued:
    """A certificate for DNS names and addresses."""
    key = new_key()
    listed = [x509.IPAddress(ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
    plain = issue([], began=began, key=key).certificate
    builder = x509.CertificateBuilder().subject_name(plain.subject).issuer_name(plain.subject)
    builder = builder.public_key(key.public_key()).serial_number(plain.serial_number)
    builder = builder.not_valid_before(plain.not_valid_before_utc).not_valid_after(plain.not_valid_after_utc)
    builder = builder.add_extension(x509.SubjectAlternativeName(listed), critical=False)
    return Issued(builder.sign(key, hashes.SHA256()), key)


def test_a_renewal_takes_the_place_of_the_older_one(tmp_path: Path) -> None:
    assert superseding(tmp_path, old=OLD, renewed=RENEWED) == {"old": "renewed"}


@pytest.mark.parametrize(
    "names", [NAMES[::-1], [name.upper() for name in NAMES], [*NAMES, NAMES[0]]], ids=["order", "case", "repeated"]
)
def test_the_names_are_the_same_in_another_order_and_case(tmp_path: Path, names: list[str]) -> None:
    renewed = issue(names, ROOT, began=-10)
    assert superseding(tmp_path, old=OLD, renewed=renewed) == {"old": "renewed"}


@pytest.mark.parametrize("names", [NAMES[:2], [*NAMES, "d.example.com"], ["a.example.com"]])
def test_one_for_other_names_takes_no_place(tmp_path: Path, names: list[str]) -> None:
    assert superseding(tmp_path, old=OLD, other=issue(names, ROOT, began=-10)) == {}


def test_addresses_are_names_too(tmp_path: Path) -> None:
    old, renewed = (by_address("a.example.com", "10.0.0.1", began=began) for began in (-300, -10))
    other = by_address("a.example.com", "10.0.0.2", began=-5)
    assert superseding(tmp_path, old=old, renewed=renewed, other=other) == {"old": "renewed"}


def test_one_that_ends_earlier_takes_no_place(tmp_path: Path) -> None:
    assert superseding(tmp_path, old=OLD, short=issue(NAMES, ROOT, began=-10, days=30)) == {}


def test_one_that_ends_on_the_same_day_takes_the_place(tmp_path: Path) -> None:
    assert superseding(tmp_path, old=OLD, renewed=issue(NAMES, ROOT, began=-10, days=75)) == {"old": "renewed"}


def test_of_two_that_begin_together_neither_takes_the_others_place(tmp_path: Path) -> None:
    assert superseding(tmp_path, one=RENEWED, two=issue(NAMES, ROOT, began=-10, days=400)) == {}


def test_the_newest_takes_the_place_of_all_before_it(tmp_path: Path) -> None:
    first = issue(NAMES, ROOT, began=-600, days=365)
    assert superseding(tmp_path, first=first, second=OLD, third=RENEWED) == {"first": "third", "second": "third"}


def test_a_short_one_after_the_renewal_does_not_hide_it(tmp_path: Path) -> None:
    short = issue(NAMES, ROOT, began=-2, days=10)
    assert superseding(tmp_path, old=OLD, renewed=RENEWED, short=short) == {"old": "renewed"}


def test_one_that_begins_in_the_future_takes_the_place_already(tmp_path: Path) -> None:
    assert superseding(tmp_path, now=RENEWED, next=issue(NAMES, ROOT, began=20)) == {"now": "next"}


def test_who_issued_it_and_its_key_do_not_matter(tmp_path: Path) -> None:
    elsewhere = issue(NAMES, authority("Other CA"), began=-10, kind="rsa2048")
    assert superseding(tmp_path, old=OLD, renewed=elsewhere) == {"old": "renewed"}


def test_certificates_without_names_are_not_alike(tmp_path: Path) -> None:
    one, two = (issue([], ROOT, common_name="a.example.com", began=began) for began in (-300, -10))
    assert superseding(tmp_path, one=one, two=two) == {}


def test_authorities_and_intermediates_take_no_place(tmp_path: Path) -> None:
    old, new = (issue(NAMES, began=began, ca=True) for began in (-300, -10))
    old.write(tmp_path / "ca", "old", key=False)
    new.write(tmp_path / "ca", "new", key=False)
    authority("Intermediate", ROOT).write(tmp_path / "ca", "one", authority("Intermediate", ROOT), key=False)
    found = read_inventory([tmp_path], tmp_path, authorities=[tmp_path / "ca"])
    assert set(found.certificates["role"]) == {"authority"}
    assert set(found.certificates["superseded_by"]) == {""}


def test_the_same_certificate_in_two_files_takes_no_place_of_itself(tmp_path: Path) -> None:
    assert superseding(tmp_path, one=OLD, copy=OLD) == {}


def test_the_link_is_the_same_wherever_the_files_lie(tmp_path: Path) -> None:
    RENEWED.write(tmp_path / "a", "x", key=False)
    OLD.write(tmp_path / "b", "x", key=False)
    rows = tables.records(read_inventory([tmp_path / "b", tmp_path / "a"], tmp_path).certificates)
    assert [(row["file"], row["superseded_by"]) for row in rows] == [("a/x.pem", ""), ("b/x.pem", rows[0]["sha256"])]
