"""What ``requests`` leaves in its folder: for the own CA what issues the certificates, for the console a worksheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from airec_planning.audit.console_names import name_cautions
from airec_planning.errors import InputError
from airec_planning.files import reports_folder, write_whole
from airec_planning.language import _, speaking
from airec_planning.outputs.console_entries import console_entries
from airec_planning.outputs.console_schema import ConsoleEntry
from airec_planning.outputs.console_worksheet import console_worksheet
from airec_planning.outputs.openssl_files import (
    CONFIGURATION,
    ISSUE,
    READ_ME,
    issue_script,
    openssl_configuration,
    read_me,
)
from airec_planning.outputs.requests_schema import RequestEntry, RequestsDocument
from airec_planning.outputs.signing_requests import SigningRequest
from airec_planning.plan import Plan
from airec_planning.request_keys import Made, write_key_and_request
from airec_planning.request_plan import key_kind, signing_requests
from airec_planning.text import moment_text, visible

PathName = Literal["https", "ca"]
FOLDER, WORKSHEET = "requests", "console-worksheet.xlsx"


def refuse_options(
    path: str, *, keys: bool, passphrase: str | None, everything: bool, renew: Sequence[str] | None
) -> None:
    """Refuse what would be passed over in silence.

    Raises:
        InputError: an option of the CA path on the HTTPS path, or a passphrase where no key is made.
    """
    given = {"--keys": keys, "--passphrase": passphrase is not None, "--all": everything, "--renew": bool(renew)}
    option = next((option for option, value in given.items() if value), "")
    if path == "https" and option:
        raise InputError(
            option, _("is for the own CA, and the HTTPS path is taken"), _("Leave it out, or add --path ca.")
        )
    if passphrase is not None and not keys:
        raise InputError("--passphrase", _("is for keys, and none are made"), _("Add --keys, or leave it out."))


def folder_of(plan: Plan, output: Path | None) -> Path:
    """Where requests go: as asked, or below ``reports``."""
    return output or reports_folder(Path("reports")) / plan.deployment.name / FOLDER


def files_without_keys(plan: Plan) -> Mapping[str, bytes]:
    """What the plan's path needs next, by name: what a run keeps, and which holds no key."""
    if plan.decision.path == "https":
        return {WORKSHEET: _worksheet(plan, _cautions(plan))} if len(plan.comparison.purchases) else {}
    requests = signing_requests(plan)
    return issuing_files(plan, requests) if requests else {}


def certificates_folder(plan: Plan) -> Path:
    """Where issued files go: the first folder that is searched, or ``certificates`` in that of the deployment."""
    first = plan.deployment.certificate_folders[0]
    return first / "certificates" if first == plan.deployment.folder else first


def write_for_console(plan: Plan, folder: Path) -> RequestsDocument:
    """The worksheet for typing into the console, in creation order; nothing where nothing is to be created.

    Raises:
        OutputError: the folder cannot be written to.
    """
    cautions = _cautions(plan)
    entries = console_entries(plan.comparison.purchases, cautions)
    if entries:
        write_whole(folder / WORKSHEET, _worksheet(plan, cautions))
    return _document(plan, "https", folder, [WORKSHEET] if entries else [], purchases=entries)


def write_for_ca(
    plan: Plan, folder: Path, requests: Sequence[SigningRequest], *, keys: bool = False, passphrase: bytes | None = None
) -> RequestsDocument:
    """An OpenSSL configuration and a script for all requests; with ``keys`` a fresh key and a CSR for each as well.

    Raises:
        InputError: a key that is there belongs to a certificate already.
        SettingsError: ``requests.key`` is a key that the audit would object to; nothing is written.
        OutputError: the folder cannot be written to; no request is left without its key.
    """
    if not requests:
        return _document(plan, "ca", folder, [])
    files = issuing_files(plan, requests)
    for name, data in files.items():
        write_whole(folder / name, data)
    kind, found = key_kind(plan.settings), plan.certificates
    used = dict(zip(found["public_key_sha256"], found["file"], strict=True))
    made = {r.stem: write_key_and_request(folder, r, kind, passphrase, used) for r in requests} if keys else {}
    written = [f"{stem}{suffix}" for stem, what in made.items() for suffix in _WRITTEN[what]]
    entries = [_entry(request, made.get(request.stem)) for request in requests]
    return _document(plan, "ca", folder, [*files, *written], requests=entries)


def issuing_files(plan: Plan, requests: Sequence[SigningRequest]) -> Mapping[str, bytes]:
    """What issues the certificates offline, and holds no key: the files' bytes by name."""
    kind, days = key_kind(plan.settings), plan.settings.validity.own_ca_days
    with speaking(plan.settings.language):
        how = read_me(plan.deployment.title, days)
    return {
        CONFIGURATION: openssl_configuration(requests, of_rsa=kind.startswith("rsa")).encode(),
        ISSUE: issue_script(requests, kind, days).encode(),
        READ_ME: how.encode(),
    }


def _cautions(plan: Plan) -> pd.DataFrame:
    with speaking(plan.settings.language):
        return name_cautions(
            plan.comparison.purchases,
            plan.required,
            plan.requirements,
            plan.san_domains.entries,
            plan.certificates,
            plan.as_of,
            zones=plan.settings.requests.zones,
            requested=plan.settings.existing.console_requests,
        )


def _worksheet(plan: Plan, cautions: pd.DataFrame) -> bytes:
    purchases, title = plan.comparison.purchases, plan.deployment.title
    with speaking(plan.settings.language):
        return console_worksheet(purchases, cautions, title, plan.as_of, plan.settings.prices)


_WRITTEN: dict[Made, tuple[str, ...]] = {
    "made": (".key", ".csr"), "kept": (".csr",), "plain": (".csr",), "open": (".csr",), "unreadable": (),
}  # fmt: skip


def _entry(request: SigningRequest, made: Made | None) -> RequestEntry:
    return RequestEntry(
        name=visible(request.name),
        file=request.stem,
        domains=list(request.domains),
        addresses=list(request.addresses),
        source=request.source,
        why=visible(request.why),
        renews=visible(request.renews),
        corrected=list(map(visible, request.corrected)),
        key=made or "none",
    )


def _document(
    plan: Plan,
    path: PathName,
    folder: Path,
    files: Sequence[str],
    *,
    requests: Sequence[RequestEntry] = (),
    purchases: Sequence[ConsoleEntry] = (),
) -> RequestsDocument:
    return RequestsDocument(
        name=plan.deployment.name,
        as_of=moment_text(plan.as_of),
        path=path,
        folder=visible(folder.as_posix()) if files else "",
        files=list(files),
        requests=list(requests),
        purchases=list(purchases),
    )
