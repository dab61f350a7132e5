"""Revocation lists: which are relied on, and whom they revoke."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from airec_planning.audit.evidence import Evidence, gather_evidence
from airec_planning.audit.revocation import RevocationList, Standing
from airec_planning.inputs.inventory import read_inventory
from tests.audit import DOMAIN, ROOT
from tests.certificates import AS_OF, UNKNOWN, Issued, authority, issue, issued_by_key, revocation_list

LEAF = issue([DOMAIN], ROOT)


def evidence(folder: Path, *held: Issued, lists: list[bytes]) -> Evidence:
    for number, one in enumerate(held):
        one.write(folder, f"one{number}", key=False)
    for number, data in enumerate(lists):
        (folder / f"list{number}.crl").write_bytes(data)
    return gather_evidence(read_inventory([folder], folder), AS_OF)


def read(folder: Path, data: bytes, *held: Issued) -> RevocationList:
    (one,) = evidence(folder, *held, lists=[data]).revocation_lists
    return one


def standing(folder: Path, *held: Issued, lists: list[bytes]) -> Standing:
    """How the first certificate stands."""
    return evidence(folder, *held, lists=lists).standings[held[0].sha256]


def test_a_list_is_read_with_its_dates_and_its_signer(tmp_path: Path) -> None:
    found = read(tmp_path, revocation_list(ROOT), ROOT)
    assert (found.file, found.issuer, found.fault, found.numbered) == ("list0.crl", "CN=Root,O=Example", "", True)
    assert found.signers == {ROOT.sha256}
    assert found.is_current(AS_OF)


def test_a_list_in_der_is_read_too(tmp_path: Path) -> None:
    der = x509.load_pem_x509_crl(revocation_list(ROOT, [LEAF])).public_bytes(Encoding.DER)
    assert standing(tmp_path, LEAF, ROOT, lists=[der]).revoked


@pytest.mark.parametrize(
    ("updated", "following", "current"),
    [(-1, 30, True), (0, 30, True), (-30, 0, True), (1, 30, False), (-30, -1, False)],
)
def test_a_list_is_current_between_its_updates(tmp_path: Path, updated: int, following: int, current: bool) -> None:
    found = read(tmp_path, revocation_list(ROOT, updated=updated, following=following), ROOT)
    assert found.is_current(AS_OF) is current


@pytest.mark.parametrize(
    ("data", "held", "fault"),
    [
        (revocation_list(ROOT), [], ""),
        (revocation_list(authority("Root")), [ROOT], "no key of CN=Root,O=Example that lies here made its signature"),
        (revocation_list(ROOT, critical=[x509.DeltaCRLIndicator(1)]), [ROOT], "it is a delta or partial list"),
        (revocation_list(ROOT, extensions=[x509.DeltaCRLIndicator(1)]), [ROOT], "it is a delta or partial list"),
        (revocation_list(ROOT, critical=[UNKNOWN]), [ROOT], "marks an extension critical that is not known"),
        (revocation_list(ROOT, critical=[issued_by_key(ROOT.key)]), [ROOT], ""),
        (revocation_list(ROOT, extensions=[UNKNOWN]), [ROOT], ""),
    ],
    ids=["issuer not here", "another key", "delta", "delta, not critical", "unknown", "known critical", "not critical"],
)
def test_a_list_that_cannot_be_relied_on_says_why(tmp_path: Path, data: bytes, held: list[Issued], fault: str) -> None:
    found = read(tmp_path, data, *held)
    assert (fault in found.fault, bool(found.fault)) == (True, bool(fault))


@pytest.mark.parametrize("critical", [True, False])
def test_a_list_of_some_certificates_is_not_relied_on(tmp_path: Path, critical: bool) -> None:
    users = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)
    data = revocation_list(ROOT, **{"critical" if critical else "extensions": [users]})
    assert "partial list" in read(tmp_path, data, ROOT).fault


@pytest.mark.parametrize(
    ("usage", "fault"),
    [
        (None, ""),
        (["keyCertSign", "cRLSign"], ""),
        (["keyCertSign"], "its issuer may not sign revocation lists by its key usage"),
    ],
)
def test_a_list_is_relied_on_where_its_issuer_may_sign_it(tmp_path: Path, usage: list[str] | None, fault: str) -> None:
    root = authority("Root", key_usage=usage)
    assert read(tmp_path, revocation_list(root), root).fault == fault


def test_a_list_that_cannot_be_read_is_kept_with_its_fault(tmp_path: Path) -> None:
    whole = x509.load_pem_x509_crl(revocation_list(ROOT))
    broken = whole.public_bytes(Encoding.DER).replace(b"\x06\x03\x55\x04\x03", b"\x1f\x03\x55\x04\x03", 1)
    pem = b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(broken) + b"-----END X509 CRL-----\n"
    found = read(tmp_path, pem, ROOT)
    assert (found.fault, found.issuer, found.signers) == ("it cannot be read", "", frozenset())


@pytest.mark.parametrize(
    ("reason", "said"),
    [(None, ""), (x509.ReasonFlags.key_compromise, "keyCompromise"), (x509.ReasonFlags.superseded, "superseded"),
     (x509.ReasonFlags.certificate_hold, "certificateHold")],
)  # fmt: skip
def test_a_revoked_certificate_is_told_with_day_and_reason(
    tmp_path: Path, reason: x509.ReasonFlags | None, said: str
) -> None:
    found = standing(tmp_path, LEAF, ROOT, lists=[revocation_list(ROOT, [LEAF], reason=reason)])
    assert found.revoked
    assert (f"{found.revoked.on:%Y-%m-%d}", found.revoked.reason, found.revoked.file) == (
        "2026-10-27", said, "list0.crl",
    )  # fmt: skip
    assert found.revoked_certificate == LEAF.sha256


def test_a_revocation_outlives_its_list(tmp_path: Path) -> None:
    lists = [revocation_list(ROOT, [LEAF], updated=-60, following=-30, on=-70)]
    assert standing(tmp_path, LEAF, ROOT, lists=lists).revoked


def test_a_revocation_to_come_is_none_yet(tmp_path: Path) -> None:
    found = standing(tmp_path, LEAF, ROOT, lists=[revocation_list(ROOT, [LEAF], on=1)])
    assert (found.revoked, found.weighed) == (None, 1)


def test_one_of_several_lists_is_enough_to_revoke(tmp_path: Path) -> None:
    lists = [revocation_list(ROOT), revocation_list(ROOT, [LEAF]), revocation_list(ROOT)]
    assert standing(tmp_path, LEAF, ROOT, lists=lists).revoked


def test_a_ca_above_that_is_revoked_is_told_by_its_hash(tmp_path: Path) -> None:
    lower = authority("Lower", ROOT)
    leaf = issue([DOMAIN], lower)
    found = standing(tmp_path, leaf, lower, ROOT, lists=[revocation_list(ROOT, [lower])])
    assert found.revoked and found.revoked_certificate == lower.sha256
    assert found.without_list == lower.sha256


@pytest.mark.parametrize(
    "data",
    [
        revocation_list(authority("Root"), [LEAF]),
        revocation_list(authority("Other"), [LEAF]),
        revocation_list(ROOT, [LEAF], critical=[x509.DeltaCRLIndicator(1)]),
        revocation_list(ROOT, [issue([DOMAIN], ROOT)]),
    ],
    ids=["another CA of the name", "another CA", "delta", "another certificate"],
)
def test_a_list_that_does_not_speak_of_it_does_not_revoke_it(tmp_path: Path, data: bytes) -> None:
    assert standing(tmp_path, LEAF, ROOT, lists=[data]).revoked is None


def test_a_list_of_the_same_serial_number_by_another_ca_of_the_name_revokes_only_its_own(tmp_path: Path) -> None:
    namesake = authority("Root")
    found = standing(tmp_path, LEAF, ROOT, namesake, lists=[revocation_list(namesake, [LEAF]), revocation_list(ROOT)])
    assert (found.revoked, found.weighed, found.without_list) == (None, 1, "")


def test_without_lists_the_first_issuer_is_the_one_that_lacks_one(tmp_path: Path) -> None:
    found = standing(tmp_path, LEAF, ROOT, lists=[])
    assert found == Standing(None, "", 0, ROOT.sha256)


def test_a_certificate_whose_issuer_is_not_here_has_no_standing(tmp_path: Path) -> None:
    assert evidence(tmp_path, LEAF, lists=[revocation_list(ROOT, [LEAF])]).standings == {}


def test_an_expired_certificate_has_its_standing_all_the_same(tmp_path: Path) -> None:
    old = issue([DOMAIN], ROOT, began=-400)
    assert standing(tmp_path, old, ROOT, lists=[revocation_list(ROOT, [old])]).revoked


@pytest.mark.parametrize("options", [{"kind": "ed25519"}, {"kind": "rsa2048"}, {"kind": "ec521"}], ids=str)
def test_a_list_may_be_signed_with_any_key(tmp_path: Path, options: dict[str, Any]) -> None:
    root = authority("Root", **options)
    leaf = issue([DOMAIN], root)
    assert standing(tmp_path, leaf, root, lists=[revocation_list(root, [leaf])]).revoked
