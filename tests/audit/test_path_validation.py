"""Whether the path from a certificate to its trust anchor holds, and which certificate is at fault where not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from airec_planning.audit.evidence import gather_evidence
from airec_planning.audit.path_validation import Validation
from airec_planning.inputs.inventory import read_inventory
from tests.audit import DOMAIN, ROOT
from tests.certificates import AS_OF, CLIENT_AUTH, SERVER_AUTH, UNKNOWN, Issued, authority, issue

ANY_USE = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE


def validation(folder: Path, leaf: Issued, *above: Issued, anchors: tuple[Issued, ...] = ()) -> Validation:
    """The path of a certificate with these above it, of which ``anchors`` are the deployment's own."""
    leaf.write(folder, "leaf")
    for place, held in ((folder, above), (folder / "ca", anchors)):
        for number, one in enumerate(held, start=1):
            one.write(place, f"above{number}", key=False)
    inventory = read_inventory([folder], folder, [folder / "ca"] if anchors else [])
    return gather_evidence(inventory, AS_OF).validations[leaf.sha256]


def constrained(permitted: list[str] | None = None, excluded: list[str] | None = None) -> x509.NameConstraints:
    """Name constraints on DNS names."""
    return x509.NameConstraints(
        [x509.DNSName(name) for name in permitted] if permitted else None,
        [x509.DNSName(name) for name in excluded] if excluded else None,
    )


def is_sound(found: Validation) -> bool:
    return not (found.waits_for or found.faults or found.unweighed)


def test_a_path_runs_over_the_intermediates_to_the_root(tmp_path: Path) -> None:
    upper = authority("Upper", ROOT)
    lower = authority("Lower", upper)
    found = validation(tmp_path, issue([DOMAIN], lower), ROOT, lower, upper)
    assert is_sound(found)
    assert found.path == (lower.sha256, upper.sha256, ROOT.sha256)


def test_a_root_that_issues_servers_certificates_itself_is_a_path(tmp_path: Path) -> None:
    assert validation(tmp_path, issue([DOMAIN], ROOT), ROOT).path == (ROOT.sha256,)


def test_an_intermediate_in_the_own_cas_folder_is_a_trust_anchor_of_its_own(tmp_path: Path) -> None:
    lower = authority("Lower", ROOT)
    found = validation(tmp_path, issue([DOMAIN], lower), anchors=(lower,))
    assert (is_sound(found), found.path) == (True, (lower.sha256,))


def test_a_path_goes_on_to_the_root_where_that_is_in_the_own_cas_folder_too(tmp_path: Path) -> None:
    lower = authority("Lower", ROOT)
    found = validation(tmp_path, issue([DOMAIN], lower), anchors=(lower, ROOT))
    assert (is_sound(found), found.path) == (True, (lower.sha256, ROOT.sha256))


def test_without_its_root_the_path_is_weighed_as_far_as_it_lies_here(tmp_path: Path) -> None:
    lower = authority("Lower", ROOT)
    found = validation(tmp_path, issue([DOMAIN], lower), lower)
    assert (is_sound(found), found.path) == (True, (lower.sha256,))


Options = dict[str, Any]
FAULTS: list[tuple[Options, str]] = [
    ({"began": -400, "days": 399}, "expired on 2026-10-31"),
    ({"began": 1}, "is not valid before 2026-11-02"),
    ({"ca": False}, "is no CA by its basic constraints"),
    ({"ca": None}, "has no basic constraints"),
    ({"key_usage": ["digitalSignature", "cRLSign"]}, "may not sign certificates by its key usage"),
    ({"extended_key_usage": [CLIENT_AUTH]}, "may not issue for servers by its extended key usage"),
    ({"critical": [UNKNOWN]}, "marks the extension 1.3.6.1.4.1.99999.1 critical, which clients do not know"),
]


