"""What the library says of bytes that it refuses, for people."""

from __future__ import annotations

import re

from airec_planning.language import _
from airec_planning.text import shorten, visible

_KIND = re.compile(r"ParseError \{ kind: (\w+)")
_PLACE = re.compile(r'"([\w:]+)"')
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def told(error: BaseException) -> str:
    """The reason in a few words without controls: where the DER is broken and how, or what the library said."""
    text = str(error) or type(error).__name__
    if found := _KIND.search(text):
        how = _WORDS.sub(" ", found[1]).lower()
        places = _PLACE.findall(text, found.end())
        return (
            _("broken DER at {place} ({how})", place=places[-1], how=how)
            if places
            else _("broken DER ({how})", how=how)
        )
    return shorten(visible(text), 120)
