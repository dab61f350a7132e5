"""What a caller gives beside the folder: the as-of date, and settings laid over the file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from airec_planning.errors import InputError
from airec_planning.language import N_, _

FIRST_YEAR, LAST_YEAR = 1970, 2999
_WRITE_IT = N_("Write it as 2026-11-01.")


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
            raise InputError("--as-of", _('"{text}" is not a date', text=as_of), _(_WRITE_IT)) from None
    if not isinstance(as_of, dt.datetime):
        as_of = dt.datetime(as_of.year, as_of.month, as_of.day)
    try:
        moment = as_of.replace(tzinfo=dt.UTC) if as_of.tzinfo is None else as_of.astimezone(dt.UTC)
    except OverflowError:
        raise InputError("--as-of", _('"{text}" lies beyond the calendar', text=as_of), _(_WRITE_IT)) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise InputError("--as-of", _('"{text}" lies outside {first} to {last}', text=as_of, **years), _(_WRITE_IT))
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


def _json_object(text: str) -> Mapping[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError("settings", _("is not a JSON object"), _('Write {"prices.standard": "0.4"}.'))
    return found
