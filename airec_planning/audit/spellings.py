"""How the planner wrote a name that is to be typed, where that is not how it has to be typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from airec_planning.audit.verdicts import Verdict, notice, warning
from airec_planning.language import N_, _
from airec_planning.text import apart, enumerated, place_text, plural

_STOPS = re.compile("[。．｡]")
_SHOWN = 5
"""Ways of writing, and places of each, that are told."""


@dataclass(frozen=True)
class Spellings:
    """Each name's ways of writing, with the places where it is written so."""

    by_domain: dict[str, dict[str, list[str]]]

    @classmethod
    def of(cls, requirements: pd.DataFrame, san_entries: pd.DataFrame) -> Spellings:
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for domain, written, place in sorted(_occurrences(requirements, san_entries)):
            found[domain][written].append(f"{place[0]}, {place[1]} {place[2]}")
        return cls(found)

    def place(self, domain: str) -> str:
        """The rows and lines that do not write it as it is typed; empty where all do."""
        others = {text: places for text, places in self.by_domain.get(domain, {}).items() if text != domain}
        return apart(_listed(places) for places in others.values())

    def verdict(self, domain: str) -> Verdict | None:
        """The planner's cell holds the name as it is typed: else who copies it from there creates another one."""
        ways = self.by_domain.get(domain, {})
        others = [text for text in sorted(ways) if text != domain]
        if not others:
            return None
        level = warning if any(_unseen(text) for text in others) else notice
        remedy = _("Type it as it stands here: {domain}", domain=domain)
        if len(ways) == 1:
            return level(_("the planner wrote {text}", text=_told(others[0])), remedy)
        told = apart(_("{text} in {places}", text=_told(text), places=_listed(ways[text])) for text in others[:_SHOWN])
        said = {"count": len(ways), "ways": told}
        if len(others) <= _SHOWN:
            return level(_("the planner wrote it in {count} ways: {ways}", **said), remedy)
        more = len(others) - _SHOWN
        return level(
            _("the planner wrote it in {count} ways: {ways}; and in {more} more ways", more=more, **said), remedy
        )


def shown(text: str) -> str:
    """The text with everything that does not show as itself, blanks but the plain one too, as an escape."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _occurrences(
    requirements: pd.DataFrame, san_entries: pd.DataFrame
) -> Iterator[tuple[str, str, tuple[str, str, int]]]:
    """Each name, how it is written, and in which file, row or line."""
    for frame, kind in ((requirements, "row"), (san_entries, "line")):
        columns: Iterable[tuple[str, str, str, str, int]] = zip(
            *(frame[c] for c in ("domain", "written", "cell", "file", "row" if kind == "row" else "line")), strict=True
        )
        for domain, written, cell, file, number in columns:
            # A cell of several names has blanks of its own around each.
            yield domain, cell if cell.strip() == written else written, (file, kind, number)


def _listed(places: list[str]) -> str:
    more = len(places) - _SHOWN
    shown_places = apart(map(place_text, places[:_SHOWN]))
    if more <= 0:
        return shown_places
    return _("{places} and {more}", places=shown_places, more=plural(more, "more place"))


def _unseen(text: str) -> bool:
    return text != text.strip() or not text.isprintable()


def _told(text: str) -> str:
    """A way of writing, and what sets it apart from the name as it is typed."""
    bare = text.strip()
    found = [
        N_("blanks around it") if bare != text else "",
        N_("characters that are not seen") if not bare.isprintable() else "",
        N_("capitals") if bare != bare.lower() else "",
        N_("other full stops") if _STOPS.search(bare) else "",
        N_("fullwidth letters") if any("\uff01" <= c <= "\uff5e" and c != "．" for c in bare) else "",
        N_("a final dot") if bare.endswith((".", "。", "．", "｡")) else "",
        N_("letters beyond ASCII") if any(c.isalpha() and not c.isascii() and c < "\uff01" for c in bare) else "",
    ]
    return _(
        '"{text}" ({what})', text=shown(text), what=enumerated(map(_, filter(None, found))) or _("in another form")
    )
