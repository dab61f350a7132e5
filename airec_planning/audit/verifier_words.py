"""Why the library's verifier refused a path, for people."""

from __future__ import annotations

import re

from cryptography import x509

from airec_planning.language import N_, _
from airec_planning.text import shorten, visible

_NOISE = re.compile(
    r"validation failed: |candidates exhausted: |fatal error: |invalid extension: |\(encountered .*|\{.*", re.DOTALL
)
_DOTTED = re.compile(r"\b[0-2](?:\.[0-9]+){3,}\b")
_KNOWN = frozenset(
    {
        N_("Certificate is missing required extension"),
        N_("Exceeded maximum name constraint check limit"),
        N_("Exceeded maximum signature check limit"),
        N_("EE keyUsage must not assert keyCertSign"),
        N_("EE subjectAltName MUST NOT be critical when subject is nonempty"),
        N_("EE subjectAltName MUST be critical when subject is empty"),
        N_("RSA key is too weak"),
        N_("all candidates exhausted with no interior errors"),
        N_("basicConstraints.cA must be asserted in a CA certificate"),
        N_("basicConstraints.cA must not be asserted in an EE certificate"),
        N_("cert is not valid at validation time"),
        N_("certificate must be an X509v3 certificate"),
        N_("certificate must have a non-empty Issuer"),
        N_("certificate must have a serial between 1 and 20 octets"),
        N_("certificate serial number cannot be negative"),
        N_("chain construction exceeds max depth"),
        N_("excluded name constraint matched SAN"),
        N_("issuer has malformed public key"),
        N_("leaf certificate has no matching subjectAltName"),
        N_("mismatch between signatureAlgorithm and SPKI algorithm"),
        N_("no permitted name constraints matched SAN"),
        N_("path length constraint violated"),
        N_("required EKU not found"),
        N_("signature does not match"),
        N_("unsupported name constraint"),
        N_("validity dates between 1950 and 2049 must be UtcTime"),
    }
)
"""What the verifier says in so many words; what it says else is left as it is."""
_FORBIDDEN = {
    "Forbidden public key algorithm": N_("Forbidden public key algorithm: {algorithm}"),
    "Forbidden signature algorithm": N_("Forbidden signature algorithm: {algorithm}"),
}


def in_words(refusal: Exception) -> str:
    """The verifier's reason without its frame, extensions by their names."""
    bare = " ".join(_NOISE.sub("", str(refusal)).split()).removesuffix("AlgorithmIdentifier").rstrip(" :")
    named = _DOTTED.sub(lambda found: _extension_named(found[0]), bare)
    return shorten(visible(_said(named)), 160)


def _said(reason: str) -> str:
    of, colon, last = reason.rpartition(": ")
    if last in _KNOWN:
        return _("{of}: {reason}", of=of, reason=_(last)) if colon else _(last)
    if of in _FORBIDDEN:
        return _(_FORBIDDEN[of], algorithm=last)
    return reason


def _extension_named(dotted: str) -> str:
    known = getattr(x509.ObjectIdentifier(dotted), "_name", "Unknown OID")
    return dotted if known == "Unknown OID" else str(known)
