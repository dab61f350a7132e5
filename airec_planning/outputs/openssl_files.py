"""What issues certificates offline with OpenSSL 3.0: one configuration, one script, and how to use them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from airec_planning.language import N_, _
from airec_planning.outputs.issue_script import SCRIPT
from airec_planning.outputs.signing_requests import SERVER_AUTH, SigningRequest
from airec_planning.text import visible

CONFIGURATION, ISSUE, READ_ME = "openssl.cnf", "issue.sh", "README.txt"
_SHORT_NAMES = {
    NameOID.COUNTRY_NAME: "C",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.LOCALITY_NAME: "L",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.COMMON_NAME: "CN",
}
_KEY_OPTIONS = {
    "rsa-2048": "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
    "rsa-3072": "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
    "rsa-4096": "-algorithm RSA -pkeyopt rsa_keygen_bits:4096",
    "ec-p256": "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    "ec-p384": "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
}
_PLAIN = " .-_@:/+"
"""Characters that mean nothing within a value."""
_OPENSSL_PURPOSES = {SERVER_AUTH: "serverAuth", ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string: "clientAuth"}
_OPENSSL_USAGES = {"contentCommitment": "nonRepudiation"}
_SHARED = """\
# Requests and certificates, for OpenSSL 3.0: issue.sh reads it, README.txt says how.

[issue]
database = issue-state/index.txt
new_certs_dir = issue-state
unique_subject = no
rand_serial = yes
default_md = default
policy = any_subject
email_in_dn = yes
copy_extensions = none
string_mask = utf8only
utf8 = yes

[any_subject]
commonName = optional
"""
_READ_ME = N_("""\
Certificates of {title} to issue with the own CA, offline. OpenSSL 3.0 and a POSIX shell are all it takes.

1. Keys and requests:   sh issue.sh request
   Keys that exist stay, and are asked with again: for a renewal, which takes a new key, start in an empty folder.
   Where the variable KEY_PASSPHRASE is exported, keys are encrypted with it.
2. Certificates:        CA_CERT=ca.pem CA_KEY=ca.key sh issue.sh sign
   DAYS={days} unless set; CA_CHAIN=chain.pem is added behind each certificate; CA_PASSPHRASE opens the CA's key.
   Or have NAME.csr signed elsewhere: it says all that the certificate has to say.
3. Only some of them:   sh issue.sh sign NAME...
4. Keys in an HSM, by PKCS#11 (OpenSSL's engine pkcs11; PKCS11_MODULE_PATH names the HSM's library):
   HSM_KEYS='pkcs11:token=TOKEN' HSM_PIN_FILE=pin.txt sh issue.sh request     each key pair has the label NAME
   CA_KEY='pkcs11:token=TOKEN;object=LABEL;type=private?pin-source=file:/path/pin.txt' ... sh issue.sh sign
5. Put NAME.pem and NAME.key into the certificates of the deployment, and run: airec-planning audit
   An encrypted key has to be decrypted for that: umask 077; openssl pkey -in NAME.key -out plain.key
""")


def openssl_configuration(requests: Iterable[SigningRequest], *, of_rsa: bool) -> str:
    """The configuration: for each request a section to ask with and one to issue with; all text in it is inert."""
    sections = [_SHARED]
    for number, request in enumerate(requests, start=1):
        sections += ["\n".join(lines) + "\n" for lines in _sections(number, request, of_rsa)]
    return "\n".join(sections)


def issue_script(requests: Sequence[SigningRequest], kind: str, days: int) -> str:
    """A script for every POSIX shell that makes keys and requests and signs them.

    ``kind`` is one of ``requests.key``; ``days`` is how long a certificate lasts where DAYS is not set.
    """
    lines = [_listed(number, request) for number, request in enumerate(requests, start=1)]
    script = SCRIPT.replace("@KEY_OPTIONS@", _KEY_OPTIONS[kind]).replace("@DAYS@", str(days))
    return script.replace("@CERTIFICATES@", "\n".join(lines))


def read_me(title: str, days: int) -> str:
    """What to type."""
    return _(_READ_ME, title=visible(title), days=days)


def _listed(number: int, request: SigningRequest) -> str:
    """Section, file, label in a PKCS#11 URI (RFC 7512, 2.3), and the subject to force where there is none."""
    empty = "" if request.subject.rdns else "/"
    return f'  "$1" {shlex.join([str(number), request.stem, quote(request.stem, safe=""), empty])}'


def _sections(number: int, request: SigningRequest, of_rsa: bool) -> Iterator[list[str]]:
    yield [
        f"# {request.stem}",
        f"[request_{number}]",
        "utf8 = yes",
        "string_mask = utf8only",
        "prompt = no",
        f"distinguished_name = subject_{number}",
        f"req_extensions = extensions_{number}",
    ]
    yield [f"[subject_{number}]", *_subject(request.subject)]
    usages = [_OPENSSL_USAGES.get(usage, usage) for usage in request.key_usages(of_rsa=of_rsa)]
    said = [
        "basicConstraints = critical, CA:FALSE",
        f"keyUsage = critical, {', '.join(usages)}",
        f"extendedKeyUsage = {', '.join(_OPENSSL_PURPOSES.get(oid, oid) for oid in request.extended)}",
        f"subjectAltName = {'' if request.subject.rdns else 'critical, '}{_names_value(number, request)}",
    ]
    yield [f"[extensions_{number}]", *said]
    yield [f"[certificate_{number}]", *said, "subjectKeyIdentifier = hash", "authorityKeyIdentifier = keyid, issuer"]
    if not _as_bytes(request):
        yield [f"[names_{number}]", *_names(request)]


def _subject(subject: x509.Name) -> Iterator[str]:
    """The attributes in their order; the number makes each key unique, ``+`` joins one to that before it."""
    number = 0
    for rdn in subject.rdns:
        for place, attribute in enumerate(rdn):
            name = _SHORT_NAMES.get(attribute.oid, attribute.oid.dotted_string)
            yield f"{number}.{'+' if place else ''}{name} = {_inert(str(attribute.value))}"
            number += 1


def _names(request: SigningRequest) -> Iterator[str]:
    for kind, texts in (("DNS", request.domains), ("IP", request.addresses)):
        yield from (f"{kind}.{number} = {text}" for number, text in enumerate(texts, start=1))
    for number, name in enumerate(request.other, start=1):
        kind = "email" if isinstance(name, x509.RFC822Name) else "URI"
        yield f"{kind}.{number} = {_inert(str(name.value))}"


def _names_value(number: int, request: SigningRequest) -> str:
    if not _as_bytes(request):
        return f"@names_{number}"
    return f"DER:{x509.SubjectAlternativeName(request.general_names).public_bytes().hex(':')}"


def _as_bytes(request: SigningRequest) -> bool:
    """Whether it has names that the configuration cannot spell."""
    return not all(
        isinstance(name, x509.RFC822Name | x509.UniformResourceIdentifier) and _is_spelled(name.value)
        for name in request.other
    )


def _is_spelled(text: str) -> bool:
    # Outer blanks would be trimmed; of an e-mail address OpenSSL takes these two words for orders.
    return text.isprintable() and text == text.strip() and text not in ("", "copy", "move")


def _inert(text: str) -> str:
    """A value in which nothing is a variable, a comment, a quote or an escape."""
    inner = "".join(c if c.isalnum() or c in _PLAIN or not c.isascii() else f"\\{c}" for c in text)
    # Blanks at the ends would be trimmed, and an @ at the start names a section.
    inner = f"\\{inner}" if inner[:1] in (" ", "@") else inner
    return f"{inner[:-1]}\\ " if inner.endswith(" ") else inner
