"""Which private key belongs to which certificate.

By public key, wherever the key lies. Only for a certificate whose key is not found that way do the file's
name and folder say which key was *meant*: that key then is encrypted, of an unsupported algorithm, or wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from airec_planning.inputs.private_keys import PrivateKey

_MEANT_STATE = {"readable": "differs", "encrypted": "encrypted", "unsupported": "unsupported"}


def match_private_keys(rows: Sequence[dict[str, Any]], keys: Iterable[PrivateKey]) -> None:
    """Fill ``private_key`` and ``private_key_file`` of each certificate row in place."""
    listed = sorted(keys, key=lambda key: key.file)
    by_public_key: dict[str, list[PrivateKey]] = {}
    for key in listed:
        if key.state == "readable":
            by_public_key.setdefault(key.public_key_sha256, []).append(key)
    for row in rows:
        matching = by_public_key.get(row["public_key_sha256"], [])
        best = min(matching, key=lambda key: _distance(key.file, row["file"]), default=None)
        row["private_key"], row["private_key_file"] = ("matches", best.file) if best else ("none", "")
    matched = {row["public_key_sha256"] for row in rows if row["private_key"] == "matches"}
    _match_by_name(rows, [key for key in listed if key.public_key_sha256 not in matched])


def _match_by_name(rows: Sequence[dict[str, Any]], spare: list[PrivateKey]) -> None:
    servers = [row for row in rows if row["role"] == "server" and row["private_key"] == "none"]
    taken: set[str] = set()
    for row in servers:
        meant = [key for key in spare if _stem(key.file) == _stem(row["file"]) and _same_folder(key.file, row["file"])]
        if meant:
            _mean(row, meant[0], taken)
    for row in servers:
        alone = (
            sum(_same_folder(other["file"], row["file"]) for other in servers if other["private_key"] == "none") == 1
        )
        left = [key for key in spare if key.file not in taken and _same_folder(key.file, row["file"])]
        if row["private_key"] == "none" and alone and len(left) == 1:
            _mean(row, left[0], taken)


def _mean(row: dict[str, Any], key: PrivateKey, taken: set[str]) -> None:
    row["private_key"], row["private_key_file"] = _MEANT_STATE[key.state], key.file
    taken.add(key.file)


def _distance(key_file: str, certificate_file: str) -> tuple[bool, bool, str]:
    return (key_file != certificate_file, not _same_folder(key_file, certificate_file), key_file)


def _same_folder(one: str, other: str) -> bool:
    return PurePosixPath(one).parent == PurePosixPath(other).parent


def _stem(file: str) -> str:
    return PurePosixPath(file).stem.lower()
