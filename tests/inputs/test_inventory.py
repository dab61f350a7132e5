"""Every certificate below some folders, through all forms of files."""

from __future__ import annotations

import base64
import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from airec_planning import tables
from airec_planning.inputs.inventory import Inventory, read_inventory
from airec_planning.inputs.walking import LARGEST
from tests.certificates import AS_OF, Issued, authority, issue
from tests.inputs import as_sm2, within

ROOT = authority()
INTERMEDIATE = authority("Intermediate", ROOT)
ONE, TWO = issue(["one.example.com"], INTERMEDIATE), issue(["two.example.com"], INTERMEDIATE)


def certificates(found: Inventory) -> list[dict[str, Any]]:
    return tables.records(found.certificates)


def reasons(found: Inventory) -> dict[str, str]:
    return dict(zip(found.unreadable["file"], found.unreadable["reason"], strict=True))


def names(found: Inventory) -> set[str]:
    return {name for row in certificates(found) for name in row["san_dns"]}


def pem(data: bytes, label: str) -> bytes:
    return f"-----BEGIN {label}-----\n".encode() + base64.encodebytes(data) + f"-----END {label}-----\n".encode()


def test_a_chain_is_a_row_for_each_certificate_with_its_position(tmp_path: Path) -> None:
    ONE.write(tmp_path, "one", INTERMEDIATE, ROOT)
    found = read_inventory([tmp_path], tmp_path)
    assert [(row["file"], row["position"], row["common_name"], row["role"]) for row in certificates(found)] == [
        ("one.pem", 1, "one.example.com", "server"),
        ("one.pem", 2, "Intermediate", "intermediate"),
        ("one.pem", 3, "Test CA", "intermediate"),
    ]
    assert found.ders[certificates(found)[0]["sha256"]] == ONE.der
    assert found.unreadable.empty


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.pem", ONE.pem),
        ("x.crt", ONE.der),
        ("x.cer", ONE.der + b"\r\n"),
        ("x.p7b", pkcs7.serialize_certificates([ONE.certificate], Encoding.PEM)),
        ("x.pem", pem(pkcs7.serialize_certificates([ONE.certificate], Encoding.DER), "CERTIFICATE")),
        ("x.pem", pem(pkcs7.serialize_certificates([ONE.certificate], Encoding.DER), "CERTIFICATE CHAIN")),
        ("x.p7b", ONE.pem.replace(b" CERTIFICATE-", b" PKCS7-")),
        ("x.p7c", pkcs7.serialize_certificates([ONE.certificate], Encoding.DER)),
        ("x.pfx", ONE.p12(None)),
        ("x.txt", b"the certificate:\r\n" + ONE.pem.replace(b"\n", b"\r\n")),
        ("noname", ONE.pem.decode().encode("utf-16")),
        ("x.pem", pem(ONE.der + b"\x30\x06\x0c\x04name", "TRUSTED CERTIFICATE")),
    ],
    ids=[
        "pem",
        "der",
        "der-trailing",
        "p7-pem",
        "p7-as-certificate",
        "p7-as-chain",
        "as-p7",
        "p7-der",
        "p12",
        "text",
        "utf-16",
        "trusted",
    ],
)
def test_a_certificate_is_the_same_in_every_form(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    found = read_inventory([tmp_path], tmp_path)
    assert [(row["file"], row["position"], row["san_dns"]) for row in certificates(found)] == [
        (name, 1, ("one.example.com",))
    ]
    assert found.ders == {certificates(found)[0]["sha256"]: ONE.der}
    assert found.unreadable.empty


def test_certificates_of_several_bundles_in_one_file_have_positions_of_their_own(tmp_path: Path) -> None:
    bundles = [pkcs7.serialize_certificates([one.certificate], Encoding.PEM) for one in (ONE, TWO)]
    (tmp_path / "both.p7b").write_bytes(b"".join(bundles))
    found = read_inventory([tmp_path], tmp_path)
    assert [row["position"] for row in certificates(found)] == [1, 2]


def test_one_bad_block_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_bytes(ONE.pem + pem(b"hello", "CERTIFICATE") + TWO.pem + ROOT.pem[:100])
    found = read_inventory([tmp_path], tmp_path)
    assert [(row["position"], row["common_name"]) for row in certificates(found)] == [
        (1, "one.example.com"),
        (3, "two.example.com"),
    ]
    assert found.unreadable[["file", "position", "reason"]].to_numpy().tolist() == [
        ["x.pem", 2, "not-a-certificate"],
        ["x.pem", 4, "truncated"],
    ]
    assert all(found.unreadable["message"])
    assert all(found.unreadable["remedy"])


def test_a_certificate_of_an_unknown_version_costs_only_itself(tmp_path: Path) -> None:
    TWO.write(tmp_path, "two", key=False)
    (tmp_path / "odd.der").write_bytes(ONE.der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x05", 1))
    found = read_inventory([tmp_path], tmp_path)
    assert names(found) == {"two.example.com"}
    assert reasons(found) == {"odd.der": "not-a-certificate"}


def test_a_truncated_store_is_not_called_a_certificate(tmp_path: Path) -> None:
    (tmp_path / "x.pfx").write_bytes(ONE.p12(None)[:-40])
    assert reasons(read_inventory([tmp_path], tmp_path))["x.pfx"] in {"not-pkcs12", "truncated"}


def private_key(folder: Path, issued: Issued, **files: bytes) -> tuple[str, str]:
    """The key's state and file for a certificate ``one.pem`` beside these files."""
    (folder / "one.pem").write_bytes(issued.pem)
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    (row,) = [row for row in certificates(read_inventory([folder], folder)) if row["file"] == "one.pem"]
    return row["private_key"], row["private_key_file"]


def test_the_states_of_a_private_key(tmp_path: Path) -> None:
    assert private_key(tmp_path, ONE) == ("none", "")
    assert private_key(tmp_path, ONE, one_key=ONE.key_pem(b"secret")) == ("encrypted", "one.key")
    assert private_key(tmp_path, ONE, one_key=TWO.key_pem()) == ("differs", "one.key")
    assert private_key(tmp_path, ONE, one_key=ONE.key_pem()) == ("matches", "one.key")


def test_a_key_is_matched_by_public_key_and_not_by_name(tmp_path: Path) -> None:
    assert private_key(tmp_path, ONE, one_key=TWO.key_pem(), zzz_key=ONE.key_pem()) == ("matches", "zzz.key")


def test_a_key_in_the_same_file_or_in_a_store_matches(tmp_path: Path) -> None:
    (tmp_path / "both.pem").write_bytes(ONE.key_pem() + ONE.pem)
    (tmp_path / "two.pfx").write_bytes(TWO.p12(None))
    rows = certificates(read_inventory([tmp_path], tmp_path))
    assert [(row["private_key"], row["private_key_file"]) for row in rows] == [
        ("matches", "both.pem"),
        ("matches", "two.pfx"),
    ]


def test_an_sm2_certificate_and_its_key_are_unsupported_and_not_lost(tmp_path: Path) -> None:
    (tmp_path / "sm2.crt").write_bytes(as_sm2(ONE.der))
    (tmp_path / "sm2.key").write_bytes(
        pem(as_sm2(base64.b64decode(b"".join(ONE.key_pem().split(b"\n")[1:-2]))), "PRIVATE KEY")
    )
    (row,) = certificates(read_inventory([tmp_path], tmp_path))
    assert (row["key_algorithm"], row["private_key"], row["private_key_file"]) == ("SM2", "unsupported", "sm2.key")


def test_a_damaged_key_is_listed_as_unreadable(tmp_path: Path) -> None:
    ONE.write(tmp_path, "one")
    (tmp_path / "one.key").write_bytes(pem(b"hello", "PRIVATE KEY"))
    found = read_inventory([tmp_path], tmp_path)
    assert reasons(found) == {"one.key": "not-a-private-key"}


def test_passphrases_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    for stem, issued in (("good", ONE), ("wrong", TWO), ("unset", TWO), ("unnamed", TWO)):
        (tmp_path / "p" / f"{stem}.pfx").write_bytes(issued.p12(b"opensesame"))
    found = read_inventory(
        [tmp_path],
        tmp_path,
        passphrases={"p/good.pfx": "env:GOOD", "p/wrong.pfx": "env:WRONG", "p/unset.pfx": "env:UNSET"},
        environment={"GOOD": "opensesame", "WRONG": "hunter2"},
    )
    assert names(found) == {"one.example.com"}
    assert reasons(found) == {
        "p/wrong.pfx": "passphrase-wrong",
        "p/unset.pfx": "passphrase-not-set",
        "p/unnamed.pfx": "passphrase-needed",
    }
    shown = found.certificates.to_csv() + found.unreadable.to_csv()
    assert "opensesame" not in shown
    assert "hunter2" not in shown


def test_what_lies_below_the_authorities_has_their_role(tmp_path: Path) -> None:
    ROOT.write(tmp_path / "ca", "root")
    ONE.write(tmp_path, "one")
    found = read_inventory([tmp_path], tmp_path, authorities=[tmp_path / "ca"])
    assert {row["file"]: row["role"] for row in certificates(found)} == {
        "ca/root.pem": "authority",
        "one.pem": "server",
    }


def test_authorities_outside_the_folders_are_read_too(tmp_path: Path) -> None:
    ROOT.write(tmp_path / "elsewhere", "root", key=False)
    ONE.write(tmp_path / "certs", "one")
    found = read_inventory([tmp_path / "certs"], tmp_path, authorities=[tmp_path / "elsewhere" / "root.pem"])
    assert [row["role"] for row in certificates(found)] == ["server", "authority"]


def test_the_planners_files_are_not_reported_as_unreadable(tmp_path: Path) -> None:
    (tmp_path / "san_domains.key").write_text("a.example.com")
    assert reasons(read_inventory([tmp_path], tmp_path)) == {"san_domains.key": "not-a-certificate"}
    assert read_inventory([tmp_path], tmp_path, leave_out=[tmp_path / "san_domains.key"]).unreadable.empty


def test_a_hostile_folder_neither_hangs_nor_crashes(tmp_path: Path) -> None:
    ONE.write(tmp_path, "one")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.pem").symlink_to("self.pem")
    os.mkfifo(tmp_path / "pipe.pem")
    (tmp_path / "huge.pem").touch()
    os.truncate(tmp_path / "huge.pem", LARGEST + 1)
    (tmp_path / "empty.crt").touch()
    (tmp_path / os.fsdecode(b"\xff\n.pem")).write_bytes(TWO.pem)
    with within(5):
        found = read_inventory([tmp_path], tmp_path)
    assert names(found) == {"one.example.com", "two.example.com"}
    assert reasons(found) == {
        "loop": "symlink-loop",
        "self.pem": "symlink-loop",
        "pipe.pem": "not-a-regular-file",
        "huge.pem": "too-large",
        "empty.crt": "empty",
    }


def test_a_certificate_without_an_end_stands_beside_others(tmp_path: Path) -> None:
    last = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    issue(["endless.example.com"], began=0, days=(last - AS_OF).days).write(tmp_path, "endless")
    ONE.write(tmp_path, "one")
    found = read_inventory([tmp_path], tmp_path)
    assert [moment.year for moment in found.certificates["not_after"]] == [9999, 2027]


def test_an_empty_folder_gives_empty_tables_with_their_columns(tmp_path: Path) -> None:
    found = read_inventory([tmp_path], tmp_path)
    assert list(found.certificates.columns) == [column.name for column in tables.CERTIFICATES.columns]
    assert list(found.unreadable.columns) == [column.name for column in tables.UNREADABLE.columns]
    assert len(found.certificates) == len(found.unreadable) == 0


def test_rows_come_in_the_same_order_whatever_the_order_of_the_folders(tmp_path: Path) -> None:
    TWO.write(tmp_path / "b", "two")
    ONE.write(tmp_path / "a", "one")
    forward = read_inventory([tmp_path / "a", tmp_path / "b"], tmp_path)
    backward = read_inventory([tmp_path / "b", tmp_path / "a"], tmp_path)
    assert forward.certificates.equals(backward.certificates)
    assert list(forward.certificates["file"]) == ["a/one.pem", "b/two.pem"]


def test_requests_and_revocation_lists_beside_certificates_are_no_fault(tmp_path: Path) -> None:
    ca = authority()
    request = x509.CertificateSigningRequestBuilder().subject_name(ca.certificate.subject).sign(ca.key, hashes.SHA256())
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca.certificate.subject)
        .last_update(AS_OF)
        .next_update(AS_OF + dt.timedelta(days=7))
        .sign(ca.key, hashes.SHA256())
    )
    for encoding, suffix in ((Encoding.DER, "der"), (Encoding.PEM, "pem")):
        (tmp_path / f"request-{suffix}.csr").write_bytes(request.public_bytes(encoding))
        (tmp_path / f"revoked-{suffix}.crl").write_bytes(revoked.public_bytes(encoding))
    found = read_inventory([tmp_path], tmp_path)
    assert (len(found.certificates), len(found.unreadable)) == (0, 0)
