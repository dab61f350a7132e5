"""Every DataFrame's columns, from ``airec_planning.tables``."""

from __future__ import annotations

from airec_planning import tables
from docs._ext.reference.markdown import code, plain, table

_DTYPES = {
    "text": "str",
    "number": "int64",
    "maybe": "Int64, missing where unknown",
    "flag": "bool",
    "time": "datetime64, UTC",
    "list": "tuple of str",
    "fen": "int64",
}
_UNITS = {"fen": "fen (0.01 yuan)", "time": "UTC"}


def text() -> str:
    """Those that a run keeps, then the rest."""
    every = [value for value in vars(tables).values() if isinstance(value, tables.Table)]
    kept = [one for one in every if one in tables.ALL]
    beside = [one for one in every if one not in tables.ALL]
    parts = [("Kept with each run", kept), ("Worked out where they are shown", beside)]
    return "\n".join(f"## {title}\n\n" + "\n".join(map(_section, listed)) for title, listed in parts)


def _section(one: tables.Table) -> str:
    rows = [[code(c.name), _DTYPES[c.kind], _UNITS.get(c.kind, ""), plain(c.meaning)] for c in one.columns]
    return f"### `{one.name}`\n\nA row is {plain(one.row)}.\n\n{table(('column', 'dtype', 'unit', 'meaning'), rows)}"
