"""What is to be created in the console, as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from airec_planning.inputs.vocabulary import ENGLISH
from airec_planning.outputs.console_entries import to_be_settled
from airec_planning.outputs.console_schema import ConsoleEntry
from airec_planning.text import plural

_SEVERITIES = ("error", "warning", "notice")


def console_text(entries: Sequence[ConsoleEntry]) -> str:
    """A line a certificate in creation order, the charge in yuan, what to know of its name beneath; then the sums."""
    if not entries:
        return "Nothing is to be created in the console."
    dated = len({entry.date for entry in entries}) > 1
    accounts = len({entry.account for entry in entries}) > 1
    longest = max(len(entry.domain) for entry in entries)
    digits = len(f"{entries[-1].order}.")
    lines: list[str] = []
    for entry in entries:
        day = f"{entry.date[:10]}  " if dated else ""
        account = f"  account {entry.account}" if accounts else ""
        number = f"{entry.order}."
        kind = ENGLISH[entry.type]
        lines.append(f"{number:>{digits}} {day}{entry.domain:{longest}}  {kind:14}  {entry.charge:>8}{account}")
        lines += _cautions(entry, " " * (digits + 1))
    return "\n".join([*lines, _sums(entries)])


def sums_of_cautions(entries: Sequence[ConsoleEntry]) -> str:
    """``1 error, 2 warnings, 3 notices``; the errors are to be settled first."""
    counts: Counter[str] = Counter(caution.severity for entry in entries for caution in entry.cautions)
    said = ", ".join(plural(counts[severity], severity) for severity in _SEVERITIES if counts[severity])
    first = sum(map(to_be_settled, entries))
    if not first:
        return said
    return f"{said}; {plural(first, 'name')} {'is' if first == 1 else 'are'} not to be created before that is settled"


def _cautions(entry: ConsoleEntry, indent: str) -> Iterator[str]:
    if entry.unicode != entry.domain:
        yield f"{indent}read: {entry.unicode}"
    for caution in entry.cautions:
        if caution.caution != "a-labels":
            place = f" ({caution.place})" if caution.place else ""
            yield f"{indent}{caution.severity}: {caution.message}{place}"
            yield f"{indent}  {caution.remedy}"


def _sums(entries: Sequence[ConsoleEntry]) -> str:
    charged = sum((Decimal(entry.charge) for entry in entries), Decimal(0))
    cautions = sums_of_cautions(entries)
    return f"{plural(len(entries), 'certificate')} to create, {charged:,.2f} yuan{f'; {cautions}' if cautions else ''}"
