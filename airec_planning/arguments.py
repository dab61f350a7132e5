"""What a caller gives beside the folder: the as-of date, and settings laid over the file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from airec_planning.errors import InputError

FIRST_YEAR, LAST_YEAR = 1970, 2999


def parse_as_of(as_of: str | dt.date | dt.datetime | None) -> dt.datetime:
    """The as-of date as an aware moment in UTC.

    Raises:
        InputError: the text is no date in ISO 8601.
    """
    if as_of is None or as_of == "":
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    if isinstance(as_of, str):
        try:
            as_of = dt.datetime.fromisoformat(as_of)
        except ValueError:
            raise InputError("--as-of", f'"{as_of}" is not a date', "Write it as 2026-11-01.") from None
    if not isinstance(as_of, dt.datetime):
        as_of = dt.datetime(as_of.year, as_of.month, as_of.day)
    try:
        moment = as_of.replace(tzinfo=dt.UTC) if as_of.tzinfo is None else as_of.astimezone(dt.UTC)
    except OverflowError:
        raise InputError("--as-of", f'"{as_of}" lies beyond the calendar', "Write it as 2026-11-01.") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InputError("--as-of", f'"{as_of}" lies outside {FIRST_YEAR} to {LAST_YEAR}', "Write it as 2026-11-01.")
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
            raise InputError(place, f'"{part}" is not of the form key=value', f"Write it as {example}.")
        overrides[key.strip()] = value.strip()
    return overrides


def _json_object(text: str) -> Mapping[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError("settings", "is not a JSON object", 'Write {"prices.standard": "0.4"}.')
    return found
