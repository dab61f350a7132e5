"""Certificates to renew that say all sorts of things, each by what is odd of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from airec_planning.outputs.signing_requests import SigningRequest
from airec_planning.plan import Plan
from airec_planning.request_plan import signing_requests
from tests.certificates import CLIENT_AUTH, SERVER_AUTH, Issued, authority, issue
from tests.deployments import plan_of, write_deployment

DOMAIN = "a.example.cn"
ROOT = authority("Root", kind="rsa2048", identifiers=True, key_usage=["keyCertSign", "cRLSign"])
OWN_CA = "organisation.own_ca_mandated = true\n"
FILE = "certificates/one.pem"
ORG, CN, EMAIL = NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME, NameOID.EMAIL_ADDRESS
DC, C, SERIAL = NameOID.DOMAIN_COMPONENT, NameOID.COUNTRY_NAME, NameOID.SERIAL_NUMBER


def subject(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """The parts and the domain, each in UTF-8, as some CAs write what has to be a PrintableString too."""
    return x509.Name([x509.NameAttribute(oid, text, _ASN1Type.UTF8String) for oid, text in (*parts, (CN, DOMAIN))])


def old(
    *names: x509.GeneralName,
    named: x509.Name | None = None,
    key_usage: list[str] | None = None,
    extended: Iterable[x509.ObjectIdentifier] = (SERVER_AUTH,),
) -> Issued:
    """A certificate for the domain, with five days left."""
    san = x509.SubjectAlternativeName([x509.DNSName(DOMAIN), *names])
    return issue(
        [], ROOT, subject=named or subject(), began=-360, key_usage=key_usage, extended_key_usage=list(extended),
        extensions=[san],
    )  # fmt: skip


SEVERAL = x509.Name(
    [
        x509.RelativeDistinguishedName([x509.NameAttribute(DC, "cn")]),
        x509.RelativeDistinguishedName([x509.NameAttribute(DC, "example")]),
        x509.RelativeDistinguishedName(
            [x509.NameAttribute(CN, DOMAIN), x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "$ENV::HOME")]
        ),
        x509.RelativeDistinguishedName([x509.NameAttribute(x509.ObjectIdentifier("1.2.3.4.5"), "# no comment")]),
    ]
)
OTHER_NAMES = (
    x509.RFC822Name("ops@example.cn"),
    x509.UniformResourceIdentifier("spiffe://a/$ENV::HOME#b"),
    x509.DirectoryName(subject((ORG, "[section]"))),
    x509.RegisteredID(x509.ObjectIdentifier("1.2.3")),
)
SOUND = {
    "plain": old(),
    "several-parts": old(named=SEVERAL),
    "chinese": old(named=subject((C, "CN"), (NameOID.LOCALITY_NAME, "杭州"), (ORG, '示例 "one" \\ Co'))),
    "no-subject": old(named=x509.Name([])),
    "other-names": old(*OTHER_NAMES),
    "email-and-uri": old(*OTHER_NAMES[:2]),
    "an-email-that-is-an-order": old(x509.RFC822Name("copy")),
    "another-order": old(x509.RFC822Name("move"), named=subject((EMAIL, "ops@example.cn"))),
    "a-uri-with-blanks": old(x509.UniformResourceIdentifier(" urn:x ")),
    "clients-too": old(key_usage=["digitalSignature", "keyAgreement"], extended=[SERVER_AUTH, CLIENT_AUTH]),
    "a-purpose-of-its-own": old(extended=[SERVER_AUTH, x509.ObjectIdentifier("1.3.6.1.4.1.99999.7")]),
    "no-usage-said": old(extended=()),
    "hundred-names": old(*(x509.DNSName(f"n{number}.example.cn") for number in range(100))),
}
"""What is asked for again as it stands."""
CORRECTED = {
    "long-organisation": (
        old(named=subject((ORG, "x" * 65))), "O of the subject is left out: it is longer than 64 characters"),
    "country-of-signs": (old(named=subject((C, "@@"))), "C of the subject is left out: it has not two letters"),
    "chinese-email": (
        old(named=subject((EMAIL, "门@a.cn"))),
        "1.2.840.113549.1.9.1 of the subject is left out: it has characters beyond ASCII"),
    "serial-of-signs": (
        old(named=subject((SERIAL, "a@b"))),
        "2.5.4.5 of the subject is left out: it has characters beyond those of a PrintableString"),
    "controls": (old(named=subject((ORG, "a\x1b[31m"))), "O of the subject is left out: it is no readable text"),
    "bidi": (old(named=subject((ORG, "a\u202eb"))), "O of the subject is left out: it is no readable text"),
    "newline": (old(named=subject((ORG, "a\nCN = b"))), "O of the subject is left out: it is no readable text"),
    "outer-blanks": (old(named=subject((ORG, " Example "))), "O of the subject loses its outer blanks"),
    "stray-common-name": (
        old(named=x509.Name([x509.NameAttribute(CN, "else.example.cn")])),
        "the common name else.example.cn is replaced: it is not among the names"),
    "address-as-name": (
        old(x509.DNSName("10.0.0.9")), "10.0.0.9 is an address, and stands among the DNS names no more"),
    "wildcard-within": (
        old(x509.DNSName("a.*.cn")),
        "the name \"a.*.cn\" is left out: '*' may only stand for the whole left-most label, as in *.example.com"),
    "single-label": (
        old(x509.DNSName("localhost")),
        'the name "localhost" is left out: a single label is not a fully qualified domain name'),
    "trailing-dot": (old(x509.DNSName("b.example.cn.")), "b.example.cn. is written as b.example.cn"),
    "may-not-sign": (old(key_usage=["keyEncipherment"]), "digitalSignature is added to the key usage"),
    "may-sign-certificates": (
        old(key_usage=["digitalSignature", "keyCertSign", "cRLSign"]),
        "cRLSign, keyCertSign is left out of the key usage: only a CA's certificate has it"),
    "clients-only": (old(extended=[CLIENT_AUTH]), "serverAuth is added to the extended key usage"),
    "any-purpose": (
        old(extended=[ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]), "serverAuth is added to the extended key usage"),
}  # fmt: skip
"""What the audit, OpenSSL or a CA would object to, each with the sentence that says its correction."""
EVERY = SOUND | {name: certificate for name, (certificate, _) in CORRECTED.items()}


def renewal(folder: Path, certificate: Issued, kind: str = "ec-p256") -> tuple[Plan, SigningRequest]:
    """The plan of a deployment that holds the certificate, and the request that renews it."""
    rows = [{"domain": DOMAIN, "certificate_name": "one"}]
    write_deployment(folder, rows, {"one": certificate}, settings=f'{OWN_CA}requests.key = "{kind}"\n')
    ROOT.write(folder / "ca", "root", key=False)
    plan = plan_of(folder)
    (request,) = signing_requests(plan, renew=[FILE])
    return plan, request
