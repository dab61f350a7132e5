"""Every check on one certificate, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Callable

from airec_planning.audit import chain_checks, date_checks, key_checks, lint_checks, name_checks, usage_checks
from airec_planning.audit.verdicts import Check, Ground, Row, Verdict

_Run = Callable[[Row, Ground], Verdict | None]

_RUNS: tuple[_Run, ...] = (
    date_checks.validity,
    date_checks.valid_at_deployment,
    date_checks.time_left,
    date_checks.lifetime,
    name_checks.names_present,
    name_checks.names_well_formed,
    name_checks.wildcard_left_most,
    name_checks.common_name_listed,
    name_checks.planned_names,
    name_checks.surplus_names,
    key_checks.key_strength,
    key_checks.no_close_primes,
    key_checks.key_used_once,
    key_checks.private_key_present,
    key_checks.private_key_matches,
    key_checks.private_key_plain_pem,
    usage_checks.signature_hash,
    usage_checks.key_usage,
    usage_checks.extended_key_usage,
    usage_checks.basic_constraints,
    usage_checks.key_identifiers,
    usage_checks.fields_readable,
    chain_checks.not_self_signed,
    chain_checks.issued_by_authority,
    chain_checks.not_from_own_ca,
    chain_checks.chain_complete,
    chain_checks.chain_valid,
    chain_checks.web_profile,
    chain_checks.chain_strength,
    chain_checks.issuer_outlives,
    chain_checks.chain_order,
    chain_checks.chain_strays,
    chain_checks.not_revoked,
    lint_checks.lints,
)

CERTIFICATE_CHECKS = tuple(
    Check(run.__name__.replace("_", "-"), " ".join((run.__doc__ or "").split()), run) for run in _RUNS
)
