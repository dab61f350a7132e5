"""The settings of a deployment: read from ``deployment.toml``, overridden, traced to where they came from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from airec_planning.errors import SettingsError
from airec_planning.language import LANGUAGES, N_, Language, _, speaking, spoken
from airec_planning.setting_sections import Section, Settings
from airec_planning.setting_values import WHAT_IFS, all_keys, figure, reckoned_key
from airec_planning.text import did_you_mean, enumerated
from airec_planning.wrong_values import wrong_value

_PLACE = N_("settings")


def parse_settings(toml: str, place: str, overrides: Mapping[str, str] | None = None) -> Settings:
    """Settings from the text of ``deployment.toml``, with values that were given beside it laid over it.

    Raises:
        SettingsError: not TOML, an unknown key (the nearest known one is named), a wrong type or value,
            also inside a scenario.
    """
    data = toml_data(toml, place)
    with speaking(_language_of(data, overrides or {})):
        return _parsed(data, place, overrides)


def _language_of(data: Mapping[str, Any], overrides: Mapping[str, str]) -> Language:
    """In which language to say what is wrong with settings: theirs, where they name one."""
    named = overrides.get("language", data.get("language"))
    return next((language for language in LANGUAGES if language == named), spoken())


def _parsed(data: dict[str, Any], place: str, overrides: Mapping[str, str] | None) -> Settings:
    if overrides:
        _validated(data, place)  # so that what is wrong in the file is blamed on the file
    for key, text in (overrides or {}).items():
        try:
            _lay_over(data, key, _override_value(text))
        except (ValueError, RecursionError):
            fact = _("{key}: the value cannot be read", key=key)
            raise SettingsError(_(_PLACE), fact, _("Type it as in TOML.")) from None
    settings = _validated(data, _(_PLACE) if overrides else place)
    for name in settings.scenarios:
        scenario_settings(settings, name, place)
    figure_ranges(settings, place)
    return settings


def toml_data(toml: str, place: str) -> dict[str, Any]:
    """What a TOML text says, amounts as the decimals that they were typed as.

    Raises:
        SettingsError: it is not TOML.
    """
    try:
        return tomllib.loads(toml, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise SettingsError(place, _("not valid TOML: {why}", why=error), _("Mend the line that is named.")) from None


def scenario_settings(settings: Settings, name: str, place: str = "deployment.toml") -> Settings:
    """The settings with one named scenario laid over them."""
    return laid_over(settings, settings.scenarios[name], f"{place}, [scenarios.{name}]")


def laid_over(settings: Settings, changes: Mapping[str, Any], place: str = "") -> Settings:
    """The settings with others laid over them, by dotted keys or by section: ``{"prices.standard": 0.4}``.

    Raises:
        SettingsError: an unknown key, a wrong type or value.
    """
    data: dict[str, Any] = {}
    for key, value in changes.items():
        *sections, last = key.split(".")
        inner = data
        for section in sections:
            inner = _table(inner, section)
        exact = _exact(value)
        inner[last] = _merged(_table(inner, last), exact) if isinstance(exact, dict) else exact
    return _validated(_merged(_as_given(settings, data), data), place or _("the scenario"))


def varied(settings: Settings, values: Mapping[str, Any], place: str = "") -> Settings:
    """The settings with figures changed.

    A lead as long as a validity is cut to a day less, and a labour figure is changed in the profile that is reckoned
    with, where that has one of its own.

    Raises:
        SettingsError: as ``laid_over``.
    """
    return laid_over(settings, _as_reckoned(settings, values), place)


def between(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """As ``varied``, for whole values between some that were validated: samples by the thousand need not be."""
    sections: dict[str, dict[str, Any]] = {}
    for key, value in _as_reckoned(settings, values).items():
        section, name, *of_profile = key.split(".")
        fields = sections.setdefault(section, {})
        if of_profile:  # a labour figure of the profile's own
            fields[name] = {**fields.get(name, getattr(settings.labour, name)), of_profile[0]: value}
        else:
            fields[name] = value
    changed = {section: getattr(settings, section).model_copy(update=fields) for section, fields in sections.items()}
    return settings.model_copy(update=changed)


def _as_reckoned(settings: Settings, values: Mapping[str, Any]) -> dict[str, Any]:
    changes = {**values, **{reckoned_key(settings, key): value for key, value in values.items()}}
    days = [changes.get(key, figure(settings, key)) for key in ("validity.platform_days", "validity.own_ca_days")]
    lead = changes.get("validity.renewal_lead_days", settings.validity.renewal_lead_days)
    if all(map(_is_figure, (lead, *days))) and lead >= min(days):
        changes["validity.renewal_lead_days"] = max(0, min(days) - 1)
    return changes


def figure_ranges(settings: Settings, place: str = "deployment.toml") -> dict[str, tuple[Any, Any]]:
    """The lowest and the highest value of each figure that ``[ranges]`` names, by dotted key.

    Raises:
        SettingsError: not two values in rising order, no figure, or a value that the setting cannot have.
    """
    found = {}
    for key, values in flat(settings.ranges):
        where = f"{place}, [ranges]"
        if not isinstance(values, list | tuple) or len(values) != 2 or not all(map(_is_figure, values)):
            fact, remedy = N_("{key} has no lowest and highest value"), N_("Write it as {key} = [40, 90].")
            raise SettingsError(where, _(fact, key=key), _(remedy, key=key))
        low, high = (figure(varied(settings, {key: value}, where), key) for value in values)
        if not (_is_figure(low) and low <= high):
            fact = _("{key} does not rise from {low} to {high}", key=key, low=low, high=high)
            raise SettingsError(where, fact, _("Put the lowest value first."))
        found[key] = (low, high)
    return found


def flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Tables in tables as values by dotted key."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _as_given(settings: Settings, changed: Mapping[str, Any]) -> dict[str, Any]:
    """What the settings were given, as data where it is to be changed: other sections stay, they were validated."""
    given: dict[str, Any] = {}
    for name, value in settings:
        if isinstance(value, Section):
            given[name] = value.model_dump(exclude_unset=True) if name in changed else value
        elif name in settings.model_fields_set and name not in WHAT_IFS:
            given[name] = value
    return given


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _exact(value: Any) -> Any:
    """Floats, as typed in a notebook, as the decimals that they were typed as."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {key: _exact(inner) for key, inner in value.items()}
    return value


