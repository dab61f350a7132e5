"""The library's own test vectors, as odd as certificates get: no check raises, each certificate gets its findings."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pandas as pd
import pytest

from airec_planning import tables
from airec_planning.audit.findings import checks
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.plan import Plan
from airec_planning.planning import make_plan
from tests.certificates import AS_OF
from tests.inputs.test_vectors import ENVIRONMENT, PASSPHRASES, VECTORS

ROOT = "x509/PKITS_data/certs/TrustAnchorRootCertificate.crt"
HTTPS_PATH = "organisation.own_ca = false\n"
CA_PATH = f'organisation.own_ca = true\norganisation.own_ca_mandated = true\ncertificates.authorities = ["{ROOT}"]\n'
ONE_EACH = ("validity", "chain-valid", "web-profile", "not-revoked", "key-usage", "fields-readable")
"""Checks that speak on every server's certificate."""


def deployment(folder: Path, settings: str) -> Path:
    """All vectors in one deployment; of the stores those of their own folder, the others hold the same over again."""
    stores = {store: reference for store, reference in PASSPHRASES.items() if store.startswith("pkcs12/")}
    for name in ("x509", "pkcs7", "pkcs12", "asymmetric"):
        left_out = shutil.ignore_patterns("*.p12") if name != "pkcs12" else None
        shutil.copytree(VECTORS / name, folder / name, ignore=left_out)
    (folder / "san_domains").write_text("www.example.com\n*.cryptography.io\n", encoding="utf-8")
    references = "".join(f'"{store}" = "{reference}"\n' for store, reference in stores.items())
    text = f"{settings}\n[certificates.passphrases]\n{references}"
    (folder / "deployment.toml").write_text(text, encoding="utf-8")
    return folder


def plan_of(folder: Path) -> Plan:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        return make_plan(folder, AS_OF)


@pytest.fixture(scope="module", params=[HTTPS_PATH, CA_PATH], ids=["https", "ca"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deployment(tmp_path_factory.mktemp("vectors"), request.param)


@pytest.fixture(scope="module")
def plan(folder: Path) -> Plan:
    return plan_of(folder)


def test_no_check_raises_and_each_certificate_gets_its_findings(plan: Plan) -> None:
    certificates, findings = plan.certificates, plan.findings
    assert len(certificates) > 520
    assert set(certificates["file"]) <= set(findings["file"])
    servers = certificates[certificates["role"] == "server"]
    for check in ONE_EACH:
        assert sorted(findings[findings["check"] == check]["file"]) == sorted(servers["file"]), check


def test_every_finding_is_one_of_a_known_check_and_can_be_printed(plan: Plan) -> None:
    rows = tables.records(plan.findings)
    assert {row["check"] for row in rows} <= set(checks())
    assert {row["severity"] for row in rows} <= set(SEVERITIES)
    assert [row for row in rows if not row["message"] or not "".join(map(str, row.values())).isprintable()] == []
    assert [row["check"] for row in rows if row["severity"] in ("error", "warning") and not row["remedy"]] == []


def test_two_runs_find_the_same(plan: Plan, folder: Path) -> None:
    pd.testing.assert_frame_equal(plan.findings, plan_of(folder).findings)


def test_what_is_odd_stands_in_findings_and_not_on_the_screen(folder: Path) -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        assert len(plan_of(folder).findings) > 0
    assert [str(warning.message) for warning in shown] == []
