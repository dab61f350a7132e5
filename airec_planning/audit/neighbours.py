"""What a name to be created is worth a second look for beside the other names of the deployment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from airec_planning import names
from airec_planning.audit.confusables import skeleton
from airec_planning.audit.verdicts import Verdict, error, listed, notice, warning
from airec_planning.language import _
from airec_planning.text import plural

_ENOUGH = 2
"""Other names below a zone that make it a known one."""
_SHORTEST = 5
"""Letters of a registered label from which on another one letter away is taken for a slip."""


@dataclass(frozen=True)
class Neighbours:
    """All names of a deployment, by what they look like and by the zones that they stand in."""

    required: frozenset[str]
    zones: tuple[str, ...]
    """The known zones as the settings give them; none: each is judged by what stands below it."""
    certified: frozenset[str]
    """Zones below which certificates exist."""
    counts: Mapping[str, int]
    """Required names and names of certificates below each registrable domain."""
    drawn: Mapping[str, tuple[str, ...]]
    """Names by their skeleton, where several share one."""
    zones_drawn: Mapping[str, tuple[str, ...]]
    """The same of registrable domains."""
    one_edit: Mapping[str, tuple[str, ...]]
    """Registrable domains by what is left when any one character is taken out."""

    @classmethod
    def of(
        cls, created: Iterable[str], required: Iterable[str], certified: Iterable[str], zones: Iterable[str]
    ) -> Neighbours:
        asked, carried = frozenset(required), frozenset(certified)
        known = {*created, *asked, *carried}
        counts = Counter(map(names.registrable_domain, asked | carried))
        found = {*counts, *map(names.registrable_domain, known)}
        return cls(
            required=asked,
            zones=tuple(sorted(zones)),
            certified=frozenset(map(names.registrable_domain, carried)),
            counts=counts,
            drawn=_shared((skeleton(name), name) for name in known),
            zones_drawn=_shared((skeleton(zone), zone) for zone in found),
            one_edit=_shared((left, zone) for zone in found for left in _with_one_less(zone)),
        )

    def looks_alike(self, name: str) -> Verdict | None:
        """No other name, and no other registrable domain, is drawn like it (UTS 39, 4)."""
        if others := [other for other in self.drawn.get(skeleton(name), ()) if other != name]:
            return _alike(_("is drawn like {names}", names=listed(map(names.both_forms, others))), name, others)
        zone = names.registrable_domain(name)
        others = [other for other in self.zones_drawn.get(skeleton(zone), ()) if self._outweighs(other, zone)]
        if not others:
            return None
        alike = listed(map(names.both_forms, others))
        said = _("its zone {zone} is drawn like {names}", zone=names.both_forms(zone), names=alike)
        return _alike(said, zone, others)

    def one_edit_away(self, name: str) -> Verdict | None:
        """No other registrable domain, with more names below it, is one slip of the fingers away."""
        zone = names.registrable_domain(name)
        if self.counts.get(zone, 0) > 1 or len(zone.partition(".")[0]) < _SHORTEST:
            return None
        near = {other for left in _with_one_less(zone) for other in self.one_edit.get(left, ())}
        others = [other for other in near if self._outweighs(other, zone) and _one_slip(zone, other)]
        if not others:
            return None
        return warning(
            _("nothing else stands below {zone}, and {others} is one slip away", zone=zone, others=listed(others)),
            _("See that it is not mistyped in the planner's table."),
        )

    def unknown_zone(self, name: str) -> Verdict | None:
        """The zone is one of those that the settings name, or others of the deployment's names stand in it."""
        if self.zones:
            bare = name.removeprefix(names.WILDCARD)
            if any(bare == zone or bare.endswith(f".{zone}") for zone in self.zones):
                return None
            return warning(
                _("is in none of the zones that the settings name: {zones}", zones=listed(self.zones)),
                _("See that the zone is yours, and add it to requests.zones."),
            )
        zone = names.registrable_domain(name)
        if zone in self.certified or self.counts.get(zone, 0) - (name in self.required) >= _ENOUGH:
            return None
        return notice(
            _("hardly another name of the deployment stands below {zone}", zone=zone),
            _("See that the zone is yours; requests.zones names those that are."),
        )

    def _outweighs(self, other: str, zone: str) -> bool:
        """Of two zones that are taken for one another, the one with fewer names is told, or both."""
        return other != zone and self.counts.get(other, 0) >= self.counts.get(zone, 0)


def unlisted_top_levels(created: Iterable[str]) -> Iterator[tuple[str, Verdict]]:
    """Each top-level label that no public list knows, told with the first name below it."""
    below: dict[str, list[str]] = defaultdict(list)
    for name in created:
        below[name.rpartition(".")[2]].append(name)
    for label, found in below.items():
        if not names.is_listed_top_level(label):
            message = (
                _(
                    "ends in {label}, as {others} to create: "
                    "no public top-level label, so that your own DNS alone knows it",
                    label=label,
                    others=plural(len(found) - 1, "further name"),
                )
                if len(found) > 1
                else _("ends in {label}: no public top-level label, so that your own DNS alone knows it", label=label)
            )
            yield found[0], notice(message, _("See that it is meant: no public CA issues for it."))


def _alike(said: str, name: str, others: Iterable[str]) -> Verdict:
    """Letters of two scripts are told apart by nobody; 1 and l, or rn and m, by who looks closely."""
    pairs = [pair for other in others for pair in zip(name.split("."), other.split("."), strict=True)]
    apart = "".join(one + other for one, other in pairs if one != other)
    remedy = _("See which is meant: the name of a certificate is final.")
    return error(said, remedy) if "xn--" in apart else warning(said, remedy)


def _shared(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in sorted(set(pairs)):
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items() if len(values) > 1}


def _with_one_less(text: str) -> set[str]:
    """The text, and the text without any one of its characters: two texts one edit apart share one of these."""
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


def _one_slip(one: str, other: str) -> bool:
    """Whether one character is left out, put in, replaced or swapped with the next (Damerau-Levenshtein 1).

    Two that differ by a digit are taken for numbered ones.
    """
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :] and not other[at].isdigit()
    if one[at + 1 :] == other[at + 1 :]:
        return not (one[at].isdigit() or other[at].isdigit())
    return one[at + 2 :] == other[at + 2 :] and one[at : at + 2] == other[at : at + 2][::-1]
