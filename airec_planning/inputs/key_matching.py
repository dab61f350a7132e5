"""Which private key belongs to which certificate.

By public key, wherever the key lies. Only for a certificate whose key is not found that way do the file's
name and folder say which key was *meant*: that key then is encrypted, of an unsupported algorithm, or wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from airec_planning.inputs.private_keys import PrivateKey

_MEANT_STATE = {"readable": "differs", "encrypted": "encrypted", "unsupported": "unsupported"}


def match_private_keys(rows: Sequence[dict[str, Any]], keys: Iterable[PrivateKey]) -> None:
    """Fill ``private_key``, ``private_key_file`` and ``private_key_pem`` of each certificate row in place."""
    listed = sorted(keys, key=lambda key: key.file)
    by_public_key: dict[str, list[PrivateKey]] = {}
    for key in listed:
        if key.state == "readable":
            by_public_key.setdefault(key.public_key_sha256, []).append(key)
    for row in rows:
        matching = by_public_key.get(row["public_key_sha256"], [])
        best = min(matching, key=lambda key: _distance(key.file, row["file"]), default=None)
        row["private_key"], row["private_key_file"] = ("matches", best.file) if best else ("none", "")
        row["private_key_pem"] = best is not None and best.pem
    matched = {row["public_key_sha256"] for row in rows if row["private_key"] == "matches"}
    _match_by_name(rows, [key for key in listed if key.public_key_sha256 not in matched])


def _match_by_name(rows: Sequence[dict[str, Any]], spare: list[PrivateKey]) -> None:
    servers = [row for row in rows if row["role"] == "server" and row["private_key"] == "none"]
    by_stem: dict[tuple[str, str], PrivateKey] = {}
    for key in reversed(spare):
        by_stem[_folder(key.file), _stem(key.file)] = key
    taken: set[str] = set()
    for row in servers:
        if meant := by_stem.get((_folder(row["file"]), _stem(row["file"]))):
            _mean(row, meant, taken)
    left_keys: dict[str, list[PrivateKey]] = defaultdict(list)
    left_servers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key in spare:
        if key.file not in taken:
            left_keys[_folder(key.file)].append(key)
    for row in servers:
        if row["private_key"] == "none":
            left_servers[_folder(row["file"])].append(row)
    for folder, alone in left_servers.items():
        if len(alone) == 1 and len(left_keys[folder]) == 1:
            _mean(alone[0], left_keys[folder][0], taken)


def _mean(row: dict[str, Any], key: PrivateKey, taken: set[str]) -> None:
    row["private_key"], row["private_key_file"] = _MEANT_STATE[key.state], key.file
    row["private_key_pem"] = key.pem
    taken.add(key.file)


def _distance(key_file: str, certificate_file: str) -> tuple[bool, bool, str]:
    return (key_file != certificate_file, _folder(key_file) != _folder(certificate_file), key_file)


def _folder(file: str) -> str:
    return str(PurePosixPath(file).parent)


def _stem(file: str) -> str:
    return PurePosixPath(file).stem.lower()
