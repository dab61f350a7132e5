"""The certificates to have issued on the CA path, and which domains each carries."""

from __future__ import annotations

import pandas as pd

from airec_planning import names, tables


def requests(required: pd.DataFrame, san_entries: pd.DataFrame) -> pd.DataFrame:
    """One row a certificate to have issued by the own CA (schema ``tables.REQUESTS``), by name.

    Grouped as the planner did: by the sections of ``san_domains``, by the certificate names of the table.
    What neither groups gets one certificate for each service, and by zone where no service is known.
    """
    sections = san_entries[san_entries["section"] != ""].groupby("section", sort=False)["domain"].agg(tuple)
    grouped: dict[str, dict[str, set[str]]] = {}
    listed = {name: set(domains) for name, domains in sections.items()}
    for row in tables.records(required):
        name, where = _group(row)
        group = grouped.setdefault(name, {"domains": set(), "sources": set(), "where": set()})
        group["domains"].add(row["domain"])
        group["sources"].update(filter(None, row["source"].split("+")))
        group["where"].add(where)
    return tables.REQUESTS.frame(
        {
            "name": name,
            "domains": tuple(sorted(_without_covered(grouped[name]["domains"] | listed.get(name, set())))),
            "source": "+".join(sorted(grouped[name]["sources"])),
            "planned_in": " and ".join(sorted(grouped[name]["where"])),
        }
        for name in sorted(grouped)
    )


def _group(row: dict[str, object]) -> tuple[str, str]:
    if row["planned_certificate"]:
        return str(row["planned_certificate"]), "the planner's files"
    services = row["services"]
    if isinstance(services, tuple) and services:
        return str(services[0]), "one for each service"
    return names.parent_zone(str(row["domain"])), "one for each zone"


def _without_covered(domains: set[str]) -> set[str]:
    """The names that no wildcard among them covers."""
    return {d for d in domains if names.is_wildcard(d) or names.wildcard_of(names.parent_zone(d)) not in domains}
