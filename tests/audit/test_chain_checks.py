"""Checks on what stands above a certificate: when they are fine, when they fail, when they have to wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from airec_planning import tables
from airec_planning.audit import chain_checks
from airec_planning.audit.chains import Chain
from airec_planning.audit.evidence import Evidence
from tests.audit import DOMAIN, OWN_CA, ROOT, check, findings, ground, said
from tests.certificates import Issued, authority, issue, revocation_list, signed_with_sha1
from tests.deployments import plan_of, write_deployment


@pytest.mark.parametrize(
    ("issuer", "settings", "severity"), [(ROOT, "", "ok"), (None, "", "notice"), (None, OWN_CA, "error")]
)
def test_not_self_signed(tmp_path: Path, issuer: Issued | None, settings: str, severity: str) -> None:
    found = check(tmp_path, issue([DOMAIN], issuer), settings=settings)["not-self-signed"]
    assert found["severity"] == severity


def test_issued_by_authority(tmp_path: Path) -> None:
    folder = write_deployment(
        tmp_path,
        [DOMAIN, "b.example.com"],
        {"one": issue([DOMAIN], ROOT), "two": issue(["b.example.com"], authority("Stranger"))},
        settings=OWN_CA,
    )
    ROOT.write(folder / "ca", "root", key=False)
    rows = tables.records(plan_of(folder).findings)
    found = {row["file"]: row["severity"] for row in rows if row["check"] == "issued-by-authority"}
    assert found == {"certificates/one.pem": "ok", "certificates/two.pem": "error"}


def test_issued_by_authority_waits_for_authorities(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT), settings=OWN_CA)["issued-by-authority"]
    assert found["severity"] == "skipped"


def test_issued_by_authority_does_not_apply_on_the_https_path(tmp_path: Path) -> None:
    assert "issued-by-authority" not in check(tmp_path, issue([DOMAIN], ROOT))


def test_an_authority_that_issued_nothing_makes_every_foreign_certificate_an_error(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], authority("Stranger"))}, settings=OWN_CA)
    ROOT.write(folder / "ca", "root", key=False)
    assert findings(folder)["issued-by-authority"]["severity"] == "error"


def test_chain_complete(tmp_path: Path) -> None:
    leaf = issue([DOMAIN], ROOT)
    folder = write_deployment(tmp_path, [DOMAIN], {"one": leaf})
    assert findings(folder)["chain-complete"]["severity"] == "notice"
    leaf.write(folder / "certificates", "one", ROOT)
    assert findings(folder)["chain-complete"]["severity"] == "ok"


@pytest.mark.parametrize("run", [chain_checks.chain_complete, chain_checks.issued_by_authority])
def test_a_signature_that_cannot_be_verified_is_waited_for(run: Callable[..., Any]) -> None:
    unknown = Chain((), False, False, False, "", False, True)
    anchor = Chain((), True, True, True, "", True, True)
    evidence = Evidence(chains={"1": unknown, "2": anchor})
    verdict = run({"sha256": "1", "issuer": "CN=x"}, ground(path="ca", evidence=evidence))
    assert (verdict.severity, verdict.message) == ("skipped", "waits for a signature algorithm that can be verified")


def test_a_signature_by_another_key_of_the_issuers_name_is_an_error(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT)})
    authority("Root").write(folder / "ca", "impostor", key=False)
    assert findings(folder)["chain-complete"]["severity"] == "error"


def test_on_the_https_path_a_certificate_of_the_own_ca_is_an_error(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT), ca={"root": ROOT})
    assert said(found, "not-from-own-ca") == ("error", "issued by the own CA, which the HTTPS path does not take")


@pytest.mark.parametrize(("settings", "ca"), [("", {}), (OWN_CA, {"root": ROOT}), ("", {"other": authority("Other")})])
def test_not_from_own_ca_does_not_apply_to_others_nor_on_the_ca_path(
    tmp_path: Path, settings: str, ca: dict[str, Issued]
) -> None:
    assert "not-from-own-ca" not in check(tmp_path, issue([DOMAIN], ROOT), settings=settings, ca=ca)


FORUM = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.1.2.1"), None)])


@pytest.mark.parametrize(
    ("extensions", "who"), [([], "CN=Stranger,O=Example"), ([FORUM], "a public CA")], ids=["private", "public"]
)
def test_on_the_ca_path_the_issuer_that_was_found_instead_is_told(
    tmp_path: Path, extensions: list[x509.ExtensionType], who: str
) -> None:
    leaf = issue([DOMAIN], authority("Stranger"), extensions=extensions)
    own = issue(["b.example.com"], ROOT)
    found = check(tmp_path, leaf, settings=OWN_CA, beside={"two": own}, ca={"root": ROOT})
    words = f"expected an authority of the deployment as its issuer, found {who}"
    assert said(found, "issued-by-authority") == ("error", words)


def test_the_issuer_is_here_and_the_root_is_not(tmp_path: Path) -> None:
    lower = authority("Lower", ROOT)
    found = check(tmp_path, issue([DOMAIN], lower), lower)
    assert said(found, "chain-complete") == ("ok", "the issuer is here; the root, which the clients hold, is not")


def test_a_sound_chain_names_its_cas_from_the_bottom_up(tmp_path: Path) -> None:
    lower = authority("Lower", ROOT)
    found = check(tmp_path, issue([DOMAIN], lower), lower, ROOT)
    assert said(found, "chain-valid") == ("ok", "sound: issued by Lower, then Root")


def test_a_broken_chain_is_an_error_that_names_each_fault(tmp_path: Path) -> None:
    root = authority("Root", days=10)
    lower = authority("Lower", root, ca=False, extended_key_usage=())
    found = check(tmp_path, issue([DOMAIN], lower), beside={"lower": lower, "root": root})
    words = (
        "CN=Lower,O=Example in certificates/lower.pem is no CA by its basic constraints; "
        "CN=Root,O=Example in certificates/root.pem expired on 2025-10-07"
    )
    assert said(found, "chain-valid") == ("error", words)
    assert said(found, "web-profile") == ("skipped", "waits for a chain that is sound")


def test_a_chain_that_is_sound_but_for_what_cannot_be_weighed_is_a_warning(tmp_path: Path) -> None:
    elsewhere = x509.NameConstraints(None, [x509.DirectoryName(ROOT.certificate.subject)])
    root = authority("Other", critical=[elsewhere])
    severity, words = said(check(tmp_path, issue([DOMAIN], root), root), "chain-valid")
    assert (severity, words) == ("warning", "sound but for name constraints of a kind that is not known here")


@pytest.mark.parametrize("name", ["chain-valid", "web-profile"])
@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        (issue([DOMAIN]), "waits for a certificate that a CA issued"),
        (issue([DOMAIN], ROOT, began=-400), "waits for a certificate that is valid"),
        (issue([DOMAIN], ROOT), "waits for its issuer's certificate"),
    ],
    ids=["self-signed", "expired", "issuer missing"],
)
def test_a_chain_that_cannot_be_weighed_is_waited_for(tmp_path: Path, name: str, leaf: Issued, words: str) -> None:
    assert said(check(tmp_path, leaf), name) == ("skipped", words)


CA_OPTIONS: dict[str, Any] = {"identifiers": True, "key_usage": ["keyCertSign", "cRLSign"]}


def test_a_chain_within_the_rules_of_the_web(tmp_path: Path) -> None:
    root = authority("Root", **CA_OPTIONS)
    leaf = issue([DOMAIN], root, identifiers=True, key_usage=["digitalSignature"])
    assert said(check(tmp_path, leaf, root), "web-profile") == ("ok", "within the web's rules")


def test_a_sound_chain_outside_the_rules_of_the_web_is_a_notice(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT), ROOT)
    words = "sound, and outside the web's rules: authorityKeyIdentifier: Certificate is missing required extension"
    assert said(found, "web-profile") == ("notice", words)
    assert said(found, "chain-valid")[0] == "ok"


def test_each_ca_above_is_strong_enough(tmp_path: Path) -> None:
    lower = authority("Lower", ROOT)
    found = check(tmp_path, issue([DOMAIN], lower), lower, ROOT)
    assert said(found, "chain-strength") == ("ok", "each is strong enough")


def test_a_ca_with_a_weak_key_is_an_error_that_names_its_file(tmp_path: Path) -> None:
    root = authority("Root", kind="rsa1024")
    found = check(tmp_path, issue([DOMAIN], root), beside={"root": root})
    words = "certificates/root.pem: RSA key of 1024 bits, at least 2048 expected"
    assert said(found, "chain-strength") == ("error", words)


RSA = authority("Root", kind="rsa2048")


def test_a_ca_that_was_signed_with_sha1_is_an_error(tmp_path: Path) -> None:
    lower = signed_with_sha1(authority("Lower", RSA), RSA)
    found = check(tmp_path, issue([DOMAIN], lower), beside={"lower": lower, "root": RSA})
    words = "certificates/lower.pem is signed with sha1WithRSAEncryption"
    assert said(found, "chain-strength") == ("error", words)


def test_the_signature_of_a_root_is_not_weighed_for_nobody_checks_it(tmp_path: Path) -> None:
    root = signed_with_sha1(RSA, RSA)
    found = check(tmp_path, issue([DOMAIN], Issued(root.certificate, RSA.key)), root)
    assert said(found, "chain-strength") == ("ok", "each is strong enough")


@pytest.mark.parametrize("name", ["chain-strength", "issuer-outlives", "not-revoked"])
def test_without_the_issuer_what_stands_above_is_waited_for(tmp_path: Path, name: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT))
    assert said(found, name) == ("skipped", "waits for its issuer's certificate")


def test_each_ca_above_ends_later(tmp_path: Path) -> None:
    assert said(check(tmp_path, issue([DOMAIN], ROOT), ROOT), "issuer-outlives") == ("ok", "each ends later")


def test_the_ca_above_that_ends_first_is_warned_of(tmp_path: Path) -> None:
    root = authority("Root", days=600)
    lower = authority("Lower", root, days=700)
    found = check(tmp_path, issue([DOMAIN], lower), beside={"lower": lower, "root": root})
    words = "expected each CA to last until 2027-10-22, found that certificates/root.pem above it ends on 2027-05-20"
    assert said(found, "issuer-outlives") == ("warning", words)


def test_a_ca_that_ends_in_the_same_second_outlives_it(tmp_path: Path) -> None:
    root = authority("Root", began=-400, days=755)
    assert said(check(tmp_path, issue([DOMAIN], root, days=365), root), "issuer-outlives")[0] == "ok"


LOWER = authority("Lower", ROOT)
LOWEST = authority("Lowest", LOWER)
LEAF = issue([DOMAIN], LOWEST)


@pytest.mark.parametrize(
    ("held", "severity", "words"),
    [
        ([LEAF, LOWEST, LOWER], "ok", "in order"),
        ([LEAF, LOWEST, LOWER, ROOT], "ok", "in order"),
        ([LEAF, ROOT], "ok", "in order"),
        (
            [LEAF, LOWER, LOWEST], "warning",
            "the chain in certificates/one.pem is not in order: each issuer should follow what it issued",
        ),
        (
            [LEAF, ROOT, LOWEST, LOWER], "warning",
            "the chain in certificates/one.pem is not in order: each issuer should follow what it issued",
        ),
        (
            [LOWEST, LEAF, LOWER], "error",
            "expected the server's certificate first in certificates/one.pem, found a CA's",
        ),
    ],
)  # fmt: skip
def test_chain_order(tmp_path: Path, held: list[Issued], severity: str, words: str) -> None:
    beside = {"a-lower": LOWER, "a-root": ROOT, "a-lowest": LOWEST}
    check(tmp_path, LEAF, beside=beside)
    held[0].write(tmp_path / "certificates", "one", *held[1:], key=False)
    assert said(findings(tmp_path), "chain-order") == (severity, words)


@pytest.mark.parametrize("name", ["chain-order", "chain-strays"])
def test_a_certificate_alone_in_its_file_has_no_order_and_no_strays(tmp_path: Path, name: str) -> None:
    assert name not in check(tmp_path, issue([DOMAIN], ROOT), beside={"root": ROOT})


@pytest.mark.parametrize("name", ["chain-order", "chain-strays"])
def test_a_pkcs7_file_has_no_order(tmp_path: Path, name: str) -> None:
    folder = write_deployment(tmp_path, [DOMAIN])
    held = [one.certificate for one in (ROOT, LOWEST, LEAF, LOWER)]
    (folder / "certificates").mkdir()
    (folder / "certificates/one.p7b").write_bytes(pkcs7.serialize_certificates(held, Encoding.PEM))
    found = findings(folder)
    assert name not in found
    assert said(found, "chain-valid")[0] == "ok"


def test_a_chain_holds_nothing_else(tmp_path: Path) -> None:
    assert said(check(tmp_path, LEAF, LOWEST, LOWER, ROOT), "chain-strays") == ("ok", "none")


def test_a_certificate_that_is_not_on_the_chain_is_warned_of(tmp_path: Path) -> None:
    found = check(tmp_path, LEAF, LOWEST, LOWER, ROOT, authority("Stray"))
    words = "certificates/one.pem also holds Stray, which is not on its chain"
    assert said(found, "chain-strays") == ("warning", words)


def test_another_servers_certificate_in_the_chain_is_a_stray(tmp_path: Path) -> None:
    found = check(tmp_path, LEAF, LOWEST, LOWER, issue(["b.example.com"], ROOT))
    words = "certificates/one.pem also holds b.example.com, which is not on its chain"
    assert said(found, "chain-strays") == ("warning", words)


def test_not_revoked_by_a_current_list_of_each_ca_above(tmp_path: Path) -> None:
    leaf = issue([DOMAIN], LOWER)
    lists = [revocation_list(LOWER, [LEAF]), revocation_list(ROOT)]
    found = check(tmp_path, leaf, LOWER, ROOT, lists=lists)
    assert said(found, "not-revoked") == ("ok", "not on 2 current lists")


def test_a_revoked_certificate_is_an_error_with_day_reason_and_list(tmp_path: Path) -> None:
    leaf = issue([DOMAIN], ROOT)
    lists = [revocation_list(ROOT, [leaf], reason=x509.ReasonFlags.key_compromise)]
    found = check(tmp_path, leaf, ROOT, lists=lists)
    assert said(found, "not-revoked") == ("error", "revoked on 2026-10-27 (keyCompromise), says list1.crl")
    assert found["not-revoked"]["remedy"]


def test_a_revoked_ca_above_is_an_error_that_names_its_file(tmp_path: Path) -> None:
    leaf = issue([DOMAIN], LOWER)
    lists = [revocation_list(LOWER), revocation_list(ROOT, [LOWER])]
    found = check(tmp_path, leaf, beside={"lower": LOWER, "root": ROOT}, lists=lists)
    words = "certificates/lower.pem above it was revoked on 2026-10-27, says list2.crl"
    assert said(found, "not-revoked") == ("error", words)


@pytest.mark.parametrize(
    "lists",
    [[], [revocation_list(ROOT, following=-1, updated=-9)], [revocation_list(ROOT, updated=1)],
     [revocation_list(authority("Root"))], [revocation_list(authority("Other"))]],
    ids=["no list", "expired list", "list of the future", "another CA of the name", "another CA"],
)  # fmt: skip
def test_without_a_current_list_of_its_issuer_it_is_waited_for(tmp_path: Path, lists: list[bytes]) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT), ROOT, lists=lists)
    words = "waits for a current revocation list of CN=Root,O=Example"
    assert said(found, "not-revoked") == ("skipped", words)
