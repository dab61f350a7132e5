"""Every certificate below some folders: a row of facts each, or a failure with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.errors import Failure, Reason
from airec_planning.inputs.blocks import Block, Kind, split_blocks
from airec_planning.inputs.certificate_facts import certificate_facts, is_request_or_revocation_list
from airec_planning.inputs.key_matching import match_private_keys
from airec_planning.inputs.private_keys import PrivateKey, private_key_facts
from airec_planning.inputs.stores import Store, open_pkcs7, open_pkcs12
from airec_planning.inputs.walking import walk


@dataclass(frozen=True)
class Inventory:
    """The certificates found and what could not be read."""

    certificates: pd.DataFrame
    """Schema ``tables.CERTIFICATES``."""
    unreadable: pd.DataFrame
    """Schema ``tables.UNREADABLE``."""
    ders: Mapping[str, bytes]
    """Each certificate's DER by its SHA-256: what chain building needs."""


def read_inventory(
    folders: Iterable[Path],
    shown_below: Path,
    authorities: Iterable[Path] = (),
    passphrases: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    leave_out: Iterable[Path] = (),
) -> Inventory:
    """Read every certificate and private key below some files and folders.

    Certificates below ``authorities`` get the role ``authority``: they are the deployment's trust anchors
    and their intermediates. ``leave_out`` names files that hold no certificates, such as the planner's.
    """
    anchors = tuple(authorities)
    reading = _Reading(dict(passphrases or {}), dict(environment or {}))
    for entry in walk([*folders, *anchors], shown_below):
        reading.take(entry)
    anchor_names = {found[0] for found in walk(anchors, shown_below) if not isinstance(found, Failure)}
    for row in reading.rows:
        row["role"] = _role(row, anchor_names)
    match_private_keys(reading.rows, reading.keys)
    planner_files = {path.relative_to(shown_below).as_posix() for path in leave_out if path.is_relative_to(shown_below)}
    return Inventory(
        tables.CERTIFICATES.frame(sorted(reading.rows, key=lambda row: (row["file"], row["position"]))),
        tables.UNREADABLE.frame(_unreadable(f) for f in reading.failures if f.file not in planner_files),
        reading.ders,
    )


@dataclass
class _Reading:
    passphrases: dict[str, str]
    environment: dict[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    keys: list[PrivateKey] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    ders: dict[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    """The last position given in each file."""

    def take(self, entry: tuple[str, bytes] | Failure) -> None:
        if isinstance(entry, Failure):
            self.failures.append(entry)
            return
        for block in split_blocks(*entry):
            if isinstance(block, Failure):
                self.failures.append(block)
            else:
                self._take_block(block)

    def _take_block(self, block: Block) -> None:
        if block.kind is Kind.CERTIFICATE:
            self._take_certificate(block.file, self.counts[block.file] + 1, block.data)
        elif block.kind is Kind.KEY:
            self._take_key(private_key_facts(block))
        elif block.kind is Kind.PKCS7:
            self._take_store(block, open_pkcs7(block))
        elif block.kind is Kind.PKCS12:
            reference = self.passphrases.get(block.file)
            self._take_store(block, open_pkcs12(block, reference, self.environment))

    def _take_certificate(self, file: str, position: int, data: bytes) -> None:
        self.counts[file] = position
        try:
            facts, exact = certificate_facts(data)
        except ValueError:
            if is_request_or_revocation_list(data):
                return
            fact = "the block is not an X.509 certificate"
            remedy = "Copy the file again from its source."
            self.failures.append(Failure(file, Reason.NOT_A_CERTIFICATE, fact, remedy, "certificate", position))
            return
        self.ders[facts["sha256"]] = exact
        self.rows.append(facts | {"file": file, "position": position, "role": ""})

    def _take_key(self, key: PrivateKey | Failure) -> None:
        if isinstance(key, Failure):
            self.failures.append(key)
        else:
            self.keys.append(key)

    def _take_store(self, block: Block, store: Store | Failure) -> None:
        if isinstance(store, Failure):
            self.failures.append(store)
            return
        for data in store.certificates:
            self._take_certificate(block.file, self.counts[block.file] + 1, data)
        if store.key:
            self.keys.append(store.key)


def _role(row: dict[str, Any], anchor_names: set[str]) -> str:
    if row["file"] in anchor_names:
        return "authority"
    return "intermediate" if row["is_ca"] and not row["san_dns"] else "server"


def _unreadable(failure: Failure) -> dict[str, Any]:
    return {
        "file": failure.file,
        "position": failure.number,
        "reason": str(failure.reason),
        "message": failure.message,
        "remedy": failure.remedy,
    }
