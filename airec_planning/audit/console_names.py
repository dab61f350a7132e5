"""The names to be typed into the console, where each is final once it is submitted, looked at once more."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.coverage import certificate_names
from airec_planning.audit.name_rules import NAME_RULES
from airec_planning.audit.neighbours import Neighbours, unlisted_top_levels
from airec_planning.audit.spellings import Spellings
from airec_planning.audit.verdicts import SEVERITIES, Verdict, error, notice, warning
from airec_planning.language import _
from airec_planning.text import apart, place_text, visible

_Found = tuple[str, Verdict, str]
"""A caution, its verdict, and where it was found."""


def name_cautions(
    purchases: pd.DataFrame,
    required: pd.DataFrame,
    requirements: pd.DataFrame,
    san_entries: pd.DataFrame,
    certificates: pd.DataFrame,
    as_of: dt.datetime,
    *,
    zones: Sequence[str] = (),
    requested: Sequence[str] = (),
) -> pd.DataFrame:
    """What to know of each purchase's name before it is created (schema ``tables.NAME_CAUTIONS``).

    By the creation order, worst first. ``zones`` are the known ones (``requests.zones``), ``requested`` the names
    that were submitted before (``existing.console_requests``), all normalised. Certificates count as existing where
    they are valid at the as-of date. It does not depend on the order of rows.
    """
    rows = tables.records(purchases.sort_values(["order"], kind="stable"))
    created = [row["domain"] for row in rows]
    carried = _carried(certificates)
    neighbours = Neighbours.of(created, required["domain"], carried, zones)
    spellings = Spellings.of(requirements, san_entries)
    places = dict(zip(required["domain"], required["places"], strict=True))
    unlisted = dict(unlisted_top_levels(created))
    beside = _Beside(rows, frozenset(requested))
    found = []
    for row in rows:
        name = row["domain"]
        told: list[_Found] = []
        asked = apart(map(place_text, sorted(places.get(name, ()))[:3]))
        told += [(_code(rule), verdict, asked) for rule in NAME_RULES if (verdict := rule(name))]
        for judge in (neighbours.looks_alike, neighbours.one_edit_away, neighbours.unknown_zone):
            told += [(_code(judge), verdict, asked)] if (verdict := judge(name)) else []
        told += [("unlisted-top-level", unlisted[name], asked)] if name in unlisted else []
        told += [("spelling", verdict, spellings.place(name))] if (verdict := spellings.verdict(name)) else []
        told += beside.cautions(row)
        told += _served_already(carried.get(name, ()), as_of)
        unlisted.pop(name, None)
        found += [_row(row, *one) for one in told]
    found.sort(key=lambda row: (row["order"], SEVERITIES.index(row["severity"])))
    return tables.NAME_CAUTIONS.frame(found)


class _Beside:
    """The other purchases, and the names that were submitted before."""

    def __init__(self, rows: Sequence[dict[str, Any]], requested: frozenset[str]) -> None:
        self.requested = requested
        self.times = Counter((row["domain"], row["type"]) for row in rows)
        self.types: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self.types[row["domain"]].add(row["type"])

    def cautions(self, row: dict[str, Any]) -> Iterator[_Found]:
        """Nothing is created twice: not by another purchase, not by its wildcard, not beside an earlier request."""
        name, above = row["domain"], names.wildcard_of(names.parent_zone(row["domain"]))
        if self.times[name, row["type"]] > 1:
            yield "created-twice", error(_("stands on this list twice"), _("Create it once.")), ""
        elif len(self.types[name]) > 1:
            said = _("stands on this list as {types}", types=_(" and ").join(sorted(self.types[name])))
            yield "created-twice", warning(said, _("See that both types are needed.")), ""
        if name in self.requested:
            remedy = _("Wait for that certificate; a second one is charged again.")
            yield "requested-already", error(_("was submitted before: existing.console_requests"), remedy), ""
        if name == above:
            return
        if above in self.requested:
            remedy = _("See that its own certificate is needed.")
            said = _("{wildcard}, which was submitted before, covers it too", wildcard=above)
            yield "covered-twice", notice(said, remedy), ""
        if above in self.types:
            remedy = _("The planner asks for its own {type} certificate: see that it is needed.", type=row["type"])
            said = _("{wildcard} on this list covers it too", wildcard=above)
            yield "covered-twice", notice(said, remedy), ""


def _carried(certificates: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Each name that server certificates carry, with the certificates."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.records(certificates[certificates["role"] == "server"]):
        for name in certificate_names(row):
            found[name].append(row)
    return found


def _served_already(certificates: Iterable[dict[str, Any]], as_of: dt.datetime) -> Iterator[_Found]:
    """A name that a valid certificate carries is created to replace that, or not at all."""
    valid = [(one["not_after"], one["file"]) for one in certificates if one["not_before"] <= as_of <= one["not_after"]]
    for last, file in sorted(valid)[-1:]:
        verdict = notice(
            _("a certificate for it is valid until {day}", day=last.date()),
            _("Create it only to replace that one; existing.keep = true plans with those that are valid."),
        )
        yield "served-already", verdict, file


def _code(rule: Callable[[str], Verdict | None]) -> str:
    return rule.__name__.replace("_", "-")


def _row(purchase: dict[str, Any], caution: str, verdict: Verdict, place: str) -> dict[str, Any]:
    return {
        "order": purchase["order"],
        "domain": purchase["domain"],
        "severity": verdict.severity,
        "caution": caution,
        "place": visible(place),
        "message": visible(verdict.message),
        "remedy": visible(verdict.remedy),
    }
