"""Certificates that break a rule of DER in one place: a row each, with everything else in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given, settings
from hypothesis import strategies as st

from airec_planning import tables
from airec_planning.inputs import der
from airec_planning.inputs.certificate_facts import CertificateFacts, certificate_facts
from airec_planning.inputs.inventory import read_inventory
from airec_planning.inputs.salvaging import salvage
from tests.certificates import AS_OF, Issued, authority, issue
from tests.deployments import plan_of, write_deployment

FIELDS = (
    "version",
    "serial_number",
    "signature_algorithm",
    "issuer",
    "validity",
    "subject",
    "public_key",
    "extensions",
)
ROOT = authority()
SOUND = issue(["one.example.com", "*.two.example.com"], ROOT)
PARTS = dict(zip(FIELDS, der.children(next(der.children(der.element(SOUND.der).contents)).contents), strict=True))


def changed(**fields: bytes) -> bytes:
    """The sound certificate with these fields, signed by its issuer over what now stands there."""
    body = der.wrap(der.SEQUENCE, b"".join(fields.get(name, PARTS[name].whole) for name in FIELDS))
    assert isinstance(ROOT.key, ec.EllipticCurvePrivateKey)
    signature = der.wrap(0x03, b"\0" + ROOT.key.sign(body, ec.ECDSA(hashes.SHA256())))
    algorithm = fields.get("signature_algorithm", PARTS["signature_algorithm"].whole)
    return der.wrap(der.SEQUENCE, body + algorithm + signature)


def with_dates(not_before: bytes, not_after: bytes) -> bytes:
    return changed(validity=der.wrap(der.SEQUENCE, der.wrap(0x17, not_before) + der.wrap(0x17, not_after)))


def with_basic_constraints(value: bytes) -> bytes:
    kept = b"".join(one.whole for one in der.extensions(SOUND.der) if one.oid != "2.5.29.19")
    constraints = der.wrap(der.SEQUENCE, b"\x06\x03\x55\x1d\x13" + der.wrap(der.OCTET_STRING, value))
    return changed(extensions=der.wrap(der.EXTENSIONS, der.wrap(der.SEQUENCE, constraints + kept)))


NULL_PARAMETER = changed(
    signature_algorithm=der.wrap(der.SEQUENCE, PARTS["signature_algorithm"].contents + b"\x05\x00")
)
NO_BEGIN = with_dates(b"261322000000Z", b"271022000000Z")
NO_END = with_dates(b"261022000000Z", b"2710220000")
KEY = b"\x30\x07\x30\x00\x03\x03\x00\x01\x02"
NO_KEY = changed(public_key=KEY)
WRITTEN_DEFAULT = with_basic_constraints(b"\x30\x03\x01\x01\x00")
NO_ALGORITHM = changed(signature_algorithm=b"\x30\x00")
BROKEN = {
    "null": NULL_PARAMETER,
    "begin": NO_BEGIN,
    "end": NO_END,
    "key": NO_KEY,
    "default": WRITTEN_DEFAULT,
}


def as_file(folder: Path, data: bytes) -> dict[str, Any]:
    """The row of a certificate in a file of its own, which reads without a failure."""
    (folder / "one.crt").write_bytes(data)
    found = read_inventory([folder], folder)
    assert found.unreadable.empty
    (row,) = tables.records(found.certificates)
    return row


@pytest.mark.parametrize(
    ("data", "problem", "otherwise"),
    [
        (NULL_PARAMETER, "signature_algorithm", {}),
        (NO_BEGIN, "not_before", {"not_before": None}),
        (NO_END, "not_after", {"not_after": None}),
        (
            NO_KEY,
            "public_key",
            {"key_algorithm": "", "key_bits": None, "public_key_sha256": hashlib.sha256(KEY).hexdigest()},
        ),
        (WRITTEN_DEFAULT, "basic_constraints", {}),
    ],
    ids=list(BROKEN),
)
def test_one_broken_field_costs_only_itself(data: bytes, problem: str, otherwise: dict[str, Any]) -> None:
    sound, broken = certificate_facts(SOUND.der)[0], certificate_facts(data)[0]
    assert [text.partition(":")[0] for text in broken.problems] == [problem]
    expected = sound._replace(**otherwise)
    assert broken == expected._replace(sha256=hashlib.sha256(data).hexdigest(), problems=broken.problems)


@pytest.mark.parametrize("data", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_certificate_in_a_file_is_a_row(tmp_path: Path, data: bytes) -> None:
    row = as_file(tmp_path, data)
    assert (row["common_name"], row["issuer"]) == ("one.example.com", "CN=Test CA,O=Example")
    assert row["san_dns"] == ("one.example.com", "*.two.example.com")
    assert row["serial_number"].lower().lstrip("0") == f"{SOUND.certificate.serial_number:x}"
    assert len(row["problems"]) == 1
    assert row["problems"][0].isprintable()


def test_a_key_belongs_to_a_broken_certificate_too(tmp_path: Path) -> None:
    (tmp_path / "any.key").write_bytes(SOUND.key_pem())
    assert [as_file(tmp_path, data)["private_key"] for data in (NULL_PARAMETER, NO_END, WRITTEN_DEFAULT)] == [
        "matches"
    ] * 3


def test_a_broken_certificate_beside_sound_ones_costs_them_nothing(tmp_path: Path) -> None:
    for stem, data in BROKEN.items():
        (tmp_path / f"{stem}.crt").write_bytes(data)
    SOUND.write(tmp_path, "sound", ROOT)
    found = read_inventory([tmp_path], tmp_path)
    assert found.unreadable.empty
    assert set(found.certificates["file"]) == {*(f"{stem}.crt" for stem in BROKEN), "sound.pem"}


@pytest.mark.parametrize("point", [b"\x04" + bytes(64), b"\x04\x01"], ids=["zeros", "short"])
def test_a_key_that_is_no_point_of_its_curve_is_noted(point: bytes) -> None:
    algorithm = next(der.children(PARTS["public_key"].contents)).whole
    data = changed(public_key=der.wrap(der.SEQUENCE, algorithm + der.wrap(0x03, b"\0" + point)))
    facts = certificate_facts(data)[0]
    assert facts.san_dns == ("one.example.com", "*.two.example.com")
    assert facts.key_bits is None
    assert [text.partition(":")[0] for text in facts.problems] == ["public_key"]


def test_a_signature_without_an_algorithm_costs_only_that_field() -> None:
    facts = certificate_facts(NO_ALGORITHM)[0]
    assert (facts.signature_algorithm, facts.signature_hash) == ("", "")
    assert facts.san_dns == ("one.example.com", "*.two.example.com")
    assert [text.partition(":")[0] for text in facts.problems] == ["signature_algorithm"]


def request() -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(SOUND.certificate.subject)
    return builder.sign(SOUND.key, hashes.SHA256()).public_bytes(Encoding.DER)


def revocation_list() -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(ROOT.certificate.subject)
    builder = builder.last_update(AS_OF).next_update(AS_OF + dt.timedelta(days=7))
    return builder.sign(ROOT.key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    "data",
    [
        request(),
        revocation_list(),
        b"",
        b"\x30\x00",
        b"random",
        SOUND.der[:-1],
        der.element(SOUND.der).contents,
        changed(validity=b"\x30\x00"),
    ],
    ids=["request", "list", "nothing", "empty", "text", "truncated", "body-alone", "no-validity"],
)
def test_what_has_not_the_shape_of_a_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        salvage(data)


@given(st.binary(max_size=80))
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        certificate_facts(data)


@given(st.sampled_from(FIELDS), st.sampled_from([0x02, 0x06, 0x17, 0x30, 0xA3]), st.binary(max_size=12))
@example("signature_algorithm", 0x30, b"")
@settings(max_examples=250, deadline=None, derandomize=True, database=None)
def test_whatever_stands_in_a_field_is_read_or_refused(field: str, tag: int, contents: bytes) -> None:
    try:
        facts = certificate_facts(changed(**{field: der.wrap(tag, contents)}))[0]
    except ValueError as error:
        assert str(error)
    else:
        assert isinstance(facts, CertificateFacts)
        assert all(problem.isprintable() for problem in facts.problems)


@pytest.mark.parametrize("data", BROKEN.values(), ids=list(BROKEN))
def test_a_deployment_that_holds_one_is_planned(tmp_path: Path, data: bytes) -> None:
    other = issue(["other.example.com"], ROOT)
    write_deployment(tmp_path, ["one.example.com", "other.example.com"], {"other": other})
    (tmp_path / "certificates" / "broken.crt").write_bytes(data)
    ROOT.write(tmp_path / "ca", "root", key=False)
    plan = plan_of(tmp_path)
    by_file = dict(zip(plan.certificates["file"], plan.certificates["sha256"], strict=True))
    assert set(plan.evidence.chains) == set(by_file.values())
    assert plan.evidence.chains[by_file["certificates/other.pem"]].ends_at_authority
    assert "certificates/broken.crt" in set(plan.findings["file"])
    assert list(plan.coverage["domain"]) == ["one.example.com", "other.example.com"]
    assert len(plan.mapping) == 2


def test_an_old_certificate_is_no_longer_needed_once_a_broken_one_took_its_place(tmp_path: Path) -> None:
    old: Issued = issue(["*.two.example.com", "one.example.com"], ROOT, began=-300, days=320)
    old.write(tmp_path, "old", key=False)
    (tmp_path / "new.crt").write_bytes(NULL_PARAMETER)
    found = tables.records(read_inventory([tmp_path], tmp_path).certificates)
    assert {row["file"]: row["superseded_by"] for row in found} == {"new.crt": "", "old.pem": found[0]["sha256"]}


@pytest.mark.parametrize(
    ("version", "problems"),
    [(b"", []), (b"\xa0\x03\x02\x01\x00", ["version: a default that is written out"])],
    ids=["left-out", "written-out"],
)
def test_a_certificate_of_the_first_version_is_read(version: bytes, problems: list[str]) -> None:
    facts = certificate_facts(changed(version=version, extensions=b""))[0]
    assert (facts.common_name, facts.key_algorithm, facts.san_dns) == ("one.example.com", "EC", ())
    assert list(facts.problems) == problems
