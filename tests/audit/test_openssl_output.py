"""What OpenSSL's own commands make with their default configuration, audited."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from tests.audit import DOMAIN, OWN_CA, findings, said
from tests.deployments import write_deployment

SOON = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
NAMES = f"subjectAltName=DNS:{DOMAIN}"


def openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)


def with_folders(folder: Path, settings: str = "") -> Path:
    write_deployment(folder, [DOMAIN], settings=settings)
    for name in ("ca", "certificates"):
        (folder / name).mkdir()
    return folder


@pytest.mark.parametrize("key", ["rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256", "ed25519"])
def test_a_self_signed_certificate_of_openssl_req_gives_no_error_on_the_https_path(tmp_path: Path, key: str) -> None:
    folder = with_folders(tmp_path)
    files = "-keyout certificates/one.key -out certificates/one.pem"
    openssl(folder, f"req -x509 -newkey {key} -nodes {files} -days 365 -subj /CN={DOMAIN} -addext {NAMES}")
    found = findings(folder, SOON)
    assert [row for row in found.values() if row["severity"] == "error"] == []
    assert said(found, "not-self-signed")[0] == "notice"
    assert said(found, "basic-constraints") == ("warning", "expected a server's certificate, found a CA's")


def demo_ca(folder: Path) -> None:
    """``openssl ca`` as its manual sets it up, and a certificate that it issued."""
    for name in ("newcerts", "private"):
        (folder / "demoCA" / name).mkdir(parents=True)
    for name, text in (("index.txt", ""), ("serial", "01\n"), ("crlnumber", "01\n")):
        (folder / "demoCA" / name).write_text(text)
    (folder / "names.cnf").write_text(f"{NAMES}\nbasicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid,issuer\n")
    key = "-keyout demoCA/private/cakey.pem -out demoCA/cacert.pem"
    openssl(folder, f"req -x509 -newkey rsa:2048 -nodes {key} -days 3650 -subj /O=Example/CN=Demo")
    openssl(folder, f"req -newkey rsa:2048 -nodes -keyout one.key -out one.csr -subj /CN={DOMAIN}")
    openssl(folder, "ca -batch -policy policy_anything -in one.csr -out one.pem -extfile names.cnf")


def test_a_certificate_of_openssl_ca_gives_no_error_and_its_list_is_followed(tmp_path: Path) -> None:
    folder, workshop = with_folders(tmp_path / "deployment", OWN_CA), tmp_path
    demo_ca(workshop)
    openssl(workshop, "ca -gencrl -out deployment/ca/demo.crl")
    for source, target in (("one.pem", "certificates"), ("one.key", "certificates"), ("demoCA/cacert.pem", "ca")):
        (folder / target / Path(source).name).write_bytes((workshop / source).read_bytes())
    found = findings(folder, SOON)
    assert [row for row in found.values() if row["severity"] in ("error", "warning")] == []
    assert said(found, "chain-valid") == ("ok", "sound: issued by Demo")
    assert said(found, "issued-by-authority")[0] == "ok"
    assert said(found, "key-identifiers") == ("ok", "they lead to the issuer")
    assert said(found, "not-revoked") == ("ok", "not on 1 current list")

    openssl(workshop, "ca -revoke one.pem -crl_reason keyCompromise")
    openssl(workshop, "ca -gencrl -out deployment/ca/demo.crl")
    severity, words = said(findings(folder, SOON), "not-revoked")
    assert (severity, "(keyCompromise), says ca/demo.crl" in words) == ("error", True)
