"""From a certificate up to its trust anchor, by name and by signature."""

from __future__ import annotations

import datetime as dt
import warnings
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

LONGEST_PATH = 10
"""Issuers above one certificate."""


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


UNKNOWN = Chain(
    (),
    self_signed=False,
    complete=False,
    ends_at_authority=False,
    chain_file="",
    verifiable=False,
    signed_by_issuer=True,
)
"""Of a certificate that the library cannot load."""


@dataclass
class Forest:
    """Certificates that may have issued one another.

    An issuer is a certificate whose subject equals the issuer's name and whose key verifies the signature
    (RFC 5280, 6.1.3 (a)(1) and (4)). Of several, an authority of the deployment comes first, then one that is
    valid at the as-of date, then one that ends later. What else a path has to keep is ``path_validation``'s.
    """

    certificates: Mapping[str, x509.Certificate]
    rows: Mapping[str, Mapping[str, Any]]
    """Rows of ``tables.CERTIFICATES`` by SHA-256."""
    as_of: dt.datetime
    by_subject: dict[bytes, list[str]] = field(init=False)
    """SHA-256 by the DER of the subject, the better issuer first."""
    _issuers: dict[str, tuple[str | None, bool]] = field(default_factory=dict, init=False)
    _signed: dict[tuple[str, str], bool] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.by_subject = defaultdict(list)
        for sha256 in sorted(self.certificates, key=self._worth):
            if subject := encoded_name(self.certificates[sha256], "subject"):
                self.by_subject[subject].append(sha256)

    def is_authority(self, sha256: str) -> bool:
        return bool(self.rows[sha256]["role"] == "authority")

    def candidates(self, sha256: str) -> list[str]:
        """The certificates that bear the issuer's name."""
        return self.by_subject.get(encoded_name(self.certificates[sha256], "issuer") or b"", [])

    def signed(self, sha256: str, issuer: str) -> bool:
        """Whether an issuer, or the certificate itself, bears the right name and its key made the signature."""
        pair = sha256, issuer
        if pair not in self._signed:
            try:
                _verify(self.certificates[sha256], self.certificates[issuer])
                self._signed[pair] = True
            except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
                self._signed[pair] = False
        return self._signed[pair]

    def chain(self, sha256: str, known_path: tuple[str, ...] = ()) -> Chain:
        """The chain of a certificate, as far as its issuers are here; ``known_path`` where they are known already."""
        if sha256 not in self.certificates:
            return UNKNOWN
        issuers = known_path or self._walked(sha256)
        top = issuers[-1] if issuers else sha256
        anchored = any(map(self.is_authority, [sha256, *issuers]))
        above, verifiable = (issuers[0], True) if issuers else self._issuer(sha256)
        return Chain(
            issuers=issuers,
            self_signed=above == sha256,
            complete=anchored or self._issuer(top)[0] == top,
            ends_at_authority=anchored,
            chain_file=self._chain_file(sha256, issuers),
            verifiable=verifiable,
            signed_by_issuer=above is not None or not verifiable or not self.candidates(sha256),
        )

    def _walked(self, sha256: str) -> tuple[str, ...]:
        issuers: list[str] = []
        current = sha256
        while len(issuers) < LONGEST_PATH:
            issuer, _ = self._issuer(current)
            if issuer is None or issuer == current or issuer in issuers:
                break
            issuers.append(issuer)
            current = issuer
        return tuple(issuers)

    def _worth(self, sha256: str) -> tuple[Any, ...]:
        row = self.rows[sha256]
        begins, ends = row["not_before"], row["not_after"]
        dated = not (pd.isna(begins) or pd.isna(ends))
        valid = dated and begins <= self.as_of <= ends
        return not self.is_authority(sha256), not valid, -ends.timestamp() if dated else 0.0, sha256

    def _issuer(self, sha256: str) -> tuple[str | None, bool]:
        """The issuer, and whether the signature could be weighed."""
        if sha256 not in self._issuers:
            self._issuers[sha256] = self._found_issuer(sha256)
        return self._issuers[sha256]

    def _found_issuer(self, sha256: str) -> tuple[str | None, bool]:
        verifiable = True
        for candidate in self.candidates(sha256):
            try:
                _verify(self.certificates[sha256], self.certificates[candidate])
                return candidate, True
            except InvalidSignature:
                continue
            except (UnsupportedAlgorithm, ValueError, TypeError):
                if candidate == sha256:
                    return candidate, False
                verifiable = False
        return None, verifiable

    def _chain_file(self, sha256: str, issuers: tuple[str, ...]) -> str:
        if not issuers:
            return ""
        own = set(self.rows[sha256]["files"])
        holders = self.rows[issuers[0]]["files"]
        bundles = [file for file in holders if file.lower().endswith((".p7b", ".p7c"))]
        return str(next((file for file in sorted(holders) if file in own), sorted(bundles or holders)[0]))


def _verify(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """Raise ``InvalidSignature`` unless the issuer's key made the signature, an error of another kind if in doubt."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            certificate.verify_directly_issued_by(issuer)
            return
        except ValueError:
            # The library has no certificate with SHA-1, which old CAs still have: the checks say that it is broken.
            if (
                not isinstance(certificate.signature_hash_algorithm, hashes.SHA1)
                or certificate.issuer != issuer.subject
            ):
                raise
        key, by = issuer.public_key(), certificate.signature_algorithm_parameters
        signature, signed = certificate.signature, certificate.tbs_certificate_bytes
        if isinstance(key, rsa.RSAPublicKey) and isinstance(by, padding.PKCS1v15):
            key.verify(signature, signed, by, hashes.SHA1())  # noqa: S303
        elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(by, ec.ECDSA):
            key.verify(signature, signed, by)
        else:
            raise UnsupportedAlgorithm("SHA-1 with this kind of key")


def encoded_name(certificate: x509.Certificate, which: str) -> bytes | None:
    """The DER of the ``subject`` or the ``issuer``; ``None`` where it is malformed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            name: x509.Name = getattr(certificate, which)
            return name.public_bytes()
    except Exception:  # a malformed name has no issuer that could be found
        return None
