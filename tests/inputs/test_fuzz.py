"""Mutated files: they are read, or refused in words; nothing else happens, and no key is ever shown."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st

from airec_planning.errors import PlanningError
from airec_planning.inputs.facts_cache import FactsCache
from airec_planning.inputs.inventory import read_inventory
from airec_planning.inputs.requirements import read_requirements
from airec_planning.inputs.san_domains import read_san_domains
from airec_planning.setting_sections import Planner
from airec_planning.settings import parse_settings
from tests.certificates import issue
from tests.inputs import workbook

INPUTS = int(os.environ.get("FUZZ_INPUTS", "250"))
"""For each test; ``make fuzz`` sets many more, and other ones each time."""
BOUNDED = settings(
    max_examples=INPUTS, deadline=20_000, derandomize="FUZZ_INPUTS" not in os.environ, database=None, print_blob=True
)
ONE = issue(["one.example.com", "*.two.example.com"])
PKCS8 = ONE.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
FILES = {
    "x.pem": ONE.pem,
    "chain.pem": ONE.pem + ONE.key_pem() + ONE.pem,
    "x.der": ONE.der,
    "x.key": ONE.key_pem(),
    "pkcs8.key": PKCS8,
    "x.pfx": ONE.p12(None),
    "x.p7b": pkcs7.serialize_certificates([ONE.certificate], Encoding.DER),
}
SAN = (
    "# 推荐\n[console]\nDNS:a.example.com, *.b.example.com ; c\n[ alt_names ]\n"
    "DNS.1 = 推荐.example.cn\nIP.1 = 10.0.0.1\nsubjectAltName = critical, DNS:d.example.com\nhttps://e.example.com:443/\n"
)
PAGE = "<html><table><tr><th>服务<th>域名</tr><tr><td rowspan=2>oss<td colspan=1>a.cn</tr><tr><td>b.cn</table>"
TOML = (
    'name = "北京"\n[planner]\nsheet = "a"\ncolumns.domain = "FQDN"\n[certificates.passphrases]\n"a.pfx" = "env:A"\n'
    "[prices]\nstandard = 0.5\nfree_tier = 10\n[scenarios.short]\nvalidity.platform_days = 90\n"
)
NUMBER = str(ONE.key.private_numbers().private_value)
BODY = b"".join(ONE.key_pem().splitlines()[1:-1]).decode()
SECRETS = (NUMBER, f"{int(NUMBER):064x}", *(BODY[start : start + 16] for start in range(36, 80, 4)))

places = st.integers(0, 1 << 16)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("set"), places, st.binary(min_size=1, max_size=4)),
        st.tuples(st.just("insert"), places, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("delete"), places, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("cut"), places, st.just(b"")),
        st.tuples(st.just("repeat"), places, st.binary(min_size=8, max_size=30)),
    ),
    min_size=1,
    max_size=4,
)
Changes = list[tuple[str, int, bytes]]


def mutated(data: bytes, wanted: Changes) -> bytes:
    """The bytes with each change made at its place."""
    for what, place, text in wanted:
        at = place % (len(data) or 1)
        size = len(text)
        match what:
            case "set":
                data = data[:at] + text + data[at + size :]
            case "insert":
                data = data[:at] + text + data[at:]
            case "delete":
                data = data[:at] + data[at + size :]
            case "cut":
                data = data[:at]
            case _:
                data = data[:at] + data[at : at + size] * 3 + data[at + size :]
    return data


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def parts(folder: Path) -> dict[str, bytes]:
    """The parts of a small workbook."""
    rows = [
        ["服务", "域名", "域名类型", "SAN域名"],
        ["oss", "oss.example.com", "内部", ""],
        ["", "*.b.example.com", "", "c.cn"],
    ]
    with zipfile.ZipFile(workbook(folder / "good.xlsx", *rows, merged="A2:A3")) as package:
        return {name: package.read(name) for name in package.namelist()}


@given(name=st.sampled_from(sorted(FILES)), wanted=changes)
@BOUNDED
def test_a_mutated_certificate_or_key_is_a_row_or_a_failure(folder: Path, name: str, wanted: Changes) -> None:
    data = mutated(FILES[name], wanted)
    home = folder / "certificates"
    home.mkdir(exist_ok=True)
    path = home / name
    path.write_bytes(data)
    cache = FactsCache(folder / "cache" / "facts")
    try:
        found, again = (read_inventory([home], home, cache=cache, processes=1) for _ in range(2))
        kept = b"".join(entry.read_bytes() for entry in cache.folder.iterdir()) if cache.folder.exists() else b""
    finally:
        path.unlink()
        shutil.rmtree(cache.folder, ignore_errors=True)
    assert found.certificates.equals(again.certificates)
    assert len(found.places) + len(found.unreadable) + len(found.passed_over) > 0
    shown = "".join(frame.to_csv() for frame in (found.certificates, found.unreadable, found.passed_over))
    shown += repr(found) + kept.decode("latin-1")
    assert not any(secret in shown for secret in SECRETS)


@given(encoding=st.sampled_from(["utf-8", "utf-16", "gbk"]), wanted=changes)
@BOUNDED
def test_a_mutated_san_domains_is_read_or_refused(folder: Path, encoding: str, wanted: Changes) -> None:
    path = folder / "san_domains"
    path.write_bytes(mutated(SAN.encode(encoding), wanted))
    try:
        found = read_san_domains(path, "san_domains")
    except PlanningError as error:
        assert error.place == "san_domains"
    else:
        assert len(found.entries) + len(found.failures) > 0


@given(text=st.text(st.sampled_from("DNS:=.,;#[] \t*a推-\u202e\x1b\n"), max_size=60))
@BOUNDED
def test_any_text_named_san_domains_is_read_or_refused(folder: Path, text: str) -> None:
    path = folder / "san_domains"
    path.write_text(text, encoding="utf-8")
    try:
        found = read_san_domains(path, "san_domains")
    except PlanningError as error:
        assert error.remedy
    else:
        assert all(failure.message.isprintable() for failure in found.failures)


@given(whole=st.booleans(), part=st.integers(0, 99), wanted=changes)
@BOUNDED
def test_a_mutated_workbook_is_read_or_refused(
    folder: Path, parts: dict[str, bytes], whole: bool, part: int, wanted: Changes
) -> None:
    chosen = sorted(parts)[part % len(parts)]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, mutated(data, wanted) if name == chosen and not whole else data)
    path = folder / "mutated.xlsx"
    path.write_bytes(mutated(packed.getvalue(), wanted) if whole else packed.getvalue())
    try:
        table = read_requirements(path, "mutated.xlsx", Planner())
    except PlanningError as error:
        assert "mutated.xlsx" in error.place
    else:
        assert len(table.requirements) + len(table.failures) > 0


@given(wanted=changes, encoding=st.sampled_from(["utf-8", "utf-16", "gbk"]))
@BOUNDED
def test_a_mutated_page_named_xls_is_read_or_refused(folder: Path, wanted: Changes, encoding: str) -> None:
    path = folder / "page.xls"
    path.write_bytes(mutated(PAGE.encode(encoding), wanted))
    try:
        table = read_requirements(path, "page.xls", Planner())
    except PlanningError as error:
        assert "page.xls" in error.place
    else:
        assert len(table.requirements) + len(table.failures) > 0


@given(wanted=changes)
@BOUNDED
def test_mutated_settings_are_read_or_refused(wanted: Changes) -> None:
    text = mutated(TOML.encode(), wanted).decode("utf-8", "replace")
    try:
        parse_settings(text, "deployment.toml")
    except PlanningError as error:
        assert "deployment.toml" in error.place
        assert error.remedy


@given(key=st.text(st.sampled_from("prices.andqut "), max_size=14), typed=st.text(max_size=12))
@BOUNDED
def test_anything_typed_on_the_command_line_is_taken_or_refused(key: str, typed: str) -> None:
    try:
        parse_settings("", "deployment.toml", {key: typed})
    except PlanningError as error:
        assert str(error).count("\n") <= 2
