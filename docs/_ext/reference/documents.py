"""What each JSON document holds, from the published JSON Schemas."""

from __future__ import annotations

import json
from typing import Any

from airec_planning.outputs.schemas import ALL, json_schema
from docs._ext.reference.markdown import code, plain, table

_COMMANDS = {"run-diff": "diff RUN RUN --json", "diff": "diff OLD.xlsx NEW.xlsx --json"}


def text() -> str:
    """A section for each document, with a table for each kind of object in it."""
    return "\n".join(map(_document, ALL))


def _document(name: str) -> str:
    schema: dict[str, Any] = json.loads(json_schema(name))
    command = code(f"airec-planning {_COMMANDS.get(name, f'{name} --json')}")
    beside = " for each deployment; the same object is its `summary.json`" if name == "report" else ""
    file = f"[`{name}.json`](../../airec_planning/schemas/{name}.json)"
    parts = [f"## {schema['properties']['schema']['const']}\n", f"Printed by {command}{beside}. JSON Schema: {file}.\n"]
    parts.append(_fields(schema))
    for title, inner in schema.get("$defs", {}).items():
        parts.append(f"**{title}**\n\n{_fields(inner)}")
    return "\n".join(parts)


def _fields(schema: dict[str, Any]) -> str:
    rows = [
        [code(name), _kind(field), plain(field.get("description", ""))]
        for name, field in schema.get("properties", {}).items()
    ]
    described = any(row[2] for row in rows)
    return table(("field", "holds", "meaning"), rows) if described else table(("field", "holds"), [r[:2] for r in rows])


def _kind(field: dict[str, Any]) -> str:
    match field:
        case {"const": value}:
            return code(json.dumps(value))
        case {"enum": values}:
            return " or ".join(code(json.dumps(value)) for value in values)
        case {"$ref": reference}:
            return str(reference).rpartition("/")[2]
        case {"anyOf": several}:
            return " or ".join(map(_kind, several))
        case {"type": "array", "items": items}:
            return f"list of {_kind(items)}"
        case {"type": "object", "additionalProperties": dict(inner)}:
            return f"object with {_kind(inner)} by name"
        case {"type": kind}:
            return str(kind)
    return "any value"
