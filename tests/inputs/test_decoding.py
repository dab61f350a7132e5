"""Bytes of a planner's text file into text."""

from __future__ import annotations

import codecs

import pytest

from airec_planning.errors import InputError
from airec_planning.inputs.decoding import decode

TEXT = "域名,推荐.example.cn\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("gbk"),
        TEXT.encode("gb18030"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"],
)
def test_the_text_is_the_same_in_every_encoding(data: bytes) -> None:
    assert decode(data, "file") == TEXT


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        "a.cn".encode("utf-16-le"),
        b"\xff\xfea",
        b"\xef\xbb\xbf\xff",
        "a".encode("utf-32"),
        b"\xff\xff",
    ],
    ids=["picture", "utf-16-without-mark", "half-a-character", "broken-utf-8", "utf-32", "no-encoding"],
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes) -> None:
    with pytest.raises(InputError, match=r"planner/san_domains: is not text"):
        decode(data, "planner/san_domains")


def test_an_empty_file_is_empty_text() -> None:
    assert decode(b"", "file") == ""
