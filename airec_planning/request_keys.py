"""A request's private key and its CSR as files: a key is made once, and never overwritten."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from airec_planning.errors import InputError, OutputError, SettingsError
from airec_planning.files import unwritable, write_whole
from airec_planning.language import _
from airec_planning.outputs.signing_requests import PrivateKey, SigningRequest, new_private_key, signed

Made = Literal["made", "kept", "plain", "open", "unreadable"]
"""``plain`` and ``open`` are kept keys of which more is to be said: not encrypted though a passphrase is given, and
readable to others."""
_REFERENCE = "env:"


def passphrase_from(reference: str | None) -> bytes | None:
    """The passphrase that an ``env:NAME`` refers to; ``None`` for none. It appears in no message.

    Raises:
        SettingsError: it is no reference, or the variable is not set.
    """
    if reference is None:
        return None
    name = reference.removeprefix(_REFERENCE)
    if not reference.startswith(_REFERENCE) or not name:
        # What was typed may be a passphrase: it is not repeated.
        raise SettingsError("--passphrase", _("is not of the form env:NAME"), _("Put the passphrase into a variable."))
    if not (passphrase := os.environ.get(name)):
        raise SettingsError(
            f"--passphrase env:{name}", _("is not set, or empty"), _("Set the variable {name}.", name=name)
        )
    return passphrase.encode()


def write_key_and_request(
    folder: Path, request: SigningRequest, kind: str, passphrase: bytes | None, used: Mapping[str, str] | None = None
) -> Made:
    """``NAME.key`` (mode 0600, PKCS#8) and ``NAME.csr``; a key that is there is kept, and asked with again.

    ``unreadable`` where a key is there that the passphrase does not open: then its CSR stays as it is too. ``used``
    names the certificates that have a key already, by the SHA-256 of the public key: a new one gets a new key.

    Raises:
        InputError: the key that is there belongs to a certificate already.
        OutputError: the folder cannot be written to; then there is neither of them.
    """
    place = folder / f"{request.stem}.key"
    if os.path.lexists(place):
        key = _opened(place, passphrase)
        if key is None:
            return "unreadable"
        if holder := (used or {}).get(_public_key_sha256(key)):
            fact = _("is the key of {file} already, and a new certificate gets a new key", file=holder)
            raise InputError(str(place), fact, _("Move it away, or write elsewhere with --output FOLDER."))
        write_whole(folder / f"{request.stem}.csr", signed(request, key))
        if place.stat().st_mode & 0o077:
            return "open"
        return "plain" if passphrase and _opened(place, None) is not None else "kept"
    key = new_private_key(kind)
    csr = signed(request, key)
    _write_new(place, _pem(key, passphrase))
    try:
        write_whole(folder / f"{request.stem}.csr", csr)
    except OutputError:
        place.unlink(missing_ok=True)
        raise
    return "made"


def _public_key_sha256(key: PrivateKey) -> str:
    info = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(info).hexdigest()


def _pem(key: PrivateKey, passphrase: bytes | None) -> bytes:
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def _write_new(place: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(place, flags, 0o600)
    except OSError as error:
        raise unwritable(place, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        place.unlink(missing_ok=True)
        raise unwritable(place, error) from None


def _opened(place: Path, passphrase: bytes | None) -> PrivateKey | None:
    for tried in dict.fromkeys((passphrase, None)):
        try:
            return cast("PrivateKey", load_pem_private_key(place.read_bytes(), tried))
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
            continue  # a passphrase for a key without one, none for one that has it, or no key at all
    return None
