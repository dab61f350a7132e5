"""NIST's Public Key Interoperability Test Suite, as cryptography-vectors brings it along.

All of it lies in one deployment: each end entity is planned by its name, which says whether its path has to be
found valid. PKITS asks for the revocation status of every path; so here a path counts as valid only where the audit
affirms it: ``chain-valid``, ``issued-by-authority`` and ``not-revoked`` are all ok.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import cryptography_vectors
import pytest

from airec_planning import tables
from airec_planning.planning import make_plan
from tests.certificates import AS_OF
from tests.conformance.harness import PLANNED_BY_NAME, SETTINGS, STAND_IN

PKITS = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
ANCHOR = "TrustAnchorRootCertificate"
END_ENTITY = re.compile(r"((?:Valid|Invalid).*Test\d+)EE")
AFFIRMED = ("validity", "chain-valid", "issued-by-authority", "not-revoked")

AS_IT_IS_WRITTEN = "names are compared byte by byte, as browsers do; RFC 5280, 7.1, would ignore case and spaces"
UNKNOWN_NAMES = "constraints of directory names and URIs are not weighed, and a warning of chain-valid says so"
NO_POLICIES = "certificate policies are not processed: no policy is asked of a server's certificate"
MAPPINGS = "policy mappings are not processed: where they are critical, the chain is refused"
ONE_KEY = "a list counts where the very key signed it that signed the certificate; the finding says that one is missing"
PARTIAL = (
    "lists for a part of the certificates or of the reasons are not used, and the finding says that one is missing"
)
DELTAS = "delta lists are not used, only the complete one that they mend"
DSA = "the library knows no such DSA signature, and the finding says so"
A_CA = "the end of this path is a CA's certificate: no server's is audited"

DIFFERENCES = {
    AS_IT_IS_WRITTEN: (
        "ValidNameChainingCapitalizationTest5", "ValidNameChainingWhitespaceTest3", "ValidNameChainingWhitespaceTest4",
        "ValidRolloverfromPrintableStringtoUTF8StringTest10", "ValidUTF8StringCaseInsensitiveMatchTest11",
    ),
    UNKNOWN_NAMES: (
        *(f"ValidDNnameConstraintsTest{number}" for number in (1, 4, 5, 6, 11, 14, 18, 19)),
        "ValidDNandRFC822nameConstraintsTest27", "ValidURInameConstraintsTest34", "ValidURInameConstraintsTest36",
    ),
    NO_POLICIES: (
        *(f"InvalidinhibitAnyPolicyTest{number}" for number in (1, 4, 5, 6)),
        "InvalidrequireExplicitPolicyTest3", "InvalidrequireExplicitPolicyTest5",
    ),
    MAPPINGS: (
        *(f"ValidPolicyMappingTest{number}" for number in (1, 3, 5, 6, 9, 11, 12, 13, 14)),
        "ValidinhibitPolicyMappingTest2", "ValidinhibitPolicyMappingTest4", "ValidSelfIssuedinhibitPolicyMappingTest7",
    ),
    ONE_KEY: (
        "ValidBasicSelfIssuedCRLSigningKeyTest6", "ValidBasicSelfIssuedNewWithOldTest3",
        "ValidBasicSelfIssuedNewWithOldTest4", "ValidBasicSelfIssuedOldWithNewTest1",
        "ValidSelfIssuedinhibitAnyPolicyTest7", "ValidSelfIssuedinhibitAnyPolicyTest9",
        "ValidSelfIssuedpathLenConstraintTest15", "ValidSelfIssuedpathLenConstraintTest17",
        "ValidSelfIssuedrequireExplicitPolicyTest6", "ValidSeparateCertificateandCRLKeysTest19",
    ),
    PARTIAL: (
        *(f"ValidIDPwithindirectCRLTest{number}" for number in (22, 24, 25)),
        *(f"ValidcRLIssuerTest{number}" for number in (28, 29, 30, 33)),
        *(f"ValiddistributionPointTest{number}" for number in (1, 4, 5, 7)),
        "ValidonlySomeReasonsTest18", "ValidonlySomeReasonsTest19",
    ),
    DELTAS: ("InvaliddeltaCRLTest4", "ValiddeltaCRLTest5"),
    DSA: ("ValidDSASignaturesTest4", "ValidDSAParameterInheritanceTest5"),
    A_CA: ("ValidonlyContainsCACertsTest13", "ValidpathLenConstraintTest8", "ValidpathLenConstraintTest14"),
}  # fmt: skip
"""Where the audit says otherwise than the suite, and why."""

Said = dict[str, dict[str, str]]
"""By end entity, each check with its severity."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    return audited(tmp_path_factory.mktemp("pkits"))


def test_every_path_of_the_suite_is_judged_as_it_asks_but_for_what_is_listed(said: Said) -> None:
    assert len(said) == 203
    differing = {name for name, checks in said.items() if affirmed(checks) is not name.startswith("Valid")}
    assert differing == {name for names in DIFFERENCES.values() for name in names}


def test_no_path_that_has_to_fail_is_affirmed_but_for_policies_and_delta_lists(said: Said) -> None:
    wrongly = {name for name, checks in said.items() if affirmed(checks) and name.startswith("Invalid")}
    assert wrongly <= {*DIFFERENCES[NO_POLICIES], *DIFFERENCES[DELTAS]}


def audited(folder: Path) -> Said:
    """The findings on every end entity of the suite, from one deployment that holds all of it."""
    certificates = folder / "certificates"
    shutil.copytree(PKITS / "certs", certificates)
    shutil.copytree(PKITS / "crls", folder / "lists")
    (folder / "ca").mkdir()
    shutil.move(certificates / f"{ANCHOR}.crt", folder / "ca")
    names = sorted(found[1] for path in certificates.iterdir() if (found := END_ENTITY.fullmatch(path.stem)))
    planned = "".join(f"[{name}EE]\n{STAND_IN}\n" for name in names)
    (folder / "san_domains").write_text(planned, encoding="utf-8")
    (folder / "deployment.toml").write_text(SETTINGS + PLANNED_BY_NAME, encoding="utf-8")
    said: Said = {name: {} for name in names}
    for row in tables.records(make_plan(folder, AS_OF).findings):
        name = Path(row["file"]).stem.removesuffix("EE")
        if name in said:
            said[name][row["check"]] = row["severity"]
    return said


def affirmed(checks: dict[str, str]) -> bool:
    return all(checks.get(check) == "ok" for check in AFFIRMED)
