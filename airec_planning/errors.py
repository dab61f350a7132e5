"""What can go wrong, told to a person: place, fact, remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from airec_planning.text import visible

FAULT = 70
"""The exit code of a fault of our own, which leaves a traceback: no other code is taken for it."""


class PlanningError(Exception):
    """Something a person has to mend before the work can go on.

    Printed as one to three lines and turned into ``exit_code`` by the command line; the same lines stand in a
    notebook's cell, without a traceback (``%debug`` still goes where it was raised).

    >>> try:
    ...     make_plan("nowhere")
    ... except PlanningError as error:
    ...     print(error.place, error.fact, error.remedy, sep="; ")
    nowhere; no such folder; Name the folder that holds the planner's files.
    """

    exit_code = 2

    def __init__(self, place: str, fact: str, remedy: str = "") -> None:
        self.place, self.fact, self.remedy = visible(place), visible(fact), visible(remedy)
        super().__init__(str(self))

    def __str__(self) -> str:
        first = f"{self.place}: {self.fact}" if self.place else self.fact
        return f"{first}\n  {self.remedy}" if self.remedy else first

    def _render_traceback_(self) -> list[str]:
        """The same in a notebook's cell, where IPython asks for it: who made the mistake needs no frames of ours."""
        return str(self).splitlines()


class InputError(PlanningError):
    """An input file or folder cannot be used at all."""


class SettingsError(PlanningError):
    """``deployment.toml`` or a setting on the command line cannot be used."""


class OutputError(PlanningError):
    """A result cannot be written where it was asked for."""


class NotebookError(PlanningError):
    """A notebook failed while it was run."""

    exit_code = 3


class Reason(StrEnum):
    """Why a row, a file or a block was not taken; each has its sentence in ``REASONS``."""

    NO_DOMAIN = "no-domain"
    NOT_A_DOMAIN = "not-a-domain"
    IP_ADDRESS = "ip-address"
    UNKNOWN_VALUE = "unknown-value"
    UNREADABLE_FILE = "unreadable-file"
    NOT_A_REGULAR_FILE = "not-a-regular-file"
    TOO_LARGE = "too-large"
    SYMLINK_LOOP = "symlink-loop"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    NOT_BASE64 = "not-base64"
    NOT_A_CERTIFICATE = "not-a-certificate"
    NOT_PKCS7 = "not-pkcs7"
    NOT_PKCS12 = "not-pkcs12"
    PASSPHRASE_NEEDED = "passphrase-needed"  # noqa: S105  # a reason, no passphrase
    PASSPHRASE_WRONG = "passphrase-wrong"  # noqa: S105
    PASSPHRASE_NOT_SET = "passphrase-not-set"  # noqa: S105
    NOT_A_PRIVATE_KEY = "not-a-private-key"
    TOO_MANY_ITERATIONS = "too-many-iterations"
    UNSUPPORTED_STORE = "unsupported-store"
    SIGNING_REQUEST = "signing-request"
    REVOCATION_LIST = "revocation-list"
    PUBLIC_KEY = "public-key"
    PARAMETERS = "parameters"
    OTHER_BLOCK = "other-block"
    NO_CERTIFICATES = "no-certificates"
    KEY_OF_NO_CERTIFICATE = "key-of-no-certificate"
    COPY_OF_KEY = "copy-of-key"


REASONS: dict[Reason, str] = {
    Reason.NO_DOMAIN: "The row names no domain.",
    Reason.NOT_A_DOMAIN: "The text is not a DNS name that a certificate can carry.",
    Reason.IP_ADDRESS: "The row asks for an IP address; planning is by domain name, and addresses go into san_domains.",
    Reason.UNKNOWN_VALUE: "The value is none of those that the column knows.",
    Reason.UNREADABLE_FILE: "The file could not be opened.",
    Reason.NOT_A_REGULAR_FILE: "The entry is a device, a pipe or a socket.",
    Reason.TOO_LARGE: "The file is larger than any certificate file.",
    Reason.SYMLINK_LOOP: "The link leads back to a folder that contains it.",
    Reason.EMPTY: "The file is empty.",
    Reason.TRUNCATED: "A block begins and does not end.",
    Reason.NOT_BASE64: "The text between BEGIN and END is not base64.",
    Reason.NOT_A_CERTIFICATE: "The bytes are not an X.509 certificate.",
    Reason.NOT_PKCS7: "The bytes are not a PKCS#7 bundle of certificates.",
    Reason.NOT_PKCS12: "The bytes are not a PKCS#12 store.",
    Reason.PASSPHRASE_NEEDED: "The store is encrypted and no passphrase was given.",
    Reason.PASSPHRASE_WRONG: "The passphrase that was given does not open the store.",
    Reason.PASSPHRASE_NOT_SET: "The environment variable that should hold the passphrase is not set.",
    Reason.NOT_A_PRIVATE_KEY: "The bytes are not a private key in a known form.",
    Reason.TOO_MANY_ITERATIONS: "The store asks for more rounds of its passphrase than any sound one.",
    Reason.UNSUPPORTED_STORE: "The store opens and holds what cannot be read here.",
    Reason.SIGNING_REQUEST: "A certificate signing request, no certificate yet.",
    Reason.REVOCATION_LIST: "A list of revoked certificates.",
    Reason.PUBLIC_KEY: "A public key without a certificate.",
    Reason.PARAMETERS: "Parameters of a key, no key.",
    Reason.OTHER_BLOCK: "A block that is neither a certificate nor a private key.",
    Reason.NO_CERTIFICATES: "The file holds neither PEM nor DER.",
    Reason.KEY_OF_NO_CERTIFICATE: "A private key that belongs to no certificate found.",
    Reason.COPY_OF_KEY: "A private key that lies nearer to its certificate too.",
}


@dataclass(frozen=True)
class Failure:
    """A row, file or block that was not taken, kept with its place, fact and remedy."""

    file: str
    """Path relative to the deployment folder, with forward slashes."""
    reason: Reason
    message: str
    remedy: str
    unit: str = ""
    """What ``number`` counts: ``row``, ``line``, ``block``; empty for the whole file."""
    number: int | None = None
    """From 1."""

    @property
    def place(self) -> str:
        return f"{self.file}, {self.unit} {self.number}" if self.unit else self.file
