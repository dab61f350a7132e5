"""The texts that a workbook's cells share: found once, decoded one by one when a cell is looked at."""

from __future__ import annotations

import array
import html
import re

from airec_planning.language import _
from airec_planning.outputs.workbook.cells import UnknownStructure

_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?t\s*>")
_PLAIN = re.compile(rb"<si><t>([^<&]*)</t></si>")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?v\s*>")
_PHONETIC = re.compile(rb"<((?:\w+:)?rPh)[\s>].*?</\1\s*>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_SHARED = re.compile(rb"""(?:^|\s)t\s*=\s*["']s["']""")


class SharedTexts:
    """The texts of ``sharedStrings.xml``; none where a workbook has no such part.

    Raises:
        UnknownStructure: the part holds comments, CDATA sections or a document type.
    """

    def __init__(self, xml: bytes = b"") -> None:
        if b"<!" in xml:
            raise UnknownStructure(_("the shared texts hold a comment, a CDATA section or a document type"))
        self._xml = xml
        self._starts = array.array("Q", (found.start() for found in _ITEM.finditer(xml)))

    def text(self, index: int) -> str:
        """The text of a number.

        Raises:
            UnknownStructure: there are fewer texts.
        """
        if not 0 <= index < len(self._starts):
            raise UnknownStructure(_("a cell shows the shared text {number}, which is not there", number=index))
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._xml)
        return _joined(self._xml[self._starts[index] : end])


def has_formula(xml: bytes) -> bool:
    """Whether the XML of cells holds a formula."""
    return _FORMULA.search(xml) is not None


def text_of(attributes: bytes, content: bytes, texts: SharedTexts) -> str:
    """What a cell shows, without surrounding blanks; of a formula, the value that was worked out last.

    Raises:
        UnknownStructure: the cell shows a shared text that is not there.
    """
    if not content:
        return ""
    value = _VALUE.search(content)
    if value is None:
        return _joined(content).strip()
    if _SHARED.search(attributes):
        return texts.text(int(value[1])).strip() if value[1].strip().isdigit() else ""
    return _decoded(value[1]).strip()


def _joined(xml: bytes) -> str:
    if plain := _PLAIN.fullmatch(xml):
        return plain[1].decode("utf-8", "replace")
    if b"rPh" in xml:
        xml = _PHONETIC.sub(b"", xml)
    return _decoded(b"".join(_TEXT.findall(xml)))


def _decoded(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return html.unescape(text) if "&" in text else text
