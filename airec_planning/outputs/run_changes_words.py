"""How what changed between two runs is named, on a page, a terminal and in a digest; safe to show."""

from __future__ import annotations

from airec_planning import names
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.language import N_, _
from airec_planning.outputs.run_changes import NameChange, RunChanges
from airec_planning.outputs.run_state import Certificate
from airec_planning.text import enumerated, shorten, visible


def not_compared(changes: RunChanges) -> str:
    """What could not be compared, as a sentence; empty where everything could."""
    if not changes.unknown:
        return ""
    parts = enumerated(map(_, changes.unknown))
    return _("Not compared, since one of the runs does not hold it: {parts}.", parts=parts)


def path_name(path: str | None) -> str:
    """HTTPS path, CA path; a word that is neither as it is."""
    return next((_(said) for known, said in PATH_NAMES.items() if known == path), _(visible(path or N_("unknown"))))


def shown_name(change: NameChange) -> str:
    """The domain in both of its forms, or the address."""
    return visible(names.both_forms(change.name) if change.kind == "domain" else change.name)


def shown_certificate(certificate: Certificate) -> str:
    """Its common name and its end."""
    role = "" if certificate.role == "server" else f"{visible(certificate.role)} "
    name = f"{role}{shorten(visible(certificate.label), 80)}"
    if not certificate.not_after:
        return name
    return _("{name} (until {day})", name=name, day=f"{certificate.not_after:%Y-%m-%d}")
