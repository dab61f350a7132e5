"""What ``requests`` leaves behind, run as a user runs it: the same bytes each time, and no key but in its file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.certificates import issue
from tests.deployments import write_deployment

AS_OF = ["--as-of", "2026-11-01"]
OWN_CA = 'organisation.own_ca_mandated = true\nrequests.key = "ec-p256"\n'
NAMES = [f"[{name}]\n{name}.example.cn\n*.{name}.example.cn\n10.0.0.{n}" for n, name in enumerate("fcabed", start=1)]


def run(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "airec_planning", "requests", *map(str, arguments), *AS_OF]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=os.environ | environment, check=False
    )


def refused(*arguments: str | Path, cwd: Path, **environment: str) -> str:
    """Exit 2, at most three lines and nothing written."""
    before = sorted(cwd.rglob("*"))
    ended = run(*arguments, cwd=cwd, **environment)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.strip().splitlines()) <= 3
    assert sorted(cwd.rglob("*")) == before
    return ended.stderr


@pytest.fixture
def own_ca(tmp_path: Path) -> Path:
    return write_deployment(tmp_path / "gov", [], san_domains=NAMES, settings=OWN_CA)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_inputs_give_the_same_bytes_in_every_process(own_ca: Path, tmp_path: Path) -> None:
    said = [
        run("gov", "--all", "--output", f"out{seed}", "--json", cwd=tmp_path, PYTHONHASHSEED=seed).stdout
        for seed in ("1", "2")
    ]
    assert contents(tmp_path / "out1") == contents(tmp_path / "out2")
    assert said[0].replace("out1", "out2") == said[1]


def test_the_worksheets_bytes_are_the_same_in_every_process(tmp_path: Path) -> None:
    write_deployment(tmp_path / "web", ["b.example.cn", "a.example.cn", "*.c.example.cn"])
    for seed in ("1", "2"):
        assert run("web", "--output", f"out{seed}", cwd=tmp_path, PYTHONHASHSEED=seed).returncode == 0
    assert contents(tmp_path / "out1") == contents(tmp_path / "out2")


def test_purchases_stand_in_creation_order_in_the_document_and_in_the_worksheet(tmp_path: Path) -> None:
    write_deployment(tmp_path / "web", [f"www.{name}-example.cn" for name in "fcabed"] + ["*.d-example.cn"])
    document = json.loads(run("web", "--output", "out", "--json", cwd=tmp_path).stdout)
    purchases = document["purchases"]
    assert [purchase["order"] for purchase in purchases] == [1, 2, 3, 4, 5, 6]
    assert [purchase["date"] for purchase in purchases] == sorted(purchase["date"] for purchase in purchases)
    assert document["files"] == ["console-worksheet.xlsx"]
    sheet = openpyxl.load_workbook(tmp_path / "out" / "console-worksheet.xlsx")["Console"]
    lines = [(row[1], row[3]) for row in sheet.iter_rows(min_row=4, values_only=True) if row[1]]
    assert lines == [(purchase["order"], purchase["domain"]) for purchase in purchases]


def test_what_is_said_holds_neither_key_nor_passphrase(own_ca: Path, tmp_path: Path) -> None:
    asked = ("gov", "--keys", "--passphrase", "env:KEY_PASS", "--output", "out")
    for form in ((), ("--json",)):
        ended = run(*asked, *form, cwd=tmp_path, KEY_PASS="battery staple")
        assert ended.returncode == 0, ended.stderr
        assert "PRIVATE KEY" not in ended.stdout + ended.stderr and "battery" not in ended.stdout + ended.stderr
    for name, data in contents(tmp_path / "out").items():
        assert b"battery" not in data
        assert (b"PRIVATE KEY" in data) == name.endswith(".key")
    key = load_pem_private_key((tmp_path / "out" / "a.key").read_bytes(), b"battery staple")
    assert x509.load_pem_x509_csr((tmp_path / "out" / "a.csr").read_bytes()).public_key() == key.public_key()


@pytest.mark.parametrize("value", [None, ""])
def test_a_passphrase_variable_that_is_unset_or_empty_is_named(value: str | None, own_ca: Path, tmp_path: Path) -> None:
    environment = {} if value is None else {"KEY_PASS": value}
    told = refused("gov", "--keys", "--passphrase", "env:KEY_PASS", "--output", "out", cwd=tmp_path, **environment)
    assert "--passphrase env:KEY_PASS: is not set, or empty" in told


def test_a_file_that_is_named_twice_is_renewed_once(tmp_path: Path) -> None:
    held = {"one": issue(["one.example.cn"]), "two": issue(["two.example.cn"])}
    write_deployment(tmp_path / "gov", ["one.example.cn"], held, settings=OWN_CA)
    files = ("certificates/one.pem", "certificates/two.pem", "gov/certificates/one.pem")
    renewed = [argument for file in files for argument in ("--renew", file)]
    document = json.loads(run("gov", *renewed, "--output", "out", "--json", cwd=tmp_path).stdout)
    assert [(entry["file"], entry["renews"]) for entry in document["requests"]] == [
        ("one", "certificates/one.pem"),
        ("two", "certificates/two.pem"),
    ]


def test_a_certificate_without_a_name_cannot_be_renewed(tmp_path: Path) -> None:
    held = issue([], extensions=[x509.SubjectAlternativeName([x509.RFC822Name("ops@example.cn")])])
    write_deployment(tmp_path / "gov", ["one.example.cn"], {"mail": held}, settings=OWN_CA)
    told = refused("gov", "--renew", "certificates/mail.pem", "--output", "out", cwd=tmp_path)
    assert "--renew certificates/mail.pem: carries no domain and no address" in told


def test_controls_in_what_was_typed_are_shown_as_escapes(own_ca: Path, tmp_path: Path) -> None:
    told = refused("gov", "--renew", "a\n\x1b[31mb\u202e", "--output", "out", cwd=tmp_path)
    assert r"--renew a\x0a\x1b[31mb\u202e: is no server's certificate of the deployment" in told
