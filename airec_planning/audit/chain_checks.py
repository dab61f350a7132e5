"""Checks on what stands above a certificate. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

from airec_planning.audit.coverage import certificate_names
from airec_planning.audit.key_checks import why_weak
from airec_planning.audit.path_validation import Validation
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.text import plural

_WITHOUT_ORDER = (".p7b", ".p7c", ".p7s", ".p12", ".pfx")
_FROM_OWN_CA = "Have it issued by the own CA."
_PUT_CHAIN = "Put the chain beside the certificate, for the gateways need it."


def not_self_signed(row: Row, ground: Ground) -> Verdict | None:
    """The certificate was issued by a CA, not signed with its own key."""
    if not ground.evidence.chains[row["sha256"]].self_signed:
        return ok("not self-signed")
    if ground.path == "ca":
        return error("self-signed, not issued by the organisation's CA", _FROM_OWN_CA)
    return notice("self-signed: clients have to be told to trust it", "Hand the certificate to its clients.")


def issued_by_authority(row: Row, ground: Ground) -> Verdict | None:
    """On the CA path, the chain ends at an authority of the deployment, not at a public CA (the product page)."""
    chain = ground.evidence.chains[row["sha256"]]
    if ground.path != "ca" or chain.self_signed:
        return None
    if not any(one.ends_at_authority for one in ground.evidence.chains.values()):
        remedy = "Put them into a folder ca, or name them under [certificates] authorities."
        return skipped("the own CA's certificates", remedy)
    if not chain.verifiable:
        return skipped("a signature algorithm that can be verified")
    if not chain.ends_at_authority:
        said = ground.evidence.particulars.get(row["sha256"])
        who = "a public CA" if said and said.claims_public else row["issuer"]
        return error(f"expected an authority of the deployment as its issuer, found {who}", _FROM_OWN_CA)
    return ok("issued by an authority of the deployment")


def not_from_own_ca(row: Row, ground: Ground) -> Verdict | None:
    """On the HTTPS path, no certificate comes from the own CA, which cannot be bound there (the product page)."""
    if ground.path != "https" or not ground.evidence.chains[row["sha256"]].ends_at_authority:
        return None
    return error(
        "issued by the own CA, which the HTTPS path does not take",
        "Create it in the console, or take the CA path (organisation.own_ca = true).",
    )


def chain_complete(row: Row, ground: Ground) -> Verdict | None:
    """The issuer's certificate is among the files, and its key made the signature."""
    chain = ground.evidence.chains[row["sha256"]]
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
    return notice("its issuer is not among the files", _PUT_CHAIN)


def chain_valid(row: Row, ground: Ground) -> Verdict | None:
    """The path to the trust anchor holds: dates, CA flags, path lengths, name constraints (RFC 5280, 6.1)."""
    found = ground.evidence.validations[row["sha256"]]
    if found.waits_for:
        return skipped(found.waits_for)
    if found.faults:
        return error("; ".join(found.faults), "Have the CA above mended or renewed, and the certificate issued again.")
    if found.unweighed:
        return warning(f"sound but for {found.unweighed}", "Try it with the clients that will meet it.")
    return ok(f"sound: issued by {', then '.join(_named(found, ground))}")


def web_profile(row: Row, ground: Ground) -> Verdict | None:
    """A sound chain also keeps the rules of the public web, which some clients apply to private CAs too."""
    found = ground.evidence.validations[row["sha256"]]
    if not found.holds:
        return skipped(found.waits_for or "a chain that is sound")
    if not certificate_names(row):
        return skipped("a domain name that could be asked for")
    if found.objection:
        return notice(
            f"sound, and outside the web's rules: {found.objection}",
            "Fine where its clients trust the own CA and nothing stricter; have it issued within them otherwise.",
        )
    return ok("within the web's rules")


