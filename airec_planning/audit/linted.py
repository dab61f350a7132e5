"""What the linter said of a certificate, kept in the user's cache folder: the same certificate is linted once.

An entry is named by the certificate's SHA-256, below a folder for the linter's version and the lints that are run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airec_planning.inputs.cache_entries import read_entry, write_entry


@dataclass(frozen=True)
class Linted:
    """What the linter said of a certificate."""

    found: frozenset[tuple[str, str]]
    """Severity and code of each lint that spoke."""
    refused: str = ""
    """The kind of error where the linter could not decode it."""


@dataclass(frozen=True)
class LintCache:
    """A folder of entries; it never raises: without an entry the certificate is linted."""

    folder: Path

    def load(self, sha256: str) -> Linted | None:
        """What was said of a certificate, if that is there and whole."""
        body = read_entry(self._path(sha256))
        try:
            return None if body is None else _linted(json.loads(body))
        except (ValueError, TypeError, KeyError):  # written by something else
            return None

    def store(self, sha256: str, linted: Linted) -> None:
        """Keep what was said of a certificate, if the folder can be written to."""
        said = {"found": sorted(linted.found), "refused": linted.refused}
        write_entry(self._path(sha256), json.dumps(said).encode())

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.json"


def _linted(said: Any) -> Linted:
    found = frozenset((severity, code) for severity, code in said["found"])
    refused = said["refused"]
    if not all(isinstance(text, str) for text in (refused, *(text for one in found for text in one))):
        raise TypeError("not texts")
    return Linted(found, refused)
