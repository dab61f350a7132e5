"""The names and the role in a certificate's extensions, each extension on its own."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning import tables
from airec_planning.inputs import der
from airec_planning.inputs.alternative_names import Names, names_and_role, read_apart
from airec_planning.inputs.inventory import read_inventory
from tests.certificates import issue
from tests.deployments import plan_of, write_deployment

HOST = issue([], common_name="host", san=False)
SAN, BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE = (bytes((0x55, 0x1D, last)) for last in (0x11, 0x13, 0x0F, 0x25))
_EMAIL, _DNS, _X400, _DIRECTORY, _EDI_PARTY, _URI, _IP, _REGISTERED = 0x81, 0x82, 0xA3, 0xA4, 0xA5, 0x86, 0x87, 0x88


def extension(oid: bytes, value: bytes) -> bytes:
    return der.wrap(der.SEQUENCE, der.wrap(der.OID, oid) + der.wrap(der.OCTET_STRING, value))


def san(*names: bytes) -> bytes:
    return extension(SAN, der.wrap(der.SEQUENCE, b"".join(names)))


def dns(text: bytes) -> bytes:
    return der.wrap(_DNS, text)


def certificate(*extensions: bytes) -> bytes:
    """A certificate with these extensions; nobody asks whether its signature holds."""
    body, algorithm, signature = der.children(der.element(HOST.der).contents)
    fields = [field.whole for field in der.children(body.contents) if field.tag != der.EXTENSIONS]
    listed = der.wrap(der.EXTENSIONS, der.wrap(der.SEQUENCE, b"".join(extensions)))
    return der.wrap(der.SEQUENCE, der.wrap(der.SEQUENCE, b"".join(fields) + listed) + algorithm.whole + signature.whole)


def names_of(*extensions: bytes) -> Names:
    exact = certificate(*extensions)
    return names_and_role(x509.load_der_x509_certificate(exact), exact)


def problem_fields(names: Names) -> list[str]:
    return [problem.partition(":")[0] for problem in names.problems]


EXAMPLE = san(dns(b"a.example.com"), dns(b"*.b.example.com"))
CA = extension(BASIC_CONSTRAINTS, b"\x30\x03\x01\x01\xff")
PERSON = x509.Name(
    [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example, Ltd"), x509.NameAttribute(NameOID.COMMON_NAME, "证书")]
)


@pytest.mark.parametrize(
    ("name", "ip", "other"),
    [
        (x509.IPAddress(ip_address("10.0.0.1")), ("10.0.0.1",), ()),
        (x509.IPAddress(ip_address("2001:db8:0:0:0:0:0:1")), ("2001:db8::1",), ()),
        (x509.RFC822Name("it@example.com"), (), ("email:it@example.com",)),
        (x509.UniformResourceIdentifier("https://example.com/a,b"), (), ("URI:https://example.com/a,b",)),
        (x509.DirectoryName(PERSON), (), ("DirName:CN=证书,O=Example\\, Ltd",)),
        (x509.RegisteredID(x509.ObjectIdentifier("1.2.3.4")), (), ("Registered ID:1.2.3.4",)),
        (
            x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x01a"),
            (),
            ("othername:1.3.6.1.4.1.311.20.2.3",),
        ),
    ],
    ids=["ipv4", "ipv6", "email", "uri", "directory", "registered", "other"],
)
def test_names_of_every_form_are_shown_beside_the_dns_names(
    name: x509.GeneralName, ip: tuple[str, ...], other: tuple[str, ...]
) -> None:
    value = x509.SubjectAlternativeName([x509.DNSName("a.example.com"), name, x509.DNSName("b.example.com")])
    assert names_of(extension(SAN, value.public_bytes())) == Names(
        ("a.example.com", "b.example.com"), ip, other, is_ca=False, problems=()
    )


def test_a_certificate_without_extensions_has_no_names_and_no_role() -> None:
    assert names_of() == Names()


def test_names_keep_their_order_and_their_case() -> None:
    assert names_of(san(dns(b"B.example.com"), dns(b"a.example.com"))).dns == ("B.example.com", "a.example.com")


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (extension(EXTENDED_KEY_USAGE, b"\x30\x00"), "extension 2.5.29.37"),
        (extension(KEY_USAGE, b"\x02\x01\x01"), "extension 2.5.29.15"),
        (extension(BASIC_CONSTRAINTS, b"\x30\x03\x01\x01\x00"), "basic_constraints"),
    ],
    ids=["extended-key-usage", "key-usage", "basic-constraints"],
)
def test_a_broken_extension_leaves_the_names_whole(broken: bytes, named: str, order: int) -> None:
    found = names_of(*[EXAMPLE, broken][::order])
    assert found.dns == ("a.example.com", "*.b.example.com")
    assert problem_fields(found) == [named]


def test_a_broken_extension_leaves_the_role_whole() -> None:
    found = names_of(extension(EXTENDED_KEY_USAGE, b"\x30\x00"), CA)
    assert (found.is_ca, problem_fields(found)) == (True, ["extension 2.5.29.37"])


def test_names_in_two_extensions_are_both_read_and_noted() -> None:
    found = names_of(EXAMPLE, CA, san(dns(b"c.example.com"), der.wrap(_IP, bytes((10, 0, 0, 1)))))
    assert found.dns == ("a.example.com", "*.b.example.com", "c.example.com")
    assert (found.ip, found.is_ca) == (("10.0.0.1",), True)
    assert found.problems == ("extension 2.5.29.17: it stands twice (RFC 5280, 4.2)",)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("证书.example.com".encode(), "证书.example.com"),
        ("bücher.example.com".encode("latin-1"), "b\\xfccher.example.com"),
    ],
    ids=["utf-8", "latin-1"],
)
def test_a_name_that_is_no_ascii_is_shown_as_it_stands(raw: bytes, shown: str) -> None:
    found = names_of(san(dns(b"a.example.com"), dns(raw), der.wrap(_IP, bytes((10, 0, 0, 1)))))
    assert (found.dns, found.ip) == (("a.example.com", shown), ("10.0.0.1",))
    (problem,) = found.problems
    assert problem.startswith("san: ")
    assert problem.endswith("its names are shown as they stand")
    assert problem.isprintable()


def test_a_name_with_a_nul_is_shown_as_it_stands_and_noted() -> None:
    found = names_of(san(dns(b"bank.example.com\0.evil.example"), dns(b"a.example.com")))
    assert found.dns == ("bank.example.com\0.evil.example", "a.example.com")
    assert problem_fields(found) == ["san"]


@pytest.mark.parametrize(
    ("odd", "other"),
    [
        (der.wrap(_X400, b"\x30\x00"), "X400Name:"),
        (der.wrap(_EDI_PARTY, b"\xa1\x03\x0c\x01a"), "EdiPartyName:"),
        (der.wrap(_DIRECTORY, b"\x30\x02\x31\x00"), "DirName:"),
        (der.wrap(0xA0, b"\x06\x02\x2a\x03"), "othername:"),
    ],
    ids=["x400", "edi-party", "empty-directory", "other-without-value"],
)
def test_forms_that_the_library_refuses_keep_the_names_beside_them(odd: bytes, other: str) -> None:
    beside = (der.wrap(_EMAIL, b"it@example.com"), der.wrap(_URI, b"urn:a"), der.wrap(_REGISTERED, b"\x2a\x03"))
    found = names_of(san(dns(b"a.example.com"), odd, *beside, dns(b"b.example.com")))
    assert found.dns == ("a.example.com", "b.example.com")
    assert found.other == (other, "email:it@example.com", "URI:urn:a", "Registered ID:1.2.3")
    assert problem_fields(found) == ["san"]


def test_an_address_of_a_wrong_length_is_shown_as_its_bytes() -> None:
    found = names_of(san(dns(b"a.example.com"), der.wrap(_IP, bytes((10, 0, 0, 1, 5)))))
    assert (found.dns, found.ip) == (("a.example.com",), ("0a:00:00:01:05",))
    assert problem_fields(found) == ["san"]


@pytest.mark.parametrize(
    "value",
    [b"", b"\x30\x05\x82\x09a", b"\x30\x80\x82\x01a\0\0", b"text"],
    ids=["nothing", "truncated", "indefinite", "text"],
)
def test_names_that_cannot_even_be_told_apart_are_noted(value: bytes) -> None:
    found = names_of(extension(SAN, value), CA)
    assert (found.dns, found.ip, found.other, found.is_ca) == ((), (), (), True)
    assert problem_fields(found) == ["san"]


@given(st.lists(st.tuples(st.sampled_from([SAN, BASIC_CONSTRAINTS, b"\x2a"]), st.binary(max_size=30)), max_size=3))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_any_extensions_beside_the_names_leave_them_whole(others: list[tuple[bytes, bytes]]) -> None:
    found = names_of(*(extension(oid, value) for oid, value in others), EXAMPLE)
    assert found.dns[-2:] == ("a.example.com", "*.b.example.com")
    assert all(problem.isprintable() for problem in found.problems)


@given(st.lists(st.tuples(st.sampled_from([0x80, 0xA0, 0x82, 0x87, 0x88, 0xA4, 0x30]), st.binary(max_size=20))))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_any_name_is_shown_or_noted(written: list[tuple[int, bytes]]) -> None:
    found = names_of(san(*(der.wrap(tag, contents) for tag, contents in written)))
    assert len(found.dns) + len(found.ip) + len(found.other) == len(written)
    assert len(found.dns) == sum(tag == _DNS for tag, _ in written)


def test_a_deployment_with_odd_names_is_planned(tmp_path: Path) -> None:
    odd = certificate(san(dns(b"a.example.com"), dns(b"nul\0.example.com"), dns("证书.example.com".encode())))
    write_deployment(tmp_path, ["a.example.com"])
    (tmp_path / "odd.crt").write_bytes(odd)
    (row,) = tables.records(read_inventory([tmp_path / "odd.crt"], tmp_path).certificates)
    assert row["san_dns"] == ("a.example.com", "nul\0.example.com", "证书.example.com")
    plan = plan_of(tmp_path)
    assert list(plan.coverage["file"]) == ["odd.crt"]
    assert "odd.crt" in set(plan.findings["file"])


@pytest.mark.parametrize(
    ("constraints", "is_ca"),
    [
        (der.wrap(0x30, b"\x06\x03\x55\x1d\x13\x01\x01\x00" + der.wrap(0x04, b"\x30\x03\x01\x01\xff")), True),
        (der.wrap(0x30, b"\x06\x03\x55\x1d\x13" + der.wrap(0x04, b"\x30\x03\x01\x01\x01")), True),
        (der.wrap(0x30, b"\x06\x03\x55\x1d\x13" + der.wrap(0x04, b"\x30\x03\x01\x01\x00")), False),
    ],
    ids=["critical-false-written-out", "true-as-one", "false-written-out"],
)
def test_a_role_that_is_written_against_the_rules_of_der_is_read_and_noted(constraints: bytes, is_ca: bool) -> None:
    found = read_apart(certificate(constraints), certificate())
    assert (found.is_ca, problem_fields(found)) == (is_ca, ["basic_constraints"])
