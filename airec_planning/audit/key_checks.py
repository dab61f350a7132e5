"""Checks on a certificate's key. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

import shlex

import pandas as pd

from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.audit.weak_keys import ROUNDS, close_primes
from airec_planning.setting_sections import Checks

_FOR_SERVERS = ("RSA", "EC", "Ed25519", "Ed448")
_NEW_KEY = "Make a new key and have the certificate issued again."


def key_strength(row: Row, ground: Ground) -> Verdict | None:
    """The key is of a known algorithm, of an accepted curve, and large enough."""
    if row["key_algorithm"] == "SM2":
        return notice(
            "an SM2 key: only clients with the Chinese commercial algorithms accept it",
            "Serve a certificate with an RSA or EC key beside it.",
        )
    if not row["key_algorithm"] or row["key_algorithm"][0].isdigit():
        return warning(f"the key's algorithm {row['key_algorithm'] or '(unreadable)'} is not known", "Use RSA or EC.")
    if weakness := why_weak(row, ground):
        return error(weakness, _NEW_KEY)
    if row["key_algorithm"] not in _FOR_SERVERS:
        return warning(f"expected an RSA or EC key, found {row['key_algorithm']}, which TLS 1.3 lacks", _NEW_KEY)
    return ok(f"{row['key_algorithm']} key of {row['key_bits']} bits")


def why_weak(row: Row, ground: Ground) -> str:
    """Why a key is too weak; empty where it is not, or where that cannot be said."""
    algorithm, bits, checks = row["key_algorithm"], row["key_bits"], ground.settings.checks
    least = _least_bits(checks).get(algorithm)
    if least is not None and not pd.isna(bits) and bits < least:
        return f"{algorithm} key of {bits} bits, at least {least} expected"
    known = ground.evidence.particulars.get(row["sha256"])
    if known and known.curve and known.curve not in checks.curves:
        return f"EC key on the curve {known.curve}, one of {', '.join(checks.curves)} expected"
    return ""


def no_close_primes(row: Row, ground: Ground) -> Verdict | None:
    """The two primes of an RSA key are not so close that Fermat's method finds them."""
    if row["key_algorithm"] != "RSA":
        return None
    known = ground.evidence.particulars.get(row["sha256"])
    if known is None or known.modulus is None:
        return skipped("a key that can be read")
    if close_primes(known.modulus):
        return error("its private key can be worked out of the certificate: its primes are too close", _NEW_KEY)
    return ok(f"not found within {ROUNDS} rounds")


def key_used_once(row: Row, ground: Ground) -> Verdict | None:
    """No other certificate has the same key; a renewal may, though a new key is better."""
    evidence = ground.evidence
    others = [other for other in evidence.holders.get(row["public_key_sha256"], ()) if other != row["sha256"]]
    if not others:
        return ok("no other certificate has it")
    files = listed(evidence.rows[other]["file"] for other in others)
    if all(set(evidence.rows[other]["san_dns"]) == set(row["san_dns"]) for other in others):
        return notice(f"the same key as in {files}, for the same names", "Make a new key at each renewal.")
    return warning(f"the same key as in {files}: whoever has one key has both", _NEW_KEY)


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


def _least_bits(checks: Checks) -> dict[str, int]:
    return {"RSA": checks.minimum_rsa_bits, "DSA": checks.minimum_rsa_bits, "EC": checks.minimum_ec_bits}
