"""Checks on what a certificate may be used for. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

from airec_planning.audit.particulars import ANY_USE, SERVER_AUTH, Particulars
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.language import N_, _
from airec_planning.text import apart

_AGAIN_WITH_IT = N_("Have the certificate issued again with it.")
_SIGNED = N_("signed with {algorithm}")
_UNREAD = N_("extensions that can be read")
_KEY_USAGE, _EXTENDED, _CONSTRAINTS = "2.5.29.15", "2.5.29.37", "2.5.29.19"
_SUBJECT_KEY, _AUTHORITY_KEY = "2.5.29.14", "2.5.29.35"


def signature_hash(row: Row, ground: Ground) -> Verdict | None:
    """The signature uses no broken hash."""
    if row["signature_hash"].lower() in ground.settings.checks.weak_hashes:
        remedy = _("Have it issued again with SHA-256 or better.")
        return error(_(_SIGNED, algorithm=row["signature_algorithm"]), remedy)
    return ok(_(_SIGNED, algorithm=row["signature_algorithm"] or _("an unknown algorithm")))


def key_usage(row: Row, ground: Ground) -> Verdict | None:
    """The key may sign handshakes: digitalSignature, or no key usage at all (RFC 5280, 4.2.1.3; RFC 8446, 4.4.2.2)."""
    said = _readable(row, ground, _KEY_USAGE)
    if said is None:
        return skipped(_(_UNREAD))
    if said.key_usage is None:
        return ok(_("not limited"))
    found = listed(said.key_usage) or _("nothing")
    if "digitalSignature" not in said.key_usage:
        if row["key_algorithm"] == "RSA" and "keyEncipherment" in said.key_usage:
            message = _("expected digitalSignature, found {usages}: TLS 1.3 is not possible", usages=found)
            return warning(message, _(_AGAIN_WITH_IT))
        return error(_("expected digitalSignature, found {usages}", usages=found), _(_AGAIN_WITH_IT))
    if "keyCertSign" in said.key_usage and not said.is_ca:
        message = _("it may sign certificates, and is no CA (RFC 5280, 4.2.1.9)")
        return warning(message, _("Have the certificate issued again without keyCertSign."))
    return ok(found)


def extended_key_usage(row: Row, ground: Ground) -> Verdict | None:
    """The certificate may authenticate a server: serverAuth, or no extended key usage at all (RFC 5280, 4.2.1.12)."""
    said = _readable(row, ground, _EXTENDED)
    if said is None:
        return skipped(_(_UNREAD))
    if said.extended_key_usage is None:
        return ok(_("not limited"))
    if SERVER_AUTH in said.extended_key_usage:
        return ok("serverAuth")
    if ANY_USE in said.extended_key_usage:
        message = _("expected serverAuth, found anyExtendedKeyUsage")
        return warning(message, _("Have the certificate issued again with serverAuth."))
    found = listed(said.extended_key_usage) or _("nothing")
    return error(_("expected serverAuth, found {usages}", usages=found), _(_AGAIN_WITH_IT))


def basic_constraints(row: Row, ground: Ground) -> Verdict | None:
    """The certificate is not a CA's: whoever has its key could issue further ones."""
    said = _readable(row, ground, _CONSTRAINTS)
    if said is None:
        return skipped(_(_UNREAD))
    if said.is_ca:
        message = _("expected a server's certificate, found a CA's")
        return warning(message, _("Have the certificate issued again with basicConstraints CA:FALSE."))
    return ok(_("no CA"))


def key_identifiers(row: Row, ground: Ground) -> Verdict | None:
    """The key identifiers lead to the issuer: the authority's equals the issuer's own (RFC 5280, 4.2.1.1)."""
    said = _readable(row, ground, _AUTHORITY_KEY)
    if said is None:
        return skipped(_(_UNREAD))
    issuers = ground.evidence.chains[row["sha256"]].issuers
    above = ground.evidence.particulars.get(issuers[0]) if issuers else None
    expected = above.subject_key_identifier if above else None
    found = said.authority_key_identifier
    if found and expected and found != expected:
        return error(
            _("expected the issuer's key {expected}, found {found}", expected=expected.hex(":"), found=found.hex(":")),
            _("Have the certificate issued again; some clients do not find the issuer."),
        )
    if critical := said.critical & {_SUBJECT_KEY, _AUTHORITY_KEY}:
        message = _("a key identifier is marked critical ({extensions})", extensions=listed(critical))
        return warning(message, _("Have the certificate issued again with it not critical."))
    if found is None and not ground.evidence.chains[row["sha256"]].self_signed:
        return notice(_("no authority key identifier"), _("Have the CA write it (RFC 5280 asks for it)."))
    return ok(_("they lead to the issuer" if expected else "present"))


def fields_readable(row: Row, ground: Ground) -> Verdict | None:
    """Every field of the certificate can be read."""
    if row["problems"]:
        return warning(apart(row["problems"]), _("Have the certificate issued again."))
    return ok(_("every field can be read"))


def _readable(row: Row, ground: Ground, oid: str) -> Particulars | None:
    said = ground.evidence.particulars.get(row["sha256"])
    return None if said is None or {oid, "extensions"} & set(said.unread) else said
