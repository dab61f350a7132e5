"""From what is lacking to a deployment without an error, as a person types it, with OpenSSL as the own CA."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.deployments import Row, write_deployment

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = next((path for path in MODULES if Path(path).exists()), "")
ENGINE = subprocess.run(["openssl", "engine", "pkcs11"], capture_output=True, check=False).returncode == 0
WITH_HSM = pytest.mark.skipif(
    not (MODULE and ENGINE and shutil.which("pkcs11-tool") and shutil.which("softhsm2-util")),
    reason="softhsm2, opensc and OpenSSL's pkcs11 engine are not installed (Debian: see .ci/run)",
)
PIN = "73519"
ROWS: list[Row] = [
    {"domain": "portal.example.cn", "service": "门户", "certificate_name": "门户 portal", "scope": "external"},
    {"domain": "www.example.cn", "service": "门户", "certificate_name": "门户 portal", "scope": "external"},
    {"domain": "*.intra.example.cn", "service": "intra", "scope": "internal"},
    {"domain": "推荐.example.cn", "service": "airec", "scope": "internal"},
]
SAN_DOMAINS = [
    "[门户 portal]", "portal.example.cn", "www.example.cn", "IP:10.20.30.40", "2001:db8::7",
    "[intra]", "*.intra.example.cn", "[airec]", "推荐.example.cn",
]  # fmt: skip
SETTINGS = """
[organisation]
own_ca_mandated = true
own_ca = true
[requests]
organisation = "示例 Ltd, \\"one\\""
country = "CN"
key = "ec-p256"
"""
CA = """
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
default_days = 365
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = optional
organizationName = optional
countryName = optional
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""


def planning(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "airec_planning", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=os.environ | environment, check=False
    )


def typed(*command: str | Path, cwd: Path, **environment: str) -> str:
    """A command that has to succeed."""
    ended = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, env=os.environ | environment, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    return write_deployment(tmp_path / "gov", ROWS, san_domains=SAN_DOMAINS, settings=SETTINGS, table="xlsx")


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """An own CA as its keeper sets it up: key, certificate, database."""
    folder = tmp_path / "own ca"
    folder.mkdir()
    (folder / "ca.cnf").write_text(CA)
    (folder / "index.txt").touch()
    (folder / "serial").write_text("1001\n")
    typed(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days",
        "3650", "-subj", "/CN=Own Root", "-config", "ca.cnf", "-extensions", "root", cwd=folder,
    )  # fmt: skip
    return folder


def trust(deployment: Path, *authorities: Path) -> None:
    (deployment / "ca").mkdir(exist_ok=True)
    for number, one in enumerate(authorities):
        shutil.copy(one, deployment / "ca" / f"root-{number}.pem")


def put_in_place(requests: Path, deployment: Path) -> None:
    certificates = deployment / "certificates"
    certificates.mkdir(exist_ok=True)
    for issued in requests.glob("*.pem"):
        shutil.copy(issued, certificates)
        key = issued.with_suffix(".key")
        if key.exists():
            shutil.copy(key, certificates)


def holds(deployment: Path, *, keys: bool = True) -> None:
    """The audit finds no error, each row of the workbook is mapped, and nothing is left to request."""
    cwd = deployment.parent
    audit = planning("audit", deployment.name, "--json", cwd=cwd)
    found = json.loads(audit.stdout)
    assert [f for f in found["findings"] if f["severity"] == "error"] == [], audit.stdout
    assert audit.returncode == 0
    mapping = planning("mapping", deployment.name, "--json", "--output", "filled.xlsx", cwd=cwd)
    told = json.loads(mapping.stdout)
    assert (told["filled"], told["unmapped"], told["conflicts"]) == (len(ROWS), [], [])
    sheet = openpyxl.load_workbook(cwd / "filled.xlsx").worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        cells = dict(zip(headers, row, strict=True))
        assert cells["Certificate File"] and cells["Expiration Date"] and cells["Status"] == "ok"
        assert bool(cells["Private Key File"]) == keys
    again = planning("requests", deployment.name, cwd=cwd)
    assert again.stdout.startswith("Nothing is to be requested")


def test_requests_signed_by_the_own_ca_complete_the_deployment(deployment: Path, authority: Path) -> None:
    asked = planning("requests", "gov", "--keys", "--output", "out", cwd=deployment.parent)
    assert asked.returncode == 0, asked.stderr
    out = deployment.parent / "out"
    requests = sorted(out.glob("*.csr"))
    assert [path.stem for path in requests] == ["airec", "intra", "门户-portal"]
    for request in requests:
        target = out / f"{request.stem}.pem"
        typed("openssl", "ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
              "-in", request, "-out", target, cwd=authority)  # fmt: skip
    put_in_place(out, deployment)
    trust(deployment, authority / "ca.pem")
    holds(deployment)
    said = typed("openssl", "x509", "-in", out / "门户-portal.pem", "-noout", "-ext", "subjectAltName", cwd=out)
    assert "DNS:portal.example.cn, DNS:www.example.cn" in said
    assert "IP Address:10.20.30.40" in said and "IP Address:2001:DB8:0:0:0:0:0:7" in said


