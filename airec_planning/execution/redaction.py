"""Secrets taken out of what a notebook printed, before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

REDACTED = "[redacted]"
_SHORTEST = 4
"""Characters: a secret of fewer would take half the page with it."""
_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL
)


@dataclass(frozen=True)
class Redaction:
    """Takes the values of named environment variables, and private keys in PEM, out of texts and outputs."""

    secrets: tuple[str, ...] = ()
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
    import html  # noqa: PLC0415

    return {value, value.strip(), repr(value)[1:-1], html.escape(value)}
