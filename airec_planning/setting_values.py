"""Settings one by one: each with its value, where it came from, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from airec_planning.setting_sections import Section, Settings

WHAT_IFS = ("scenarios", "ranges")
"""Sections that vary the settings and are none themselves."""


@dataclass(frozen=True)
class Value:
    """A setting with where its value came from."""

    key: str
    value: Any
    origin: str
    """``default``, ``file`` or ``command line``."""
    meaning: str


def origins(settings: Settings, overrides: Mapping[str, str] | None = None) -> list[Value]:
    """Every setting with its value and where the value came from, in the order of the reference."""
    return list(_values(settings, "", set(overrides or {})))


def _values(section: Section, prefix: str, overridden: set[str]) -> Iterator[Value]:
    for name, field in type(section).model_fields.items():
        value, key = getattr(section, name), prefix + name
        if isinstance(value, Section):
            yield from _values(value, f"{key}.", overridden)
        elif key not in WHAT_IFS:
            given = name in section.model_fields_set
            typed = any(k == key or k.startswith(f"{key}.") for k in overridden)
            origin = "command line" if typed else "file" if given else "default"
            yield Value(key, value, origin, field.description or "")


def all_keys() -> list[str]:
    """Every dotted key, in the order of the reference."""
    return [value.key for value in origins(Settings())]


def figure(settings: Settings, key: str) -> Any:
    """The value of a setting by its dotted key."""
    section, _, name = key.partition(".")
    return getattr(getattr(settings, section), name)


def reckoned_key(settings: Settings, key: str) -> str:
    """The setting that a figure is reckoned from: a labour profile's own figures stand before the section's."""
    section, _, name = key.partition(".")
    profile = settings.labour.profile
    own = section == "labour" and name in getattr(settings.labour, profile, {})
    return f"labour.{profile}.{name}" if own else key


def changed_settings(base: Settings, other: Settings) -> dict[str, str]:
    """Every setting in which another set of settings differs, with its value there."""
    before = {value.key: value.value for value in origins(base)}
    return {v.key: plain(v.value) for v in origins(other) if v.value != before[v.key]}


def plain(value: Any) -> str:
    """A setting's value for a reader."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not set"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} = {plain(inner)}" for key, inner in value.items())
    return str(value)


_TOML_ESCAPES = {"\\": "\\\\", '"': '\\"'}


def toml_text(value: Any) -> str:
    """A setting's value as it is written in ``deployment.toml``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_text(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{toml_text(key)} = {toml_text(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, str):
        return '"' + "".join(_TOML_ESCAPES.get(c, c) if c.isprintable() else f"\\U{ord(c):08x}" for c in value) + '"'
    return str(value)
