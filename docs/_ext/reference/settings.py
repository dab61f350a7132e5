"""Every setting with its kind, bounds, unit and default, from ``setting_sections``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from airec_planning.setting_sections import Section, Settings
from airec_planning.setting_values import toml_text
from docs._ext.reference.markdown import code, plain, table

_KINDS = {bool: "true or false", int: "whole number", Decimal: "number", str: "text", dt.date: "date"}
_PLURALS = {"text": "texts", "whole number": "whole numbers"}
_UNITS = ("yuan", "days", "minutes", "percent", "bits", "certificates")
_COUNTED = ("prices.free_tier", "prices.quota", "existing.console_certificates")
"""Numbers of certificates, whose sentences need not say so in so many words."""


def text(section: Section | None = None, prefix: str = "") -> str:
    """A table for each section."""
    here = section or Settings()
    fields = type(here).model_fields
    own = [name for name in fields if not isinstance(getattr(here, name), Section)]
    written = [table(("setting", "takes", "unit", "default", "meaning"), _rows(here, own, prefix))]
    inner = {name: getattr(here, name) for name in fields if name not in own}
    return "\n".join([*written, *(f"## `[{name}]`\n\n{text(one, f'{name}.')}" for name, one in inner.items())])


def _rows(section: Section, names: list[str], prefix: str) -> Iterator[list[str]]:
    for name in names:
        field = type(section).model_fields[name]
        default = getattr(section, name)
        shown = "not set" if default is None else code(toml_text(default)) if default not in ([], {}) else "none"
        example = f"; such as {code(toml_text(field.examples[0]))}" if field.examples else ""
        meaning = plain(field.description or "") + example
        yield [code(prefix + name), takes(field), unit(prefix + name, field), shown, meaning]


def takes(field: FieldInfo) -> str:
    """The kind of value and its bounds, in words."""
    metadata = [*field.metadata, *(one for part in get_args(field.annotation) for one in _metadata(part))]
    lowest = next((one.ge for one in metadata if getattr(one, "ge", None) is not None), None)
    highest = next((one.le for one in metadata if getattr(one, "le", None) is not None), None)
    kind = _kind(field.annotation)
    return f"{kind}, {lowest:,} to {highest:,}" if lowest is not None and highest is not None else kind


def _metadata(part: Any) -> Iterator[Any]:
    for one in getattr(part, "__metadata__", ()):
        yield from getattr(one, "metadata", [one])


def _kind(annotation: Any) -> str:
    origin, parts = get_origin(annotation), [part for part in get_args(annotation) if part is not NoneType]
    if origin is Literal:
        return " or ".join(code(str(part)) for part in parts)
    if origin is list:
        return f"list of {_PLURALS.get(_kind(parts[0]), _kind(parts[0]))}"
    if origin is dict:
        return "table"
    if annotation is Any:
        return "any value"
    if hasattr(annotation, "__metadata__") or (origin is not None and parts):
        return _kind(parts[0])
    return _KINDS[annotation]


def unit(key: str, field: FieldInfo) -> str:
    """The unit of a number; empty for what has none."""
    if key in _COUNTED:
        return "certificates"
    if not re.search(r"\b(int|Decimal)\b", repr(field.annotation)):
        return ""
    said = re.findall(rf"\b({'|'.join(_UNITS)})\b(?! than)", f"{field.description} {key.replace('_', ' ')}")
    return said[0] if said else ""
