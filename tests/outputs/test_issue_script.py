"""The script asks for what a CSR of ours says, whatever that is, and a step that fails changes nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from airec_planning.outputs.signing_requests import SigningRequest, new_private_key, signed
from airec_planning.plan import Plan
from airec_planning.request_plan import signing_requests
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment
from tests.outputs.issuing import SHELLS, run, written
from tests.outputs.renewals import EVERY, OWN_CA, ROOT, renewal

GIVEN = {"openssl.cnf", "issue.sh", "README.txt"}


def done(folder: Path, *arguments: str, shell: str = "sh", **environment: str) -> str:
    """A step that has to succeed."""
    ended = run(folder, *arguments, shell=shell, **environment)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def own_ca(folder: Path) -> dict[str, str]:
    ROOT.write(folder, "root")
    return {"CA_CERT": str(folder / "root.pem"), "CA_KEY": str(folder / "root.key")}


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def asking(folder: Path, *names: str) -> tuple[Plan, list[SigningRequest]]:
    san = [line for number, name in enumerate(names) for line in (f"[{name}]", f"n{number}.example.cn")]
    plan = plan_of(write_deployment(folder, [], san_domains=san, settings=f"{OWN_CA}requests.key = 'ec-p256'\n"))
    return plan, signing_requests(plan)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", EVERY)
def test_the_scripts_request_and_certificate_say_what_a_csr_of_ours_says(name: str, shell: str, tmp_path: Path) -> None:
    plan, request = renewal(tmp_path / "d", EVERY[name])
    out = written(tmp_path / "out", plan, [request])
    done(out, "request", shell=shell)
    done(out, "sign", shell=shell, **own_ca(tmp_path / "ca"))
    ours = x509.load_pem_x509_csr(signed(request, new_private_key("ec-p256")))
    asked = x509.load_pem_x509_csr((out / "one.csr").read_bytes())
    assert asked.subject == ours.subject
    assert {e.oid: (e.value, e.critical) for e in asked.extensions} == {
        e.oid: (e.value, e.critical) for e in ours.extensions
    }
    assert names_in(out) == GIVEN | {"one.key", "one.csr", "one.pem", "issue-state"}
    issued = x509.load_pem_x509_certificate((out / "one.pem").read_bytes())
    assert issued.subject == ours.subject
    for extension in ours.extensions:
        assert issued.extensions.get_extension_for_oid(extension.oid) == extension


@pytest.mark.parametrize("shell", SHELLS)
def test_names_that_differ_by_case_alone_are_files_of_their_own(shell: str, tmp_path: Path) -> None:
    folder = write_deployment(tmp_path / "d", [], san_domains=["z.example.cn"], settings=OWN_CA)
    upper, lower = issue(["upper.example.cn"], ROOT), issue(["lower.example.cn"], ROOT)
    upper.write(folder / "certificates", "API")
    lower.write(folder / "more", "api")
    plan = plan_of(folder)
    requests = signing_requests(plan, renew=["certificates/API.pem", "more/api.pem"])
    out = written(tmp_path / "out", plan, requests)
    done(out, "request", shell=shell)
    found = {path.name: path.read_bytes() for path in out.glob("*.csr")}
    assert len({name.casefold() for name in found}) == 2
    said = {name: x509.load_pem_x509_csr(data).subject.rfc4514_string() for name, data in found.items()}
    assert said == {"API.csr": "CN=upper.example.cn,O=Example", "api-2.csr": "CN=lower.example.cn,O=Example"}


def test_only_the_named_ones_are_made_though_one_name_begins_like_another(tmp_path: Path) -> None:
    out = written(tmp_path / "out", *asking(tmp_path / "d", "api", "api-2", "pi"))
    done(out, "request", "api", "pi")
    assert names_in(out) == GIVEN | {"api.key", "api.csr", "pi.key", "pi.csr"}


def test_an_unknown_name_among_known_ones_stops_before_anything_is_made(tmp_path: Path) -> None:
    out = written(tmp_path / "out", *asking(tmp_path / "d", "one"))
    ended = run(out, "request", "one", "on*")
    assert (ended.returncode, ended.stderr) == (2, "issue.sh: on* is none of these certificates\n")
    assert names_in(out) == GIVEN


@pytest.mark.parametrize("text", [b"", b"not a key\n"])
def test_a_key_that_openssl_does_not_read_stays_and_so_does_the_request(text: bytes, tmp_path: Path) -> None:
    out = written(tmp_path / "out", *asking(tmp_path / "d", "one"))
    (out / "one.key").write_bytes(text)
    (out / "one.csr").write_bytes(b"as it was")
    ended = run(out, "request")
    assert ended.returncode == 2 and "openssl req failed" in ended.stderr
    assert ((out / "one.key").read_bytes(), (out / "one.csr").read_bytes()) == (text, b"as it was")
    assert names_in(out) == GIVEN | {"one.key", "one.csr"}


def test_a_link_that_dangles_is_not_followed_to_make_a_key(tmp_path: Path) -> None:
    out = written(tmp_path / "out", *asking(tmp_path / "d", "one"))
    (out / "one.key").symlink_to(tmp_path / "elsewhere.key")
    assert run(out, "request").returncode == 2
    assert not (tmp_path / "elsewhere.key").exists() and (out / "one.key").is_symlink()


def test_a_passphrase_that_does_not_open_the_key_leaves_key_and_request_alone(tmp_path: Path) -> None:
    out = written(tmp_path / "out", *asking(tmp_path / "d", "one"))
    done(out, "request", KEY_PASSPHRASE="battery staple")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    ended = run(out, "request", KEY_PASSPHRASE="another one")
    assert ended.returncode == 2 and "openssl req failed" in ended.stderr
    assert "battery" not in ended.stderr and "another" not in ended.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_request_that_is_broken_gives_no_certificate(tmp_path: Path) -> None:
    out = written(tmp_path / "out", *asking(tmp_path / "d", "one"))
    done(out, "request")
    (out / "one.csr").write_text("-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n")
    ended = run(out, "sign", **own_ca(tmp_path / "ca"))
    assert ended.returncode == 2 and "openssl ca failed" in ended.stderr
    assert names_in(out) - {"issue-state"} == GIVEN | {"one.key", "one.csr"}


def test_the_second_certificate_fails_and_the_first_stays(tmp_path: Path) -> None:
    out = written(tmp_path / "out", *asking(tmp_path / "d", "a", "b"))
    done(out, "request")
    (out / "b.csr").unlink()
    ended = run(out, "sign", **own_ca(tmp_path / "ca"))
    assert (ended.returncode, ended.stdout) == (2, "a.pem is issued\n")
    assert ended.stderr == "issue.sh: b.csr is not there; make it with: sh issue.sh request\n"
    assert names_in(out) - {"issue-state"} == GIVEN | {"a.key", "a.csr", "a.pem", "b.key"}


def test_a_request_that_was_tampered_with_gets_no_name_of_its_own(tmp_path: Path) -> None:
    plan, requests = asking(tmp_path / "d", "one")
    out = written(tmp_path / "out", plan, requests)
    stranger = SigningRequest("x", "x", "", "", requests[0].subject, ("bank.example.com",), ())
    (out / "one.csr").write_bytes(signed(stranger, new_private_key("ec-p256")))
    done(out, "sign", **own_ca(tmp_path / "ca"))
    issued = x509.load_pem_x509_certificate((out / "one.pem").read_bytes())
    names = issued.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["n0.example.cn"]


@pytest.mark.parametrize("shell", SHELLS)
def test_it_runs_from_elsewhere_with_paths_that_hold_blanks_and_quotes(shell: str, tmp_path: Path) -> None:
    plan, requests = asking(tmp_path / "d", "one")
    written(tmp_path / 'it\'s "out" $(touch x)', plan, requests)
    (tmp_path / "the ca").mkdir()
    ROOT.write(tmp_path / "the ca", "it's")
    before = names_in(tmp_path)
    script = ['./it\'s "out" $(touch x)/issue.sh']
    chosen = {"CA_CERT": "the ca/it's.pem", "CA_KEY": "the ca/it's.key", "CA_CHAIN": "the ca/it's.pem"}
    for step in ("request", "sign"):
        ended = subprocess.run(
            [shell, *script, step], cwd=tmp_path, capture_output=True, text=True, env=os.environ | chosen, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert (ended.returncode, ended.stderr) == (0, "")
    assert names_in(tmp_path) == before
    chain = (tmp_path / 'it\'s "out" $(touch x)' / "one.pem").read_bytes()
    assert [one.subject.rfc4514_string() for one in x509.load_pem_x509_certificates(chain)] == [
        "CN=n0.example.cn",
        "CN=Root,O=Example",
    ]
