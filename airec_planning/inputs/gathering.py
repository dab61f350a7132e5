"""The runs of files put together into the tables of places and of distinct certificates."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from airec_planning import tables
from airec_planning.errors import Failure, Reason
from airec_planning.inputs.blocks import Block, Kind
from airec_planning.inputs.certificate_facts import certificate_facts
from airec_planning.inputs.contents import File
from airec_planning.inputs.facts_table import SCHEMA, Contents, facts_table
from airec_planning.inputs.key_matching import match_private_keys
from airec_planning.inputs.private_keys import PrivateKey
from airec_planning.inputs.reading import Run
from airec_planning.inputs.stores import open_pkcs12
from airec_planning.inputs.superseding import superseded_by
from airec_planning.inputs.walking import Found


@dataclass
class Gathered:
    """What the runs of files hold, put together; ``tables`` makes one of it."""

    anchors: int
    """The first so many roots hold the deployment's authorities."""
    passphrases: dict[str, str]
    environment: dict[str, str]
    files: list[str] = field(default_factory=list)
    anchored: list[bool] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    certificates: list[pa.Table] = field(default_factory=lambda: [facts_table([])])
    """One row a place, of schema ``facts_table.SCHEMA``."""
    holders: list[np.ndarray[Any, Any]] = field(default_factory=lambda: [np.array([], int)])
    """The file of each such row, as its place in ``files``."""
    keys: list[PrivateKey] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passed_over: list[dict[str, Any]] = field(default_factory=list)
    kept: list[File] = field(default_factory=list)
    """Files that hold certificates."""
    with_revocation_lists: list[File] = field(default_factory=list)
    from_stores: dict[str, bytes] = field(default_factory=dict)

    def files_of(self, walked: Iterable[Found | Failure]) -> Iterator[Found]:
        """The files among what was walked; failures are kept."""
        for entry in walked:
            if isinstance(entry, Failure):
                self.failures.append(entry)
            else:
                yield entry

    def take(self, run: Run, contents: Contents) -> None:
        """Add a run of files with what was read of them."""
        first = len(self.files)
        for found in run:
            self.files.append(found.file)
            self.anchored.append(found.root < self.anchors)
            self.hashes[found.file] = found.sha256.hex()
        holders = contents.certificates["file"].to_numpy()
        self.certificates.append(contents.certificates)
        self.holders.append(holders + first)
        self.kept += [run[index][:2] for index in np.unique(holders).tolist()]
        self.keys += [
            PrivateKey(run[index].file, state, public, pem) for index, state, public, pem in contents.others.keys
        ]
        for index, reason, message, remedy, unit, number in contents.others.failures:
            self.failures.append(Failure(run[index].file, Reason(reason), message, remedy, unit, number))
        for index, reason, message, number in contents.others.passed_over:
            self.pass_over(run[index].file, Reason(reason), message, number)
            if reason == Reason.REVOCATION_LIST and run[index][:2] not in self.with_revocation_lists[-1:]:
                self.with_revocation_lists.append(run[index][:2])
        for index in contents.others.stores:
            self._open(first + index, run[index])

    def pass_over(self, file: str, reason: Reason, message: str, number: int | None) -> None:
        """Note what is neither a certificate nor the key of one."""
        self.passed_over.append({"file": file, "position": number, "reason": reason.value, "message": message})

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The places and the distinct certificates, each by file and position."""
        found = pa.concat_tables(self.certificates)
        names = np.array(self.files, dtype=object)
        by_name = np.argsort(np.argsort(names))
        holders, position = np.concatenate(self.holders), found["position"].to_numpy()
        order = np.lexsort((position, by_name[holders]))
        places = {"file": names[holders], "position": position, "sha256": found["sha256"].to_numpy()}
        places = {name: column[order] for name, column in places.items()}
        files, chosen = _distinct(**places)
        rows = order[chosen]
        columns = {part.name: _column(found[part.name], part.type)[rows] for part in SCHEMA}
        columns |= {"file": places["file"][chosen], "files": files}
        columns["role"] = self._roles(columns)
        columns |= match_private_keys(columns, self.keys)
        columns["superseded_by"] = superseded_by(columns.pop("names"), columns)
        return tables.PLACES.from_columns(places), tables.CERTIFICATES.from_columns(columns)

    def _roles(self, columns: Mapping[str, Any]) -> list[str]:
        anchored = {file for file, below in zip(self.files, self.anchored, strict=True) if below}
        roles = [
            "intermediate" if is_ca and not dns else "server"
            for is_ca, dns in zip(columns["is_ca"].tolist(), columns["san_dns"], strict=True)
        ]
        if anchored:
            for row, files in enumerate(columns["files"]):
                if not anchored.isdisjoint(files):
                    roles[row] = "authority"
        return roles

    def _open(self, file: int, found: Found) -> None:
        block = Block(found.file, 1, Kind.PKCS12, False, found.data)
        store = open_pkcs12(block, self.passphrases.get(found.file), self.environment)
        if isinstance(store, Failure):
            self.failures.append(store)
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd serial numbers and dates: the row shows them
            facts = [certificate_facts(der)[0] for der in store.certificates]
        self.from_stores |= {one.sha256: der for one, der in zip(facts, store.certificates, strict=True)}
        self.certificates.append(facts_table((file, position, *one) for position, one in enumerate(facts, start=1)))
        self.holders.append(np.full(len(facts), file))
        if store.key:
            self.keys.append(store.key)


def _distinct(
    file: np.ndarray[Any, Any], position: np.ndarray[Any, Any], sha256: np.ndarray[Any, Any]
) -> tuple[list[tuple[str, ...]], np.ndarray[Any, Any]]:
    """Of places by file and position: the files that hold each certificate, and the place where it is at home.

    At home it is where it comes first in its file: a leaf in its own file, not in a bundle of many.
    """
    if pd.Series(sha256, dtype=object).is_unique:
        return [(name,) for name in file], np.arange(len(file))
    files: dict[str, tuple[str, ...]] = {}
    home: dict[str, int] = {}
    for row, (name, digest) in enumerate(zip(file, sha256, strict=True)):
        if digest not in files:
            files[digest], home[digest] = (name,), row
            continue
        if files[digest][-1] != name:
            files[digest] += (name,)
        if position[row] < position[home[digest]]:
            home[digest] = row
    chosen = sorted(home.values())
    return [files[sha256[row]] for row in chosen], np.array(chosen)


def _column(column: pa.ChunkedArray, kind: pa.DataType) -> np.ndarray[Any, Any]:
    if pa.types.is_list(kind):
        return _tuples(column.combine_chunks())
    if column.null_count and not pa.types.is_timestamp(kind):
        return np.array(column.to_pylist(), dtype=object)
    return np.asarray(column.to_numpy())


def _tuples(lists: pa.ListArray) -> np.ndarray[Any, Any]:
    values, ends = lists.flatten().to_pylist(), lists.value_lengths().to_numpy().cumsum().tolist()
    starts = [0, *ends[:-1]]
    cells = (tuple(values[start:end]) for start, end in zip(starts, ends, strict=False)) if values else repeat(())
    return np.fromiter(islice(cells, len(lists)), dtype=object, count=len(lists))