@pytest.mark.parametrize(("options", "words"), FAULTS)
def test_the_intermediate_at_fault_is_named_with_its_file(tmp_path: Path, options: Options, words: str) -> None:
    lower = authority("Lower", ROOT, **{"extended_key_usage": (), **options})
    found = validation(tmp_path, issue([DOMAIN], lower), lower, ROOT)
    assert found.faults == (f"CN=Lower,O=Example in above1.pem {words}",)
    assert found.path == (lower.sha256, ROOT.sha256)


@pytest.mark.parametrize("anchored", [False, True])
@pytest.mark.parametrize(("options", "words"), FAULTS)
def test_a_root_is_held_to_the_same(tmp_path: Path, options: Options, words: str, anchored: bool) -> None:
    root = authority("Root", **{"extended_key_usage": (), **options})
    lower = authority("Lower", root)
    held = {"anchors": (root,)} if anchored else {}
    found = validation(tmp_path, issue([DOMAIN], lower), lower, *(() if anchored else (root,)), **held)
    file = "ca/above1.pem" if anchored else "above2.pem"
    assert found.faults == (f"CN=Root,O=Example in {file} {words}",)


@pytest.mark.parametrize(
    "options",
    [
        {"key_usage": ["keyCertSign"]},
        {"key_usage": ["keyCertSign", "cRLSign", "digitalSignature"]},
        {"extended_key_usage": [SERVER_AUTH]},
        {"extended_key_usage": [CLIENT_AUTH, SERVER_AUTH]},
        {"extended_key_usage": [ANY_USE]},
        {"path_length": 0},
        {"extensions": [UNKNOWN]},
        {"began": 0},
        {"began": -400, "days": 400},
        {"critical": [constrained(permitted=["example.com"])]},
        {"critical": [constrained(excluded=["example.org"])]},
        {"critical": [x509.InhibitAnyPolicy(0), x509.PolicyConstraints(None, 0)]},
    ],
    ids=lambda options: next(iter(options)),
)
def test_what_allows_an_intermediate_to_issue_is_no_fault(tmp_path: Path, options: Options) -> None:
    lower = authority("Lower", ROOT, **options)
    found = validation(tmp_path, issue([DOMAIN], lower), lower, ROOT)
    assert is_sound(found), found


def test_every_fault_on_the_path_is_told_from_the_bottom_up(tmp_path: Path) -> None:
    root = authority("Root", days=10)
    lower = authority("Lower", root, ca=False, extended_key_usage=())
    found = validation(tmp_path, issue([DOMAIN], lower), lower, root)
    assert [fault.split(" in ")[0] for fault in found.faults] == ["CN=Lower,O=Example", "CN=Root,O=Example"]


@pytest.mark.parametrize(("length", "sound"), [(None, True), (2, True), (1, True), (0, False)])
def test_a_path_length_counts_the_cas_below(tmp_path: Path, length: int | None, sound: bool) -> None:
    root = authority("Root", path_length=length)
    lower = authority("Lower", root)
    found = validation(tmp_path, issue([DOMAIN], lower), lower, root)
    assert is_sound(found) is sound
    assert sound or found.faults == ("CN=Root,O=Example in above2.pem allows 0 CAs below it, found 1",)


def test_a_path_length_that_is_too_short_by_two_is_told(tmp_path: Path) -> None:
    root = authority("Root", path_length=1)
    upper = authority("Upper", root)
    middle = authority("Middle", upper)
    lower = authority("Lower", middle)
    found = validation(tmp_path, issue([DOMAIN], lower), lower, middle, upper, root)
    assert found.faults == ("CN=Root,O=Example in above4.pem allows 1 CA below it, found 3",)


def test_a_ca_that_issued_itself_anew_does_not_count_towards_the_path_length(tmp_path: Path) -> None:
    old = authority("Root", path_length=0, identifiers=True)
    new = authority("Root", old, identifiers=True)
    found = validation(tmp_path, issue([DOMAIN], new, identifiers=True), new, anchors=(old,))
    assert is_sound(found), found
    assert found.path == (new.sha256, old.sha256)


def test_an_unknown_critical_extension_of_the_certificate_itself_is_a_fault(tmp_path: Path) -> None:
    found = validation(tmp_path, issue([DOMAIN], ROOT, critical=[UNKNOWN]), ROOT)
    assert found.faults == ("it marks the extension 1.3.6.1.4.1.99999.1 critical, which clients do not know",)


