"""The distinct domains that need a certificate, out of both of the planner's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.language import _
from airec_planning.text import apart, place_text

_SHOWN_PLACES = 20


def required_domains(requirements: pd.DataFrame, san_entries: pd.DataFrame) -> pd.DataFrame:
    """One row a distinct domain (schema ``tables.REQUIRED_DOMAINS``), by name.

    A domain is asked for by the table, by ``san_domains``, or by both: by both also when the table's
    domain lies below a wildcard that ``san_domains`` lists, and the other way round.
    The demanded type is the dearest that any row asks for; a wildcard that is listed demands itself.
    """
    gathered: dict[str, dict[str, Any]] = {}
    for row in tables.records(requirements):
        entry = gathered.setdefault(row["domain"], _blank())
        entry["table"] = True
        entry["places"].append(f"{row['file']}, row {row['row']}")
        for key in ("service", "scope", "certificate_type", "source", "certificate_name"):
            if row[key]:
                entry[key].setdefault(row[key])
    for row in tables.records(san_entries):
        entry = gathered.setdefault(row["domain"], _blank())
        entry["san"] = True
        entry["places"].append(f"{row['file']}, line {row['line']}")
        if row["section"]:
            entry["section"].setdefault(row["section"])
    _match_wildcards(gathered)
    return tables.REQUIRED_DOMAINS.frame(_row(domain, gathered[domain]) for domain in sorted(gathered, key=_order))


def requirements_of(required: pd.DataFrame, san_entries: pd.DataFrame) -> pd.DataFrame:
    """A row for each required domain (schema ``tables.REQUIREMENTS``), where the planner gave no table.

    Rows are numbered as in the workbook that is made of them, from 2; the remark says where the domain was asked for.
    The certificate that a section names is not demanded of a row, but told in its remark.
    """
    entries = tables.records(san_entries)
    written = {row["domain"]: row["written"] for row in reversed(entries)}
    file = entries[0]["file"] if entries else ""
    return tables.REQUIREMENTS.frame(
        {
            "file": file,
            "sheet": "",
            "row": number,
            "product": "",
            "service": "",
            "domain": row["domain"],
            "written": written[row["domain"]],
            "cell": "",
            "scope": "",
            "certificate_name": "",
            "certificate_type": row["demanded_type"],
            "source": "",
            "san_domains": (),
            "remarks": apart(_asked_for(row)),
        }
        for number, row in enumerate(tables.records(required), start=2)
    )


def _asked_for(row: dict[str, Any]) -> Iterator[str]:
    yield from map(place_text, row["places"])
    if row["planned_certificate"]:
        yield _("section {name}", name=row["planned_certificate"])


def _blank() -> dict[str, Any]:
    keys = ("service", "scope", "certificate_type", "source", "certificate_name", "section")
    return {"table": False, "san": False, "places": [], **{key: {} for key in keys}}


def _match_wildcards(gathered: dict[str, dict[str, Any]]) -> None:
    """A wildcard on one list stands for its children on the other."""
    in_table = {name for name, entry in gathered.items() if entry["table"]}
    in_san = {name for name, entry in gathered.items() if entry["san"]}
    for name, entry in gathered.items():
        above = names.wildcard_of(names.parent_zone(name))
        if above not in gathered or names.is_wildcard(name):
            continue
        wildcard = gathered[above]
        if (name in in_table and above in in_san) or (name in in_san and above in in_table):
            entry["table"] = entry["san"] = wildcard["table"] = wildcard["san"] = True
            for section in wildcard["section"]:
                entry["section"].setdefault(section)


def _row(domain: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "domain": domain,
        "unicode": names.unicode_form(domain),
        "asked_in": "both" if entry["table"] and entry["san"] else "table" if entry["table"] else "san_domains",
        "places": tuple(entry["places"][:_SHOWN_PLACES]),
        "services": tuple(entry["service"]),
        "scope": "both" if len(entry["scope"]) > 1 else next(iter(entry["scope"]), ""),
        "demanded_type": _demanded(domain, entry["certificate_type"]),
        "source": "+".join(sorted(entry["source"])),
        "planned_certificate": next(iter(entry["certificate_name"]), next(iter(entry["section"]), "")),
    }


def _demanded(domain: str, types: Iterable[str]) -> str:
    if names.is_wildcard(domain):
        return "wildcard"
    return next((kind for kind in ("enterprise", "wildcard", "standard") if kind in types), "")


def _order(domain: str) -> tuple[str, ...]:
    return tuple(reversed(domain.split(".")))
