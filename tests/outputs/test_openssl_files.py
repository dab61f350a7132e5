"""The configuration and the script run by the real shell and OpenSSL, whatever stands in names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from airec_planning.outputs.openssl_files import issue_script, openssl_configuration
from airec_planning.plan import Plan
from airec_planning.request_files import issuing_files
from airec_planning.request_plan import signing_requests
from tests.certificates import authority
from tests.deployments import plan_of, write_deployment
from tests.outputs.issuing import SHELLS, run, written

ROOT = authority("Root", kind="rsa2048", key_usage=["keyCertSign", "cRLSign"])
SETTINGS = "organisation.own_ca_mandated = true\nrequests.key = 'ec-p256'\n"
HOSTILE = (
    "$(touch x)", "`touch x`", "'; touch x; '", '"; touch x; "', "../../etc/passwd", "%n%s", "[section]", "$ENV::HOME",
    "${ENV::HOME}", "a\\b", "# no comment", "\u202egpj", "😀", "-rf", "--help", "a = b", "@names_1", "\ttab", "$1", "*",
    "CN=x/O=y", "门户", "a\x1bb",
)  # fmt: skip


def asking(folder: Path, plan: Plan) -> Path:
    return written(folder, plan, signing_requests(plan))


def own_ca(folder: Path) -> dict[str, str]:
    ROOT.write(folder, "root")
    return {"CA_CERT": str(folder / "root.pem"), "CA_KEY": str(folder / "root.key")}


def planned(folder: Path, *sections: str, settings: str = "") -> Plan:
    san = [line for number, name in enumerate(sections) for line in (f"[{name}]", f"n{number}.example.cn")]
    return plan_of(write_deployment(folder, [], san_domains=san, settings=SETTINGS + settings))


@pytest.mark.parametrize("shell", SHELLS)
def test_names_are_names_whatever_stands_in_them(shell: str, tmp_path: Path) -> None:
    sections = [name for name in HOSTILE if "]" not in name]
    plan = planned(tmp_path / "d", *sections)
    out = asking(tmp_path / 'out it\'s "here"', plan)
    stems = {one.stem for one in signing_requests(plan)}
    assert len(stems) >= len(sections) - 8
    asked = run(out, "request", shell=shell)
    assert asked.returncode == 0, asked.stderr
    signed = run(out, "sign", shell=shell, **own_ca(tmp_path / "ca"))
    assert signed.returncode == 0, signed.stderr
    made = {f"{stem}{suffix}" for stem in stems for suffix in (".key", ".csr", ".pem")}
    assert {path.name for path in out.iterdir()} == made | {"openssl.cnf", "issue.sh", "README.txt", "issue-state"}
    assert {path.name for path in tmp_path.iterdir()} == {"d", out.name, "ca"}


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isprintable() and "\u202e" not in text])
def test_the_subject_comes_out_as_it_was_set(text: str, tmp_path: Path) -> None:
    said = text.replace("\\", "\\\\").replace('"', '\\"')
    plan = planned(tmp_path / "d", "one", settings=f'requests.organisation = "{said}"\n')
    out = asking(tmp_path / "out", plan)
    assert run(out, "request").returncode == 0
    csr = x509.load_pem_x509_csr((out / "one.csr").read_bytes())
    assert csr.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == text
    assert run(out, "sign", **own_ca(tmp_path / "ca")).returncode == 0
    certificate = x509.load_pem_x509_certificate((out / "one.pem").read_bytes())
    assert certificate.subject == csr.subject
    assert certificate.serial_number.bit_length() > 64


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = planned(tmp_path, "b", "a")
    assert issuing_files(plan, signing_requests(plan)) == issuing_files(plan, signing_requests(plan))


def test_what_is_typed_wrongly_is_told_in_a_line(tmp_path: Path) -> None:
    out = asking(tmp_path / "out", planned(tmp_path / "d", "one"))
    for arguments, words in (
        ((), "type: sh issue.sh request"),
        (("requests",), "type: sh issue.sh request"),
        (("request", "two"), "two is none of these certificates"),
        (("sign",), "CA_CERT and CA_KEY"),
    ):
        ended = run(out, *arguments)
        assert ended.returncode == 2
        assert words in ended.stderr and len(ended.stderr.splitlines()) == 1
    assert "none.pem is not there" in run(out, "sign", CA_CERT="none.pem", CA_KEY="none.key").stderr
    assert "one.csr is not there" in run(out, "sign", **own_ca(tmp_path / "ca")).stderr


def test_a_step_that_fails_leaves_nothing_half_written(tmp_path: Path) -> None:
    out = asking(tmp_path / "out", planned(tmp_path / "d", "one"))
    assert run(out, "request").returncode == 0
    ca = own_ca(tmp_path / "ca")
    failed = run(out, "sign", **(ca | {"CA_KEY": str(out / "one.key")}))
    assert failed.returncode == 2 and "one is left as it was" in failed.stderr
    assert not [path.name for path in out.iterdir() if path.name.startswith("issue.") and path.name != "issue.sh"]
    assert not (out / "one.pem").exists()
    assert run(out, "sign", **ca).returncode == 0
    before = (out / "one.pem").read_bytes()
    assert "is there and kept" in run(out, "sign", **ca).stdout
    assert (out / "one.pem").read_bytes() == before
    assert [(out / f"one.{kind}").stat().st_mode & 0o777 for kind in ("key", "csr", "pem")] == [0o600, 0o644, 0o644]
    os.utime(out / "one.csr", (2_000_000_000, 2_000_000_000))  # asked again, as for a renewal
    assert "one.pem is issued" in run(out, "sign", **ca).stdout
    assert (out / "one.pem").read_bytes() != before


def test_keys_are_encrypted_where_a_passphrase_is_set(tmp_path: Path) -> None:
    out = asking(tmp_path / "out", planned(tmp_path / "d", "one"))
    ended = run(out, "request", KEY_PASSPHRASE="battery staple")
    assert ended.returncode == 0, ended.stderr
    assert b"ENCRYPTED PRIVATE KEY" in (out / "one.key").read_bytes()
    assert "battery" not in ended.stdout + ended.stderr


def test_no_request_makes_a_configuration_without_sections() -> None:
    assert "[request_" not in openssl_configuration([], of_rsa=True)
    assert "certificates() {" in issue_script([], "ec-p256", 365)
