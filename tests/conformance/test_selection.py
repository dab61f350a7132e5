"""The committed selection: what each case has to say, said by a plan."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from airec_planning.names import normalise
from tests.conformance.harness import Case, ask
from tests.conformance.selection import cases

_ONE_WAY_ONLY = "OpenSSL tries one issuer of a name and does not come back to another"
_HALF_OPEN = "OpenSSL takes the last second for the first one outside"
_COMMON_NAME = "OpenSSL looks at the common name where no DNS name is carried"
_PARTIAL = "OpenSSL lets a wildcard be part of a label"
_NO_LIST = "OpenSSL, asked to look at lists, asks for a current one of the issuer"
OPENSSL_DIFFERS = {
    "path::longer-way-to-an-untrusted-root": _ONE_WAY_ONLY,
    "path::longer-way-to-nowhere": _ONE_WAY_ONLY,
    "path::longer-way-round-the-loop": _ONE_WAY_ONLY,
    "path::no-ca-beside-a-ca": _ONE_WAY_ONLY,
    "path::too-short-beside-free": _ONE_WAY_ONLY,
    "path::loop-with-a-way-out": _ONE_WAY_ONLY,
    "nc::another-way": _ONE_WAY_ONLY,
    "extension::critical-beside-the-way": _ONE_WAY_ONLY,
    "validity::last-second": _HALF_OPEN,
    "validity::intermediate-last-second": _HALF_OPEN,
    "san::none": _COMMON_NAME,
    "san::address-alone": _COMMON_NAME,
    "san::mailbox-alone": _COMMON_NAME,
    "san::wildcard-after-letters": _PARTIAL,
    "san::wildcard-before-letters": _PARTIAL,
    "crl::another-issuer-alone": _NO_LIST,
    "crl::signed-by-a-stranger": _NO_LIST,
    "crl::expired-not-listed": _NO_LIST,
    "crl::revoked-sibling-ca": _NO_LIST,
    "ca::no-key-usage": "OpenSSL, asked to be strict, asks every CA for a key usage (4.2.1.3)",
    "eku::ca-as-leaf": "OpenSSL has no profile of the web",
}
"""Cases of which OpenSSL says the contrary, and why."""


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_deployment_says_what_the_rule_says(case: Case, tmp_path: Path) -> None:
    answer = ask(case, tmp_path)
    agrees = answer.agrees(case)
    assert agrees, f"{case.reason}: expected {'valid' if case.valid else 'not valid'}, found: {answer}"


def test_the_selection_is_large_and_its_ids_are_its_own() -> None:
    ids = [case.id for case in cases()]
    assert len(set(ids)) == len(ids) >= 100
    assert 0.4 < sum(case.valid for case in cases()) / len(ids) < 0.6


def test_openssl_says_the_same_of_the_cases_themselves(tmp_path: Path) -> None:
    differing = {case.id for case in cases() if openssl_accepts(case, tmp_path) is not case.valid}
    assert differing == set(OPENSSL_DIFFERS)


def test_the_selection_is_the_same_bytes_in_every_run() -> None:
    again = cases.__wrapped__()
    assert again == cases()
    assert [case.leaf for case in again] == [case.leaf for case in cases()]


def openssl_accepts(case: Case, folder: Path) -> bool:
    """What ``openssl verify`` says, for a server of that name, strictly by RFC 5280."""
    assert case.at
    asked = ["-purpose", "sslserver", "-x509_strict", "-partial_chain", "-attime", str(int(case.at.timestamp()))]
    asked += ["-verify_hostname", normalise(case.peer), *_files(case, folder)]
    done = subprocess.run(["openssl", "verify", *asked], input=case.leaf, capture_output=True, check=False)
    return done.returncode == 0


def _files(case: Case, folder: Path) -> Iterator[str]:
    lists = [x509.load_der_x509_crl(crl) for crl in case.crls if not crl.startswith(b"-----")]
    crls = [crl for crl in case.crls if crl.startswith(b"-----")] + [crl.public_bytes(Encoding.PEM) for crl in lists]
    for option, contents in (("trusted", case.roots), ("untrusted", case.intermediates), ("CRLfile", crls)):
        if contents:
            path = folder / option
            path.write_bytes(b"".join(contents))
            yield from (f"-{option}", str(path))
    if crls:
        yield "-crl_check"
