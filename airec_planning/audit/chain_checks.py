"""Checks on what stands above a certificate. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

from airec_planning.audit.coverage import certificate_names
from airec_planning.audit.key_checks import why_weak
from airec_planning.audit.path_validation import Validation
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.language import N_, _
from airec_planning.text import apart, plural

_WITHOUT_ORDER = (".p7b", ".p7c", ".p7s", ".p12", ".pfx")
_FROM_OWN_CA = N_("Have it issued by the own CA.")
_NO_ISSUER = N_("its issuer's certificate")
_NO_ALGORITHM = N_("a signature algorithm that can be verified")


def not_self_signed(row: Row, ground: Ground) -> Verdict | None:
    """The certificate was issued by a CA, not signed with its own key."""
    if not ground.evidence.chains[row["sha256"]].self_signed:
        return ok(_("not self-signed"))
    if ground.path == "ca":
        return error(_("self-signed, not issued by the organisation's CA"), _(_FROM_OWN_CA))
    return notice(_("self-signed: clients have to be told to trust it"), _("Hand the certificate to its clients."))


def issued_by_authority(row: Row, ground: Ground) -> Verdict | None:
    """On the CA path, the chain ends at an authority of the deployment, not at a public CA (the product page)."""
    chain = ground.evidence.chains[row["sha256"]]
    if ground.path != "ca" or chain.self_signed:
        return None
    if not any(one.ends_at_authority for one in ground.evidence.chains.values()):
        remedy = _("Put them into a folder ca, or name them under [certificates] authorities.")
        return skipped(_("the own CA's certificates"), remedy)
    if not chain.verifiable:
        return skipped(_(_NO_ALGORITHM))
    if not chain.ends_at_authority:
        said = ground.evidence.particulars.get(row["sha256"])
        who = _("a public CA") if said and said.claims_public else row["issuer"]
        message = _("expected an authority of the deployment as its issuer, found {issuer}", issuer=who)
        return error(message, _(_FROM_OWN_CA))
    return ok(_("issued by an authority of the deployment"))


def not_from_own_ca(row: Row, ground: Ground) -> Verdict | None:
    """On the HTTPS path, no certificate comes from the own CA, which cannot be bound there (the product page)."""
    if ground.path != "https" or not ground.evidence.chains[row["sha256"]].ends_at_authority:
        return None
    return error(
        _("issued by the own CA, which the HTTPS path does not take"),
        _("Create it in the console, or take the CA path (organisation.own_ca = true)."),
    )


def chain_complete(row: Row, ground: Ground) -> Verdict | None:
    """The issuer's certificate is among the files, and its key made the signature."""
    chain = ground.evidence.chains[row["sha256"]]
    if not chain.verifiable:
        return skipped(_(_NO_ALGORITHM))
    if not chain.signed_by_issuer:
        return error(
            _("the signature was not made by the key of {issuer} that lies here", issuer=row["issuer"]),
            _("Find the issuer's certificate that belongs to it."),
        )
    if chain.complete:
        return ok(_("complete"))
    if chain.issuers:
        return ok(_("the issuer is here; the root, which the clients hold, is not"))
    return notice(
        _("its issuer is not among the files"), _("Put the chain beside the certificate, for the gateways need it.")
    )


def chain_valid(row: Row, ground: Ground) -> Verdict | None:
    """The path to the trust anchor holds: dates, CA flags, path lengths, name constraints (RFC 5280, 6.1)."""
    found = ground.evidence.validations[row["sha256"]]
    if found.waits_for:
        return skipped(found.waits_for)
    if found.faults:
        remedy = _("Have the CA above mended or renewed, and the certificate issued again.")
        return error(apart(found.faults), remedy)
    if found.unweighed:
        message = _("sound but for {rest}", rest=found.unweighed)
        return warning(message, _("Try it with the clients that will meet it."))
    return ok(_("sound: issued by {issuers}", issuers=_(", then ").join(_named(found, ground))))


def web_profile(row: Row, ground: Ground) -> Verdict | None:
    """A sound chain also keeps the rules of the public web, which some clients apply to private CAs too."""
    found = ground.evidence.validations[row["sha256"]]
    if not found.holds:
        return skipped(found.waits_for or _("a chain that is sound"))
    if not certificate_names(row):
        return skipped(_("a domain name that could be asked for"))
    if found.objection:
        return notice(
            _("sound, and outside the web's rules: {objection}", objection=found.objection),
            _("Fine where its clients trust the own CA and nothing stricter; have it issued within them otherwise."),
        )
    return ok(_("within the web's rules"))


