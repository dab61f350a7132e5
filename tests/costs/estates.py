"""Estates for tests: required domains in one call, without a folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from airec_planning import names, tables
from airec_planning.costs.estate import Estate, Kept
from airec_planning.costs.requests import requests

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def estate(domains: Iterable[str], types: Mapping[str, str] | None = None, kept: Iterable[Kept] = ()) -> Estate:
    """These required domains, of a free choice unless ``types`` says what they demand."""
    demanded = types or {}
    required = tables.REQUIRED_DOMAINS.frame(
        {
            "domain": domain,
            "unicode": domain,
            "asked_in": "table",
            "places": (),
            "services": (domain,),
            "scope": "",
            "demanded_type": demanded.get(domain, "wildcard" if names.is_wildcard(domain) else ""),
            "source": "",
            "planned_certificate": "",
        }
        for domain in domains
    )
    held = tuple(kept)
    return Estate(required, requests(required, tables.SAN_ENTRIES.frame([])), START, lambda: held)


def estate_of(sizes: Iterable[int]) -> Estate:
    """Zones of these sizes."""
    return estate(f"n{i}.z{zone:04}.example.com" for zone, size in enumerate(sizes) for i in range(size))
