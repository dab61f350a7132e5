"""Domain names that look alike: the skeleton of UTS 39, section 4, for the letters that domain names may hold.

Two names with one skeleton are drawn alike. Names are compared in their U-label form, which IDNA 2008 holds to
lower case and to letters, digits and hyphens, so a small table does: Latin, Greek, Cyrillic and Armenian letters
that are drawn like lower-case ASCII, and kana that are drawn like ideographs. Every pair but those of
``_ALSO_ALIKE`` is one of Unicode's confusables. The packages that carry all of Unicode's table were last released
in 2024 or are alphas, and most of it is capitals and scripts in which no label here is written.
"""

from __future__ import annotations

import unicodedata

from airec_planning import names

_DRAWN_LIKE = {
    "a": "ɑαа", "c": "ᴄс", "e": "еҽꬲ", "f": "քẝꞙꬵ", "g": "ƍɡցᶃ", "h": "һհ", "i": "ıɩɪιіꙇ", "j": "ϳј",
    "l": "1ǀ", "n": "ոռ", "o": "οσоօᴏᴑꬽ", "p": "ρр", "q": "ԛգզ", "r": "гᴦꭇꭈ", "s": "ƽѕꜱ", "u": "ʋυսᴜꞟꭎꭒ",
    "v": "νѵᴠ", "x": "х", "y": "ɣʏγуүᶌỿꭚ", "z": "ᴢ", "rn": "m", "ae": "æӕ", "oe": "œ", "oo": "ꚙꝏ", "ll": "ǁ",
    "ue": "ᵫ", "dz": "ʣ", "ts": "ʦ", "ls": "ʪ", "lz": "ʫ", "6": "б", "8": "ȣ",
    "ß": "β", "二": "ニ", "力": "カ", "卜": "ト", "口": "ロ囗", "夕": "タ", "工": "エ", "八": "ハ",
    "へ": "ヘ", "ー": "一", "土": "士",
}  # fmt: skip
"""Of UTS 39; of its classes that it names by a capital or a small capital, the pairs in lower case."""
_ALSO_ALIKE = {
    "o": "0", "l": "ӏ", "vv": "wɯѡԝաᴡω", "cl": "dԁ", "b": "вьƅ", "k": "кκĸ", "n": "ηп", "rn": "м", "t": "тτᴛ",
    "末": "未", "曰": "日", "己": "已巳",
}  # fmt: skip
"""What UTS 39 keeps apart, and what is read alike all the same in the small type of a console. ``i`` and ``l`` stay
apart, as in UTS 39: too many words differ in them alone, such as mail and mall. UTS 39 takes the Cyrillic palochka,
which is drawn like ``l``, for ``i``."""


def _prototypes() -> dict[int, str]:
    pairs = [(c, like) for table in (_DRAWN_LIKE, _ALSO_ALIKE) for like, drawn in table.items() for c in drawn]
    first = {ord(c): like for c, like in pairs}
    return {code: "".join(first.get(ord(c), c) for c in like) for code, like in first.items()}


_PROTOTYPES = _prototypes()


def skeleton(name: str) -> str:
    """What a normalised name is drawn like: equal for two names that look alike.

    Decomposed (NFD), each character replaced by its prototype, as UTS 39, section 4, says. It is not itself a name.
    """
    if name.isascii() and "xn--" not in name:
        return name.translate(_PROTOTYPES)
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", names.unicode_form(name)).translate(_PROTOTYPES))
