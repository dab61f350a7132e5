"""Checks on a certificate's key: when they are fine, when they fail, when they have to wait."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from airec_planning.audit import key_checks
from tests.audit import DOMAIN, OWN_CA, ROOT, check, findings, ground, said
from tests.certificates import issue, new_key
from tests.deployments import plan_of, write_deployment


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


def test_a_private_key_in_der_is_not_the_form_that_the_console_takes(tmp_path: Path) -> None:
    one = issue(["a.example.com"])
    (tmp_path / "san_domains").write_text("a.example.com\n")
    one.write(tmp_path, "a", key=False)
    data = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "a.key").write_bytes(data)
    findings = plan_of(tmp_path).findings
    (found,) = findings[findings["check"] == "private-key-plain-pem"].to_dict("records")
    assert (found["severity"], found["message"]) == ("warning", "a.key is DER, not PEM")


@pytest.mark.parametrize(
    ("kind", "severity", "words"),
    [
        ("ec384", "ok", "EC key of 384 bits"),
        ("ec521", "ok", "EC key of 521 bits"),
        ("ed25519", "ok", "Ed25519 key of 256 bits"),
        ("ed448", "ok", "Ed448 key of"),
        ("ec224", "error", "EC key of 224 bits, at least 256 expected"),
        ("secp256k1", "error", "EC key on the curve secp256k1, one of secp256r1, secp384r1, secp521r1 expected"),
        ("brainpool", "error", "EC key on the curve brainpoolP256r1, one of secp256r1, secp384r1, secp521r1 expected"),
        ("dsa1024", "error", "DSA key of 1024 bits, at least 2048 expected"),
        ("dsa2048", "warning", "expected an RSA or EC key, found DSA, which TLS 1.3 lacks"),
        ("rsa1024", "error", "RSA key of 1024 bits, at least 2048 expected"),
    ],
)
def test_each_kind_of_key_is_judged_by_what_it_is(tmp_path: Path, kind: str, severity: str, words: str) -> None:
    found = said(check(tmp_path, issue([DOMAIN], ROOT, kind=kind)), "key-strength")
    assert (found[0], found[1].startswith(words)) == (severity, True), found


def test_the_settings_say_which_curves_are_accepted(tmp_path: Path) -> None:
    settings = '[checks]\ncurves = ["secp384r1"]\n'
    found = said(check(tmp_path, issue([DOMAIN], ROOT), settings=settings), "key-strength")
    assert found == ("error", "EC key on the curve secp256r1, one of secp384r1 expected")


def with_close_primes(bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key of two neighbouring primes: their product falls to the first round."""
    p = new_key(f"rsa{bits}").private_numbers().p
    q = p + 2
    while pow(3, q - 1, q) != 1:  # Fermat's test: no composite of this size passes it by chance
        q += 2
    d = pow(65537, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        q, p, d, d % (q - 1), d % (p - 1), rsa.rsa_crt_iqmp(q, p), rsa.RSAPublicNumbers(65537, p * q)
    ).private_key()


def test_a_key_of_close_primes_is_an_error_although_it_is_large_enough(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, key=with_close_primes()))
    words = "its private key can be worked out of the certificate: its primes are too close"
    assert said(found, "no-close-primes") == ("error", words)
    assert said(found, "key-strength") == ("ok", "RSA key of 2048 bits")


def test_a_common_rsa_key_has_no_close_primes(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT, kind="rsa2048"))
    assert said(found, "no-close-primes") == ("ok", "not found within 100 rounds")


def test_no_close_primes_does_not_apply_to_a_key_without_primes(tmp_path: Path) -> None:
    assert "no-close-primes" not in check(tmp_path, issue([DOMAIN], ROOT))


def test_no_close_primes_waits_for_a_key_that_can_be_read() -> None:
    verdict = key_checks.no_close_primes({"sha256": "1", "key_algorithm": "RSA"}, ground())
    assert verdict and (verdict.severity, verdict.message) == ("skipped", "waits for a key that can be read")


@pytest.mark.parametrize(
    ("names", "severity", "words"),
    [
        ([DOMAIN], "notice", "the same key as in certificates/two.pem, for the same names"),
        (["b.example.com"], "warning", "the same key as in certificates/two.pem: whoever has one key has both"),
        ([DOMAIN, "b.example.com"], "warning", "the same key as in certificates/two.pem: whoever has one key has both"),
    ],
)
def test_key_used_once(tmp_path: Path, names: list[str], severity: str, words: str) -> None:
    one = issue([DOMAIN], ROOT)
    found = check(tmp_path, one, beside={"two": issue(names, ROOT, key=one.key)})
    assert said(found, "key-used-once") == (severity, words)


def test_a_key_of_its_own_is_used_once(tmp_path: Path) -> None:
    found = check(tmp_path, issue([DOMAIN], ROOT), beside={"two": issue([DOMAIN], ROOT)})
    assert said(found, "key-used-once") == ("ok", "no other certificate has it")


def test_a_copy_of_the_certificate_is_no_second_use_of_its_key(tmp_path: Path) -> None:
    one = issue([DOMAIN], ROOT)
    assert said(check(tmp_path, one, beside={"two": one}), "key-used-once")[0] == "ok"


def test_of_several_with_its_key_one_with_other_names_is_enough_for_a_warning(tmp_path: Path) -> None:
    one = issue([DOMAIN], ROOT)
    others = {stem: issue([name], ROOT, key=one.key) for stem, name in (("two", DOMAIN), ("three", "b.example.com"))}
    words = "the same key as in certificates/three.pem, certificates/two.pem: whoever has one key has both"
    assert said(check(tmp_path, one, beside=others), "key-used-once") == ("warning", words)
