"""Checks on a certificate's key. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

import shlex

import pandas as pd

from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.audit.weak_keys import ROUNDS, close_primes
from airec_planning.language import N_, _
from airec_planning.setting_sections import Checks
from airec_planning.text import enumerated

_FOR_SERVERS = ("RSA", "EC", "Ed25519", "Ed448")
_NEW_KEY = N_("Make a new key and have the certificate issued again.")
_KEEP_IT = N_("{command}, and keep it readable to you alone.")
_WAITS_FOR = {"encrypted": N_("an unencrypted key"), "unsupported": N_("a key of a known algorithm"), "": N_("a key")}


def key_strength(row: Row, ground: Ground) -> Verdict | None:
    """The key is of a known algorithm, of an accepted curve, and large enough."""
    if row["key_algorithm"] == "SM2":
        return notice(
            _("an SM2 key: only clients with the Chinese commercial algorithms accept it"),
            _("Serve a certificate with an RSA or EC key beside it."),
        )
    if not row["key_algorithm"] or row["key_algorithm"][0].isdigit():
        algorithm = row["key_algorithm"] or _("(unreadable)")
        return warning(_("the key's algorithm {algorithm} is not known", algorithm=algorithm), _("Use RSA or EC."))
    if weakness := why_weak(row, ground):
        return error(weakness, _(_NEW_KEY))
    if row["key_algorithm"] not in _FOR_SERVERS:
        message = _("expected an RSA or EC key, found {algorithm}, which TLS 1.3 lacks", algorithm=row["key_algorithm"])
        return warning(message, _(_NEW_KEY))
    return ok(_("{algorithm} key of {bits} bits", algorithm=row["key_algorithm"], bits=row["key_bits"]))


def why_weak(row: Row, ground: Ground) -> str:
    """Why a key is too weak; empty where it is not, or where that cannot be said."""
    algorithm, bits, checks = row["key_algorithm"], row["key_bits"], ground.settings.checks
    least = _least_bits(checks).get(algorithm)
    if least is not None and not pd.isna(bits) and bits < least:
        said = {"algorithm": algorithm, "bits": bits, "least": least}
        return _("{algorithm} key of {bits} bits, at least {least} expected", **said)
    known = ground.evidence.particulars.get(row["sha256"])
    if known and known.curve and known.curve not in checks.curves:
        curves = enumerated(checks.curves)
        return _("EC key on the curve {curve}, one of {curves} expected", curve=known.curve, curves=curves)
    return ""


def no_close_primes(row: Row, ground: Ground) -> Verdict | None:
    """The two primes of an RSA key are not so close that Fermat's method finds them."""
    if row["key_algorithm"] != "RSA":
        return None
    known = ground.evidence.particulars.get(row["sha256"])
    if known is None or known.modulus is None:
        return skipped(_("a key that can be read"))
    if close_primes(known.modulus):
        message = _("its private key can be worked out of the certificate: its primes are too close")
        return error(message, _(_NEW_KEY))
    return ok(_("not found within {rounds} rounds", rounds=ROUNDS))


def key_used_once(row: Row, ground: Ground) -> Verdict | None:
    """No other certificate has the same key; a renewal may, though a new key is better."""
    evidence = ground.evidence
    others = [other for other in evidence.holders.get(row["public_key_sha256"], ()) if other != row["sha256"]]
    if not others:
        return ok(_("no other certificate has it"))
    files = listed(evidence.rows[other]["file"] for other in others)
    if all(set(evidence.rows[other]["san_dns"]) == set(row["san_dns"]) for other in others):
        message = _("the same key as in {files}, for the same names", files=files)
        return notice(message, _("Make a new key at each renewal."))
    return warning(_("the same key as in {files}: whoever has one key has both", files=files), _(_NEW_KEY))


def private_key_present(row: Row, ground: Ground) -> Verdict | None:
    """The private key lies beside the certificate."""
    if row["private_key"] == "none":
        remedy = _("Put the private key into the folder, or keep it in the HSM.")
        return warning(_("no private key was found for it"), remedy)
    return ok(_("in {file}", file=row["private_key_file"]))


def private_key_matches(row: Row, ground: Ground) -> Verdict | None:
    """The private key belongs to the certificate's public key."""
    state, file = row["private_key"], row["private_key_file"]
    if state == "differs":
        return error(
            _("{file} is the key of another certificate", file=file),
            _("Find the right key, or have the certificate issued again."),
        )
    if state == "matches":
        return ok(_("{file} belongs to it", file=file))
    return skipped(_(_WAITS_FOR.get(state, _WAITS_FOR[""])))


def private_key_plain_pem(row: Row, ground: Ground) -> Verdict | None:
    """The private key is unencrypted PEM, the only form that the console takes."""
    state, file = row["private_key"], row["private_key_file"]
    level = error if ground.path == "https" else warning
    if state == "encrypted":
        command = f"openssl pkey -in {shlex.quote(file)} -out plain.key"
        return level(_("{file} is encrypted", file=file), _(_KEEP_IT, command=command))
    if state in ("none", "unsupported"):
        return skipped(_("a readable key"))
    if not row["private_key_pem"]:
        store = file.lower().endswith((".p12", ".pfx"))
        command = f"pkcs12 -in {shlex.quote(file)} -nodes -nocerts" if store else f"pkey -in {shlex.quote(file)}"
        message = _("{file} is a PKCS#12 store, not PEM" if store else "{file} is DER, not PEM", file=file)
        return warning(message, _(_KEEP_IT, command=f"openssl {command} -out plain.key"))
    return ok(_("unencrypted PEM"))


def _least_bits(checks: Checks) -> dict[str, int]:
    return {"RSA": checks.minimum_rsa_bits, "DSA": checks.minimum_rsa_bits, "EC": checks.minimum_ec_bits}