@pytest.mark.parametrize("kind", ["ec", "ed25519"])
@pytest.mark.parametrize(
    "constraints",
    [constrained(permitted=["example.org"]), constrained(excluded=["example.com"]), constrained(excluded=[DOMAIN])],
    ids=["not permitted", "excluded", "excluded by name"],
)
def test_a_ca_that_may_not_issue_for_the_names_is_a_fault(
    tmp_path: Path, kind: str, constraints: x509.NameConstraints
) -> None:
    root = authority("Root", kind=kind, critical=[constraints])
    (fault,) = validation(tmp_path, issue([DOMAIN], root), root).faults
    assert "may not issue for its names" in fault


def test_name_constraints_further_up_hold_too(tmp_path: Path) -> None:
    root = authority("Root", critical=[constrained(permitted=["example.org"])])
    lower = authority("Lower", root)
    (fault,) = validation(tmp_path, issue([DOMAIN], lower), lower, root).faults
    assert "may not issue for its names" in fault


def test_constraints_on_other_kinds_of_names_do_not_touch_dns_names(tmp_path: Path) -> None:
    mail = x509.NameConstraints([x509.RFC822Name("example.org")], None)
    root = authority("Root", critical=[mail])
    found = validation(tmp_path, issue([DOMAIN], root), root)
    assert not found.faults


def test_constraints_of_a_kind_that_cannot_be_weighed_are_told(tmp_path: Path) -> None:
    elsewhere = x509.NameConstraints(None, [x509.DirectoryName(ROOT.certificate.subject)])
    root = authority("Other", critical=[elsewhere])
    found = validation(tmp_path, issue([DOMAIN], root), root)
    assert (found.faults, found.unweighed) == ((), "name constraints of a kind that is not known here")


EXPIRED: Options = {"began": -400, "days": 399}


