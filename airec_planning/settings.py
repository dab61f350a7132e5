"""The settings of a deployment: read from ``deployment.toml``, overridden, traced to where they came from."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from airec_planning.errors import SettingsError
from airec_planning.setting_sections import Section, Settings


@dataclass(frozen=True)
class Value:
    """A setting with where its value came from."""

    key: str
    value: Any
    origin: str
    """``default``, ``file`` or ``command line``."""
    meaning: str


def parse_settings(toml: str, place: str, overrides: Mapping[str, str] | None = None) -> Settings:
    """Settings from the text of ``deployment.toml``, with values from the command line laid over it.

    Raises:
        SettingsError: not TOML, an unknown key (the nearest known one is named), a wrong type or value,
            also inside a scenario.
    """
    try:
        data = tomllib.loads(toml, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise SettingsError(place, f"not valid TOML: {error}", "Mend the line that is named.") from None
    if overrides:
        _validated(data, place)  # so that what is wrong in the file is blamed on the file
    for key, text in (overrides or {}).items():
        try:
            _lay_over(data, key, _override_value(text))
        except (ValueError, RecursionError):
            raise SettingsError("the command line", f"{key}: the value cannot be read", "Type it as in TOML.") from None
    settings = _validated(data, "the command line" if overrides else place)
    for name in settings.scenarios:
        scenario_settings(settings, name, place)
    return settings


def scenario_settings(settings: Settings, name: str, place: str = "deployment.toml") -> Settings:
    """The settings with one named scenario laid over them."""
    data = settings.model_dump(exclude={"scenarios"}, exclude_unset=True)
    return _validated(_merged(data, settings.scenarios[name]), f"{place}, [scenarios.{name}]")


def origins(settings: Settings, overrides: Mapping[str, str] | None = None) -> list[Value]:
    """Every setting with its value and where the value came from, in the order of the reference."""
    return list(_values(settings, "", set(overrides or {})))


def _values(section: Section, prefix: str, overridden: set[str]) -> Iterator[Value]:
    for name, field in type(section).model_fields.items():
        value, key = getattr(section, name), prefix + name
        if isinstance(value, Section):
            yield from _values(value, f"{key}.", overridden)
        elif key != "scenarios":
            given = name in section.model_fields_set
            typed = any(k == key or k.startswith(f"{key}.") for k in overridden)
            origin = "command line" if typed else "file" if given else "default"
            yield Value(key, value, origin, field.description or "")


def _validated(data: dict[str, Any], place: str) -> Settings:
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        fact, remedy = _in_words(problems[0])
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise SettingsError(place, fact + more, remedy) from None


def _in_words(problem: Any) -> tuple[str, str]:
    path = [str(part) for part in problem["loc"]]
    key = ".".join(path)
    if problem["type"] == "extra_forbidden":
        known = _known_keys(path[:-1])
        nearest = difflib.get_close_matches(path[-1], known, 1, 0.5) or difflib.get_close_matches(
            key, all_keys(), 1, 0.5
        )
        return (
            f"unknown setting {key}",
            f"Did you mean {nearest[0]}?" if nearest else f"Known here: {', '.join(known)}.",
        )
    message = problem["msg"].removeprefix("Value error, ")
    return (
        f"{key}: {message}" if key else message
    ), "Correct the value; airec-planning init shows each setting with its unit and default."


def all_keys() -> list[str]:
    """Every dotted key, in the order of the reference."""
    return [value.key for value in origins(Settings())]


def _known_keys(path: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        inner = model.model_fields.get(part)
        candidates = (inner.annotation, *get_args(inner.annotation)) if inner else ()
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return list(model.model_fields)


def _merged(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        inner = merged.get(key)
        merged[key] = _merged(inner if isinstance(inner, dict) else {}, value) if isinstance(value, Mapping) else value
    return merged


def _lay_over(data: dict[str, Any], key: str, value: Any) -> None:
    *sections, last = key.split(".")
    for section in sections:
        inner = data.setdefault(section, {})
        if not isinstance(inner, dict):
            raise SettingsError("the command line", f"unknown setting {key}", f"{section} holds a value, not a table.")
        data = inner
    data[last] = value


def _override_value(text: str) -> Any:
    """A value typed as in TOML; anything that is not TOML is taken as text."""
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        return text


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
