"""Checks on the names that a certificate carries. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

from airec_planning import names
from airec_planning.audit.coverage import certificate_names, planned_key
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.language import N_, _
from airec_planning.text import plural

_NO_NAMES = N_("subject alternative names")


def names_present(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries subject alternative names; clients look at nothing else (RFC 9525)."""
    if row["san_dns"] or row["san_ip"]:
        domains, addresses = len(row["san_dns"]), len(row["san_ip"])
        counts = [plural(domains, "DNS name")] if domains else []
        counts += [plural(addresses, "IP address", "IP addresses")] if addresses else []
        return ok(_(" and ").join(counts))
    if any(problem.startswith(("san", "extensions")) for problem in row["problems"]):
        return error(_("the subject alternative names cannot be read"), _("Have the certificate issued again."))
    message = _("no subject alternative name of type DNS")
    if row["common_name"]:
        message = _("no subject alternative name of type DNS; only the common name {name}", name=row["common_name"])
    return error(message, _("Have the certificate issued again with the domains as subject alternative names."))


def names_well_formed(row: Row, ground: Ground) -> Verdict | None:
    """Each subject alternative name is a DNS name in its A-label form, as clients compare it (RFC 9525, 6.3)."""
    if not row["san_dns"]:
        return skipped(_(_NO_NAMES))
    wrong = [
        _("{name} ({why})", name=name, why=why)
        for name in row["san_dns"]
        if "*" not in name and (why := _why_no_name(name))
    ]
    if not wrong:
        return ok(_("each is a DNS name"))
    remedy = _("Have the certificate issued again, each domain in its A-label form.")
    return warning(_("expected DNS names, found {names}", names=listed(wrong)), remedy)


def wildcard_left_most(row: Row, ground: Ground) -> Verdict | None:
    """A wildcard stands for one whole label, the left-most, and not below a public suffix (RFC 9525, 6.3)."""
    wildcards = [name for name in row["san_dns"] if "*" in name]
    if not wildcards:
        return None
    wrong = [name for name in wildcards if not _is_left_most(name)]
    if wrong:
        message = _("expected *.zone, found {names}: no client accepts it", names=listed(wrong))
        return error(message, _("Have the certificate issued again with *.zone."))
    if wide := [name for name in wildcards if names.is_public_suffix(name[2:].lower())]:
        return warning(
            _("{names} stands directly below a public suffix: browsers refuse it", names=listed(wide)),
            _("Have the certificate issued again with the names themselves, or with a wildcard further down."),
        )
    return ok(listed(wildcards))


def common_name_listed(row: Row, ground: Ground) -> Verdict | None:
    """A common name that is a host name is among the subject alternative names too."""
    try:
        expected = names.normalise(row["common_name"])
    except names.NotADomain:
        return None
    if not row["san_dns"]:
        return skipped(_(_NO_NAMES))
    if expected in certificate_names(row):
        return ok(_("{name} is among them", name=expected))
    return warning(
        _(
            "expected the common name {name} among the subject alternative names, found {names}",
            name=expected,
            names=listed(row["san_dns"]),
        ),
        _("Have the certificate issued again with that name among them, or with another common name."),
    )


def planned_names(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries every name and address that the planner asks of the certificate of that name."""
    keys = map(planned_key, row["files"])
    expected = next((ground.planned[key] for key in keys if key in ground.planned), None)
    if not expected:
        return None
    if not (row["san_dns"] or row["san_ip"]):
        return skipped(_(_NO_NAMES))
    carried = certificate_names(row) + row["san_ip"]
    lacking = [name for name in expected if not any(names.covers(pattern, name) for pattern in carried)]
    if not lacking:
        return ok(_("carries {names}", names=listed(expected)))
    return error(
        _(
            "expected {lacking}, found {names}",
            lacking=listed(map(names.both_forms, lacking)),
            names=listed(row["san_dns"] + row["san_ip"]),
        ),
        _("Have it issued again with the names that the planner lists for it."),
    )


def surplus_names(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries no name that nothing asks for."""
    carried = certificate_names(row)
    if not carried:
        return None
    needed = ground.needed.get(row["sha256"], frozenset())
    surplus = [pattern for pattern in carried if not any(names.covers(pattern, name) for name in needed)]
    if not surplus:
        return ok(_("each name is asked for"))
    remedy = _("Add the domain to the planner's table, or drop the name.")
    return notice(_("nothing asks for {names}", names=listed(surplus)), remedy)


def _why_no_name(text: str) -> str:
    if not text.isascii():
        return _("not in its A-label form")
    try:
        expected = names.normalise(text)
    except names.NotADomain as error:
        return str(error)
    if text.lower() == expected:
        return ""
    return _("clients compare it as it is written, and {name} is another", name=expected)


def _is_left_most(text: str) -> bool:
    try:
        return names.is_wildcard(text) and names.normalise(text) == text.lower()
    except names.NotADomain:
        return False
