"""What is worked out of the certificates themselves before the checks look at them."""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from cryptography import x509

from airec_planning import tables
from airec_planning.audit.chains import Chain, Forest
from airec_planning.audit.coverage import certificate_names
from airec_planning.audit.particulars import Particulars, load_certificates, particulars
from airec_planning.audit.path_validation import PathValidator, Validation
from airec_planning.audit.revocation import RevocationList, Standing, read_revocation_lists, standing
from airec_planning.inputs.inventory import Inventory
from airec_planning.language import _


@dataclass(frozen=True)
class Evidence:
    """Facts of certificates by SHA-256; those that the library cannot load are in ``rows`` and ``chains`` alone."""

    rows: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Rows of ``tables.CERTIFICATES``."""
    certificates: Mapping[str, x509.Certificate] = field(default_factory=dict)
    particulars: Mapping[str, Particulars] = field(default_factory=dict)
    chains: Mapping[str, Chain] = field(default_factory=dict)
    validations: Mapping[str, Validation] = field(default_factory=dict)
    """Of servers' certificates."""
    revocation_lists: tuple[RevocationList, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """Of servers' certificates whose issuer is here."""
    contents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The certificates of each file that holds servers' and CAs', in its order."""
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The servers' certificates of a public key (by its SHA-256) that several hold."""

    def path(self, sha256: str) -> tuple[str, ...]:
        """The issuers above a certificate: of the path that was validated, else as far as they were found."""
        found = self.validations.get(sha256)
        return found.path if found and found.path else self.chains[sha256].issuers

    @functools.cached_property
    def unsound(self) -> dict[str, str]:
        """Certificates that clients refuse whatever their dates, each with the reason in a few words."""
        broken = {sha256: _("its chain is broken") for sha256, found in self.validations.items() if found.faults}
        return broken | {sha256: _("it is revoked") for sha256, found in self.standings.items() if found.revoked}


def gather_evidence(inventory: Inventory, as_of: dt.datetime) -> Evidence:
    """Load, take apart, chain and validate every certificate of an inventory at the as-of date."""
    rows = {row["sha256"]: row for row in tables.records(inventory.certificates)}
    loaded = load_certificates(inventory.ders)
    told = {sha256: particulars(certificate) for sha256, certificate in loaded.items()}
    forest = Forest(loaded, rows, as_of)
    validator = PathValidator(forest, told)
    servers = {sha256: row for sha256, row in rows.items() if row["role"] == "server"}
    validations = {sha256: validator.validate(sha256, certificate_names(row)) for sha256, row in servers.items()}
    sound = {sha256: found.path for sha256, found in validations.items() if found.holds}
    found = Evidence(
        rows=rows,
        certificates=loaded,
        particulars=told,
        chains={sha256: forest.chain(sha256, sound.get(sha256, ())) for sha256 in rows},
        validations=validations,
        revocation_lists=read_revocation_lists(inventory.revocation_lists, forest, told),
        contents=_contents(inventory.places, rows),
        holders=_holders(servers),
    )
    return replace(found, standings=dict(_standings(found, as_of)))


def _standings(found: Evidence, as_of: dt.datetime) -> Iterator[tuple[str, Standing]]:
    for sha256 in found.validations:
        if path := found.path(sha256):
            yield sha256, standing([sha256, *path], found.certificates, found.revocation_lists, as_of)


def _contents(places: pd.DataFrame, rows: Mapping[str, dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    contents: dict[str, list[str]] = defaultdict(list)
    for file, sha256 in zip(places["file"], places["sha256"], strict=True):
        contents[file].append(sha256)
    several = {file: tuple(held) for file, held in contents.items() if len(held) > 1}
    return {file: held for file, held in several.items() if len({rows[one]["role"] == "server" for one in held}) > 1}


def _holders(servers: Mapping[str, dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    holders: dict[str, list[str]] = defaultdict(list)
    for sha256, row in servers.items():
        holders[row["public_key_sha256"]].append(sha256)
    return {key: tuple(held) for key, held in holders.items() if len(held) > 1}
