"""Date styles appended to a workbook's styles: each a copy of a style that is there, shown as a date."""

from __future__ import annotations

import re

from airec_planning.language import _
from airec_planning.outputs.workbook.cells import UnknownStructure

_CELL_FORMATS = re.compile(rb"<(?P<p>(?:\w+:)?)cellXfs\b(?P<attributes>[^>]*)>(?P<body>.*?)</(?P=p)cellXfs>", re.DOTALL)
_ISO_DAY = rb"yyyy\-mm\-dd"
_NUMBER_FORMATS = re.compile(rb"<(?:\w+:)?numFmts\b[^>]*(?<!/)>.*?</(?P<close>(?:\w+:)?numFmts)>", re.DOTALL)
_NO_NUMBER_FORMATS = re.compile(rb"<(?:\w+:)?numFmts\b[^>]*/>")
_COUNT = re.compile(rb"""\bcount=["'](\d+)["']""")
_FORMAT_ID = re.compile(rb"""\snumFmtId=["'](\d+)["']""")
_DEFINED = re.compile(rb"""<(?:\w+:)?numFmt\b[^>]*\bnumFmtId=["'](\d+)["'][^>]*""")
_CODE = re.compile(rb"""\bformatCode=(?:"([^"]*)"|'([^']*)')""")
_QUOTED = re.compile(rb"&quot;.*?&quot;|\\.|\[[^\]]*\]|_.|\*.")
_BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)))
"""Number formats without a code of their own that show a day (ECMA-376 part 1, 18.8.30)."""


class DateStyles:
    """The styles part, and the styles that are appended to it while cells are filled.

    Raises:
        UnknownStructure: the part is not laid out as expected.
    """

    def __init__(self, xml: bytes) -> None:
        found = _CELL_FORMATS.search(xml)
        if found is None:
            raise UnknownStructure(_("the workbook's styles have no cell formats"))
        self._xml, prefix = xml, found["p"]
        pattern = rb"<%sxf\b(?:[^>]*/>|[^>]*[^/]>.*?</%sxf>)" % (prefix, prefix)
        self._formats: list[bytes] = re.findall(pattern, found["body"], re.DOTALL)
        self._taken = {int(one[1]): _code(one[0]) for one in _DEFINED.finditer(xml)}
        self._new_format = max([163, *self._taken]) + 1
        self._numbers: dict[bytes, bytes] = {}
        self._added: list[bytes] = []

    def style_for(self, base: bytes) -> bytes:
        """The number of the style in which a date shows as one, and otherwise as in the base style.

        That is the base itself where it shows days already; ``base`` is empty for a cell without a style.

        Raises:
            UnknownStructure: the base is not among the workbook's styles.
        """
        if base not in self._numbers:
            index = int(base or 0)
            if index >= len(self._formats):
                raise UnknownStructure(_("style {number} is not among the workbook's cell formats", number=index))
            if self._shows_days(self._formats[index]):
                self._numbers[base] = b"%d" % index
            else:
                self._numbers[base] = b"%d" % (len(self._formats) + len(self._added))
                self._added.append(_as_date(self._formats[index], self._new_format))
        return self._numbers[base]

    def part(self) -> bytes:
        """The styles with those that were appended; the same bytes where there are none."""
        if not self._added:
            return self._xml
        styles = _with_number_format(self._xml, self._new_format)
        found = _CELL_FORMATS.search(styles)
        assert found is not None
        opening = _recounted(styles[found.start() : found.start("body")], len(self._formats) + len(self._added))
        body = found["body"] + b"".join(self._added)
        return styles[: found.start()] + opening + body + styles[found.end("body") :]

    def _shows_days(self, cell_format: bytes) -> bool:
        found = _FORMAT_ID.search(cell_format)
        number = int(found[1]) if found else 0
        bare = _QUOTED.sub(b"", self._taken.get(number, b"")).lower()
        return number in _BUILT_IN_DATES or (b"d" in bare and b"y" in bare)


def _code(tag: bytes) -> bytes:
    found = _CODE.search(tag)
    return b"" if found is None else found[1] or found[2] or b""


def _as_date(cell_format: bytes, format_id: int) -> bytes:
    tag_end = cell_format.index(b">")
    tag, rest = cell_format[:tag_end], cell_format[tag_end:]
    tag = re.sub(rb"""\s(?:numFmtId|applyNumberFormat)=(?:"[^"]*"|'[^']*')""", b"", tag)
    self_closed = tag.endswith(b"/")
    tag = tag.removesuffix(b"/").rstrip() + b' numFmtId="%d" applyNumberFormat="1"' % format_id
    return tag + (b"/" if self_closed else b"") + rest


def _with_number_format(styles: bytes, format_id: int) -> bytes:
    """A number format that shows a day as 2027-01-05, whatever the reader's locale."""
    entry = b'numFmt numFmtId="%d" formatCode="%s"/>' % (format_id, _ISO_DAY)
    styles = _NO_NUMBER_FORMATS.sub(b"", styles, count=1)
    if found := _NUMBER_FORMATS.search(styles):
        prefix = found["close"].removesuffix(b"numFmts")
        at = found.start("close") - len(b"</")
        opening_end = styles.index(b">", found.start()) + 1
        listed = len(re.findall(rb"<(?:\w+:)?numFmt\b", styles[opening_end:at]))
        opening = _recounted(styles[found.start() : opening_end], listed + 1)
        return b"".join((styles[: found.start()], opening, styles[opening_end:at], b"<", prefix, entry, styles[at:]))
    root = re.search(rb"<(?P<p>(?:\w+:)?)styleSheet\b[^>]*>", styles)
    if root is None:
        raise UnknownStructure(_("the workbook's styles are not a style sheet"))
    listed_alone = b'<%(p)snumFmts count="1"><%(p)s%(entry)s</%(p)snumFmts>' % {b"p": root["p"], b"entry": entry}
    return styles[: root.end()] + listed_alone + styles[root.end() :]


def _recounted(tag: bytes, count: int) -> bytes:
    return _COUNT.sub(b'count="%d"' % count, tag)
