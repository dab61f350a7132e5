"""What is to be created in the console, as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from airec_planning.inputs.vocabulary import CHINESE, ENGLISH
from airec_planning.language import _, spoken
from airec_planning.outputs.console_entries import to_be_settled
from airec_planning.outputs.console_schema import ConsoleEntry
from airec_planning.outputs.fragments import padded
from airec_planning.text import apart, enumerated, place_text, plural

_SEVERITIES = ("error", "warning", "notice")


def console_text(entries: Sequence[ConsoleEntry]) -> str:
    """A line a certificate in creation order, the charge in yuan, what to know of its name beneath; then the sums."""
    if not entries:
        return _("Nothing is to be created in the console.")
    dated = len({entry.date for entry in entries}) > 1
    accounts = len({entry.account for entry in entries}) > 1
    longest = max(len(entry.domain) for entry in entries)
    digits = len(f"{entries[-1].order}.")
    lines: list[str] = []
    for entry in entries:
        day = f"{entry.date[:10]}  " if dated else ""
        account = "  " + _("account {number}", number=entry.account) if accounts else ""
        number = f"{entry.order}."
        kind = padded(type_name(entry.type), 14)
        lines.append(f"{number:>{digits}} {day}{entry.domain:{longest}}  {kind}  {entry.charge:>8}{account}")
        lines += _cautions(entry, " " * (digits + 1))
    return "\n".join([*lines, _sums(entries)])


def sums_of_cautions(entries: Sequence[ConsoleEntry]) -> str:
    """``1 error, 2 warnings, 3 notices``; the errors are to be settled first."""
    counts: Counter[str] = Counter(caution.severity for entry in entries for caution in entry.cautions)
    said = enumerated(plural(counts[severity], severity) for severity in _SEVERITIES if counts[severity])
    first = sum(map(to_be_settled, entries))
    if not first:
        return said
    return _(
        "{cautions}; {names} is not to be created before that is settled"
        if first == 1
        else "{cautions}; {names} are not to be created before that is settled",
        cautions=said,
        names=plural(first, "name"),
    )


def _cautions(entry: ConsoleEntry, indent: str) -> Iterator[str]:
    if entry.unicode != entry.domain:
        yield indent + _("read: {name}", name=entry.unicode)
    for caution in entry.cautions:
        if caution.caution != "a-labels":
            place = f" ({place_text(caution.place)})" if caution.place else ""
            yield indent + _("{severity}: {message}", severity=_(caution.severity), message=caution.message) + place
            yield f"{indent}  {caution.remedy}"


def _sums(entries: Sequence[ConsoleEntry]) -> str:
    charged = sum((Decimal(entry.charge) for entry in entries), Decimal(0))
    cautions = sums_of_cautions(entries)
    certificates = plural(len(entries), "certificate")
    said = _("{certificates} to create, {charged:,.2f} yuan", certificates=certificates, charged=charged)
    return apart([said, cautions]) if cautions else said


def type_name(kind: str) -> str:
    """How the console calls a certificate's type."""
    return (CHINESE if spoken() == "zh" else ENGLISH)[kind]