def test_the_script_makes_and_signs_the_same_requests_offline(deployment: Path, authority: Path) -> None:
    assert planning("requests", "gov", "--output", "out", cwd=deployment.parent).returncode == 0
    out = deployment.parent / "out"
    assert not list(out.glob("*.key"))
    typed("sh", "out/issue.sh", "request", cwd=deployment.parent)
    assert {path.stat().st_mode & 0o777 for path in out.glob("*.key")} == {0o600}
    before = {path.name: path.read_bytes() for path in out.glob("*.key")}
    assert "is there and kept" in typed("sh", "issue.sh", "request", cwd=out)
    assert {path.name: path.read_bytes() for path in out.glob("*.key")} == before
    typed("sh", "issue.sh", "sign", cwd=out, CA_CERT=str(authority / "ca.pem"), CA_KEY=str(authority / "ca.key"))
    put_in_place(out, deployment)
    trust(deployment, authority / "ca.pem")
    holds(deployment)


@pytest.fixture
def token(tmp_path: Path) -> Callable[..., str]:
    """A token of SoftHSM2; calling it makes a key pair of a label in it, and gives the key's URI."""
    store = tmp_path / "hsm"
    (store / "tokens").mkdir(parents=True)
    (store / "softhsm2.conf").write_text(f"directories.tokendir = {store / 'tokens'}\nobjectstore.backend = file\n")
    (store / "pin.txt").write_text(PIN)
    environment = {"SOFTHSM2_CONF": str(store / "softhsm2.conf")}
    typed("softhsm2-util", "--init-token", "--free", "--label", "airec", "--pin", PIN, "--so-pin", "0000",
          cwd=store, **environment)  # fmt: skip

    def key_pair(label: str, kind: str = "EC:prime256v1") -> str:
        tool = ["pkcs11-tool", "--module", MODULE, "--token-label", "airec", "--login", "--pin", PIN, "--keypairgen"]
        identifier = label.encode().hex()[:20]
        typed(*tool, "--key-type", kind, "--label", label, "--id", identifier, cwd=store, **environment)
        return f"pkcs11:token=airec;object={label};type=private?pin-source=file:{store / 'pin.txt'}"

    return key_pair


def hsm(tmp_path: Path) -> dict[str, str]:
    return {"SOFTHSM2_CONF": str(tmp_path / "hsm" / "softhsm2.conf"), "PKCS11_MODULE_PATH": MODULE}


@WITH_HSM
def test_a_ca_whose_key_is_in_an_hsm_signs_the_external_ones(
    deployment: Path, authority: Path, tmp_path: Path, token: Callable[..., str]
) -> None:
    # Scenario 2: internal certificates from the CA of files, external ones from that of the HSM.
    uri = token("hsm-root", "rsa:2048")
    typed("openssl", "req", "-x509", "-new", "-engine", "pkcs11", "-keyform", "engine", "-key", uri, "-out", "hsm.pem",
          "-days", "3650", "-subj", "/CN=HSM Root", "-config", "ca.cnf", "-extensions", "root", cwd=authority,
          **hsm(tmp_path))  # fmt: skip
    assert planning("requests", "gov", "--keys", "--output", "out", cwd=tmp_path).returncode == 0
    out = tmp_path / "out"
    typed("sh", "issue.sh", "sign", "门户-portal", cwd=out, CA_CERT=str(authority / "hsm.pem"), CA_KEY=uri,
          **hsm(tmp_path))  # fmt: skip
    typed("sh", "issue.sh", "sign", cwd=out, CA_CERT=str(authority / "ca.pem"), CA_KEY=str(authority / "ca.key"))
    put_in_place(out, deployment)
    trust(deployment, authority / "ca.pem", authority / "hsm.pem")
    issuer = typed("openssl", "x509", "-in", out / "门户-portal.pem", "-noout", "-issuer", cwd=out)
    assert "HSM Root" in issuer
    holds(deployment)


@WITH_HSM
def test_keys_that_never_leave_the_hsm_have_certificates_that_are_mapped(
    deployment: Path, authority: Path, tmp_path: Path, token: Callable[..., str]
) -> None:
    assert planning("requests", "gov", "--output", "out", cwd=tmp_path).returncode == 0
    out = tmp_path / "out"
    for label in ("airec", "intra", "门户-portal"):
        token(label)
    typed("sh", "issue.sh", "request", cwd=out, HSM_KEYS="pkcs11:token=airec",
          HSM_PIN_FILE=str(tmp_path / "hsm" / "pin.txt"), **hsm(tmp_path))  # fmt: skip
    assert not list(out.glob("*.key"))
    typed("sh", "issue.sh", "sign", cwd=out, CA_CERT=str(authority / "ca.pem"), CA_KEY=str(authority / "ca.key"))
    put_in_place(out, deployment)
    trust(deployment, authority / "ca.pem")
    holds(deployment, keys=False)
