"""The contents of a run of files as an Arrow table: kept for another day, put together by the hundred thousand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from airec_planning.inputs.certificate_facts import CertificateFacts
from airec_planning.inputs.contents import Others

_LIST = pa.list_(pa.string())
_TYPES = (
    dict.fromkeys(("file", "position", "key_bits"), pa.int64())
    | dict.fromkeys(("not_before", "not_after"), pa.timestamp("s", tz="UTC"))
    | dict.fromkeys(("is_ca", "self_issued"), pa.bool_())
    | dict.fromkeys(("san_dns", "san_ip", "san_other", "problems"), _LIST)
)
SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in ("file", "position", *CertificateFacts._fields)])
"""A certificate's file, as its place in the run, and position in it; then the fields of ``CertificateFacts``."""
KNOWN_BY = 32
"""Bytes of a SHA-256."""


@dataclass(frozen=True)
class Contents:
    """What was found in a run of files."""

    certificates: pa.Table
    """Schema ``SCHEMA``."""
    others: Others
    known_by: bytes = b""
    """By which ``KNOWN_BY`` bytes each file is known in other runs: zeros for one without certificates."""

    def to_bytes(self) -> bytes:
        """The contents as an Arrow stream."""
        beside = {"others": json.dumps(vars(self.others)), "known_by": self.known_by}
        table = self.certificates.replace_schema_metadata(beside)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        return bytes(sink.getvalue())

    @classmethod
    def from_bytes(cls, data: bytes) -> Contents:
        """What ``to_bytes`` gave.

        Raises:
            ValueError: the bytes are something else.
        """
        with pa.ipc.open_stream(data) as stream:
            table = stream.read_all()
        if table.schema != SCHEMA:
            raise ValueError("columns of another version")
        others = Others(**json.loads(table.schema.metadata[b"others"]))
        return cls(table, others, table.schema.metadata.get(b"known_by", b""))

    def holds(self, at: int, file: bytes) -> bool:
        """Whether the file at a place is known by this."""
        return self.known_by[at * KNOWN_BY : (at + 1) * KNOWN_BY] == file


def put_together(parts: Iterable[tuple[Contents, Mapping[int, int]]]) -> Contents:
    """Files of several contents as the contents of one run: each part with the places of its files in that run."""
    found: list[pa.Table] = [facts_table([])]
    others = Others()
    for contents, places in parts:
        holders = contents.certificates["file"].to_numpy()
        moved = np.array([places.get(at, -1) for at in range(int(holders.max(initial=-1)) + 1)], dtype=np.int64)
        files = moved[holders]
        taken = contents.certificates.filter(pa.array(files >= 0))
        found.append(taken.set_column(0, SCHEMA.field("file"), pa.array(files[files >= 0])))
        for name, listed in vars(others).items():
            entries = getattr(contents.others, name)
            if name == "stores":
                listed += [places[at] for at in entries if at in places]
            else:
                listed += [(places[at], *rest) for at, *rest in entries if at in places]
    for name, listed in vars(others).items():
        listed.sort(key=None if name == "stores" else itemgetter(0))
    table = pa.concat_tables(found)
    return Contents(table.take(np.argsort(table["file"].to_numpy(), kind="stable")).combine_chunks(), others)


def facts_table(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of file, position and the fields of ``CertificateFacts`` as a table."""
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table([pa.array(column, part.type) for column, part in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
