"""Which private key belongs to which certificate.

By public key, wherever the key lies. Only for a certificate whose key is not found that way do the file's
name and folder say which key was *meant*: that key then is encrypted, of an unsupported algorithm, or wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from airec_planning.inputs.private_keys import PrivateKey

_MEANT_STATE = {"readable": "differs", "encrypted": "encrypted", "unsupported": "unsupported"}


@dataclass
class _Certificate:
    file: str
    files: tuple[str, ...]
    public_key_sha256: str
    role: str
    key: PrivateKey | None = None
    state: str = "none"


def match_private_keys(columns: Mapping[str, Sequence[Any]], keys: Iterable[PrivateKey]) -> dict[str, list[Any]]:
    """The columns ``private_key``, ``private_key_file`` and ``private_key_pem`` of ``tables.CERTIFICATES``.

    ``columns`` are its ``file``, ``files``, ``public_key_sha256`` and ``role``.
    """
    listed = sorted(keys, key=lambda key: key.file)
    if not listed:
        count = len(columns["file"])
        return {"private_key": ["none"] * count, "private_key_file": [""] * count, "private_key_pem": [False] * count}
    wanted = (columns[name] for name in ("file", "files", "public_key_sha256", "role"))
    rows = [_Certificate(*values) for values in zip(*wanted, strict=True)]
    _match_by_public_key(rows, listed)
    matched = {row.public_key_sha256 for row in rows if row.state == "matches"}
    _match_by_name(rows, [key for key in listed if key.public_key_sha256 not in matched])
    return {
        "private_key": [row.state for row in rows],
        "private_key_file": [row.key.file if row.key else "" for row in rows],
        "private_key_pem": [bool(row.key and row.key.pem) for row in rows],
    }


def _match_by_public_key(rows: Iterable[_Certificate], keys: Iterable[PrivateKey]) -> None:
    by_public_key: dict[str, list[PrivateKey]] = defaultdict(list)
    for key in keys:
        if key.state == "readable":
            by_public_key[key.public_key_sha256].append(key)
    for row in rows:
        if matching := by_public_key.get(row.public_key_sha256):
            # First what a console takes, then what lies nearest.
            row.key = min(matching, key=lambda key: (not key.pem, min(_distance(key.file, file) for file in row.files)))
            row.state = "matches"


def _match_by_name(rows: Iterable[_Certificate], spare: Sequence[PrivateKey]) -> None:
    servers = [row for row in rows if row.role == "server" and row.state == "none"]
    by_stem = {(_folder(key.file), _stem(key.file)): key for key in reversed(spare)}
    taken: set[str] = set()
    for row in servers:
        if meant := by_stem.get((_folder(row.file), _stem(row.file))):
            _mean(row, meant, taken)
    left_keys: dict[str, list[PrivateKey]] = defaultdict(list)
    left_servers: dict[str, list[_Certificate]] = defaultdict(list)
    for key in spare:
        if key.file not in taken:
            left_keys[_folder(key.file)].append(key)
    for row in servers:
        if row.state == "none":
            left_servers[_folder(row.file)].append(row)
    for folder, alone in left_servers.items():
        if len(alone) == 1 and len(left_keys[folder]) == 1:
            _mean(alone[0], left_keys[folder][0], taken)


def _mean(row: _Certificate, key: PrivateKey, taken: set[str]) -> None:
    row.state, row.key = _MEANT_STATE[key.state], key
    taken.add(key.file)


def _distance(key_file: str, certificate_file: str) -> tuple[bool, bool, str]:
    return (key_file != certificate_file, _folder(key_file) != _folder(certificate_file), key_file)


def _folder(file: str) -> str:
    return str(PurePosixPath(file).parent)


def _stem(file: str) -> str:
    return PurePosixPath(file).stem.lower()
