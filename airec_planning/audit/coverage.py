"""Which certificate serves each required domain best, and for those that have none, why."""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.audit.expiry import USABLE, days_left, expiry_state
from airec_planning.file_names import name_key
from airec_planning.language import _
from airec_planning.setting_sections import Expiry

_KEY_RANK = {"matches": 3, "unsupported": 2, "none": 2, "encrypted": 1, "differs": 0}


def coverage(
    required: pd.DataFrame,
    certificates: pd.DataFrame,
    as_of: dt.datetime,
    thresholds: Expiry,
    unsound: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """One row a required domain (schema ``tables.COVERAGE``) with the certificate that serves it best.

    Best is: valid at the as-of date, then not among the ``unsound`` (by SHA-256, each with the reason), then a
    usable private key, then the certificate that the planner names for the domain, then an exact name before a
    wildcard, then the longest time left. Only subject alternative names count (RFC 9525, 6.3).
    """
    offers = _Offers(tables.records(certificates), as_of, thresholds, unsound or {})
    wanted = zip(required["domain"], required["planned_certificate"], strict=True)
    return tables.COVERAGE.frame(offers.best_for(domain, planned and name_key(planned)) for domain, planned in wanted)


class _Offers:
    """The server certificates, indexed by the names that they carry."""

    def __init__(
        self, rows: Sequence[dict[str, Any]], as_of: dt.datetime, thresholds: Expiry, unsound: Mapping[str, str]
    ) -> None:
        self.as_of, self.thresholds, self.unsound = as_of, thresholds, unsound
        self.by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.by_common_name: dict[str, dict[str, Any]] = {}
        for row in rows:
            if row["role"] != "server" or pd.isna(row["not_after"]) or pd.isna(row["not_before"]):
                continue
            for name in certificate_names(row):
                self.by_name[name].append(row)
            if not row["san_dns"]:
                self.by_common_name.setdefault(row["common_name"].lower(), row)

    def best_for(self, domain: str, planned: str) -> dict[str, Any]:
        exact = [("exact", row) for row in self.by_name.get(domain, [])]
        wildcard = names.wildcard_of(names.parent_zone(domain))
        below = [] if wildcard == domain else [("wildcard", row) for row in self.by_name.get(wildcard, [])]
        if not exact and not below:
            return self._missing(domain)
        match, row = max([*exact, *below], key=lambda offer: self._merit(offer[0], offer[1], planned))
        left = days_left(row["not_after"], self.as_of)
        file = _planned_file(row, planned) or row["file"]
        said = _(
            "named in {file}" if match == "exact" else "covered by {wildcard} of {file}", wildcard=wildcard, file=file
        )
        why = self.unsound.get(row["sha256"])
        return {
            "domain": domain,
            "match": match,
            "sha256": row["sha256"],
            "file": file,
            "state": self._state(row),
            "days_left": left,
            "not_after": row["not_after"],
            "explanation": _("{which}; {why}", which=said, why=why) if why else said,
        }

    def _merit(self, match: str, row: dict[str, Any], planned: str) -> tuple[Any, ...]:
        state = self._state(row)
        named = bool(_planned_file(row, planned))
        return (
            state in USABLE,
            state == "refused",
            _KEY_RANK[row["private_key"]],
            named,
            match == "exact",
            row["not_after"],
            row["sha256"],
        )

    def _state(self, row: dict[str, Any]) -> str:
        state = expiry_state(row["not_before"], row["not_after"], self.as_of, self.thresholds)
        return "refused" if state in USABLE and row["sha256"] in self.unsound else state

    def _missing(self, domain: str) -> dict[str, Any]:
        return {
            "domain": domain,
            "match": "none",
            "sha256": "",
            "file": "",
            "state": "missing",
            "days_left": None,
            "not_after": None,
            "explanation": self._nearest_miss(domain),
        }

    def _nearest_miss(self, domain: str) -> str:
        if row := self.by_common_name.get(domain):
            return _("{file} names it only as common name, which does not count (RFC 9525)", file=row["file"])
        if names.wildcard_of(domain) in self.by_name:
            return _("the nearest, {wildcard}, does not cover its apex", wildcard=names.wildcard_of(domain))
        zone = names.parent_zone(names.parent_zone(domain))
        while zone:
            if names.wildcard_of(zone) in self.by_name:
                return _("the nearest, {wildcard}, covers one label only", wildcard=names.wildcard_of(zone))
            zone = names.parent_zone(zone)
        return _("none that was found carries its name")


def planned_key(file: str) -> str:
    """The name under which a certificate file is planned: that of its stem (``file_names.name_key``)."""
    return name_key(PurePosixPath(file).stem)


def _planned_file(row: dict[str, Any], planned: str) -> str:
    """The file, of those that hold the certificate, under whose name the planner wants it."""
    return next((file for file in row["files"] if planned and planned_key(file) == planned), "")


def certificate_names(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The DNS names of a certificate in lower case; those that no client would match are left out.

    Clients compare A-labels as they are written (RFC 9525, 6.3): a final dot or a raw U-label matches nothing.
    """
    return _matchable(row["san_dns"])


@functools.lru_cache(maxsize=4096)
def _matchable(written: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for text in written:
        try:
            if names.normalise(text) == text.lower():
                found.append(text.lower())
        except names.NotADomain:
            continue
    return tuple(found)
