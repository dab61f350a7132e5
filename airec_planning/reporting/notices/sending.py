"""Digests sent through Apprise: one target after another, with nothing of an address in any message or log."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from airec_planning.errors import SettingsError
from airec_planning.language import _
from airec_planning.reporting.notices.digest import Digest

if TYPE_CHECKING:
    import apprise

_REFERENCE = "env:"
_PATIENCE = 30.0
"""Seconds that a target has to take a message; what it does after that is not waited for."""
_LOGGERS = ("apprise", "urllib3", "requests")
"""They write addresses, and with them tokens and passwords."""


@dataclass(frozen=True)
class Target:
    """Where a digest goes."""

    variable: str
    """The environment variable that holds the address: all that is ever shown."""
    address: str = field(repr=False)


def targets_of(references: Sequence[str], environment: Mapping[str, str], place: str) -> list[Target]:
    """The targets that ``notify.targets`` names.

    Raises:
        SettingsError: there is none; a variable is not set, or holds no address that Apprise knows.
    """
    where = f"{place}, notify.targets"
    if not references:
        fact = _("names nobody, but --notify is given")
        raise SettingsError(where, fact, _('Write targets = ["env:AIREC_MAIL_URL"].'))
    found = []
    for variable in dict.fromkeys(reference.removeprefix(_REFERENCE) for reference in references):
        address = environment.get(variable, "").strip()
        if not address:
            fact = _("the variable {variable} is not set, or empty", variable=variable)
            raise SettingsError(where, fact, _("Set {variable}.", variable=variable))
        if not _services(address):
            fact = _("the variable {variable} holds no address that Apprise knows", variable=variable)
            raise SettingsError(where, fact, _("Its forms are listed at https://github.com/caronc/apprise."))
        found.append(Target(variable, address))
    return found


def send(target: Target, digest: Digest, patience: float = _PATIENCE) -> bool:
    """Send a digest as plain text; whether every service behind the target took it within ``patience`` seconds."""
    taken: list[bool] = []

    # A thread that the end of the process does not wait for: Apprise's own timeout leaves one that it does.
    def work() -> None:
        try:
            answers = [_sent(service, digest) for service in _services(target.address)]  # one's refusal stops no other
            taken.append(bool(answers) and all(answers))
        except Exception:  # whatever it says may hold the address
            taken.append(False)

    thread = threading.Thread(target=work, name="notify", daemon=True)
    thread.start()
    thread.join(patience)
    return bool(taken) and taken[0]


def _services(address: str) -> list[apprise.NotifyBase]:
    _silence()
    import apprise  # noqa: PLC0415  # 0.3 s, and more for its services: only where somebody is told

    asset = apprise.AppriseAsset(app_id="airec-planning", app_desc="airec-planning", app_url="", storage_mode="memory")
    sender = apprise.Apprise(asset=asset)
    return list(sender) if sender.add(address) else []


def _sent(service: apprise.NotifyBase, digest: Digest) -> bool:
    import apprise  # noqa: PLC0415

    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    with warnings.catch_warnings(), _refusals_seen(service):
        warnings.simplefilter("ignore")  # urllib3 names hosts in its own
        return bool(sender.notify(digest.text, title=digest.title, body_format=apprise.NotifyFormat.TEXT))


def _silence() -> None:
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 10)


@contextmanager
def _refusals_seen(service: apprise.NotifyBase) -> Iterator[None]:
    """DingTalk and WeCom refuse with status 200 and an ``errcode``, which their plugins take for success."""
    import sys  # noqa: PLC0415

    module: Any = sys.modules[type(service).__module__]
    library = getattr(module, "requests", None)
    if library is None:
        yield
        return

    def post(*arguments: Any, **options: Any) -> Any:
        response = library.post(*arguments, **options)
        try:
            refused = response.json().get("errcode", 0) != 0
        except (ValueError, AttributeError):
            refused = False
        if refused:
            response.status_code = library.codes.bad_request
        return response

    module.requests = SimpleNamespace(**{**vars(library), "post": post})
    try:
        yield
    finally:
        module.requests = library
