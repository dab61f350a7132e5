"""Checks on the names that a certificate carries. Each function's docstring is its sentence in the list of checks."""

from __future__ import annotations

from airec_planning import names
from airec_planning.audit.coverage import certificate_names, planned_key
from airec_planning.audit.verdicts import Ground, Row, Verdict, error, listed, notice, ok, skipped, warning
from airec_planning.text import plural

_ISSUE_AGAIN = "Have the certificate issued again"


def names_present(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries subject alternative names; clients look at nothing else (RFC 9525)."""
    if row["san_dns"] or row["san_ip"]:
        counts = ((len(row["san_dns"]), "DNS name", ""), (len(row["san_ip"]), "IP address", "IP addresses"))
        return ok(" and ".join(plural(*found) for found in counts if found[0]))
    if any(problem.startswith(("san", "extensions")) for problem in row["problems"]):
        return error("the subject alternative names cannot be read", f"{_ISSUE_AGAIN}.")
    common_name = f"; only the common name {row['common_name']}" if row["common_name"] else ""
    return error(
        f"no subject alternative name of type DNS{common_name}",
        f"{_ISSUE_AGAIN} with the domains as subject alternative names.",
    )


def names_well_formed(row: Row, ground: Ground) -> Verdict | None:
    """Each subject alternative name is a DNS name in its A-label form, as clients compare it (RFC 9525, 6.3)."""
    if not row["san_dns"]:
        return skipped("subject alternative names")
    wrong = [f"{name} ({why})" for name in row["san_dns"] if "*" not in name and (why := _why_no_name(name))]
    if not wrong:
        return ok("each is a DNS name")
    return warning(f"expected DNS names, found {listed(wrong)}", f"{_ISSUE_AGAIN}, each domain in its A-label form.")


def wildcard_left_most(row: Row, ground: Ground) -> Verdict | None:
    """A wildcard stands for one whole label, the left-most, and not below a public suffix (RFC 9525, 6.3)."""
    wildcards = [name for name in row["san_dns"] if "*" in name]
    if not wildcards:
        return None
    wrong = [name for name in wildcards if not _is_left_most(name)]
    if wrong:
        return error(f"expected *.zone, found {listed(wrong)}: no client accepts it", f"{_ISSUE_AGAIN} with *.zone.")
    if wide := [name for name in wildcards if names.is_public_suffix(name[2:].lower())]:
        return warning(
            f"{listed(wide)} stands directly below a public suffix: browsers refuse it",
            f"{_ISSUE_AGAIN} with the names themselves, or with a wildcard further down.",
        )
    return ok(listed(wildcards))


def common_name_listed(row: Row, ground: Ground) -> Verdict | None:
    """A common name that is a host name is among the subject alternative names too."""
    try:
        expected = names.normalise(row["common_name"])
    except names.NotADomain:
        return None
    if not row["san_dns"]:
        return skipped("subject alternative names")
    if expected in certificate_names(row):
        return ok(f"{expected} is among them")
    return warning(
        f"expected the common name {expected} among the subject alternative names, found {listed(row['san_dns'])}",
        f"{_ISSUE_AGAIN} with that name among them, or with another common name.",
    )


def planned_names(row: Row, ground: Ground) -> Verdict | None:
    """The certificate carries every name and address that the planner asks of the certificate of that name."""
    keys = map(planned_key, row["files"])
    expected = next((ground.planned[key] for key in keys if key in ground.planned), None)
    if not expected:
        return None
    if not (row["san_dns"] or row["san_ip"]):
        return skipped("subject alternative names")
    carried = certificate_names(row) + row["san_ip"]
    lacking = [name for name in expected if not any(names.covers(pattern, name) for pattern in carried)]
    if not lacking:
        return ok(f"carries {listed(expected)}")
    return error(
        f"expected {listed(map(names.both_forms, lacking))}, found {listed(row['san_dns'] + row['san_ip'])}",
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


def _why_no_name(text: str) -> str:
    if not text.isascii():
        return "not in its A-label form"
    try:
        expected = names.normalise(text)
    except names.NotADomain as error:
        return str(error)
    return "" if text.lower() == expected else f"clients compare it as it is written, and {expected} is another"


def _is_left_most(text: str) -> bool:
    try:
        return names.is_wildcard(text) and names.normalise(text) == text.lower()
    except names.NotADomain:
        return False
