"""``fleet.toml``: which deployments a fleet has, and how its reports are made."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from airec_planning.errors import InputError, SettingsError
from airec_planning.language import _
from airec_planning.remote.inputs import expanded
from airec_planning.remote.urls import is_url
from airec_planning.setting_values import toml_text
from airec_planning.settings import flat, toml_data
from airec_planning.text import did_you_mean
from airec_planning.wrong_values import wrong_value

FLEET_FILE = "fleet.toml"


class FleetFile(BaseModel):
    """A fleet as its file describes it. Places start at the file's folder; options of the command line win."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    deployments: list[str] = Field(min_length=1)
    """Deployment folders, or patterns of them such as ``deployments/*``."""
    leave_out: list[str] = []
    """Of those, the ones that are no part of it."""
    reports: str | None = None
    """The reports folder."""
    workers: int | None = Field(None, ge=1)
    scheduler: str | None = None
    """A Dask scheduler's address."""
    settings: dict[str, Any] = {}
    """Laid over each ``deployment.toml``."""

    @property
    def overrides(self) -> dict[str, str]:
        """The settings by dotted key, as typed after ``--set``."""
        return {key: toml_text(value) for key, value in flat(self.settings)}


def read_fleet_file(path: Path) -> FleetFile:
    """The fleet that a file describes, its patterns expanded, in the order of the file, each deployment once.

    Raises:
        SettingsError: the file cannot be read, has an unknown key or a value of a wrong type.
        InputError: a pattern matches no folder.
    """
    try:
        fleet = FleetFile.model_validate(toml_data(path.read_text(encoding="utf-8-sig"), str(path)))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("not UTF-8 text")
        fact = _("cannot be read: {reason}", reason=reason)
        raise SettingsError(str(path), fact, _("Name a {file}.", file=FLEET_FILE)) from None
    except ValidationError as error:
        raise SettingsError(str(path), *_in_words(error)) from None
    left_out = set(_found(path, fleet.leave_out, "leave_out"))
    found = [place for place in dict.fromkeys(_found(path, fleet.deployments, "deployments")) if place not in left_out]
    if not found:
        raise InputError(str(path), _("leaves out every deployment"), _("Mend leave_out."))
    reports = fleet.reports and _seen_from(path, fleet.reports)
    return fleet.model_copy(update={"deployments": found, "leave_out": [], "reports": reports})


def _found(path: Path, patterns: Sequence[str], key: str) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        place = _seen_from(path, pattern)
        if is_url(place):
            found += expanded([place])
        elif glob.has_magic(pattern):
            matches = [name for name in sorted(glob.glob(place)) if os.path.isdir(name)]  # noqa: PTH112, PTH207
            if not matches and key == "deployments":
                fact = _("{pattern} matches no folder", pattern=pattern)
                raise InputError(f"{path}, {key}", fact, _("Paths start at the file's folder."))
            found += matches
        else:
            found.append(place)
    return found


def _seen_from(path: Path, place: str) -> str:
    return place if is_url(place) else os.path.normpath(path.parent / place)


def _in_words(error: ValidationError) -> tuple[str, str]:
    problem = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] != "extra_forbidden":
        return f"{key}: {wrong_value(problem)}", _("Correct the value.")
    known = list(FleetFile.model_fields)
    remedy = did_you_mean(key, known) or _("Known here: {names}.", names=", ".join(known))
    return _("unknown key {key}", key=key), remedy
