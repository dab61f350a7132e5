"""What one name is worth a second look for, before it is typed into the console, where it is final.

Each function's docstring is its rule; it gives ``None`` where the rule has nothing to say. Names that break a rule of
DNS or IDNA are refused where the planner's files are read; the rules are asked again, since here they cost money.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from airec_planning import names
from airec_planning.audit.confusables import skeleton
from airec_planning.audit.scripts import mixture, scripts
from airec_planning.audit.verdicts import Verdict, error, notice, warning
from airec_planning.language import N_, _
from airec_planning.text import visible

_CORRECT = N_("Correct it in the planner's table and plan again; do not create it.")
_LDH = re.compile(r"[a-z0-9-]+")
_DEVIATIONS = {"ß": "ss", "ς": "σ", "\u200c": "", "\u200d": ""}
_LONGEST_LABEL, _NEAR_LABEL = 63, 60
_LONGEST_NAME, _NEAR_NAME = 253, 240
_LONGEST_COMMON_NAME = 64


def characters(name: str) -> Verdict | None:
    """Each label holds lower-case letters, digits and hyphens alone, no underscore (RFC 1123, 2.1; RFC 5890, 2.3.1)."""
    wrong = [label for label in _labels(name) if not _LDH.fullmatch(label)]
    if not wrong:
        return None
    message = _('label "{label}" holds other than lower-case letters, digits and hyphens', label=visible(wrong[0]))
    return error(message, _(_CORRECT))


def hyphens_at_the_ends(name: str) -> Verdict | None:
    """No label begins or ends with a hyphen (RFC 1123, 2.1)."""
    wrong = [label for label in _labels(name) if label.startswith("-") or label.endswith("-")]
    if not wrong:
        return None
    return error(_('label "{label}" begins or ends with a hyphen', label=visible(wrong[0])), _(_CORRECT))


def hyphens_in_third_and_fourth_place(name: str) -> Verdict | None:
    """Hyphens in positions 3 and 4 mark an A-label: no other label has them (RFC 5891, 4.2.3.1)."""
    wrong = [x for x in _labels(name) if x[2:4] == "--" and (x[:2] != "xn" or names.unicode_form(x) == x)]
    if not wrong:
        return None
    message = _('label "{label}" has hyphens in positions 3 and 4 and is no A-label', label=visible(wrong[0]))
    return error(message, _(_CORRECT))


def numeric_top_level(name: str) -> Verdict | None:
    """The top-level label is not a number, or the name would read as an address (RFC 3696, 2)."""
    return error(_("the top-level label is a number"), _(_CORRECT)) if _labels(name)[-1].isdigit() else None


def numeric_label(name: str) -> Verdict | None:
    """A label of digits alone is allowed (RFC 1123, 2.1), and often a part of an address that slipped in."""
    numbers = [label for label in _labels(name)[:-1] if label.isdigit()]
    if not numbers:
        return None
    return notice(
        _("label {label} is a number", label=numbers[0]), _("See that it is meant, and no part of an address.")
    )


def too_long(name: str) -> Verdict | None:
    """A label has at most 63 octets, a name 253 as it is written (RFC 1035, 2.3.4)."""
    longest = max(map(len, _labels(name)))
    octets = {"label": longest, "whole": len(name)}
    if longest > _LONGEST_LABEL or len(name) > _LONGEST_NAME:
        message = _("its longest label has {label} octets, the whole {whole}: 63 and 253 are allowed", **octets)
        return error(message, _(_CORRECT))
    if longest >= _NEAR_LABEL or len(name) >= _NEAR_NAME:
        return notice(
            _("its longest label has {label} of 63 octets, the whole {whole} of 253", **octets),
            _("See that the console's field takes it whole: compare the last characters before it is submitted."),
        )
    return None


def too_long_as_common_name(name: str) -> Verdict | None:
    """A common name has at most 64 characters (RFC 5280, appendix A, ub-common-name): many CAs put the domain there."""
    if not _LONGEST_COMMON_NAME < len(name) <= _LONGEST_NAME:
        return None
    return notice(
        _("{count} characters do not fit into a common name, which holds 64", count=len(name)),
        _("Create one such certificate first and see that the console takes it."),
    )


def wildcard_below_public_suffix(name: str) -> Verdict | None:
    """No wildcard stands directly below a public suffix (CA/Browser Forum Baseline Requirements, 3.2.2.6)."""
    if not names.is_wildcard(name) or not names.is_public_suffix(name[2:]):
        return None
    return warning(
        _("the wildcard stands directly below the public suffix {suffix}: browsers refuse it", suffix=name[2:]),
        _("Ask for the names themselves, or for a wildcard further down."),
    )


def a_labels(name: str) -> Verdict | None:
    """Letters beyond ASCII are typed as A-labels and read as U-labels (RFC 5890, 2.3.2.1)."""
    readable = names.unicode_form(name)
    if readable == name:
        return None
    message = _("{name} is read {readable}", name=name, readable=readable)
    return notice(message, _("Type the form with xn--; see that what it is read is what is meant."))


def mixed_scripts(name: str) -> Verdict | None:
    """The letters of a label are of one script, or of scripts that are written together (UTS 39, 5.2)."""
    for label in _u_labels(name):
        mixed = mixture(label)
        if mixed != "allowed":
            said = {"label": visible(label), "scripts": _(" and ").join(scripts(label))}
            if mixed == "moderate":
                message = _('label "{label}" mixes {scripts}', **said)
                return notice(message, _("See that each letter is the one that is meant."))
            message = _('label "{label}" mixes {scripts}, whose letters are drawn alike', **said)
            return warning(message, _("Have the name written anew by who asks for it."))
    return None


def reads_as_ascii(name: str) -> Verdict | None:
    """No label in another script than Latin reads as a word in ASCII (UTS 39, 4, whole-script confusables)."""
    for label in _u_labels(name):
        drawn = skeleton(label)
        if "Latin" not in scripts(label) and drawn.isascii() and not label.isascii():
            message = _(
                'label "{label}" is {scripts} and is drawn like "{drawn}"',
                label=visible(label),
                scripts=_(" and ").join(scripts(label)),
                drawn=drawn,
            )
            return warning(message, _("See which of both is meant."))
    return None


def deviations(name: str) -> Verdict | None:
    """ß, ς and joiners mean another name to software after IDNA 2003 (UTS 46, 2.3, deviation characters)."""
    readable = names.unicode_form(name)
    found = [c for c in _DEVIATIONS if c in readable]
    if not found:
        return None
    older = "".join(_DEVIATIONS.get(c, c) for c in readable)
    return warning(
        _("holds {character}: older software asks for {name} instead", character=visible(found[0]), name=older),
        _("See that both names are yours, and ask for a certificate for the older one too."),
    )


NAME_RULES: tuple[Callable[[str], Verdict | None], ...] = (
    characters,
    hyphens_at_the_ends,
    hyphens_in_third_and_fourth_place,
    numeric_top_level,
    too_long,
    wildcard_below_public_suffix,
    mixed_scripts,
    reads_as_ascii,
    deviations,
    too_long_as_common_name,
    numeric_label,
    a_labels,
)


def _labels(name: str) -> list[str]:
    return name.removeprefix(names.WILDCARD).split(".")


def _u_labels(name: str) -> list[str]:
    return [names.unicode_form(label) for label in _labels(name) if label.startswith("xn--")]
