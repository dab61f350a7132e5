"""Which certificates to ask the own CA for now, each as a signing request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from airec_planning import names, tables
from airec_planning.audit.coverage import certificate_names, planned_key
from airec_planning.costs.outstanding import outstanding
from airec_planning.errors import InputError, SettingsError
from airec_planning.file_names import file_stems, name_key
from airec_planning.language import N_, _
from airec_planning.outputs.renewal_requests import cloned
from airec_planning.outputs.signing_requests import SigningRequest, subject_of
from airec_planning.plan import Plan
from airec_planning.setting_sections import KEY_KINDS, Checks, KeyKind, Settings

_CURVES = {"p256": "secp256r1", "p384": "secp384r1"}
_PLANNED, _RENEWED = N_("as planned"), N_("asked for with --renew")


def signing_requests(plan: Plan, *, everything: bool = False, renew: Sequence[str] = ()) -> list[SigningRequest]:
    """What a required domain or address waits for, by name; with ``everything`` all that is planned.

    ``renew`` names certificate files: those are renewed, and nothing else unless ``everything`` is asked for. What
    exists under the name of a request and serves one of its names is cloned.

    Raises:
        InputError: a file to renew holds no server's certificate of the deployment, or one without any name.
    """
    why = outstanding(plan.requests, plan.coverage, plan.address_coverage, plan.renewals, plan.findings)
    if everything:
        why = {name: why.get(name, _(_PLANNED)) for name in plan.requests["name"]}
    elif renew:
        why = {}
    planned = [_planned(plan, row, why[row["name"]]) for row in tables.records(plan.requests) if row["name"] in why]
    found = [_cloned_from(plan, request, _existing(plan, request)) for request in planned]
    asked = list({one.renews: one for one in (_to_renew(plan, file) for file in renew)}.values())
    renewed = {name_key(request.name) for request in asked}
    chosen = [request for request in found if name_key(request.name) not in renewed] + asked
    chosen = sorted((one for one in chosen if one.domains or one.addresses), key=lambda one: one.name)
    stems = file_stems(request.name for request in chosen)
    return [replace(request, stem=stem) for request, stem in zip(chosen, stems, strict=True)]


def key_kind(settings: Settings) -> KeyKind:
    """The key of new requests: as set; by default the smallest RSA key from 2048 bits on that the audit accepts.

    Raises:
        SettingsError: ``requests.key`` is a key that the audit would object to.
    """
    given, accepted = settings.requests, [kind for kind in KEY_KINDS if _accepted(kind, settings.checks)]
    if given.key in accepted:
        return given.key
    if "key" not in given.model_fields_set and accepted:
        return accepted[0]
    remedy = _("Use one of: {kinds}.", kinds=", ".join(accepted)) if accepted else _("Lower checks.minimum_rsa_bits.")
    raise SettingsError(
        "deployment.toml, requests.key", _("{key} is a key that [checks] does not accept", key=given.key), remedy
    )


def _accepted(kind: KeyKind, checks: Checks) -> bool:
    algorithm, _dash, size = kind.partition("-")
    if algorithm == "rsa":
        return int(size) >= checks.minimum_rsa_bits
    return _CURVES[size] in checks.curves and int(size[1:]) >= checks.minimum_ec_bits


def _planned(plan: Plan, row: dict[str, Any], why: str) -> SigningRequest:
    subject = subject_of(plan.settings.requests, row["name"], row["domains"])
    return SigningRequest(row["name"], "", why, row["source"], subject, row["domains"], row["addresses"])


def _existing(plan: Plan, request: SigningRequest) -> dict[str, Any] | None:
    """The certificate of that name that lasts longest, if it carries a name of the request."""
    key = name_key(request.name)
    of_that_name = [row for row in _servers(plan) if key in map(planned_key, row["files"])]
    serving = [row for row in of_that_name if _carries_one(row, request)]
    return max(serving, key=_lasting, default=None)


def _carries_one(row: dict[str, Any], request: SigningRequest) -> bool:
    carried = certificate_names(row)
    shared = set(row["san_ip"]) & set(request.addresses)
    return bool(shared) or any(names.covers(pattern, domain) for pattern in carried for domain in request.domains)


def _servers(plan: Plan) -> list[dict[str, Any]]:
    return [row for row in tables.records(plan.certificates) if row["role"] == "server"]


def _lasting(row: dict[str, Any]) -> tuple[Any, str]:
    return row["not_after"], row["sha256"]


def _cloned_from(plan: Plan, request: SigningRequest, row: dict[str, Any] | None) -> SigningRequest:
    if row is None:
        return request
    found = plan.evidence
    return cloned(request, row, found.certificates.get(row["sha256"]), found.particulars.get(row["sha256"]))


def _to_renew(plan: Plan, file: str) -> SigningRequest:
    wanted = PurePosixPath(file.replace("\\", "/")).as_posix()
    candidates = [(row, f) for row in _servers(plan) for f in row["files"] if f == wanted or wanted.endswith(f"/{f}")]
    if not candidates:
        raise InputError(
            f"--renew {file}", _("is no server's certificate of the deployment"), _("Name a file as audit names it.")
        )
    row, held = max(candidates, key=lambda candidate: _lasting(candidate[0]))
    name = PurePosixPath(held).stem
    key = name_key(name)
    planned = next((one for one in tables.records(plan.requests) if name_key(one["name"]) == key), None)
    if planned is None:
        planned = {"name": name, "source": "", "domains": (), "addresses": ()}
    request = _cloned_from(plan, _planned(plan, planned, _(_RENEWED)), row)
    if not (request.domains or request.addresses):
        raise InputError(
            f"--renew {file}", _("carries no domain and no address"), _("Plan its domains, and leave --renew out.")
        )
    return request
