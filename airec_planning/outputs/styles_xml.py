"""Appending date styles to a workbook's styles: each a copy of a style that is there, shown as a date."""

from __future__ import annotations

import re
from collections.abc import Iterable

from airec_planning.outputs.sheet_xml import UnknownStructure

_CELL_FORMATS = re.compile(rb"<(?P<p>(?:\w+:)?)cellXfs\b(?P<attributes>[^>]*)>(?P<body>.*?)</(?P=p)cellXfs>", re.DOTALL)
_ISO_DAY = "yyyy\\-mm\\-dd"
_NUMBER_FORMATS = re.compile(rb"<(?:\w+:)?numFmts\b[^>]*(?<!/)>.*?</(?P<close>(?:\w+:)?numFmts)>", re.DOTALL)
_NO_NUMBER_FORMATS = re.compile(rb"<(?:\w+:)?numFmts\b[^>]*/>")
_COUNT = re.compile(rb"""\bcount=["'](\d+)["']""")


def add_date_styles(styles: bytes, bases: Iterable[str]) -> tuple[bytes, dict[str, str]]:
    """The styles part with a date style added for each base style, and the new number of each base's.

    Raises:
        UnknownStructure: the part is not laid out as expected.
    """
    wanted = sorted(bases)
    if not wanted:
        return styles, {}
    styles, format_id = _with_day_format(styles)
    found = _CELL_FORMATS.search(styles)
    if found is None:
        raise UnknownStructure("the workbook's styles have no cell formats")
    prefix = found["p"]
    formats = re.findall(rb"<%sxf\b(?:[^>]*/>|[^>]*[^/]>.*?</%sxf>)" % (prefix, prefix), found["body"], re.DOTALL)
    added: list[bytes] = []
    numbers: dict[str, str] = {}
    for base in wanted:
        index = int(base or 0)
        if index >= len(formats):
            raise UnknownStructure(f"style {index} is not among the workbook's cell formats")
        numbers[base] = str(len(formats) + len(added))
        added.append(_as_date(formats[index], format_id))
    opening = _recounted(styles[found.start() : found.start("body")], len(formats) + len(added))
    body = found["body"] + b"".join(added)
    return styles[: found.start()] + opening + body + styles[found.end("body") :], numbers


def _as_date(cell_format: bytes, format_id: int) -> bytes:
    tag_end = cell_format.index(b">")
    tag, rest = cell_format[:tag_end], cell_format[tag_end:]
    tag = re.sub(rb"""\s(?:numFmtId|applyNumberFormat)=(?:"[^"]*"|'[^']*')""", b"", tag)
    self_closed = tag.endswith(b"/")
    tag = tag.removesuffix(b"/").rstrip() + b' numFmtId="%d" applyNumberFormat="1"' % format_id
    return tag + (b"/" if self_closed else b"") + rest


def _with_day_format(styles: bytes) -> tuple[bytes, int]:
    """A number format that shows a day as 2027-01-05, whatever the reader's locale."""
    taken = [int(number) for number in re.findall(rb"""<(?:\w+:)?numFmt\b[^>]*\bnumFmtId=["'](\d+)["']""", styles)]
    format_id = max([163, *taken]) + 1
    styles = _NO_NUMBER_FORMATS.sub(b"", styles, count=1)
    if found := _NUMBER_FORMATS.search(styles):
        prefix = found["close"].removesuffix(b"numFmts")
        at = found.start("close") - len(b"</")
        opening_end = styles.index(b">", found.start()) + 1
        listed = len(re.findall(rb"<(?:\w+:)?numFmt\b", styles[opening_end:at]))
        opening = _recounted(styles[found.start() : opening_end], listed + 1)
        entry = b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (prefix, format_id, _ISO_DAY.encode())
        return styles[: found.start()] + opening + styles[opening_end:at] + entry + styles[at:], format_id
    root = re.search(rb"<(?P<p>(?:\w+:)?)styleSheet\b[^>]*>", styles)
    if root is None:
        raise UnknownStructure("the workbook's styles are not a style sheet")
    entry = b'<%(p)snumFmts count="1"><%(p)snumFmt numFmtId="%(id)d" formatCode="%(code)s"/></%(p)snumFmts>' % {
        b"p": root["p"], b"id": format_id, b"code": _ISO_DAY.encode(),
    }  # fmt: skip
    return styles[: root.end()] + entry + styles[root.end() :], format_id


def _recounted(tag: bytes, count: int) -> bytes:
    return _COUNT.sub(b'count="%d"' % count, tag)