@pytest.mark.parametrize(
    "broken",
    [EXPIRED, {"began": 5}, {"ca": False, "extended_key_usage": ()}, {"ca": None, "extended_key_usage": ()},
     {"key_usage": ["cRLSign"]}, {"extended_key_usage": [CLIENT_AUTH]}, {"critical": [UNKNOWN]},
     {"critical": [constrained(permitted=["example.org"])]}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("kind", ["ec", "ed25519"])
def test_of_two_certificates_of_one_ca_a_sound_one_is_enough(tmp_path: Path, broken: Options, kind: str) -> None:
    good = authority("Lower", ROOT, kind=kind)
    bad = authority("Lower", ROOT, **{"key": good.key, "days": 4000, **broken})
    found = validation(tmp_path, issue([DOMAIN], good), good, bad, ROOT)
    assert is_sound(found), found
    assert found.path == (good.sha256, ROOT.sha256)


def test_of_two_roots_that_signed_a_ca_the_valid_one_is_enough(tmp_path: Path) -> None:
    old, new = authority("Old", **EXPIRED), authority("New")
    lower = authority("Lower", new)
    crossed = authority("Lower", old, key=lower.key, days=4000)
    found = validation(tmp_path, issue([DOMAIN], lower), lower, crossed, old, new)
    assert (is_sound(found), found.path) == (True, (lower.sha256, new.sha256))


def test_where_both_roots_that_signed_a_ca_have_expired_the_path_is_broken(tmp_path: Path) -> None:
    old, older = authority("Old", **EXPIRED), authority("Older", **EXPIRED)
    lower = authority("Lower", old)
    crossed = authority("Lower", older, key=lower.key)
    found = validation(tmp_path, issue([DOMAIN], lower), lower, crossed, old, older)
    assert found.faults and "expired on 2026-10-31" in found.faults[0]


def test_two_cas_that_signed_each_other_lead_to_the_one_that_is_trusted(tmp_path: Path) -> None:
    one, two = authority("One"), authority("Two")
    crossed = authority("One", two, key=one.key), authority("Two", one, key=two.key)
    found = validation(tmp_path, issue([DOMAIN], one), *crossed, anchors=(two,))
    assert (is_sound(found), found.path) == (True, (crossed[0].sha256, two.sha256))


def test_two_cas_that_signed_each_other_and_nobody_else_come_to_an_end(tmp_path: Path) -> None:
    one, two = authority("One"), authority("Two")
    crossed = authority("One", two, key=one.key), authority("Two", one, key=two.key)
    found = validation(tmp_path, issue([DOMAIN], one), *crossed)
    assert found.waits_for or found.faults or found.path


def test_a_path_to_another_root_of_the_name_of_the_own_ca_is_broken(tmp_path: Path) -> None:
    found = validation(tmp_path, issue([DOMAIN], ROOT), ROOT, anchors=(authority("Root"),))
    assert not is_sound(found), found


def test_a_path_to_a_root_beside_the_own_ca_is_broken_where_the_own_ca_signed_its_name_too(tmp_path: Path) -> None:
    own, public = authority("Own"), authority("Public")
    lower = authority("Lower", public)
    namesake = authority("Lower", own)
    found = validation(tmp_path, issue([DOMAIN], lower), lower, namesake, public, anchors=(own,))
    assert not is_sound(found), found


def test_a_self_signed_authority_is_trusted_whatever_else_was_signed_for_its_key(tmp_path: Path) -> None:
    old = authority("Old", **EXPIRED)
    new = authority("New")
    crossed = authority("New", old, key=new.key, days=4000)
    found = validation(tmp_path, issue([DOMAIN], new), anchors=(old, new, crossed))
    assert (is_sound(found), found.path) == (True, (new.sha256,))


OWN_KEYS = ["ec384", "ec521", "rsa2048", "rsa3072", "ed25519", "ed448"]


@pytest.mark.parametrize("kind", OWN_KEYS)
def test_an_own_ca_may_have_any_key_that_the_library_verifies(tmp_path: Path, kind: str) -> None:
    root = authority("Root", kind=kind)
    lower = authority("Lower", root, kind=kind)
    leaf = issue([DOMAIN], lower)
    found = validation(tmp_path, leaf, lower, anchors=(root,))
    assert (is_sound(found), found.path) == (True, (lower.sha256, root.sha256))


def test_an_own_ca_may_sign_with_rsa_pss(tmp_path: Path) -> None:
    root = authority("Root", kind="rsa2048", pss=True)
    lower = authority("Lower", root, pss=True, kind="rsa2048")
    found = validation(tmp_path, issue([DOMAIN], lower, pss=True), lower, root)
    assert (is_sound(found), found.path) == (True, (lower.sha256, root.sha256))


@pytest.mark.parametrize("kind", OWN_KEYS)
@pytest.mark.parametrize(("options", "words"), FAULTS)
def test_a_fault_is_found_whatever_the_keys_of_the_own_ca(
    tmp_path: Path, kind: str, options: Options, words: str
) -> None:
    root = authority("Root", kind=kind, **{"extended_key_usage": (), **options})
    (fault,) = validation(tmp_path, issue([DOMAIN], root), root).faults
    assert words in fault


def test_a_signature_of_another_key_breaks_the_path_whatever_the_keys(tmp_path: Path) -> None:
    root = authority("Root", kind="ed25519")
    lower, impostor = authority("Lower", root, kind="ed25519"), authority("Lower", root, kind="ed25519")
    found = validation(tmp_path, issue([DOMAIN], lower), impostor, anchors=(root,))
    assert found.faults, found


def deep(levels: int) -> tuple[Issued, list[Issued]]:
    """A certificate below so many CAs, the lowest first."""
    above = [ROOT]
    for number in range(levels - 1):
        above.insert(0, authority(f"CA {number}", above[0]))
    return issue([DOMAIN], above[0]), above


@pytest.mark.parametrize(("levels", "sound"), [(5, True), (8, True), (12, False)])
def test_a_path_may_be_deep_and_not_endless(tmp_path: Path, levels: int, sound: bool) -> None:
    leaf, above = deep(levels)
    assert is_sound(validation(tmp_path, leaf, *above)) is sound


@pytest.mark.parametrize(
    ("leaf", "above", "words"),
    [
        (issue([DOMAIN]), (), "a certificate that a CA issued"),
        (issue([DOMAIN], ROOT, began=-400), (ROOT,), "a certificate that is valid"),
        (issue([DOMAIN], ROOT, began=1), (ROOT,), "a certificate that is valid"),
        (issue([DOMAIN], ROOT), (), "its issuer's certificate"),
    ],
    ids=["self-signed", "expired", "not yet valid", "issuer missing"],
)
def test_what_is_missing_is_waited_for(tmp_path: Path, leaf: Issued, above: tuple[Issued, ...], words: str) -> None:
    found = validation(tmp_path, leaf, *above)
    assert (found.waits_for, found.faults, found.objection) == (words, (), "")


@pytest.mark.parametrize("kind", ["ec", "ed25519"])
@pytest.mark.parametrize("options", [{"began": -400, "days": 400}, {"began": 0}], ids=["last", "first"])
def test_the_first_and_the_last_second_of_an_issuer_count(tmp_path: Path, kind: str, options: Options) -> None:
    root = authority("Root", kind=kind, **options)
    assert is_sound(validation(tmp_path, issue([DOMAIN], root), root))


IDENTIFIED = {"identifiers": True, "key_usage": ["keyCertSign", "cRLSign"]}


NAMED = x509.SubjectAlternativeName([x509.DNSName(DOMAIN)])


def web_chain(**leaf: Any) -> tuple[Issued, Issued, Issued]:
    """A chain within the rules of the web, but for what is said of the certificate."""
    root = authority("Root", **IDENTIFIED)
    lower = authority("Lower", root, **IDENTIFIED)
    options: Options = {"identifiers": True, "key_usage": ["digitalSignature"], **leaf}
    return issue([DOMAIN], lower, **options), lower, root


def test_a_chain_within_the_rules_of_the_web_meets_no_objection(tmp_path: Path) -> None:
    assert validation(tmp_path, *web_chain()).objection == ""


def test_a_wildcard_is_within_the_rules_of_the_web(tmp_path: Path) -> None:
    _, lower, root = web_chain()
    wild = issue(["*.example.com"], lower, identifiers=True, key_usage=["digitalSignature"])
    assert validation(tmp_path, wild, lower, root).objection == ""


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: web_chain(identifiers=False), "authorityKeyIdentifier"),
        (lambda: web_chain(extended_key_usage=[ANY_USE]), "EKU"),
        (lambda: web_chain(san=False, critical=[NAMED]), "subjectAltName MUST NOT be critical"),
    ],
    ids=["no key identifier", "any extended key usage", "critical names"],
)
def test_a_sound_chain_outside_the_rules_of_the_web_meets_an_objection(
    tmp_path: Path, make: Callable[[], tuple[Issued, Issued, Issued]], words: str
) -> None:
    found = validation(tmp_path, *make())
    assert is_sound(found)
    assert words in found.objection


@pytest.mark.parametrize(
    ("kind", "words"), [("rsa1024", "RSA key is too weak"), ("ed25519", "Forbidden public key algorithm")]
)
def test_a_ca_with_a_key_that_the_web_refuses_meets_an_objection(tmp_path: Path, kind: str, words: str) -> None:
    root = authority("Root", kind=kind, **IDENTIFIED)
    found = validation(tmp_path, issue([DOMAIN], root, identifiers=True), root)
    assert (is_sound(found), found.objection) == (True, words)


def test_an_objection_does_not_show_the_insides_of_the_library(tmp_path: Path) -> None:
    found = validation(tmp_path, *web_chain(identifiers=False))
    assert found.objection == "authorityKeyIdentifier: Certificate is missing required extension"


def test_a_certificate_without_names_meets_no_objection_of_the_web(tmp_path: Path) -> None:
    root = authority("Root", **IDENTIFIED)
    found = validation(tmp_path, issue([DOMAIN], root, san=False), root)
    assert (is_sound(found), found.objection) == (True, "")
