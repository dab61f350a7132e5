"""Checks on one certificate. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import pandas as pd

from airec_planning import names
from airec_planning.audit.coverage import certificate_names, planned_key
from airec_planning.audit.expiry import days_left, expiry_state
from airec_planning.audit.verdicts import Check, Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.text import plural

_Run = Callable[[Row, Ground], Verdict | None]


def validity(row: Row, ground: Ground) -> Verdict | None:
    """The certificate is valid at the as-of date."""
    if pd.isna(row["not_after"]) or pd.isna(row["not_before"]):
        return skipped("dates that can be read")
    state = expiry_state(row["not_before"], row["not_after"], ground.as_of, ground.settings.expiry)
    if state == "expired":
        message = (
            f"expired on {row['not_after']:%Y-%m-%d}, {plural(-days_left(row['not_after'], ground.as_of), 'day')} ago"
        )
        if _superseded(row, ground):
            return warning(
                f"{message}; another certificate serves its domains", "Remove it, so that nobody deploys it."
            )
        return error(message, _renew(ground))
    if state == "not-yet-valid":
        return error(
            f"not yet valid: it begins on {row['not_before']:%Y-%m-%d}",
            "Wait for that day to deploy it, or have it issued with an earlier start.",
        )
    return ok(f"valid from {row['not_before']:%Y-%m-%d} to {row['not_after']:%Y-%m-%d}")


def time_left(row: Row, ground: Ground) -> Verdict | None:
    """More days are left than the thresholds ask for."""
    if pd.isna(row["not_after"]) or pd.isna(row["not_before"]):
        return skipped("dates that can be read")
    state = expiry_state(row["not_before"], row["not_after"], ground.as_of, ground.settings.expiry)
    left = plural(days_left(row["not_after"], ground.as_of), "day")
    if state in ("expired", "not-yet-valid"):
        return skipped("a valid certificate")
    message = f"{left} left, until {row['not_after']:%Y-%m-%d}"
    if state == "ok":
        return ok(message)
    if _superseded(row, ground):
        return notice(f"{message}; another certificate serves its domains")
    level = {"critical": error, "warning": warning}.get(state, notice)
    return level(message, _renew(ground))


def names_present(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries subject alternative names; clients look at nothing else (RFC 9525)."""
    if row["san_dns"]:
        return ok(plural(len(row["san_dns"]), "DNS name"))
    if any(problem.startswith(("san", "extensions")) for problem in row["problems"]):
        return error("the subject alternative names cannot be read", "Have the certificate issued again.")
    common_name = f"; only the common name {row['common_name']}" if row["common_name"] else ""
    return error(
        f"no subject alternative name of type DNS{common_name}",
        "Have it issued again with the domains as subject alternative names.",
    )