def chain_strength(row: Row, ground: Ground) -> Verdict | None:
    """No CA above it has a broken hash in its signature, or a key that is too weak."""
    path = ground.evidence.path(row["sha256"])
    if not path:
        return skipped(_(_NO_ISSUER))
    weak = []
    for sha256 in path:
        above = ground.evidence.rows[sha256]
        anchor = above["self_issued"] or sha256 == path[-1]  # nobody checks the signature of what is trusted
        if not anchor and above["signature_hash"].lower() in ground.settings.checks.weak_hashes:
            said = _("{file} is signed with {algorithm}", file=above["file"], algorithm=above["signature_algorithm"])
            weak.append(said)
        if weakness := why_weak(above, ground):
            weak.append(_("{file}: {weakness}", file=above["file"], weakness=weakness))
    if weak:
        return error(apart(weak), _("Have the CA's certificate issued again, and then this one."))
    return ok(_("each is strong enough"))


def issuer_outlives(row: Row, ground: Ground) -> Verdict | None:
    """No CA above it ends before the certificate does."""
    path = ground.evidence.path(row["sha256"])
    if not path:
        return skipped(_(_NO_ISSUER))
    early = [above for above in (ground.evidence.rows[one] for one in path) if above["not_after"] < row["not_after"]]
    if not early:
        return ok(_("each ends later"))
    first = min(early, key=lambda above: above["not_after"])
    return warning(
        _(
            "expected each CA to last until {end}, found that {file} above it ends on {early}",
            end=row["not_after"].date(),
            file=first["file"],
            early=first["not_after"].date(),
        ),
        _("Renew the CA's certificate before that day, or this certificate dies with it."),
    )


def chain_order(row: Row, ground: Ground) -> Verdict | None:
    """In a file with its chain the certificate comes first, each issuer after what it issued (RFC 8446, 4.4.2)."""
    held = _own_file(row, ground)
    if not held:
        return None
    if held[0] != row["sha256"]:
        return error(
            _("expected the server's certificate first in {file}, found a CA's", file=row["file"]),
            _("Put it first: gateways take the first for the server's."),
        )
    expected = [sha256 for sha256 in ground.evidence.path(row["sha256"]) if sha256 in held]
    found = [sha256 for sha256 in held if sha256 in expected]
    if found != expected:
        return warning(
            _("the chain in {file} is not in order: each issuer should follow what it issued", file=row["file"]),
            _("Sort the file: the certificate, its issuer, and so on."),
        )
    return ok(_("in order"))


def chain_strays(row: Row, ground: Ground) -> Verdict | None:
    """A file with a chain holds no certificate that is not on it."""
    held = _own_file(row, ground)
    if not held:
        return None
    strays = [sha256 for sha256 in held if sha256 not in (row["sha256"], *ground.evidence.path(row["sha256"]))]
    if not strays:
        return ok(_("none"))
    said = listed(ground.evidence.rows[one]["common_name"] or ground.evidence.rows[one]["subject"] for one in strays)
    message = _("{file} also holds {strays}, which is not on its chain", file=row["file"], strays=said)
    return warning(message, _("Take it out of the file."))


def not_revoked(row: Row, ground: Ground) -> Verdict | None:
    """Neither the certificate nor a CA above it is revoked by a list in the folder (RFC 5280, 6.3)."""
    evidence = ground.evidence
    found = evidence.standings.get(row["sha256"])
    if found is None:
        return skipped(_(_NO_ISSUER))
    if found.revoked:
        said = {
            "when": f"{found.revoked.on.date()}{f' ({found.revoked.reason})' if found.revoked.reason else ''}",
            "list": found.revoked.file,
        }
        if found.revoked_certificate == row["sha256"]:
            message = _("revoked on {when}, says {list}", **said)
        else:
            above = evidence.rows[found.revoked_certificate]["file"]
            message = _("{file} above it was revoked on {when}, says {list}", file=above, **said)
        return error(message, _("Replace it and its key."))
    if found.without_list:
        issuer = evidence.rows[found.without_list]["subject"]
        return skipped(_("a current revocation list of {issuer}", issuer=issuer))
    return ok(_("not on {lists}", lists=plural(found.weighed, "current list")))


def _named(found: Validation, ground: Ground) -> list[str]:
    return [ground.evidence.rows[one]["common_name"] or ground.evidence.rows[one]["subject"] for one in found.path]


def _own_file(row: Row, ground: Ground) -> tuple[str, ...]:
    """What its file holds, where that is a chain and this the certificate that it is for; nothing otherwise."""
    if row["file"].lower().endswith(_WITHOUT_ORDER):
        return ()
    held = ground.evidence.contents.get(row["file"], ())
    first = next((one for one in held if ground.evidence.rows[one]["role"] == "server"), "")
    return held if first == row["sha256"] else ()
