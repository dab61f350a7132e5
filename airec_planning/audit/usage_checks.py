"""Checks on what a certificate may be used for. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

from airec_planning.audit.particulars import ANY_USE, SERVER_AUTH, Particulars
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning

_AGAIN = "Have the certificate issued again"
_UNREAD = "extensions that can be read"
_KEY_USAGE, _EXTENDED, _CONSTRAINTS = "2.5.29.15", "2.5.29.37", "2.5.29.19"
_SUBJECT_KEY, _AUTHORITY_KEY = "2.5.29.14", "2.5.29.35"


def signature_hash(row: Row, ground: Ground) -> Verdict | None:
    """The signature uses no broken hash."""
    if row["signature_hash"].lower() in ground.settings.checks.weak_hashes:
        return error(f"signed with {row['signature_algorithm']}", "Have it issued again with SHA-256 or better.")
    return ok(f"signed with {row['signature_algorithm'] or 'an unknown algorithm'}")


def key_usage(row: Row, ground: Ground) -> Verdict | None:
    """The key may sign handshakes: digitalSignature, or no key usage at all (RFC 5280, 4.2.1.3; RFC 8446, 4.4.2.2)."""
    said = _readable(row, ground, _KEY_USAGE)
    if said is None:
        return skipped(_UNREAD)
    if said.key_usage is None:
        return ok("not limited")
    found = listed(said.key_usage) or "nothing"
    if "digitalSignature" not in said.key_usage:
        if row["key_algorithm"] == "RSA" and "keyEncipherment" in said.key_usage:
            return warning(f"expected digitalSignature, found {found}: TLS 1.3 is not possible", f"{_AGAIN} with it.")
        return error(f"expected digitalSignature, found {found}", f"{_AGAIN} with it.")
    if "keyCertSign" in said.key_usage and not said.is_ca:
        return warning("it may sign certificates, and is no CA (RFC 5280, 4.2.1.9)", f"{_AGAIN} without keyCertSign.")
    return ok(found)


def extended_key_usage(row: Row, ground: Ground) -> Verdict | None:
    """The certificate may authenticate a server: serverAuth, or no extended key usage at all (RFC 5280, 4.2.1.12)."""
    said = _readable(row, ground, _EXTENDED)
    if said is None:
        return skipped(_UNREAD)
    if said.extended_key_usage is None:
        return ok("not limited")
    if SERVER_AUTH in said.extended_key_usage:
        return ok("serverAuth")
    if ANY_USE in said.extended_key_usage:
        return warning("expected serverAuth, found anyExtendedKeyUsage", f"{_AGAIN} with serverAuth.")
    return error(f"expected serverAuth, found {listed(said.extended_key_usage) or 'nothing'}", f"{_AGAIN} with it.")


def basic_constraints(row: Row, ground: Ground) -> Verdict | None:
    """The certificate is not a CA's: whoever has its key could issue further ones."""
    said = _readable(row, ground, _CONSTRAINTS)
    if said is None:
        return skipped(_UNREAD)
    if said.is_ca:
        return warning("expected a server's certificate, found a CA's", f"{_AGAIN} with basicConstraints CA:FALSE.")
    return ok("no CA")


def key_identifiers(row: Row, ground: Ground) -> Verdict | None:
    """The key identifiers lead to the issuer: the authority's equals the issuer's own (RFC 5280, 4.2.1.1)."""
    said = _readable(row, ground, _AUTHORITY_KEY)
    if said is None:
        return skipped(_UNREAD)
    issuers = ground.evidence.chains[row["sha256"]].issuers
    above = ground.evidence.particulars.get(issuers[0]) if issuers else None
    expected = above.subject_key_identifier if above else None
    found = said.authority_key_identifier
    if found and expected and found != expected:
        return error(
            f"expected the issuer's key {expected.hex(':')}, found {found.hex(':')}",
            f"{_AGAIN}; some clients do not find the issuer.",
        )
    if critical := said.critical & {_SUBJECT_KEY, _AUTHORITY_KEY}:
        return warning(f"a key identifier is marked critical ({listed(critical)})", f"{_AGAIN} with it not critical.")
    if found is None and not ground.evidence.chains[row["sha256"]].self_signed:
        return notice("no authority key identifier", "Have the CA write it (RFC 5280 asks for it).")
    return ok("they lead to the issuer" if expected else "present")


def fields_readable(row: Row, ground: Ground) -> Verdict | None:
    """Every field of the certificate can be read."""
    if row["problems"]:
        return warning("; ".join(row["problems"]), "Have the certificate issued again.")
    return ok("every field can be read")


def _readable(row: Row, ground: Ground, oid: str) -> Particulars | None:
    said = ground.evidence.particulars.get(row["sha256"])
    return None if said is None or {oid, "extensions"} & set(said.unread) else said
