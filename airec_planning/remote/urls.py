"""Places as they are typed: local paths, and URLs of file systems that fsspec knows."""

from __future__ import annotations

import re

from airec_planning.errors import InputError, PlanningError
from airec_planning.language import _

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)  # one letter is a drive of Windows
_USER = re.compile(r"^[^/@]*@|^[^/:@]*:[^@]*@")
_QUERY = re.compile(r"\?(?=[^/]*=).*", re.DOTALL)
_REDACTED = "[redacted]"


def is_url(place: str) -> bool:
    """Whether a place is a URL, such as ``s3://bucket/reports``, and no local path."""
    return _URL.match(place) is not None


def scheme(url: str) -> str:
    """The protocol: ``s3`` of ``s3://bucket/reports``."""
    found = _URL.match(url)
    return found[1].lower() if found else ""


def shown(url: str) -> str:
    """The URL for showing: without user, password and query, which may be secrets."""
    found = _URL.match(url)
    if not found:
        return url
    rest = _QUERY.sub(f"?{_REDACTED}", _USER.sub(f"{_REDACTED}@", found[2]))
    return f"{found[1]}://{rest}"


def parent_and_name(url: str) -> tuple[str, str]:
    """A folder's URL without its last name, and that name.

    Raises:
        InputError: it ends in no name.
    """
    above, _sign, name = url.rstrip("/").rpartition("/")
    if not name or not is_url(url.rstrip("/")) or name in (".", ".."):
        raise InputError(shown(url), _("names no folder"), _("Name one: s3://BUCKET/FOLDER."))
    return above, name


def told_as(error: PlanningError, here: str, there: str) -> PlanningError:
    """The error as it is about the remote place ``there`` that the local folder ``here`` stands for."""
    return type(error)(*(text.replace(here, there) for text in (error.place, error.fact, error.remedy)))
