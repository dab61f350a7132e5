"""Secrets taken out of what a notebook printed, before it is kept."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

REDACTED = "[redacted]"
_SHORTEST = 4
"""Characters: a secret of fewer would take half the page with it."""
_LONG = 12
"""Characters: a shorter part of an address may be a common word."""
_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL
)


@dataclass(frozen=True)
class Redaction:
    """Takes the values of named environment variables, and private keys in PEM, out of texts and outputs."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    """The longest first, so that one that contains another goes whole."""

    @classmethod
    def of_variables(cls, names: Iterable[str], environment: Mapping[str, str]) -> Redaction:
        """The values of these variables, also as Python and HTML would write them."""
        values = {environment.get(name, "") for name in names}
        spellings = {spelt for value in values for spelt in _spellings(value) if len(spelt) >= _SHORTEST}
        return cls(tuple(sorted(spellings, key=lambda secret: (-len(secret), secret))))

    def text(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, REDACTED)
        return _KEY_BLOCK.sub(REDACTED, text) if "PRIVATE KEY-----" in text else text

    def output(self, output: Any) -> None:
        """Take them out of a cell's output, in its place: streams, errors, texts of every MIME type."""
        for key, value in output.items():
            if key not in ("output_type", "execution_count"):
                output[key] = self._within(value)

    def _within(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._within(one) for one in value]
        if isinstance(value, dict):
            return type(value)({key: self._within(one) for key, one in value.items()})
        return value


def _spellings(value: str) -> set[str]:
    """A secret as Python, HTML, JSON and URLs write it, and in base64; of an address also its parts, one by one."""
    addresses = [address for address in re.split(r"[\s,]+", value) if "://" in address]
    parts = {value, value.strip(), *addresses, *(part for address in addresses for part in _of_address(address))}
    found: set[str] = set()
    for part in parts:
        encoded = base64.b64encode(part.encode("utf-8", "surrogateescape")).decode()
        quoted = {quote(part, safe="", errors="replace"), quote(part, errors="replace"), unquote(part)}
        found |= {part, repr(part)[1:-1], html.escape(part), json.dumps(part)[1:-1], encoded, *quoted}
    return found


def _of_address(text: str) -> set[str]:
    """The password and the long tokens in an address such as ``mailto://user:password@host`` or a webhook's."""
    found = re.fullmatch(r"[a-zA-Z][\w+.-]*://(?:([^/@]*)@)?([^?#]*)(.*)", text)
    if not found:
        return set()
    user, path, query = found[1] or "", found[2], found[3]
    password = user.partition(":")[2]
    tokens = [*path.split("/")[1:], *re.split(r"[?&=#]", query), *user.split(":")]
    return {password, *(token for token in tokens if len(token) >= _LONG)} - {""}