def _validated(data: dict[str, Any], place: str) -> Settings:
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        fact, remedy = _in_words(problems[0])
        if len(problems) > 1:
            fact = _("{fact} (and {count} more)", fact=fact, count=len(problems) - 1)
        raise SettingsError(place, fact, remedy) from None


def _in_words(problem: Any) -> tuple[str, str]:
    path = [str(part) for part in problem["loc"]]
    key = ".".join(path)
    if problem["type"] == "extra_forbidden":
        known = _known_keys(path[:-1])
        hint = did_you_mean(path[-1], known) or did_you_mean(key, all_keys())
        fact = _("unknown setting {key}", key=key)
        return fact, hint or _("Known here: {keys}.", keys=enumerated(known))
    message = wrong_value(problem)
    remedy = _(
        "Correct the value; the deployment.toml that airec-planning init writes shows "
        "each setting with its unit and default."
    )
    return f"{key}: {message}" if key else message, remedy


def _known_keys(path: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        inner = model.model_fields.get(part)
        candidates = (inner.annotation, *get_args(inner.annotation)) if inner else ()
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return list(model.model_fields)


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The table of that name; a value that stands there gives way to it."""
    if not isinstance(data.get(name), dict):
        data[name] = {}
    found: dict[str, Any] = data[name]
    return found


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
            fact, remedy = _("unknown setting {key}", key=key), _("{key} holds a value, not a table.", key=section)
            raise SettingsError(_(_PLACE), fact, remedy)
        data = inner
    data[last] = value


def _override_value(text: str) -> Any:
    """A value typed as in TOML; anything that is not TOML is taken as text."""
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        return text
