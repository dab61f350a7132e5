"""``san_domains`` in the forms that people write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from airec_planning import tables
from airec_planning.errors import InputError, Reason
from airec_planning.inputs.san_domains import SanDomains, read_san_domains
from tests.inputs import within


def read(tmp_path: Path, text: str | bytes) -> SanDomains:
    path = tmp_path / "san_domains"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_san_domains(path, "san_domains")


def listed(found: SanDomains) -> list[str]:
    return list(found.entries["domain"])


@pytest.mark.parametrize(
    "text",
    [
        "a.example.com\n*.b.example.com\n",
        "a.example.com, *.b.example.com",
        "a.example.com *.b.example.com",
        "# planned\n\na.example.com # the console\n; and\n*.b.example.com ; wildcard\n",
        "DNS:a.example.com\ndns:*.b.example.com",
        "DNS: a.example.com, DNS: *.b.example.com",
        "subjectAltName = DNS:a.example.com, DNS:*.b.example.com",
        "subjectAltName=critical,DNS:a.example.com,DNS:*.b.example.com",
        "[req]\ndistinguished_name = dn\nreq_extensions = v3_req\n[dn]\nCN = x.example.com\n[v3_req]\n"
        "keyUsage = digitalSignature\nsubjectAltName = @alt_names\n"
        "[ alt_names ]\nDNS.1 = a.example.com\nDNS.2=*.b.example.com\n",
        "A.Example.COM.\n*.B.example。com",
    ],
    ids=[
        "lines",
        "commas",
        "blanks",
        "comments",
        "prefixes",
        "blanks-behind-prefixes",
        "openssl",
        "critical",
        "openssl-file",
        "spelling",
    ],
)
def test_names_are_read_in_every_form(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert listed(found) == ["a.example.com", "*.b.example.com"]
    assert found.failures == ()
    assert set(found.entries["section"]) == {""}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_names_are_read_in_every_encoding_and_with_every_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    found = read(tmp_path, f"# 控制台{end}推荐.example.cn{end}b.example.cn".encode(encoding))
    assert listed(found) == ["xn--jzuq81e.example.cn", "b.example.cn"]
    assert list(found.entries["line"]) == [2, 3]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"], ids=["little-endian", "big-endian"])
def test_a_utf_16_mark_decides_the_order_of_bytes(tmp_path: Path, mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert listed(read(tmp_path, mark + "a.example.com\r\n".encode(encoding))) == ["a.example.com"]


def test_sections_group_the_names_by_certificate(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "first.example.com\n[console]  # a\na.example.com\n[ 数据 ]\nb.example.com\n[alt_names]\nc.example.com\n",
    )
    assert list(found.entries["section"]) == ["", "console", "数据", ""]


def test_a_bad_line_is_kept_as_a_failure_and_the_others_go_on(tmp_path: Path) -> None:
    found = read(tmp_path, "a.example.com\nhttps://b.example.com/\n10.0.0.0/24, c.example.com\nlocalhost\n")
    assert listed(found) == ["a.example.com", "c.example.com"]
    assert [(failure.place, failure.reason) for failure in found.failures] == [
        ("san_domains, line 2", Reason.NOT_A_DOMAIN),
        ("san_domains, line 3", Reason.NOT_A_DOMAIN),
        ("san_domains, line 4", Reason.NOT_A_DOMAIN),
    ]


@pytest.mark.parametrize(
    "text",
    ["10.0.0.1", "IP:10.0.0.1", "IP Address:10.0.0.1", "IP.1 = 10.0.0.1", "subjectAltName = IP:10.0.0.1, DNS:a.b.cn"],
)
def test_an_address_is_told_from_a_domain(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, f"[api]\n{text}")
    assert tables.records(found.addresses) == [
        {"file": "san_domains", "line": 2, "section": "api", "address": "10.0.0.1"}
    ]
    assert not found.failures


@pytest.mark.parametrize("text", ["2001:DB8:0:0::1", "IP:2001:db8::1", "IP.1 = [2001:db8::1]"])
def test_an_ipv6_address_has_one_spelling(tmp_path: Path, text: str) -> None:
    assert list(read(tmp_path, text).addresses["address"]) == ["2001:db8::1"]


@pytest.mark.parametrize("text", ["IP:10.0.0.0/24", "IP:10.0.0", "IP:fe80::1%eth0", "IP:10.0.0.1:443"])
def test_what_no_certificate_can_carry_as_an_address_is_a_failure(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert found.addresses.empty
    assert [failure.reason for failure in found.failures] == [Reason.NOT_A_DOMAIN]


def test_the_text_as_written_is_kept(tmp_path: Path) -> None:
    assert list(read(tmp_path, "DNS:A.example.com.").entries["written"]) == ["A.example.com."]


@pytest.mark.parametrize("text", ["", "# nothing\n\n", "[section]\n", "keyUsage = digitalSignature\n", "\ufeff"])
def test_a_file_that_names_nothing_is_an_input_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="names no domain"):
        read(tmp_path, text)


def test_what_is_no_text_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not text"):
        read(tmp_path, b"\x89PNG\x00\xff")


def test_a_pipe_a_folder_and_a_missing_file_are_input_errors(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder", "missing"):
        with within(2), pytest.raises(InputError):
            read_san_domains(tmp_path / name, name)


@pytest.mark.parametrize(
    "line",
    [
        "[" + " " * 2_000 + "x",
        " " * 50_000 + "x",
        "a" * 100_000,
        "[" * 50_000,
        "a." * 15_000 + "com",
        "IP Address" * 10_000,
    ],
    ids=["open-section", "blanks", "one-label", "brackets", "many-labels", "addresses"],
)
def test_an_absurd_line_costs_only_itself_and_no_time(tmp_path: Path, line: str) -> None:
    with within(2):
        found = read(tmp_path, f"{line}\na.example.com\n")
    assert "a.example.com" in listed(found)
    assert all(len(failure.message) < 1_000 for failure in found.failures)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("a.example.com ", True),
        ("a.example.com\u3000", True),
        ("\u00a0a.example.com # the console", True),
        ("  a.example.com", False),
        ("DNS.1 = a.example.com  # the console", False),
        ("a.example.com, b.example.com", False),
    ],
)
def test_a_line_whose_blanks_go_unseen_is_kept_as_it_stands(tmp_path: Path, line: str, kept: bool) -> None:
    assert read(tmp_path, f"{line}\n").entries["cell"].iloc[0] == (line if kept else "")
