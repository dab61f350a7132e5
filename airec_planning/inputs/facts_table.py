"""The contents of a run of files as an Arrow table: kept for another day, put together by the hundred thousand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class Contents:
    """What was found in a run of files."""

    certificates: pa.Table
    """Schema ``SCHEMA``."""
    others: Others

    def to_bytes(self) -> bytes:
        """The contents as an Arrow stream."""
        table = self.certificates.replace_schema_metadata({"others": json.dumps(vars(self.others))})
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
        return cls(table, Others(**json.loads(table.schema.metadata[b"others"])))


def facts_table(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of file, position and the fields of ``CertificateFacts`` as a table."""
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table([pa.array(column, part.type) for column, part in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
