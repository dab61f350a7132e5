"""DNS names: one spelling for each, compared by the rules of the field.

The spelling used everywhere inside is the A-label form, lower case, without a trailing dot
(IDNA 2008, RFC 5891, after the UTS 46 mapping). Matching follows RFC 9525, section 6.3: a
wildcard stands for exactly one whole label and only as the left-most one.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import idna

from airec_planning.language import N_, _

WILDCARD = "*."
_LONGEST_TYPED = 1_000
_URL = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?([^/:]+)", re.IGNORECASE)
_PORT = re.compile(r"^([^:/\s]+)[:/]")
_CODEPOINT = re.compile(r"Codepoint (\S+) not allowed at position (\d+) in (.*)", re.DOTALL)
_IDNA_SAYS = frozenset(
    {
        N_("A-label must not end with a hyphen"),
        N_("Domain too long"),
        N_("Empty Label"),
        N_("Empty domain"),
        N_("Empty label"),
        N_("Invalid A-label"),
        N_("Label begins with an illegal combining character"),
        N_("Label has disallowed hyphens in 3rd and 4th position"),
        N_("Label must be in Normalization Form C"),
        N_("Label must not start or end with a hyphen"),
        N_("Label too long"),
        N_("Malformed A-label, no Punycode eligible content found"),
    }
)
_LABEL = r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN = re.compile(rf"(?:\*\.)?(?=.{{1,253}}$)(?:{_LABEL}\.)+(?![0-9]+$){_LABEL}", re.IGNORECASE | re.ASCII)
"""Letters, digits and hyphens: nothing that IDNA would map or refuse, so that no table of characters is asked."""


class NotADomain(ValueError):
    """The text is not a DNS name that a certificate can carry; the message says why."""


def normalise(text: str) -> str:
    """The A-label form of a domain name or of a wildcard ``*.zone``.

    Raises:
        NotADomain: empty, an address, a URL, a single label, a wildcard elsewhere than as the whole
            left-most label, or not valid under IDNA 2008 (RFC 5891) with the STD 3 rules.
    """
    bare = text.strip()
    if _PLAIN.fullmatch(bare):
        return bare.lower()
    _refuse_what_is_no_name(bare)
    wildcard = bare.startswith((WILDCARD, "*。", "*．"))
    host = bare[2:] if wildcard else bare
    if "*" in host:
        raise NotADomain(_("'*' may only stand for the whole left-most label, as in *.example.com"))
    ascii_name = _a_label_form(host)
    if "." not in ascii_name and not wildcard:
        raise NotADomain(_("a single label is not a fully qualified domain name"))
    if ascii_name.rsplit(".", 1)[-1].isdigit():
        raise NotADomain(_("the top-level label is a number"))
    return WILDCARD + ascii_name if wildcard else ascii_name


def is_wildcard(name: str) -> bool:
    """Whether a normalised name is a wildcard."""
    return name.startswith(WILDCARD)


def parent_zone(name: str) -> str:
    """What remains after the left-most label: the zone of the wildcard that could cover the name."""
    return name.partition(".")[2]


def wildcard_of(zone: str) -> str:
    """The wildcard for the one-label children of a zone."""
    return WILDCARD + zone


def covers(pattern: str, name: str) -> bool:
    """Whether a subject alternative name covers a required name, both normalised.

    Exact, or a wildcard over exactly one label; a wildcard covers itself and not its apex
    (RFC 9525, section 6.3).
    """
    if pattern == name:
        return True
    return is_wildcard(pattern) and not is_wildcard(name) and parent_zone(name) == pattern[2:]


def unicode_form(name: str) -> str:
    """The name with its A-labels decoded for reading; unchanged where a label cannot be decoded."""
    if "xn--" not in name:
        return name
    return ".".join(_decoded(label) for label in name.split("."))


def both_forms(name: str) -> str:
    """``xn--jzuq81e.example.cn (推荐.example.cn)``, or just the name where both forms are one."""
    readable = unicode_form(name)
    return name if readable == name else f"{name} ({readable})"


@functools.lru_cache(1 << 16)  # 4 µs each, and scenarios ask about the same zones again
def is_public_suffix(zone: str) -> bool:
    """Whether a zone is a top-level label or on the ICANN part of the Public Suffix List.

    No authority issues a wildcard directly below one (CA/Browser Forum Baseline Requirements 3.2.2.6).
    """
    top_level = zone.lower().removesuffix(".").rpartition(".")[2]
    return "." not in zone or bool(_suffixes(unicode_form(top_level)).is_public(zone))


def registrable_domain(name: str) -> str:
    """The public suffix of a normalised name with one label before it: what somebody registers.

    Of a top-level label that is not on the list, as internal zones have, it is the last two labels; of a name
    that is itself a public suffix, the name. A wildcard's is that of its zone.
    """
    labels = name.removeprefix(WILDCARD).split(".")
    first = next(at for at in range(len(labels)) if is_public_suffix(".".join(labels[at:])))
    return ".".join(labels[max(0, first - 1) :])


def is_listed_top_level(label: str) -> bool:
    """Whether a top-level label stands on the ICANN part of the Public Suffix List."""
    return unicode_form(label) in _suffix_rules()


def _refuse_what_is_no_name(bare: str) -> None:
    if not bare:
        raise NotADomain(_("empty"))
    if len(bare) > _LONGEST_TYPED:
        raise NotADomain(_("longer than any domain name"))
    if found := _URL.match(bare):
        raise NotADomain(_("a URL; write the host name alone: {host}", host=found[1]))
    found = _PORT.match(bare)
    if is_address(bare) or (found and is_address(found[1])):
        raise NotADomain(_("an IP address, not a domain name"))
    if found and "." in found[1]:
        raise NotADomain(_("more than a host name; write the host name alone: {host}", host=found[1]))


def normalise_address(text: str) -> str:
    """An IPv4 or IPv6 address in its one spelling (RFC 5952), as certificates are compared by (RFC 9525, 6.5).

    Raises:
        NotADomain: no address, a range of addresses, or one with a zone, which no certificate can carry
            (RFC 5280, 4.2.1.6).
    """
    bare = text.strip("[]")
    if is_address(bare) and "%" not in bare:
        return str(ipaddress.ip_address(bare))
    raise NotADomain(_("not an IP address that a certificate can carry"))


def is_address(text: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _a_label_form(host: str) -> str:
    try:
        encoded = idna.encode(host, uts46=True, std3_rules=True)
    except (idna.IDNAError, UnicodeError) as error:
        raise NotADomain(_of_idna(str(error)) or _("not valid under IDNA 2008")) from None
    return encoded.decode("ascii").lower().removesuffix(".")


def _of_idna(reason: str) -> str:
    """What the library says, in the language that is spoken as far as its words are known."""
    if reason in _IDNA_SAYS:
        return _(reason)
    if found := _CODEPOINT.fullmatch(reason):
        code, position, text = found.groups()
        return _(
            "Codepoint {code} not allowed at position {position} in {text}", code=code, position=position, text=text
        )
    return reason


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return label


@functools.lru_cache(1 << 8)
def _suffixes(top_level: str):  # type: ignore[no-untyped-def]  # the library carries no types
    """The public suffixes below one top-level label: encoding all 7,000 takes 0.1 s, these few nothing."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415  # only when wildcards are weighed

    return PublicSuffixList(source=_suffix_rules().get(top_level, ()), accept_unknown=False)


@functools.cache
def _suffix_rules() -> Mapping[str, list[str]]:
    """The rules of the list's ICANN part as they are written, by their top-level label."""
    from publicsuffixlist import PSLFILE  # noqa: PLC0415  # only when wildcards are weighed

    text = Path(PSLFILE).read_text(encoding="utf-8")
    part = text.partition("// ===BEGIN ICANN DOMAINS===")[2].partition("// ===END ICANN DOMAINS===")[0]
    rules: dict[str, list[str]] = defaultdict(list)
    for line in part.lower().splitlines():
        rule = line.partition(" ")[0]
        if rule and not rule.startswith("//"):
            rules[rule.rpartition(".")[2]].append(rule)
    return rules
