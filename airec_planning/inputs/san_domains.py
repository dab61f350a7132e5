"""The ``san_domains`` file: names that the certificates must carry as subject alternative names.

Read as people write it: one name a line or several with commas, comments behind ``#`` or ``;``, ``[certificate]``
sections, ``DNS:`` and ``IP:`` prefixes, and OpenSSL's forms ``subjectAltName = DNS:a, IP:b`` and ``DNS.1 = a``.
Other ``key = value`` lines of an OpenSSL configuration carry no names and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from airec_planning import names, tables
from airec_planning.errors import Failure, InputError, Reason
from airec_planning.inputs.decoding import decode
from airec_planning.language import _
from airec_planning.text import shorten, visible

LARGEST = 64 * 2**20
_LONGEST_KEPT = 1_000
_SECTION = re.compile(r"^\[([^\]]*)\]$")
_COMMENT = re.compile(r"(^|\s)[#;].*$")
_ASSIGNED = re.compile(r"^([A-Za-z][\w.-]*)\s*=\s*(.*)$")
_NAME_KEY = re.compile(r"^(DNS|IP|URI|email)(\.\d+)?$|^subjectAltName$", re.IGNORECASE)
_PREFIX = re.compile(r"^(DNS|IP|IP Address|URI|email)\s*:\s*", re.IGNORECASE)
_UNSEEN = re.compile(r"^[^#;]*(\S\s+$|[^\S \t])")
_OPENSSL_SECTIONS = re.compile(r"^(alt_?names?|subject_?alt_?names?|san|req|v3_\w+|req_\w+|dn|default)$", re.IGNORECASE)


@dataclass(frozen=True)
class SanDomains:
    """The names and addresses listed, and the lines that could not be taken."""

    entries: pd.DataFrame
    """Schema ``tables.SAN_ENTRIES``."""
    addresses: pd.DataFrame
    """Schema ``tables.ADDRESSES``."""
    failures: tuple[Failure, ...]


NO_SAN_DOMAINS = SanDomains(tables.SAN_ENTRIES.frame([]), tables.ADDRESSES.frame([]), ())


def read_san_domains(path: Path, place: str) -> SanDomains:
    """Read ``san_domains``: each name is an entry, an address or a failure.

    Raises:
        InputError: the file cannot be read as text, or names nothing at all.
    """
    entries: list[dict[str, Any]] = []
    addresses: list[dict[str, Any]] = []
    failures: list[Failure] = []
    for line, section, text, raw in _names_in(_lines(path, place)):
        found = {"file": place, "line": line, "section": section}
        try:
            if names.is_address(text):
                addresses.append(found | {"address": names.normalise_address(text)})
            else:
                entries.append(found | {"domain": names.normalise(text), "written": text, "cell": raw})
        except names.NotADomain as error:
            message = _('"{text}" is not a domain: {why}', text=shorten(visible(text)), why=visible(str(error)))
            remedy = _("Correct the line; the others were taken.")
            failures.append(Failure(place, Reason.NOT_A_DOMAIN, message, remedy, "line", line))
    if not entries and not addresses and not failures:
        raise InputError(place, _("names no domain"), _("Export it again from Apsara Stack Deployment Planner."))
    return SanDomains(tables.SAN_ENTRIES.frame(entries), tables.ADDRESSES.frame(addresses), tuple(failures))


def _lines(path: Path, place: str) -> list[str]:
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise InputError(
                place, _("is not a text file of a usable size"), _("Name the file that the planner exported.")
            )
        return decode(path.read_bytes(), place).splitlines()
    except OSError as error:
        raise InputError(
            place, _("cannot be read: {why}", why=error.strerror), _("Check the file's permissions.")
        ) from None


def _names_in(lines: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """Each name with its line and section, and with the whole line where that has blanks that go unseen."""
    section = ""
    for number, raw in enumerate(lines, start=1):
        line = _COMMENT.sub("", raw).strip()
        if found := _SECTION.match(line):
            name = found[1].strip()
            section = "" if _OPENSSL_SECTIONS.match(name) else name
            continue
        if found := _ASSIGNED.match(line):
            key, line = found[1], found[2] if _NAME_KEY.match(found[1]) else ""
            line = line if not line.startswith("@") else ""
            if key.upper().startswith("IP"):
                line = re.sub(r"^(?!IP:)", "IP:", line, flags=re.IGNORECASE)
        kept = raw if len(raw) < _LONGEST_KEPT and _UNSEEN.search(raw) else ""
        for part in re.split(r"[,\s]+", re.sub(r"IP Address\s*:", "IP:", line)):
            text = _PREFIX.sub("", part)
            if text and text.lower() != "critical":
                yield number, section, text, kept
