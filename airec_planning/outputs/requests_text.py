"""What is to be requested, as text for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from airec_planning import names
from airec_planning.audit.verdicts import listed
from airec_planning.language import N_, _
from airec_planning.outputs.console_text import console_text
from airec_planning.outputs.requests_schema import RequestEntry, RequestsDocument
from airec_planning.text import plural

_KEYS = {
    "made": N_("made {file}.key and {file}.csr"),
    "kept": N_("kept {file}.key, made {file}.csr from it"),
    "plain": N_("kept {file}.key, which is NOT encrypted, made {file}.csr from it"),
    "open": N_("kept {file}.key, which others can read (chmod 600), made {file}.csr from it"),
    "unreadable": N_("kept {file}.key, which cannot be opened without its passphrase; its CSR was not made again"),
}


def requests_text(document: RequestsDocument, certificates: str, deployment: str) -> str:
    """Each request with its names and its reason, then what to do next.

    ``certificates`` is the folder into which issued certificates go; ``deployment`` the folder as it was typed.
    """
    audit = f"airec-planning audit {shlex.quote(deployment)}"
    if document.path == "https":
        return "\n".join([console_text(document.purchases), *_console_steps(document, certificates, audit)])
    if not document.requests:
        return _("Nothing is to be requested: every domain has a certificate, and no renewal is due.")
    lines = [
        _(
            "{certificates} to request from the own CA, in {folder}",
            certificates=plural(len(document.requests), "certificate"),
            folder=document.folder,
        )
    ]
    for entry in document.requests:
        lines += _entry(entry)
    return "\n".join([*lines, "", *_ca_steps(document, certificates, audit)])


def _entry(entry: RequestEntry) -> Iterator[str]:
    shown = [*map(names.both_forms, entry.domains), *entry.addresses]
    yield f"{entry.name}: {listed(shown)}"
    yield f"    {entry.why}"
    if entry.renews:
        yield "    " + _("cloned from {file}", file=entry.renews)
    yield from (f"    {corrected}" for corrected in entry.corrected)
    if entry.key in _KEYS:
        yield f"    {_(_KEYS[entry.key], file=entry.file)}"


def _ca_steps(document: RequestsDocument, certificates: str, audit: str) -> Iterator[str]:
    script = shlex.quote(f"{document.folder}/issue.sh")
    yield _("Next:")
    if any(entry.key == "none" for entry in document.requests):
        yield f"  sh {script} request"
    yield f"  CA_CERT=ca.pem CA_KEY=ca.key sh {script} sign"
    yield "      " + _("or have each NAME.csr signed elsewhere")
    yield "  " + _("put NAME.pem and NAME.key into {folder}, in place of what they renew, then:", folder=certificates)
    yield f"  {audit}"


def _console_steps(document: RequestsDocument, certificates: str, audit: str) -> Iterator[str]:
    if document.purchases:
        yield _("wrote {file}", file=f"{document.folder}/{document.files[0]}")
        yield _("Next:")
        yield "  " + _("create them in this order, and put the files into {folder}, then:", folder=certificates)
        yield f"  {audit}"
