"""From a certificate up to its trust anchor, by name and by signature."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from airec_planning import tables

_LONGEST = 10


@dataclass(frozen=True)
class Chain:
    """What stands above one certificate."""

    issuers: tuple[str, ...]
    """SHA-256 of the issuer, its issuer and so on, as far as they were found."""
    self_signed: bool
    complete: bool
    """The chain ends at a self-signed certificate or at an authority of the deployment."""
    ends_at_authority: bool
    chain_file: str
    """A file that holds the issuer: the certificate's own file if it does."""
    verifiable: bool
    """``False`` where the signature's algorithm is not known to the library."""
    signed_by_issuer: bool
    """``False`` where certificates of the issuer's name are there and none of their keys made the signature."""


def build_chains(certificates: pd.DataFrame, ders: Mapping[str, bytes]) -> dict[str, Chain]:
    """The chain of each certificate by its SHA-256.

    An issuer is a certificate whose subject equals the issuer's name and whose key verifies the signature
    (RFC 5280, 6.1.3 (a)(1) and (4)). Dates, path lengths and name constraints are not weighed here.
    """
    forest = _Forest(certificates, ders)
    return {sha256: forest.chain(sha256) if sha256 in forest.loaded else _UNKNOWN for sha256 in ders}


_UNKNOWN = Chain(
    (),
    self_signed=False,
    complete=False,
    ends_at_authority=False,
    chain_file="",
    verifiable=False,
    signed_by_issuer=True,
)
"""Of a certificate that the library cannot load."""


class _Forest:
    def __init__(self, certificates: pd.DataFrame, ders: Mapping[str, bytes]) -> None:
        loaded = {sha256: _load(der) for sha256, der in ders.items()}
        self.loaded = {sha256: certificate for sha256, certificate in loaded.items() if certificate}
        self.files: dict[str, list[str]] = {}
        self.authorities: set[str] = set()
        for row in tables.records(certificates[["sha256", "files", "role"]]):
            self.files[row["sha256"]] = list(row["files"])
            if row["role"] == "authority":
                self.authorities.add(row["sha256"])
        self.by_subject: dict[bytes, list[str]] = defaultdict(list)
        for sha256, certificate in sorted(self.loaded.items()):
            if subject := _name(certificate, "subject"):
                self.by_subject[subject].append(sha256)

    def chain(self, sha256: str) -> Chain:
        issuers: list[str] = []
        current, verifiable, signed = sha256, True, True
        self_signed = False
        while len(issuers) < _LONGEST:
            above, known, named = self._issuer(current)
            if current == sha256:
                verifiable, signed = known, not (named and above is None and known)
                self_signed = above == current
            if above is None or above == current or above in issuers:
                break
            issuers.append(above)
            current = above
        top = issuers[-1] if issuers else sha256
        anchored = any(one in self.authorities for one in [sha256, *issuers])
        return Chain(
            issuers=tuple(issuers),
            self_signed=self_signed,
            complete=anchored or self._issuer(top)[0] == top,
            ends_at_authority=anchored,
            chain_file=self._chain_file(sha256, issuers),
            verifiable=verifiable,
            signed_by_issuer=signed,
        )

    def _issuer(self, sha256: str) -> tuple[str | None, bool, bool]:
        """The issuer, whether the signature could be weighed, whether any certificate bears its name."""
        certificate = self.loaded[sha256]
        candidates = self.by_subject.get(_name(certificate, "issuer") or b"", [])
        known = True
        for candidate in sorted(candidates, key=lambda one: one not in self.authorities):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    certificate.verify_directly_issued_by(self.loaded[candidate])
                return candidate, True, True
            except InvalidSignature:
                continue
            except (UnsupportedAlgorithm, ValueError, TypeError):
                if candidate == sha256:
                    return candidate, False, True
                known = False
        return None, known, bool(candidates)

    def _chain_file(self, sha256: str, issuers: list[str]) -> str:
        if not issuers:
            return ""
        own = set(self.files[sha256])
        holders = self.files[issuers[0]]
        bundles = [f for f in holders if f.lower().endswith((".p7b", ".p7c"))]
        return next((f for f in sorted(holders) if f in own), sorted(bundles or holders)[0])


def _load(der: bytes) -> x509.Certificate | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return x509.load_der_x509_certificate(der)
        except ValueError:  # broken in a field that the inventory can do without
            return None


def _name(certificate: x509.Certificate, field: str) -> bytes | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            name: x509.Name = getattr(certificate, field)
            return name.public_bytes()
    except Exception:  # a malformed name has no issuer that could be found
        return None
