"""Chains by name and by signature."""

from __future__ import annotations

from pathlib import Path

from airec_planning.audit.chains import Chain
from airec_planning.audit.evidence import gather_evidence
from airec_planning.inputs.inventory import read_inventory
from tests.certificates import AS_OF, Issued, authority, issue

DOMAIN = "api.example.com"


def sha256(issued: Issued) -> str:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    return issued.certificate.fingerprint(hashes.SHA256()).hex()


def chain_of(folder: Path, issued: Issued) -> Chain:
    anchors = [path for path in (folder / "ca",) if path.exists()]
    inventory = read_inventory([folder], folder, anchors)
    return gather_evidence(inventory, AS_OF).chains[sha256(issued)]


def test_a_chain_runs_over_the_intermediate_to_the_root(tmp_path: Path) -> None:
    root = authority("Root")
    middle = authority("Middle", root)
    leaf = issue([DOMAIN], middle)
    leaf.write(tmp_path, "leaf", middle, root)
    chain = chain_of(tmp_path, leaf)
    assert chain.issuers == (sha256(middle), sha256(root))
    assert chain.complete and chain.signed_by_issuer and not chain.self_signed and not chain.ends_at_authority


def test_a_chain_without_its_root_is_not_complete(tmp_path: Path) -> None:
    middle = authority("Middle", authority("Root"))
    leaf = issue([DOMAIN], middle)
    leaf.write(tmp_path, "leaf", middle)
    chain = chain_of(tmp_path, leaf)
    assert (chain.issuers, chain.complete) == ((sha256(middle),), False)


def test_a_chain_that_ends_at_an_anchor_is_complete_without_the_root(tmp_path: Path) -> None:
    middle = authority("Middle", authority("Root"))
    leaf = issue([DOMAIN], middle)
    leaf.write(tmp_path, "leaf")
    middle.write(tmp_path / "ca", "middle", key=False)
    chain = chain_of(tmp_path, leaf)
    assert chain.complete and chain.ends_at_authority
    assert chain.chain_file == "ca/middle.pem"


def test_a_self_signed_certificate_is_its_own_end(tmp_path: Path) -> None:
    leaf = issue([DOMAIN])
    leaf.write(tmp_path, "leaf")
    chain = chain_of(tmp_path, leaf)
    assert chain.self_signed and chain.complete
    assert (chain.issuers, chain.chain_file) == ((), "")


def test_an_issuer_of_the_right_name_and_the_wrong_key_is_no_issuer(tmp_path: Path) -> None:
    leaf = issue([DOMAIN], authority("Root"))
    leaf.write(tmp_path, "leaf")
    authority("Root").write(tmp_path, "impostor")
    chain = chain_of(tmp_path, leaf)
    assert (chain.issuers, chain.signed_by_issuer, chain.complete) == ((), False, False)


def test_of_two_issuers_of_one_name_the_one_that_signed_is_taken(tmp_path: Path) -> None:
    signer, other = authority("Root"), authority("Root")
    leaf = issue([DOMAIN], signer)
    leaf.write(tmp_path, "leaf")
    for number, root in enumerate((other, signer)):
        root.write(tmp_path, f"root{number}")
    chain = chain_of(tmp_path, leaf)
    assert (chain.issuers, chain.signed_by_issuer) == ((sha256(signer),), True)


def test_an_issuer_that_is_not_there_is_no_fault_of_the_signature(tmp_path: Path) -> None:
    leaf = issue([DOMAIN], authority("Root"))
    leaf.write(tmp_path, "leaf")
    chain = chain_of(tmp_path, leaf)
    assert (chain.issuers, chain.signed_by_issuer, chain.complete) == ((), True, False)


def test_the_own_file_is_the_chain_file_where_it_holds_the_issuer(tmp_path: Path) -> None:
    root = authority("Root")
    leaf = issue([DOMAIN], root)
    leaf.write(tmp_path, "leaf", root)
    root.write(tmp_path, "a-root")
    assert chain_of(tmp_path, leaf).chain_file == "leaf.pem"


def test_a_renewed_issuer_with_the_same_key_makes_no_loop(tmp_path: Path) -> None:
    root = authority("Root")
    again = issue([], common_name="Root", key=root.key, ca=True, days=5000, began=-1)
    leaf = issue([DOMAIN], root)
    leaf.write(tmp_path, "leaf", root, again)
    chain = chain_of(tmp_path, leaf)
    assert chain.complete and chain.signed_by_issuer
    assert len(chain.issuers) == len(set(chain.issuers)) <= 2


def test_cross_signed_authorities_make_no_loop(tmp_path: Path) -> None:
    one, two = authority("One"), authority("Two")
    crossed = [
        issue([], two, common_name="One", key=one.key, ca=True),
        issue([], one, common_name="Two", key=two.key, ca=True),
    ]
    leaf = issue([DOMAIN], one)
    leaf.write(tmp_path, "leaf", *crossed)
    assert chain_of(tmp_path, leaf).issuers == (sha256(crossed[0]), sha256(crossed[1]))
