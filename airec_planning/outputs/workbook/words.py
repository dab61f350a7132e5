"""The words of a new workbook in each language: headers, what they mean, and the sheet that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from airec_planning.inputs import vocabulary
from airec_planning.language import N_, Language, _, speaking

COLUMNS = (
    "product", "service", "written", "scope", "certificate_name", "certificate_type", "source", "san_domains",
    "certificate_file", "key_file", "chain_file", "valid_from", "expiration_date", "status", "unmapped", "remarks",
)  # fmt: skip
"""Left to right; those that planning reads stand under headers of ``inputs.headers.ALIASES``."""
LISTED = {
    "scope": vocabulary.SCOPES,
    "certificate_type": vocabulary.TYPES,
    "source": vocabulary.SOURCES,
    "status": vocabulary.STATES,
}
"""Columns of few words, each chosen from a list."""


@dataclass(frozen=True)
class Words:
    """A language's words."""

    chinese: bool
    values: Mapping[str, str]
    """Of types, sources, scopes and states."""
    sheets: tuple[str, str, str]
    headers: Mapping[str, str]
    meanings: Mapping[str, str]
    states: Mapping[str, str]
    labels: Mapping[str, str]


_SHEETS = (N_("HTTPS Certificates"), N_("Legend"), N_("Not taken"))
_HEADERS = {
    "product": N_("Product"),
    "service": N_("Service"),
    "written": N_("Domain Name"),
    "scope": N_("Domain Scope"),
    "certificate_name": N_("Certificate Name"),
    "certificate_type": N_("Certificate Type"),
    "source": N_("Certificate Source"),
    "san_domains": N_("SAN Domains"),
    "certificate_file": N_("Certificate File"),
    "key_file": N_("Private Key File"),
    "chain_file": N_("CA Chain File"),
    "valid_from": N_("Valid From"),
    "expiration_date": N_("Expiration Date"),
    "status": N_("Status"),
    "unmapped": N_("Open"),
    "remarks": N_("Remarks"),
}
_MEANINGS = {
    "product": N_("The product, as the planner wrote it."),
    "service": N_("The service that needs the certificate, as the planner wrote it."),
    "written": N_("The domain, as the planner wrote it."),
    "scope": N_("Whether the domain is reached from inside or from outside."),
    "certificate_name": N_("The certificate's name, that of its file. In an open row, the planner's."),
    "certificate_type": N_("The certificate's type. In an open row, the type asked for."),
    "source": N_("Who issues it, as planned; self-signed where the certificate shows it."),
    "san_domains": N_("Every name that the certificate carries. In an open row, those asked for."),
    "certificate_file": N_("Its file, below the deployment folder."),
    "key_file": N_("The file of its private key, below the deployment folder."),
    "chain_file": N_("The file with the certificates of its CA, below the deployment folder."),
    "valid_from": N_("The day on which its validity begins, in UTC."),
    "expiration_date": N_("The day on which its validity ends, in UTC."),
    "status": N_("The certificate's state at the as-of date, by the table above."),
    "unmapped": N_("Why no certificate is mapped; empty where one is. The row is shaded until this cell is empty."),
    "remarks": N_("The planner's remark, or where the domain was asked for."),
}
_STATES = {
    "expired": N_("The validity has ended. Such a certificate is not handed over."),
    "critical": N_("Replace it at once."),
    "warning": N_("Renew it now."),
    "notice": N_("Plan its renewal."),
    "ok": N_("Valid for longer than that."),
    "not-yet-valid": N_("The validity has not begun."),
    "refused": N_("Revoked, or its chain is broken. Such a certificate is not handed over."),
    "missing": N_("No certificate was found for the domain."),
}
_LABELS = {
    "title": N_("Legend"),
    "deployment": N_("Deployment"),
    "as_of": N_("As-of date"),
    "as_of_text": N_(
        "The status words are those of {moment} (UTC). The colours of the dates follow this cell: type "
        "another date, or =TODAY(). Dates are days in UTC; a day counts as expired once it is over."
    ),
    "rows": N_("Rows"),
    "mapped": N_("Mapped to a certificate"),
    "open": N_("Open"),
    "version": N_("Made by"),
    "states": N_("State"),
    "days": N_("Days left, at most"),
    "percent": N_("Percent of lifetime, at most"),
    "meaning": N_("Meaning"),
    "states_text": N_(
        "A state applies where both limits are met, so that a short-lived certificate is not in a "
        "warning for most of its life. Change the limits here and the colours follow."
    ),
    "columns": N_("Column"),
    "assumptions": N_("Assumption"),
    "value": N_("Value"),
    "origin": N_("From"),
    "place": N_("Place"),
    "found": N_("What was found"),
    "remedy": N_("What to do"),
    "page": N_("Page &P of &N"),
    "choose": N_("Choose one of the list, or keep your own word."),
}


def words_in(language: Language) -> Words:
    """A workbook's words in a language."""
    with speaking(language):
        main, legend, rejected = map(_, _SHEETS)
        return Words(
            chinese=language == "zh",
            values=vocabulary.CHINESE if language == "zh" else vocabulary.ENGLISH,
            sheets=(main, legend, rejected),
            headers=_said(_HEADERS),
            meanings=_said(_MEANINGS),
            states=_said(_STATES),
            labels=_said(_LABELS),
        )


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: _(text) for key, text in texts.items()}
