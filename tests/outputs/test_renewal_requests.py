"""A renewal says what its certificate said, but for what the audit, OpenSSL or a CA would object to."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from airec_planning.outputs.renewal_requests import cloned
from airec_planning.outputs.signing_requests import SERVER_AUTH, SigningRequest, new_private_key, signed, subject_of
from airec_planning.plan import Plan
from airec_planning.setting_sections import Requests
from tests.certificates import CLIENT_AUTH, Issued, issue
from tests.deployments import plan_of
from tests.outputs.renewals import CORRECTED, DOMAIN, EVERY, FILE, OTHER_NAMES, ROOT, SEVERAL, SOUND, old, renewal

PLANNED = SigningRequest("one", "one", "", "", subject_of(Requests(), "one", [DOMAIN]), (DOMAIN,), ())
ROW = {"file": FILE, "san_dns": (), "san_ip": (), "common_name": ""}


def issued_from(request: SigningRequest, kind: str) -> Issued:
    """As a CA does that copies subject and extensions of a CSR."""
    key = new_private_key(kind)
    csr = x509.load_pem_x509_csr(signed(request, key))
    assert csr.is_signature_valid
    said = [(extension.value, extension.critical) for extension in csr.extensions]
    return issue(
        [], ROOT, subject=csr.subject, key=key, ca=None, extended_key_usage=(), identifiers=True,
        extensions=[value for value, critical in said if not critical],
        critical=[value for value, critical in said if critical],
    )  # fmt: skip


def objections(plan: Plan) -> list[tuple[str, str]]:
    found = plan.findings[plan.findings["severity"].isin(["error", "warning"])]
    return list(zip(found["check"], found["message"], strict=True))


@pytest.mark.parametrize("name", SOUND)
def test_what_nobody_objects_to_is_asked_for_again_without_a_word(name: str, tmp_path: Path) -> None:
    _, request = renewal(tmp_path, SOUND[name])
    assert (request.renews, request.corrected) == (FILE, ())


@pytest.mark.parametrize("name", CORRECTED)
def test_each_correction_is_said(name: str, tmp_path: Path) -> None:
    certificate, sentence = CORRECTED[name]
    _, request = renewal(tmp_path, certificate)
    assert request.corrected == (sentence,)


@pytest.mark.parametrize("kind", ["rsa-2048", "ec-p256"])
@pytest.mark.parametrize("name", EVERY)
def test_a_certificate_issued_from_a_renewal_passes_every_check(name: str, kind: str, tmp_path: Path) -> None:
    plan, request = renewal(tmp_path, EVERY[name], kind)
    assert "time-left" in {check for check, _ in objections(plan)}
    issued_from(request, kind).write(tmp_path / "certificates", "one")
    assert objections(plan_of(tmp_path)) == []


def test_the_subject_keeps_its_parts_in_their_order(tmp_path: Path) -> None:
    _, request = renewal(tmp_path, SOUND["several-parts"])
    assert request.subject == SEVERAL
    assert [len(rdn) for rdn in request.subject.rdns] == [1, 1, 2, 1]


def test_names_of_other_types_and_other_purposes_are_kept(tmp_path: Path) -> None:
    _, request = renewal(tmp_path, old(*OTHER_NAMES, extended=[CLIENT_AUTH]))
    assert request.other == OTHER_NAMES
    assert request.extended == (SERVER_AUTH, CLIENT_AUTH.dotted_string)


def test_names_that_are_not_planned_stay_and_planned_ones_are_added(tmp_path: Path) -> None:
    more = (x509.DNSName("*.B.example.cn"), x509.DNSName("c.example.cn"))
    address = x509.IPAddress(ipaddress.ip_address("2001:db8::1"))
    _, request = renewal(tmp_path, old(*more, address))
    assert request.domains == ("*.b.example.cn", DOMAIN, "c.example.cn")
    assert request.addresses == ("2001:db8::1",)


def test_a_common_name_that_is_left_out_gives_way_to_one_of_the_names(tmp_path: Path) -> None:
    _, request = renewal(tmp_path, CORRECTED["stray-common-name"][0])
    assert request.subject.rfc4514_string() == f"CN={DOMAIN}"


def test_a_common_name_that_is_no_host_name_stays(tmp_path: Path) -> None:
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "推荐 gateway")])
    _, request = renewal(tmp_path, old(named=named))
    assert request.subject == named


def test_parts_that_become_alike_stand_once() -> None:
    unit = NameOID.ORGANIZATIONAL_UNIT_NAME
    both = x509.RelativeDistinguishedName([x509.NameAttribute(unit, "u"), x509.NameAttribute(unit, "u ")])
    certificate = issue([DOMAIN], ROOT, subject=x509.Name([both])).certificate
    assert cloned(PLANNED, ROW, certificate, None).subject.rfc4514_string() == f"CN={DOMAIN},OU=u"


def test_a_certificate_with_a_common_name_alone_gets_it_as_a_name() -> None:
    nameless = SigningRequest("one", "one", "", "", x509.Name([]), (), ())
    certificate = issue([], ROOT, common_name="B.example.cn").certificate
    request = cloned(nameless, ROW | {"common_name": "B.example.cn"}, certificate, None)
    assert request.domains == ("b.example.cn",)
    assert request.corrected == ("its common name becomes a subject alternative name, of which it has none",)


def test_of_a_certificate_that_cannot_be_loaded_the_names_are_taken() -> None:
    request = cloned(PLANNED, ROW | {"san_dns": ("b.example.cn",), "san_ip": ("10.0.0.1",)}, None, None)
    assert (request.domains, request.addresses) == ((DOMAIN, "b.example.cn"), ("10.0.0.1",))
    assert (request.subject, request.usages, request.extended) == (PLANNED.subject, PLANNED.usages, PLANNED.extended)
    assert request.corrected == ("only its DNS names and addresses can be read",)
