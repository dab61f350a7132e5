"""Each check on a certificate: when it is fine, when it fails, when it has to wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from airec_planning import tables
from airec_planning.audit import chain_checks, date_checks, key_checks, name_checks, usage_checks
from airec_planning.audit.chains import Chain
from airec_planning.audit.evidence import Evidence
from airec_planning.audit.verdicts import Ground
from airec_planning.setting_sections import Settings
from tests.certificates import AS_OF, Issued, authority, issue
from tests.deployments import Row, plan_of, write_deployment

DOMAIN = "api.example.com"
ROOT = authority("Root")
OWN_CA = "[organisation]\nown_ca_mandated = true\n"


def findings(folder: Path) -> dict[str, dict[str, Any]]:
    """Each check's finding on ``certificates/one``, by the check's name."""
    found = tables.records(plan_of(folder).findings)
    return {row["check"]: row for row in found if row["file"].startswith("certificates/one")}


def check(folder: Path, certificate: Issued, *, row: Row = DOMAIN, settings: str = "") -> dict[str, dict[str, Any]]:
    return findings(write_deployment(folder, [row], {"one": certificate}, settings=settings))


def ground(**changes: Any) -> Ground:
    evidence = Evidence(chains={"1": Chain((), False, False, False, "", True, True)})
    known: dict[str, Any] = {
        "as_of": AS_OF, "settings": Settings(), "path": "https", "evidence": evidence, "planned": {}, "needed": {},
        "serving": frozenset({"1"}),
    }  # fmt: skip
    return Ground(**known | changes)


def test_a_good_certificate_gives_no_error_and_no_warning(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, days=500))
    assert not {row["severity"] for row in found.values()} & {"error", "warning"}
    assert found["validity"]["severity"] == found["private-key-matches"]["severity"] == "ok"


@pytest.mark.parametrize(
    ("began", "severity", "words"),
    [(-10, "ok", "valid from"), (-400, "error", "expired on 2026-09-27, 35 days ago"), (3, "error", "not yet valid")],
)
def test_validity(tmp_path: Path, began: int, severity: str, words: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, began=began))["validity"]
    assert (found["severity"], words in found["message"]) == (severity, True)


@pytest.mark.parametrize(
    ("began", "severity"),
    [(-10, "ok"), (-300, "notice"), (-340, "warning"), (-360, "error"), (-400, "skipped"), (3, "skipped")],
)
def test_time_left(tmp_path: Path, began: int, severity: str) -> None:
    assert check(tmp_path, issue([DOMAIN], ROOT, began=began))["time-left"]["severity"] == severity


@pytest.mark.parametrize("run", [date_checks.validity, date_checks.time_left])
def test_dates_that_cannot_be_read_are_waited_for(run: Callable[..., Any]) -> None:
    verdict = run({"sha256": "1", "not_before": None, "not_after": None}, ground())
    assert (verdict.severity, verdict.message) == ("skipped", "waits for dates that can be read")


def test_an_expired_certificate_that_another_one_replaces_is_a_warning(tmp_path: Path) -> None:
    fresh, old = issue([DOMAIN], ROOT), issue([DOMAIN], ROOT, began=-400)
    found = findings(write_deployment(tmp_path, [DOMAIN], {"one": old, "new": fresh}))["validity"]
    assert (found["severity"], "another certificate serves" in found["message"]) == ("warning", True)


def test_an_expired_certificate_that_nothing_replaces_does_not_say_that_another_serves(tmp_path: Path) -> None:
    found = check(tmp_path, issue(["unneeded.example.com"], ROOT, began=-400))["validity"]
    assert found["severity"] == "notice"
    assert "another certificate serves" not in found["message"]


@pytest.mark.parametrize(("san", "severity"), [(True, "ok"), (False, "error")])
def test_names_present(tmp_path: Path, san: bool, severity: str) -> None:
    row = {"domain": DOMAIN, "certificate_name": "one"}
    assert check(tmp_path, issue([DOMAIN], ROOT, san=san), row=row)["names-present"]["severity"] == severity


def test_names_that_cannot_be_read_are_an_error_of_their_own() -> None:
    row = {"san_dns": (), "problems": ("san_dns: not valid DER",), "common_name": "api"}
    verdict = name_checks.names_present(row, ground())
    assert verdict and (verdict.severity, "cannot be read" in verdict.message) == ("error", True)


@pytest.mark.parametrize(
    ("names", "severity", "words"),
    [
        ([DOMAIN, "www.example.com"], "ok", "carries"),
        (["*.example.com"], "ok", "carries"),
        ([DOMAIN], "error", "expected www.example.com, found api.example.com"),
    ],
)
def test_planned_names(tmp_path: Path, names: list[str], severity: str, words: str) -> None:
    row = {"domain": DOMAIN, "certificate_name": "One", "san_domains": f"{DOMAIN}; www.example.com"}
    found = check(tmp_path, issue(names, ROOT), row=row)["planned-names"]
    assert (found["severity"], words in found["message"]) == (severity, True)


def test_planned_names_wait_for_names(tmp_path: Path) -> None:
    row = {"domain": DOMAIN, "certificate_name": "one"}
    found = check(tmp_path, issue([DOMAIN], ROOT, san=False), row=row)["planned-names"]
    assert found["severity"] == "skipped"


def test_planned_names_do_not_apply_to_an_unplanned_certificate(tmp_path: Path) -> None:
    assert "planned-names" not in check(tmp_path, issue([DOMAIN], ROOT))


@pytest.mark.parametrize(
    ("names", "severity"), [([DOMAIN], "ok"), (["*.example.com"], "ok"), ([DOMAIN, "x.example.com"], "notice")]
)
def test_surplus_names(tmp_path: Path, names: list[str], severity: str) -> None:
    assert check(tmp_path, issue(names, ROOT))["surplus-names"]["severity"] == severity


@pytest.mark.parametrize(("kind", "severity"), [("ec", "ok"), ("rsa2048", "ok"), ("rsa1024", "error")])
def test_key_strength(tmp_path: Path, kind: str, severity: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, kind=kind))["key-strength"]
    assert found["severity"] == severity


@pytest.mark.parametrize(
    ("algorithm", "bits", "severity"),
    [("SM2", 256, "notice"), ("Ed25519", 256, "ok"), ("EC", 224, "error"), ("DSA", 1024, "error"),
     ("1.2.3.4", None, "warning"), ("", None, "warning"), ("RSA", 2047, "error")],
)  # fmt: skip
def test_key_strength_by_algorithm(algorithm: str, bits: int | None, severity: str) -> None:
    verdict = key_checks.key_strength({"sha256": "1", "key_algorithm": algorithm, "key_bits": bits}, ground())
    assert verdict and verdict.severity == severity


@pytest.mark.parametrize(("weak", "severity"), [('["sha1"]', "ok"), ('["sha256"]', "error")])
def test_signature_hash(tmp_path: Path, weak: str, severity: str) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT), settings=f"[checks]\nweak_hashes = {weak}\n")
    assert found["signature-hash"]["severity"] == severity


def test_a_missing_key_is_a_warning_and_the_checks_of_it_wait(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT)})
    (folder / "certificates/one.key").unlink()
    found = findings(folder)
    assert found["private-key-present"]["severity"] == "warning"
    assert found["private-key-matches"]["severity"] == found["private-key-plain-pem"]["severity"] == "skipped"


def test_the_key_of_another_certificate_is_an_error(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT)})
    (folder / "certificates/one.key").write_bytes(issue(["x.example.com"]).key_pem())
    found = findings(folder)["private-key-matches"]
    assert (found["severity"], "certificates/one.key" in found["message"]) == ("error", True)


@pytest.mark.parametrize(("settings", "severity"), [("", "error"), (OWN_CA, "warning")])
def test_an_encrypted_key_is_an_error_for_the_console_and_cannot_be_matched(
    tmp_path: Path, settings: str, severity: str
) -> None:
    one = issue([DOMAIN], ROOT)
    folder = write_deployment(tmp_path, [DOMAIN], {"one": one}, settings=settings)
    (folder / "certificates/one.key").write_bytes(one.key_pem(b"secret"))
    found = findings(folder)
    assert found["private-key-plain-pem"]["severity"] == severity
    assert "openssl pkey -in certificates/one.key" in found["private-key-plain-pem"]["remedy"]
    assert found["private-key-matches"]["severity"] == "skipped"


def test_a_key_in_a_store_is_no_plain_pem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE", "secret")
    settings = '[certificates.passphrases]\n"certificates/one.p12" = "env:STORE"\n'
    folder = write_deployment(tmp_path, [DOMAIN], settings=settings)
    (folder / "certificates").mkdir()
    (folder / "certificates/one.p12").write_bytes(issue([DOMAIN], ROOT).p12(b"secret"))
    found = findings(folder)["private-key-plain-pem"]
    assert (found["severity"], "PKCS#12" in found["message"]) == ("warning", True)


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


def test_a_signature_by_another_key_of_the_issuers_name_is_an_error(tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [DOMAIN], {"one": issue([DOMAIN], ROOT)})
    authority("Root").write(folder / "ca", "impostor", key=False)
    assert findings(folder)["chain-complete"]["severity"] == "error"


@pytest.mark.parametrize("run", [chain_checks.chain_complete, chain_checks.issued_by_authority])
def test_a_signature_that_cannot_be_verified_is_waited_for(run: Callable[..., Any]) -> None:
    unknown = Chain((), False, False, False, "", False, True)
    anchor = Chain((), True, True, True, "", True, True)
    evidence = Evidence(chains={"1": unknown, "2": anchor})
    verdict = run({"sha256": "1", "issuer": "CN=x"}, ground(path="ca", evidence=evidence))
    assert (verdict.severity, verdict.message) == ("skipped", "waits for a signature algorithm that can be verified")


@pytest.mark.parametrize(("problems", "severity"), [((), "ok"), (("subject: not valid DER",), "warning")])
def test_fields_readable(problems: tuple[str, ...], severity: str) -> None:
    verdict = usage_checks.fields_readable({"problems": problems}, ground())
    assert verdict and verdict.severity == severity


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


def test_the_first_and_the_last_second_of_validity_are_valid() -> None:
    row = {"sha256": "1", "not_before": AS_OF, "not_after": AS_OF}
    verdict = date_checks.validity(row, ground())
    later = date_checks.validity(row, ground(as_of=AS_OF + dt.timedelta(seconds=1)))
    assert verdict and later and (verdict.severity, later.severity) == ("ok", "error")


def test_a_der_certificate_is_checked_like_a_pem_one(tmp_path: Path) -> None:
    one = issue([DOMAIN], ROOT, began=-400)
    folder = write_deployment(tmp_path, [DOMAIN], {"one": one})
    (folder / "certificates/one.pem").unlink()
    (folder / "certificates/one.der").write_bytes(one.certificate.public_bytes(Encoding.DER))
    assert findings(folder)["validity"]["severity"] == "error"


def test_a_private_key_in_der_is_not_the_form_that_the_console_takes(tmp_path: Path) -> None:
    one = issue(["a.example.com"])
    (tmp_path / "san_domains").write_text("a.example.com\n")
    one.write(tmp_path, "a", key=False)
    data = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "a.key").write_bytes(data)
    findings = plan_of(tmp_path).findings
    (found,) = findings[findings["check"] == "private-key-plain-pem"].to_dict("records")
    assert (found["severity"], found["message"]) == ("warning", "a.key is DER, not PEM")
