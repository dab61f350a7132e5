"""Makes ``airec_planning/outputs/wide.ttf``, by which the labels of pictures are measured.

    python -m tests.wide_font

It has one empty glyph, one em wide, for every Chinese letter and the punctuation around it. The same bytes each time.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # type: ignore[import-untyped]

FILE = Path(__file__).parents[1] / "airec_planning" / "outputs" / "wide.ttf"
WIDE = (
    range(0x2E80, 0x3100), range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0xFF01, 0xFF61)
)  # fmt: skip
"""CJK radicals, punctuation and kana, unified ideographs, compatibility ones, full-width forms."""
_EM, _ASCENT, _DESCENT = 1000, 880, -120


def wide_font() -> bytes:
    """The font, as a TrueType file."""
    made = FontBuilder(_EM, isTTF=True)
    made.font["head"].created = made.font["head"].modified = 0
    made.font.recalcTimestamp = False
    made.setupGlyphOrder([".notdef", "wide"])
    made.setupCharacterMap({})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "wide": _square()})
    made.setupHorizontalMetrics({".notdef": (_EM, 0), "wide": (_EM, 0)})
    made.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    made.setupNameTable({"familyName": "Wide Letters", "styleName": "Regular", "psName": "WideLetters"}, mac=False)
    made.setupOS2(sTypoAscender=_ASCENT, usWinAscent=_ASCENT, usWinDescent=-_DESCENT)
    made.setupPost()
    made.font["cmap"].tables = [_many_to_one()]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _square() -> object:
    """Never drawn: the letters' height is measured too."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, _DESCENT))
    for corner in ((0, _ASCENT), (_EM, _ASCENT), (_EM, _DESCENT)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def _many_to_one() -> CmapSubtable:
    """Format 13 maps whole ranges to one glyph: the file has less than a kilobyte."""
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = 13, 0, 0, 0
    table.cmap = {code: "wide" for codes in WIDE for code in codes}
    return table


if __name__ == "__main__":
    FILE.write_bytes(wide_font())
