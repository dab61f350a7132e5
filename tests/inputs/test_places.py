"""One certificate in many places, and what lies beside the certificates."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7

from airec_planning import tables
from airec_planning.errors import REASONS, Reason
from airec_planning.inputs.inventory import Inventory, read_inventory
from tests.certificates import AS_OF, Issued, authority, issue
from tests.deployments import plan_of, write_deployment

ROOT = authority()
INTERMEDIATE = authority("Intermediate", ROOT)
ONE, TWO = issue(["one.example.com"], INTERMEDIATE), issue(["two.example.com"], INTERMEDIATE)
P256 = bytes.fromhex("06082a8648ce3d030107")


def row_of(found: Inventory, issued: Issued) -> dict[str, Any]:
    (row,) = [row for row in tables.records(found.certificates) if row["sha256"] == sha256(issued)]
    return row


def sha256(issued: Issued) -> str:
    return issued.certificate.fingerprint(hashes.SHA256()).hex()


def places(found: Inventory, issued: Issued) -> list[tuple[str, int]]:
    rows = tables.records(found.places)
    return [(row["file"], row["position"]) for row in rows if row["sha256"] == sha256(issued)]


def passed_over(found: Inventory) -> list[tuple[str, str]]:
    return [(row["file"], row["reason"]) for row in tables.records(found.passed_over)]


def write(folder: Path, **files: bytes) -> Inventory:
    """The inventory of these files; the last ``_`` of a name stands for its dot."""
    for name, data in files.items():
        (folder / ".".join(name.rsplit("_", 1))).write_bytes(data)
    return read_inventory([folder], folder)


def pem(data: bytes, label: str) -> bytes:
    return f"-----BEGIN {label}-----\n".encode() + base64.encodebytes(data) + f"-----END {label}-----\n".encode()


def test_a_certificate_in_its_own_file_and_in_two_bundles_is_one_row(tmp_path: Path) -> None:
    found = write(
        tmp_path,
        all_pem=TWO.pem + ONE.pem + INTERMEDIATE.pem,
        one_crt=ONE.der,
        three_pem=ROOT.pem + INTERMEDIATE.pem + ONE.pem,
    )
    row = row_of(found, ONE)
    assert (row["file"], row["position"]) == ("one.crt", 1)
    assert row["files"] == ("all.pem", "one.crt", "three.pem")
    assert places(found, ONE) == [("all.pem", 2), ("one.crt", 1), ("three.pem", 3)]
    assert (len(found.certificates), len(found.places)) == (4, 7)
    assert found.ders[row["sha256"]] == ONE.der


def test_at_home_is_where_it_comes_first(tmp_path: Path) -> None:
    found = write(tmp_path, a_pem=ROOT.pem + TWO.pem + ONE.pem, b_pem=TWO.pem + ONE.pem)
    assert (row_of(found, ONE)["file"], row_of(found, ONE)["position"]) == ("b.pem", 2)
    assert (row_of(found, TWO)["file"], row_of(found, TWO)["position"]) == ("b.pem", 1)
    assert (row_of(found, ROOT)["file"], row_of(found, ROOT)["position"]) == ("a.pem", 1)


def test_of_files_where_it_comes_first_the_first_by_name_is_its_home(tmp_path: Path) -> None:
    found = write(tmp_path, c_pem=ONE.pem, a_pem=ONE.pem, b_crt=ONE.der)
    assert row_of(found, ONE)["files"] == ("a.pem", "b.crt", "c.pem")
    assert row_of(found, ONE)["file"] == "a.pem"


def test_twice_in_one_file_is_two_places_and_one_file(tmp_path: Path) -> None:
    found = write(tmp_path, a_pem=ONE.pem + TWO.pem + ONE.pem)
    assert row_of(found, ONE)["files"] == ("a.pem",)
    assert places(found, ONE) == [("a.pem", 1), ("a.pem", 3)]


def test_places_are_counted_through_every_form_of_file(tmp_path: Path) -> None:
    bundle = pkcs7.serialize_certificates([ONE.certificate], Encoding.PEM)
    found = write(tmp_path, a_pem=TWO.pem + bundle, b_pfx=TWO.p12(None, ONE), c_p7b=bundle, d_der=ONE.der + b"\n")
    assert places(found, ONE) == [("a.pem", 2), ("b.pfx", 2), ("c.p7b", 1), ("d.der", 1)]
    assert row_of(found, ONE)["files"] == ("a.pem", "b.pfx", "c.p7b", "d.der")


def test_a_damaged_block_keeps_the_positions_behind_it(tmp_path: Path) -> None:
    found = write(tmp_path, a_pem=pem(b"hello", "CERTIFICATE") + ONE.pem)
    assert places(found, ONE) == [("a.pem", 2)]
    assert list(found.unreadable["position"]) == [1]


def test_places_have_their_columns_and_are_sorted(tmp_path: Path) -> None:
    found = write(tmp_path, b_pem=ONE.pem + TWO.pem, a_pem=TWO.pem)
    assert list(found.places.columns) == [column.name for column in tables.PLACES.columns]
    assert [(row["file"], row["position"]) for row in tables.records(found.places)] == [
        ("a.pem", 1),
        ("b.pem", 1),
        ("b.pem", 2),
    ]


@pytest.mark.parametrize("home", ["a", "b", "c"])
def test_a_key_beside_any_of_its_places_matches(tmp_path: Path, home: str) -> None:
    for name, text in (("a", ONE.pem), ("b", TWO.pem + ONE.pem), ("c", ROOT.pem + TWO.pem + ONE.pem)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.pem").write_bytes(text)
    (tmp_path / home / "x.key").write_bytes(ONE.key_pem())
    row = row_of(read_inventory([tmp_path], tmp_path), ONE)
    assert (row["private_key"], row["private_key_file"]) == ("matches", f"{home}/x.key")


def test_of_two_copies_of_a_key_the_one_beside_a_place_is_taken(tmp_path: Path) -> None:
    ONE.write(tmp_path / "bundle", "x", key=False)
    (tmp_path / "bundle" / "z.key").write_bytes(ONE.key_pem())
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "one.key").write_bytes(ONE.key_pem())
    found = read_inventory([tmp_path], tmp_path)
    assert row_of(found, ONE)["private_key_file"] == "bundle/z.key"
    assert passed_over(found) == [("away/one.key", "copy-of-key")]


def test_of_equal_keys_the_one_that_the_console_takes_is_chosen(tmp_path: Path) -> None:
    found = write(tmp_path, one_pem=ONE.pem, one_key=ONE.key_pem(), one_pfx=ONE.p12(None))
    row = row_of(found, ONE)
    assert (row["private_key_file"], row["private_key_pem"]) == ("one.key", True)
    assert passed_over(found) == [("one.pfx", "copy-of-key")]


def test_a_key_serves_every_certificate_of_its_public_key(tmp_path: Path) -> None:
    again = issue(["one.example.com"], INTERMEDIATE, key=ONE.key)
    found = write(tmp_path, one_pem=ONE.pem, again_pem=again.pem, the_key=ONE.key_pem())
    assert [row_of(found, one)["private_key_file"] for one in (ONE, again)] == ["the.key"] * 2
    assert passed_over(found) == []


def test_an_authority_in_a_bundle_elsewhere_is_an_authority(tmp_path: Path) -> None:
    INTERMEDIATE.write(tmp_path / "ca", "bundle", ROOT, key=False)
    ONE.write(tmp_path / "certificates", "one", INTERMEDIATE, ROOT)
    ROOT.write(tmp_path / "certificates", "root", key=False)
    found = read_inventory([tmp_path], tmp_path, authorities=[tmp_path / "ca"])
    assert {row["common_name"]: row["role"] for row in tables.records(found.certificates)} == {
        "Intermediate": "authority",
        "Test CA": "authority",
        "one.example.com": "server",
    }
    assert row_of(found, ROOT)["file"] == "certificates/root.pem"
    assert row_of(found, ROOT)["files"] == ("ca/bundle.pem", "certificates/one.pem", "certificates/root.pem")


def test_a_plan_knows_an_authority_wherever_its_copies_lie(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["one.example.com"])
    ONE.write(tmp_path / "a", "one", INTERMEDIATE, ROOT)
    ROOT.write(tmp_path / "ca", "z-root", key=False)
    plan = plan_of(tmp_path)
    chain = plan.evidence.chains[sha256(ONE)]
    assert (chain.ends_at_authority, chain.chain_file) == (True, "a/one.pem")


def request() -> x509.CertificateSigningRequest:
    builder = x509.CertificateSigningRequestBuilder().subject_name(ONE.certificate.subject)
    return builder.sign(ONE.key, hashes.SHA256())


def revocation_list() -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder().issuer_name(ROOT.certificate.subject)
    return builder.last_update(AS_OF).next_update(AS_OF + dt.timedelta(7)).sign(ROOT.key, hashes.SHA256())


def public_key(encoding: Encoding) -> bytes:
    return ONE.key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


REQUEST = request().public_bytes(Encoding.DER)
ANOTHER = issue(["another.example.com"])


@pytest.mark.parametrize(
    ("name", "data", "reason", "position"),
    [
        ("x.csr", request().public_bytes(Encoding.PEM), Reason.SIGNING_REQUEST, 1),
        ("x.csr", REQUEST, Reason.SIGNING_REQUEST, 1),
        ("x.pem", pem(REQUEST, "NEW CERTIFICATE REQUEST"), Reason.SIGNING_REQUEST, 1),
        ("x.pem", pem(REQUEST, "CERTIFICATE"), Reason.SIGNING_REQUEST, 1),
        ("x.crl", revocation_list().public_bytes(Encoding.PEM), Reason.REVOCATION_LIST, 1),
        ("x.crl", revocation_list().public_bytes(Encoding.DER), Reason.REVOCATION_LIST, 1),
        ("x.pem", public_key(Encoding.PEM), Reason.PUBLIC_KEY, 1),
        ("x.der", public_key(Encoding.DER), Reason.PUBLIC_KEY, None),
        ("x.pem", pem(P256, "EC PARAMETERS"), Reason.PARAMETERS, 1),
        ("x.pem", pem(b"\x30\x00", "DH PARAMETERS"), Reason.PARAMETERS, 1),
        ("x.pem", pem(b"\x30\x00", "X9.42 DH PARAMETERS"), Reason.PARAMETERS, 1),
        ("x.pem", pem(b"\x30\x00", "SSL SESSION PARAMETERS"), Reason.OTHER_BLOCK, 1),
        ("x.der", b"\x30\x04\x06\x02\x2a\x03", Reason.OTHER_BLOCK, None),
        ("notes.txt", "请续期\n".encode(), Reason.NO_CERTIFICATES, None),
        ("empty", b"", Reason.NO_CERTIFICATES, None),
        ("x.key", ANOTHER.key_pem(), Reason.KEY_OF_NO_CERTIFICATE, None),
        ("x.key", ANOTHER.key_pem(b"secret"), Reason.KEY_OF_NO_CERTIFICATE, None),
    ],
    ids=[
        "request", "request-der", "new-request", "request-as-certificate", "list", "list-der", "public-key",
        "public-key-der", "ec-parameters", "dh-parameters", "x942-parameters", "other-label", "other-der", "text",
        "empty", "key", "encrypted-key",
    ],
)  # fmt: skip
def test_what_lies_beside_the_certificates_is_named(
    tmp_path: Path, name: str, data: bytes, reason: Reason, position: int | None
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "both.pem").write_bytes(ONE.pem + TWO.pem)
    found = read_inventory([tmp_path], tmp_path)
    assert found.unreadable.empty
    (row,) = tables.records(found.passed_over)
    assert (row["file"], row["reason"]) == (name, reason)
    assert row["position"] == position if position else row["position"] not in range(1, 99)
    assert row["message"].isprintable()
    assert Reason(row["reason"]) in REASONS


def test_a_second_copy_of_a_key_is_named(tmp_path: Path) -> None:
    found = write(tmp_path, one_pem=ONE.pem, one_key=ONE.key_pem(), spare_key=ONE.key_pem())
    assert row_of(found, ONE)["private_key_file"] == "one.key"
    assert passed_over(found) == [("spare.key", "copy-of-key")]


def test_a_key_that_was_meant_for_a_certificate_is_not_passed_over(tmp_path: Path) -> None:
    found = write(tmp_path, one_pem=ONE.pem, one_key=TWO.key_pem())
    assert row_of(found, ONE)["private_key"] == "differs"
    assert passed_over(found) == []


def test_two_keys_in_one_file_are_both_accounted_for(tmp_path: Path) -> None:
    found = write(tmp_path, both_pem=ONE.pem + ONE.key_pem() + TWO.key_pem())
    assert row_of(found, ONE)["private_key_file"] == "both.pem"
    assert passed_over(found) == [("both.pem", "key-of-no-certificate")]


def test_what_lies_within_a_bundle_is_named_with_its_position(tmp_path: Path) -> None:
    blocks = [request().public_bytes(Encoding.PEM), ONE.pem, public_key(Encoding.PEM), pem(P256, "EC PARAMETERS")]
    found = write(tmp_path, mixed_pem=b"".join(blocks) + TWO.pem)
    assert places(found, ONE) + places(found, TWO) == [("mixed.pem", 1), ("mixed.pem", 2)]
    rows = tables.records(found.passed_over)
    assert [(row["position"], row["reason"]) for row in rows] == [
        (1, "signing-request"),
        (2, "public-key"),
        (3, "parameters"),
    ]


def test_every_file_of_a_mixed_folder_is_accounted_for(tmp_path: Path) -> None:
    found = write(
        tmp_path,
        one_pem=ONE.pem,
        one_key=ONE.key_pem(),
        spare_key=TWO.key_pem(),
        store_pfx=TWO.p12(b"secret"),
        damaged_crt=ONE.der[:-9],
        request_csr=request().public_bytes(Encoding.PEM),
        notes_txt=b"hello",
        empty_crt=b"",
        picture_png=b"\x89PNG\r\n\x1a\n\0\0",
    )
    used = {row["private_key_file"] for row in tables.records(found.certificates)} - {""}
    shown = [*found.places["file"], *used, *found.unreadable["file"], *found.passed_over["file"]]
    assert sorted(shown) == sorted(path.name for path in tmp_path.iterdir())


def test_the_planners_files_are_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "san_domains").write_text("a.example.com")
    assert passed_over(read_inventory([tmp_path], tmp_path)) == [("san_domains", "no-certificates")]
    assert passed_over(read_inventory([tmp_path], tmp_path, leave_out=[tmp_path / "san_domains"])) == []
