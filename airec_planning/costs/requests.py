"""The certificates to have issued on the CA path, and which domains and addresses each carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from airec_planning import names, tables
from airec_planning.file_names import name_key
from airec_planning.language import _

Grouping = Literal["planned", "service", "one"]
_ADDRESSES = "addresses"


@dataclass
class _Group:
    """A certificate as it is gathered; its name as it was first written."""

    name: str
    domains: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    where: set[str] = field(default_factory=set)


def requests(
    required: pd.DataFrame,
    san_entries: pd.DataFrame,
    addresses: pd.DataFrame | None = None,
    group: Grouping = "planned",
    whole: str = "deployment",
) -> pd.DataFrame:
    """One row a certificate to have issued by the own CA (schema ``tables.REQUESTS``), by name.

    ``planned``: as the planner grouped them, by the sections of ``san_domains`` and the certificate names of the
    table; what neither groups gets one certificate for each service, and by zone where no service is known.
    ``service``: one for each service, that of several in the first one's. ``one``: a single certificate, of the
    name ``whole``. Two names of one file (``file_names.name_key``) are one certificate.

    An IP address belongs to its section; without one, to the only certificate, and where there are several to one
    of its own, named ``addresses``.
    """
    groups: dict[str, _Group] = {}
    for row in tables.records(required):
        name, where = _group(row, group, whole)
        found = _named(groups, name)
        found.domains.add(row["domain"])
        found.sources.update(filter(None, row["source"].split("+")))
        found.where.add(where)
    if group == "planned":
        for row in tables.records(san_entries[san_entries["section"] != ""]):
            if (key := name_key(row["section"])) in groups:
                groups[key].domains.add(row["domain"])
    _add_addresses(groups, [] if addresses is None else tables.records(addresses), by_section=group == "planned")
    return tables.REQUESTS.frame(_row(found) for found in sorted(groups.values(), key=lambda found: found.name))


def _named(groups: dict[str, _Group], name: str) -> _Group:
    return groups.setdefault(name_key(name), _Group(name))


def _group(row: dict[str, object], group: Grouping, whole: str) -> tuple[str, str]:
    if group == "one":
        return whole, _("one for everything")
    if group == "planned" and row["planned_certificate"]:
        return str(row["planned_certificate"]), _("the planner's files")
    services = row["services"]
    if isinstance(services, tuple) and services:
        return str(services[0]), _("one for each service")
    return names.parent_zone(str(row["domain"])), _("one for each zone")


def _add_addresses(groups: dict[str, _Group], addresses: Iterable[dict[str, str]], *, by_section: bool) -> None:
    only = next(iter(groups.values())) if len(groups) == 1 else None
    for row in addresses:
        if by_section and row["section"]:
            found, where = _named(groups, row["section"]), _("the planner's files")
        elif only:
            found, where = only, ""
        else:
            found, where = _named(groups, _ADDRESSES), _("one for the addresses")
        found.addresses.add(row["address"])
        found.where.update(filter(None, (where,)))


def _row(found: _Group) -> dict[str, object]:
    return {
        "name": found.name,
        "domains": tuple(sorted(_without_covered(found.domains))),
        "addresses": tuple(sorted(found.addresses)),
        "source": "+".join(sorted(found.sources)),
        "planned_in": _(" and ").join(sorted(found.where)),
    }


def _without_covered(domains: set[str]) -> set[str]:
    """The names that no wildcard among them covers."""
    return {d for d in domains if names.is_wildcard(d) or names.wildcard_of(names.parent_zone(d)) not in domains}
