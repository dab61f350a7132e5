"""RFC lints through pkilint, where ``checks.lint`` asks for them: they take tens of milliseconds a certificate."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from airec_planning.audit.linted import LintCache, Linted
from airec_planning.audit.verdicts import Ground, Row, Verdict, ok, skipped, warning
from airec_planning.errors import SettingsError
from airec_planning.inputs.cache_entries import cache_folder
from airec_planning.language import _
from airec_planning.text import apart, shorten

_ALLOWED_PREFIXES = ("itu.", "pkix.")
"""What ASN.1 and RFC 5280 ask of every certificate."""
_LEFT_OUT = frozenset({"pkix.invalid_domain_name_syntax", "pkix.authority_key_identifier_extension_absent"})
"""The first takes every wildcard for an error; the second is asked by a check of our own."""
_ALLOWED = frozenset(
    {
        "cabf.ecdsa_key_validation_failed",
        "cabf.rsa_exponent_not_in_recommended_range",
        "cabf.rsa_exponent_prohibited_value",
        "cabf.rsa_modulus_has_small_prime_factor",
        "cabf.rsa_modulus_invalid_length",
        "cabf.serverauth.attribute_value_invalid_encoding_type",
        "cabf.serverauth.invalid_dnsname_syntax",
        "cabf.serverauth.invalid_plabel_encoding",
        "cabf.serverauth.prohibited_duplicate_attribute_type",
        "cabf.serverauth.prohibited_signature_algorithm_encoding",
        "cabf.serverauth.prohibited_subject_public_key_algorithm_encoding",
        "cabf.serverauth.subscriber.codesigning_eku_present",
        "cabf.serverauth.subscriber.ocspsigning_eku_present",
        "cabf.serverauth.subscriber.precert_poison_extension_present",
        "cabf.serverauth.subscriber_prohibited_ku_present",
        "cabf.serverauth.subscriber_required_ku_missing",
    }
)
"""Of the Baseline Requirements, what a private authority's certificate does well to keep too."""
_TAKEN = ("FATAL", "ERROR", "WARNING")


def lints(row: Row, ground: Ground) -> Verdict | None:
    """The certificate passes the lints of RFC 5280 and a choice of the Baseline Requirements' (checks.lint = true)."""
    if not ground.settings.checks.lint:
        return None
    certificate = ground.evidence.certificates.get(row["sha256"])
    if certificate is None:
        return skipped(_("a certificate that can be loaded"))
    linted = _linted(row["sha256"], certificate, ground.lint_cache)
    if linted.refused:
        return skipped(_("a certificate that the linter can decode ({fault})", fault=shorten(linted.refused)))
    codes = sorted(code for severity, code in linted.found if severity in _TAKEN and is_taken(code))
    if not codes:
        return ok(_("no lint speaks"))
    return warning(apart(codes), _("Ask the CA to issue it within RFC 5280; pkilint explains each code."))


def is_taken(code: str) -> bool:
    """Whether a lint counts here: it has to hold for a private authority's certificates too."""
    return code in _ALLOWED or (code.startswith(_ALLOWED_PREFIXES) and code not in _LEFT_OUT)


def lint_cache(environment: Mapping[str, str]) -> LintCache | None:
    """Where it is kept what the linter said; None without a cache folder, or without the linter."""
    folder, version = cache_folder(environment), _version()
    return LintCache(folder / f"lints-{version}") if folder and version else None


@functools.cache
def _version() -> str:
    """The hash of all that decides what is said of a certificate: the lints that are run here, and the linter."""
    try:
        linter = metadata.version("pkilint")
    except metadata.PackageNotFoundError:
        return ""
    return hashlib.sha256(Path(__file__).read_bytes() + linter.encode()).hexdigest()[:16]


@functools.lru_cache(1 << 12)  # deployments of one process hold the same certificates
def _linted(sha256: str, certificate: Certificate, cache: LintCache | None) -> Linted:
    """What the linter says: from the cache, or asked and kept there."""
    known = cache.load(sha256) if cache else None
    if known is None:
        known = _lint(certificate.public_bytes(Encoding.DER))
        if cache:
            cache.store(sha256, known)
    return known


def _lint(data: bytes) -> Linted:
    linter = _linter()
    try:
        return Linted(frozenset(_codes(data, *linter)))
    except Exception as error:  # the linter's decoder raises many kinds
        return Linted(frozenset(), type(error).__name__)


def _codes(data: bytes, loader: Any, validator: Any) -> set[tuple[str, str]]:
    results = validator.validate(loader.load_certificate(data, "certificate").root)
    findings = (one.finding for result in results for one in result.finding_descriptions)
    return {(finding.severity.name, finding.code) for finding in findings}


@functools.cache
def _linter() -> tuple[Any, Any]:
    """The loader and the profile for servers, which finds what the plain one misses. It takes a second to import."""
    try:
        from pkilint import loader  # noqa: PLC0415
        from pkilint.cabf import serverauth  # noqa: PLC0415
        from pkilint.cabf.serverauth.serverauth_constants import CertificateType  # noqa: PLC0415
        from pkilint.pkix import certificate  # noqa: PLC0415
    except ImportError:
        raise SettingsError(
            "checks.lint",
            _("needs pkilint, which is not installed"),
            _("Install airec-planning[lint], or set it to false."),
        ) from None
    validators = serverauth.create_validators(CertificateType.OV_FINAL_CERTIFICATE)
    container = certificate.create_pkix_certificate_validator_container
    return loader, container(serverauth.create_decoding_validators(), validators)
