"""What a caller gives beside the folder: the as-of date, and settings laid over the file."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from airec_planning.errors import InputError
from airec_planning.language import N_, _

FIRST_YEAR, LAST_YEAR = 1970, 2999
_WRITE_IT = N_("Write it as 2026-11-01.")
_NEEDED = {
    "plan": (N_("needs a plan"), N_("needs a plan, not {kind}")),
    "fleet": (N_("needs a fleet"), N_("needs a fleet, not {kind}")),
}
"""By what is needed: where nothing is given, and where something else is."""


def parse_as_of(as_of: str | dt.date | dt.datetime | None, place: str = "--as-of") -> dt.datetime:
    """The as-of date as an aware moment in UTC; ``place`` is where it was given, for errors.

    Raises:
        InputError: it is no date, or text that is none in ISO 8601.
    """
    if as_of is None or as_of == "":
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    if isinstance(as_of, str):
        try:
            as_of = dt.datetime.fromisoformat(as_of)
        except ValueError:
            raise InputError(place, _('"{text}" is not a date', text=as_of), _(_WRITE_IT)) from None
    if not isinstance(as_of, dt.date):
        raise InputError(place, _("{value} is not a date", value=repr(as_of)), _('Write it as "2026-11-01".'))
    if not isinstance(as_of, dt.datetime):
        as_of = dt.datetime(as_of.year, as_of.month, as_of.day)
    try:
        moment = as_of.replace(tzinfo=dt.UTC) if as_of.tzinfo is None else as_of.astimezone(dt.UTC)
    except OverflowError:
        raise InputError(place, _('"{text}" lies beyond the calendar', text=as_of), _(_WRITE_IT)) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise InputError(place, _('"{text}" lies outside {first} to {last}', text=as_of, **years), _(_WRITE_IT))
    return moment.replace(microsecond=0)


def parse_overrides(
    settings: Mapping[str, str] | Sequence[str] | str | None,
    place: str = "settings",
    example: str = "prices.standard=0.4",
) -> dict[str, str]:
    """Settings to lay over the file, as keys with their values as typed.

    A mapping, a list of ``key=value``, text such as ``"a.b=1; c.d=x"``, or text that is a JSON object.

    Raises:
        InputError: a part without ``=``, or JSON that is no object of texts.
    """
    if isinstance(settings, str):
        settings = _json_object(settings) if settings.lstrip().startswith("{") else settings.split(";")
    if isinstance(settings, Mapping):
        return {key: str(value) for key, value in settings.items()}
    overrides = {}
    for part in filter(None, (part.strip() for part in settings or ())):
        key, found, value = part.partition("=")
        if not found:
            raise InputError(
                place,
                _('"{text}" is not of the form key=value', text=part),
                _("Write it as {example}.", example=example),
            )
        overrides[key.strip()] = value.strip()
    return overrides


def check_folder(deployment: Any) -> None:
    """That a deployment is given as a path.

    Raises:
        InputError: it is none.
    """
    if not isinstance(deployment, str | os.PathLike) or not os.fspath(deployment):
        raise InputError(
            "make_plan",
            _("a deployment is given by its folder, not by {kind}", kind=_kind(deployment)),
            _('Write make_plan("deployments/hangzhou").'),
        )


def needs_plan(function: str, given: Any, kind: type) -> None:
    """That the first argument of a function is a plan, or a fleet where ``kind`` is that class.

    Raises:
        InputError: it is none.
    """
    if not isinstance(given, kind):
        noun = kind.__name__.lower()
        made = 'make_plan("FOLDER")' if noun == "plan" else 'read_fleet("reports")'
        needed, not_given = _NEEDED[noun]
        fact = _(needed) if given is None else _(not_given, kind=_kind(given))
        remedy = _("Write {call}, where {made}.", call=f"{function}({noun})", made=f"{noun} = {made}")
        raise InputError(function, fact, remedy)


def check_scenarios(scenarios: Any) -> None:
    """That scenarios are given by name, each by what it changes.

    Raises:
        InputError: they are not.
    """
    if not isinstance(scenarios, Mapping) or not all(isinstance(one, Mapping) for one in scenarios.values()):
        raise InputError(
            "compare",
            _("each scenario has a name and what it changes"),
            _('Write compare(plan, {"short-lived": {"validity.platform_days": 90}}).'),
        )


def check_values(over: Any) -> None:
    """That each figure is given with several values.

    Raises:
        InputError: it is not.
    """
    if not isinstance(over, Mapping) or not all(
        isinstance(v, Iterable) and not isinstance(v, str) for v in over.values()
    ):
        raise InputError(
            "sweep",
            _("each figure has a list of values"),
            _('Write sweep(plan, {"prices.standard": [0.4, 0.5, 0.6]}).'),
        )


def _kind(given: Any) -> str:
    return _("nothing") if given is None or given == "" else _("a {type}", type=type(given).__name__)


def _json_object(text: str) -> Mapping[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError("settings", _("is not a JSON object"), _('Write {"prices.standard": "0.4"}.'))
    return found
