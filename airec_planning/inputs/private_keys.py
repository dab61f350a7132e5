"""Private keys: which certificate each belongs to, and nothing else of them.

Key material lives only within ``private_key_facts``: what leaves it is the hash of the *public* key, and a state.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
    load_ssh_private_key,
)

from airec_planning.errors import Failure, Reason
from airec_planning.inputs.blocks import Block
from airec_planning.language import _


@dataclass(frozen=True)
class PrivateKey:
    """Where a private key lies and which public key it belongs to."""

    file: str
    state: str
    """``readable``, ``encrypted`` or ``unsupported``."""
    public_key_sha256: str
    """Of the SubjectPublicKeyInfo, hex; empty unless readable."""
    pem: bool


def private_key_facts(block: Block) -> PrivateKey | Failure:
    """What may be known of a private key: its state, and the hash of its public key."""
    openssh = block.label == "OPENSSH PRIVATE KEY"
    load = load_ssh_private_key if openssh else load_pem_private_key if block.pem else load_der_private_key
    pem = block.pem and not openssh  # which has a BEGIN and an END, and is no PEM that a console takes
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            public = load(block.data, None).public_key()
        info = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except TypeError:  # how the library says that a passphrase is needed
        return PrivateKey(block.file, "encrypted", "", pem)
    except UnsupportedAlgorithm:
        return PrivateKey(block.file, "unsupported", "", pem)
    except Exception:  # many kinds for a malformed key
        # The library's message is left out: nothing of a key's bytes may reach a table.
        return Failure(
            block.file,
            Reason.NOT_A_PRIVATE_KEY,
            _("the private key cannot be read"),
            _("Copy the key file again from its source, as unencrypted PEM."),
            "private key",
            block.number,
        )
    return PrivateKey(block.file, "readable", hashlib.sha256(info).hexdigest(), pem)
