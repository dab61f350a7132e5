"""The list of checks on a certificate as a whole: what several of them say of one."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.audit import DOMAIN, ROOT, check, findings
from tests.certificates import issue
from tests.deployments import write_deployment


def test_a_good_certificate_gives_no_error_and_no_warning(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, days=500))
    assert not {row["severity"] for row in found.values()} & {"error", "warning"}
    assert found["validity"]["severity"] == found["private-key-matches"]["severity"] == "ok"


def test_two_faults_of_one_certificate_are_both_reported(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, began=-400, kind="rsa1024"))
    assert found["validity"]["severity"] == found["key-strength"]["severity"] == "error"


def test_a_certificate_that_nothing_depends_on_gives_at_most_notices(tmp_path: Path) -> None:
    found = check(tmp_path, issue(["unneeded.example.com"], ROOT, began=-400, kind="rsa1024"))
    assert {row["severity"] for row in found.values()} <= {"ok", "notice", "skipped"}
    assert found["key-strength"]["message"].endswith("(no required domain depends on it)")


def test_a_certificate_that_is_planned_by_name_is_depended_on(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_name": "one"}
    found = check(tmp_path, issue(["wrong.example.com"], ROOT, kind="rsa1024"), row=row)
    assert found["key-strength"]["severity"] == found["planned-names"]["severity"] == "error"


def test_a_der_certificate_is_checked_like_a_pem_one(tmp_path: Path) -> None:
    one = issue([DOMAIN], ROOT, began=-400)
    folder = write_deployment(tmp_path, [DOMAIN], {"one": one})
    (folder / "certificates/one.pem").unlink()
    (folder / "certificates/one.der").write_bytes(one.certificate.public_bytes(Encoding.DER))
    assert findings(folder)["validity"]["severity"] == "error"
