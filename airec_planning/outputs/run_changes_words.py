"""How what changed between two runs is named, on a page, a terminal and in a digest; safe to show."""

from __future__ import annotations

from airec_planning import names
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.money import yuan
from airec_planning.outputs.run_changes import NameChange, RunChanges
from airec_planning.outputs.run_state import Certificate
from airec_planning.text import shorten, visible


def not_compared(changes: RunChanges) -> str:
    """What could not be compared, as a sentence; empty where everything could."""
    if not changes.unknown:
        return ""
    return f"Not compared, since one of the runs does not hold it: {', '.join(changes.unknown)}."


def path_name(path: str | None) -> str:
    """HTTPS path, CA path; a word that is neither as it is."""
    return next((said for known, said in PATH_NAMES.items() if known == path), visible(path or "unknown"))


def shown_name(change: NameChange) -> str:
    """The domain in both of its forms, or the address."""
    return visible(names.both_forms(change.name) if change.kind == "domain" else change.name)


def shown_certificate(certificate: Certificate) -> str:
    """Its common name and its end."""
    until = f" (until {certificate.not_after:%Y-%m-%d})" if certificate.not_after else ""
    role = "" if certificate.role == "server" else f"{visible(certificate.role)} "
    return f"{role}{shorten(visible(certificate.label), 80)}{until}"


def cost_text(fen: int) -> str:
    """Yuan with two decimals and commas."""
    return f"{yuan(fen):,.2f}"
