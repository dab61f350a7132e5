"""Checks on what stands above a certificate: when they are fine, when they fail, when they have to wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from airec_planning import tables
from airec_planning.audit import chain_checks
from airec_planning.audit.chains import Chain
from airec_planning.audit.evidence import Evidence
from tests.audit import DOMAIN, OWN_CA, ROOT, check, findings, ground
from tests.certificates import Issued, authority, issue
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
