"""What a CSR says, and that a certificate issued from it passes the audit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from airec_planning.outputs.signing_requests import SERVER_AUTH, SigningRequest, new_private_key, signed, subject_of
from airec_planning.request_plan import signing_requests
from airec_planning.setting_sections import Requests
from tests.certificates import AS_OF, Issued, authority, issue, issued_by_key, usage
from tests.deployments import plan_of, write_deployment

ROOT = authority("Root", identifiers=True, key_usage=["keyCertSign", "cRLSign"])
OWN_CA = "organisation.own_ca_mandated = true\n"


def request(
    *domains: str, addresses: tuple[str, ...] = (), settings: Requests | None = None, name: str = "one"
) -> SigningRequest:
    subject = subject_of(settings or Requests(), name, domains)
    return SigningRequest(name, name, "", "", subject, domains, addresses)


def csr_of(one: SigningRequest, kind: str = "ec-p256") -> x509.CertificateSigningRequest:
    return x509.load_pem_x509_csr(signed(one, new_private_key(kind)))


def issued_from(csr: x509.CertificateSigningRequest) -> x509.Certificate:
    """As a CA does that copies the extensions of a request."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(csr.subject)
        .issuer_name(ROOT.certificate.subject)
        .public_key(csr.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AS_OF - dt.timedelta(days=1))
        .not_valid_after(AS_OF + dt.timedelta(days=364))
        .add_extension(issued_by_key(ROOT.key), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(csr.public_key()), critical=False)
    )
    for extension in csr.extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    return builder.sign(ROOT.key, hashes.SHA256())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "usages"),
    [
        ("rsa-2048", {"digital_signature", "key_encipherment"}),
        ("ec-p256", {"digital_signature"}),
        ("ec-p384", {"digital_signature"}),
    ],
)
def test_the_key_usages_are_those_of_the_keys_algorithm(kind: str, usages: set[str]) -> None:
    found = csr_of(request("a.cn"), kind).extensions.get_extension_for_class(x509.KeyUsage)
    asked = {"digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"}
    assert found.critical
    assert {name for name in asked if getattr(found.value, name)} == usages
    assert not found.value.key_cert_sign


def test_names_and_addresses_are_subject_alternative_names() -> None:
    found = csr_of(request("*.a.cn", "xn--jzuq81e.cn", addresses=("10.0.0.1", "2001:db8::1"))).extensions
    names = found.get_extension_for_class(x509.SubjectAlternativeName)
    assert not names.critical
    assert names.value.get_values_for_type(x509.DNSName) == ["*.a.cn", "xn--jzuq81e.cn"]
    assert [str(address) for address in names.value.get_values_for_type(x509.IPAddress)] == ["10.0.0.1", "2001:db8::1"]
    assert list(found.get_extension_for_class(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_without_a_subject_the_names_are_critical() -> None:
    one = request(addresses=("10.0.0.1",), name="10.0.0.1")
    assert one.subject.rdns == []
    assert csr_of(one).extensions.get_extension_for_class(x509.SubjectAlternativeName).critical


@pytest.mark.parametrize(
    ("domains", "name", "expected"),
    [
        (("b.cn", "a.cn"), "x", "a.cn"),
        (("*.a.cn", "z.cn"), "x", "z.cn"),
        (("*.a.cn",), "x", "*.a.cn"),
        ((f"{'a' * 60}.{'b' * 20}.cn",), "门户", "门户"),
        ((f"{'a' * 60}.{'b' * 20}.cn",), "other.cn", ""),
        ((f"{'a' * 60}.{'b' * 20}.cn",), "a\x07b", ""),
    ],
)
def test_the_common_name_is_one_that_clients_and_cas_take(domains: tuple[str, ...], name: str, expected: str) -> None:
    found = subject_of(Requests(), name, domains).get_attributes_for_oid(NameOID.COMMON_NAME)
    assert [str(one.value) for one in found] == ([expected] if expected else [])


def test_the_subject_is_that_of_the_settings() -> None:
    said = Requests(country="CN", state="Zhejiang", locality="Hangzhou", organisation="示例 & Co", unit="a=b, c")
    found = {a.oid: a.value for a in csr_of(request("a.cn", settings=said)).subject}
    assert list(found.values()) == ["CN", "Zhejiang", "Hangzhou", "示例 & Co", "a=b, c", "a.cn"]


@pytest.mark.parametrize("kind", ["rsa-2048", "ec-p256", "ec-p384"])
@pytest.mark.parametrize(
    "san",
    [["a.example.cn"], ["*.example.cn", "example.cn"], ["推荐.example.cn"], [f"n{i}.example.cn" for i in range(100)],
     [f"{'a' * 60}.{'b' * 60}.example.cn"], ["a.example.cn", "IP:10.0.0.1", "2001:db8::1"]],
    ids=["one", "wildcard", "idna", "hundred", "long", "addresses"],
)  # fmt: skip
def test_a_certificate_issued_from_it_passes_every_check(san: list[str], kind: str, tmp_path: Path) -> None:
    folder = write_deployment(tmp_path, [], san_domains=["[one]", *san], settings=OWN_CA)
    (one,) = signing_requests(plan_of(folder))
    key = new_private_key(kind)
    certificate = issued_from(x509.load_pem_x509_csr(signed(one, key)))
    Issued(certificate, key).write(folder / "certificates", one.stem)
    ROOT.write(folder / "ca", "root", key=False)
    plan = plan_of(folder)
    bad = plan.findings[plan.findings["severity"].isin(["error", "warning"])]
    assert bad[["check", "message"]].to_numpy().tolist() == []
    assert signing_requests(plan) == []


def test_a_renewal_is_cloned_and_what_the_audit_objects_to_is_corrected_and_said(tmp_path: Path) -> None:
    other = [x509.RFC822Name("ops@a.cn"), x509.UniformResourceIdentifier("https://a.cn/")]
    names = x509.SubjectAlternativeName([x509.DNSName("A.cn"), x509.DNSName("10.0.0.9"), *other])
    old = issue(
        [], ROOT, common_name="else.cn", began=-360, key_usage=["keyEncipherment", "keyCertSign"],
        extended_key_usage=[ExtendedKeyUsageOID.CLIENT_AUTH], extensions=[names],
    )  # fmt: skip
    rows = [{"domain": "a.cn", "certificate_name": "one"}, {"domain": "b.cn", "certificate_name": "one"}]
    folder = write_deployment(tmp_path, rows, {"one": old}, settings=OWN_CA)
    (one,) = signing_requests(plan_of(folder))
    assert (one.domains, one.addresses) == (("a.cn", "b.cn"), ("10.0.0.9",))
    assert one.subject.rfc4514_string() == "CN=a.cn,O=Example"
    assert one.extended == (SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string)
    assert one.usages == {"digitalSignature", "keyEncipherment"}
    assert list(one.other) == other
    assert one.corrected == (
        "10.0.0.9 is an address, and stands among the DNS names no more",
        "the common name else.cn is replaced: it is not among the names",
        "digitalSignature is added to the key usage",
        "keyCertSign is left out of the key usage: only a CA's certificate has it",
        "serverAuth is added to the extended key usage",
    )
    found = csr_of(one, "rsa-2048").extensions.get_extension_for_class(x509.KeyUsage).value
    assert found == usage("digitalSignature", "keyEncipherment")