def chain_strength(row: Row, ground: Ground) -> Verdict | None:
    """No CA above it has a broken hash in its signature, or a key that is too weak."""
    path = ground.evidence.path(row["sha256"])
    if not path:
        return skipped("its issuer's certificate")
    weak = []
    for sha256 in path:
        above = ground.evidence.rows[sha256]
        anchor = above["self_issued"] or sha256 == path[-1]  # nobody checks the signature of what is trusted
        if not anchor and above["signature_hash"].lower() in ground.settings.checks.weak_hashes:
            weak.append(f"{above['file']} is signed with {above['signature_algorithm']}")
        if weakness := why_weak(above, ground):
            weak.append(f"{above['file']}: {weakness}")
    if weak:
        return error("; ".join(weak), "Have the CA's certificate issued again, and then this one.")
    return ok("each is strong enough")


def issuer_outlives(row: Row, ground: Ground) -> Verdict | None:
    """No CA above it ends before the certificate does."""
    path = ground.evidence.path(row["sha256"])
    if not path:
        return skipped("its issuer's certificate")
    early = [above for above in (ground.evidence.rows[one] for one in path) if above["not_after"] < row["not_after"]]
    if not early:
        return ok("each ends later")
    first = min(early, key=lambda above: above["not_after"])
    ends, end = f"{first['not_after']:%Y-%m-%d}", f"{row['not_after']:%Y-%m-%d}"
    return warning(
        f"expected each CA to last until {end}, found that {first['file']} above it ends on {ends}",
        "Renew the CA's certificate before that day, or this certificate dies with it.",
    )


def chain_order(row: Row, ground: Ground) -> Verdict | None:
    """In a file with its chain the certificate comes first, each issuer after what it issued (RFC 8446, 4.4.2)."""
    held = _own_file(row, ground)
    if not held:
        return None
    if held[0] != row["sha256"]:
        return error(
            f"expected the server's certificate first in {row['file']}, found a CA's",
            "Put it first: gateways take the first for the server's.",
        )
    expected = [sha256 for sha256 in ground.evidence.path(row["sha256"]) if sha256 in held]
    found = [sha256 for sha256 in held if sha256 in expected]
    if found != expected:
        return warning(
            f"the chain in {row['file']} is not in order: each issuer should follow what it issued",
            "Sort the file: the certificate, its issuer, and so on.",
        )
    return ok("in order")


def chain_strays(row: Row, ground: Ground) -> Verdict | None:
    """A file with a chain holds no certificate that is not on it."""
    held = _own_file(row, ground)
    if not held:
        return None
    strays = [sha256 for sha256 in held if sha256 not in (row["sha256"], *ground.evidence.path(row["sha256"]))]
    if not strays:
        return ok("none")
    said = listed(ground.evidence.rows[one]["common_name"] or ground.evidence.rows[one]["subject"] for one in strays)
    return warning(f"{row['file']} also holds {said}, which is not on its chain", "Take it out of the file.")


def not_revoked(row: Row, ground: Ground) -> Verdict | None:
    """Neither the certificate nor a CA above it is revoked by a list in the folder (RFC 5280, 6.3)."""
    evidence = ground.evidence
    found = evidence.standings.get(row["sha256"])
    if found is None:
        return skipped("its issuer's certificate")
    if found.revoked:
        itself = found.revoked_certificate == row["sha256"]
        who = "revoked" if itself else f"{evidence.rows[found.revoked_certificate]['file']} above it was revoked"
        why = f" ({found.revoked.reason})" if found.revoked.reason else ""
        return error(f"{who} on {found.revoked.on:%Y-%m-%d}{why}, says {found.revoked.file}", "Replace it and its key.")
    if found.without_list:
        return skipped(f"a current revocation list of {evidence.rows[found.without_list]['subject']}")
    return ok(f"not on {plural(found.weighed, 'current list')}")


def _named(found: Validation, ground: Ground) -> list[str]:
    return [ground.evidence.rows[one]["common_name"] or ground.evidence.rows[one]["subject"] for one in found.path]


def _own_file(row: Row, ground: Ground) -> tuple[str, ...]:
    """What its file holds, where that is a chain and this the certificate that it is for; nothing otherwise."""
    if row["file"].lower().endswith(_WITHOUT_ORDER):
        return ()
    held = ground.evidence.contents.get(row["file"], ())
    first = next((one for one in held if ground.evidence.rows[one]["role"] == "server"), "")
    return held if first == row["sha256"] else ()