def planned_names(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries every name that the planner asks of the certificate of that name."""
    keys = map(planned_key, row["files"])
    expected = next((ground.planned[key] for key in keys if key in ground.planned), None)
    if not expected:
        return None
    if not row["san_dns"]:
        return skipped("subject alternative names")
    carried = certificate_names(row)
    lacking = [name for name in expected if not any(names.covers(pattern, name) for pattern in carried)]
    if not lacking:
        return ok(f"carries {listed(expected)}")
    return error(
        f"expected {listed(map(names.both_forms, lacking))}, found {listed(row['san_dns'])}",
        "Have it issued again with the names that the planner lists for it.",
    )


def surplus_names(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries no name that nothing asks for."""
    carried = certificate_names(row)
    if not carried:
        return None
    needed = ground.needed.get(row["sha256"], frozenset())
    surplus = [pattern for pattern in carried if not any(names.covers(pattern, name) for name in needed)]
    if not surplus:
        return ok("each name is asked for")
    return notice(f"nothing asks for {listed(surplus)}", "Add the domain to the planner's table, or drop the name.")


def key_strength(row: Row, ground: Ground) -> Verdict | None:
    """The key is of a known algorithm and large enough."""
    checks = ground.settings.checks
    least = {"RSA": checks.minimum_rsa_bits, "DSA": checks.minimum_rsa_bits, "EC": checks.minimum_ec_bits}
    algorithm, bits = row["key_algorithm"], row["key_bits"]
    if algorithm == "SM2":
        return notice(
            "an SM2 key: only clients with the Chinese commercial algorithms accept it",
            "Serve a certificate with an RSA or EC key beside it.",
        )
    if algorithm not in least and algorithm not in ("Ed25519", "Ed448"):
        return warning(f"the key's algorithm {algorithm or '(unreadable)'} is not known", "Use RSA or EC.")
    if algorithm in least and not pd.isna(bits) and bits < least[algorithm]:
        return error(
            f"{algorithm} key of {bits} bits, at least {least[algorithm]} expected",
            "Make a new key and have the certificate issued again.",
        )
    return ok(f"{algorithm} key of {bits} bits")


def signature_hash(row: Row, ground: Ground) -> Verdict | None:
    """The signature uses no broken hash."""
    if row["signature_hash"].lower() in ground.settings.checks.weak_hashes:
        return error(f"signed with {row['signature_algorithm']}", "Have it issued again with SHA-256 or better.")
    return ok(f"signed with {row['signature_algorithm'] or 'an unknown algorithm'}")


def private_key_present(row: Row, ground: Ground) -> Verdict | None:
    """The private key lies beside the certificate."""
    if row["private_key"] == "none":
        return warning("no private key was found for it", "Put the private key into the folder, or keep it in the HSM.")
    return ok(f"in {row['private_key_file']}")


def private_key_matches(row: Row, ground: Ground) -> Verdict | None:
    """The private key belongs to the certificate's public key."""
    state, file = row["private_key"], row["private_key_file"]
    if state == "differs":
        return error(
            f"{file} is the key of another certificate", "Find the right key, or have the certificate issued again."
        )
    if state == "matches":
        return ok(f"{file} belongs to it")
    return skipped({"encrypted": "an unencrypted key", "unsupported": "a key of a known algorithm"}.get(state, "a key"))


def private_key_plain_pem(row: Row, ground: Ground) -> Verdict | None:
    """The private key is unencrypted PEM, the only form that the console takes."""
    state, file = row["private_key"], row["private_key_file"]
    level = error if ground.path == "https" else warning
    if state == "encrypted":
        return level(
            f"{file} is encrypted",
            f"openssl pkey -in {shlex.quote(file)} -out plain.key, and keep it readable to you alone.",
        )
    if state in ("none", "unsupported"):
        return skipped("a readable key")
    if not row["private_key_pem"]:
        store = file.lower().endswith((".p12", ".pfx"))
        command = f"pkcs12 -in {shlex.quote(file)} -nodes -nocerts" if store else f"pkey -in {shlex.quote(file)}"
        remedy = f"openssl {command} -out plain.key, and keep it readable to you alone."
        return warning(f"{file} is {'a PKCS#12 store' if store else 'DER'}, not PEM", remedy)
    return ok("unencrypted PEM")


def not_self_signed(row: Row, ground: Ground) -> Verdict | None:
    """The certificate was issued by a CA, not signed with its own key."""
    if not ground.chains[row["sha256"]].self_signed:
        return ok("not self-signed")
    if ground.path == "ca":
        return error("self-signed, not issued by the organisation's CA", "Have it issued by the own CA.")
    return notice("self-signed: clients have to be told to trust it", "Hand the certificate to its clients.")


def issued_by_authority(row: Row, ground: Ground) -> Verdict | None:
    """On the CA path, the chain ends at an authority of the deployment."""
    chain = ground.chains[row["sha256"]]
    if ground.path != "ca" or chain.self_signed:
        return None
    if not any(one.ends_at_authority for one in ground.chains.values()):
        remedy = "Put them into a folder ca, or name them under [certificates] authorities."
        return skipped("the own CA's certificates", remedy)
    if not chain.verifiable:
        return skipped("a signature algorithm that can be verified")
    if not chain.ends_at_authority:
        found = f"not issued by an authority of the deployment, but by {row['issuer']}"
        return error(found, "Have it issued by the own CA.")
    return ok("issued by an authority of the deployment")


def chain_complete(row: Row, ground: Ground) -> Verdict | None:
    """The issuer's certificate is among the files, and its key made the signature."""
    chain = ground.chains[row["sha256"]]
    if not chain.verifiable:
        return skipped("a signature algorithm that can be verified")
    if not chain.signed_by_issuer:
        return error(
            f"the signature was not made by the key of {row['issuer']} that lies here",
            "Find the issuer's certificate that belongs to it.",
        )
    if chain.complete:
        return ok("complete")
    if chain.issuers:
        return ok("the issuer is here; the root, which the clients hold, is not")
    return notice(
        "its issuer is not among the files", "Put the chain beside the certificate, for the gateways need it."
    )


def fields_readable(row: Row, ground: Ground) -> Verdict | None:
    """Every field of the certificate can be read."""
    if row["problems"]:
        return warning("; ".join(row["problems"]), "Have the certificate issued again.")
    return ok("every field can be read")


_RUNS: tuple[_Run, ...] = (
    validity, time_left, names_present, planned_names, surplus_names, key_strength, signature_hash, private_key_present,
    private_key_matches, private_key_plain_pem, not_self_signed, issued_by_authority, chain_complete, fields_readable,
)  # fmt: skip

CERTIFICATE_CHECKS = tuple(Check(run.__name__.replace("_", "-"), (run.__doc__ or "").strip(), run) for run in _RUNS)


def _superseded(row: Row, ground: Ground) -> bool:
    """Required domains are among its names, and others serve all of them."""
    return bool(ground.needed.get(row["sha256"])) and row["sha256"] not in ground.serving


def _renew(ground: Ground) -> str:
    if ground.path == "https":
        return "Create a new certificate in the console; it does not renew by itself."
    return "Have a new certificate issued by the own CA."
