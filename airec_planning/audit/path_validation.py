"""Whether the path from a certificate to its trust anchor holds at the as-of date (RFC 5280, 6.1).

The paths are weighed by the library's verifier, twice: with what RFC 5280 asks of every path, and with the rules
of the public web. So a chain that is broken is told apart from one that is sound and that a browser with the
web's rules would refuse, which many a private authority's is. Where the verifier refuses, which it also does for
keys that the web does not take and before a limit of its own, every way up is walked here and its certificates are
looked at one by one: one way that holds is enough, and of those that do not a person learns who is at fault.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.verification import (
    ClientVerifier,
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from airec_planning import names
from airec_planning.audit.chains import LONGEST_PATH, Forest, encoded_name
from airec_planning.audit.name_constraints import forbidden, is_unweighed
from airec_planning.audit.particulars import ANY_USE, SERVER_AUTH, Particulars
from airec_planning.audit.verifier_words import in_words
from airec_planning.language import _
from airec_planning.text import enumerated, plural, shorten, visible

_MOST_CANDIDATES = 500
"""Certificates above one leaf that are weighed; a sound deployment has two or three."""
_MOST_STEPS = 2000
"""Steps that the ways up from one leaf take together, where CAs have signed one another in every direction."""


@dataclass(frozen=True)
class Validation:
    """The result for one certificate."""

    path: tuple[str, ...] = ()
    """SHA-256 of its issuers up to the trust anchor; of a broken path as far as it was found."""
    waits_for: str = ""
    """What is missing to weigh it; empty where it was weighed."""
    faults: tuple[str, ...] = ()
    """Why the path is broken, each with the certificate at fault."""
    unweighed: str = ""
    """What of a path that is sound otherwise could not be weighed."""
    objection: str = ""
    """What the web's rules object to in a sound path; empty where nothing."""

    @property
    def holds(self) -> bool:
        """The path was weighed and is sound."""
        return bool(self.path) and not (self.waits_for or self.faults or self.unweighed)


@dataclass(frozen=True)
class _Pool:
    """What may stand above the certificates of one issuer."""

    verifier: ClientVerifier
    builder: PolicyBuilder
    above: list[x509.Certificate]
    anchors: frozenset[str]


class PathValidator:
    """Weighs the paths of certificates of a forest, each pool of issuers prepared once."""

    def __init__(self, forest: Forest, particulars: Mapping[str, Particulars]) -> None:
        self._forest, self._particulars = forest, particulars
        self._pools: dict[bytes, _Pool | None] = {}

    def validate(self, sha256: str, carried: Sequence[str]) -> Validation:
        """The path of a server's certificate; ``carried`` are the DNS names that it carries, normalised."""
        if sha256 not in self._forest.certificates:
            return Validation(waits_for=_("a certificate that can be loaded"))
        row = self._forest.rows[sha256]
        if not row["not_before"] <= self._forest.as_of <= row["not_after"]:
            return self._waiting(sha256, _("a certificate that is valid"))
        leaf = self._forest.certificates[sha256]
        pool = self._pool(leaf)
        if pool is None or row["self_issued"]:
            return self._waiting(sha256, _("its issuer's certificate"))
        # Whatever keeps the web's rules keeps those of RFC 5280: only the rest is weighed a second time.
        path, objection = _by_web_rules(leaf, pool, carried)
        if path:
            return Validation(path)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                verified = pool.verifier.verify(leaf, pool.above)
        except VerificationError as refusal:
            return self._refused(sha256, pool, carried, in_words(refusal))
        return Validation(_issuers_in(verified.chain), objection=objection)

    def _waiting(self, sha256: str, waits_for: str) -> Validation:
        chain = self._forest.chain(sha256)
        return Validation(chain.issuers, _("a certificate that a CA issued") if chain.self_signed else waits_for)

    def _refused(self, sha256: str, pool: _Pool, carried: Sequence[str], refusal: str) -> Validation:
        """The first way up that holds; else the one with the fewest faults."""
        chain = self._forest.chain(sha256)
        if not chain.verifiable:
            return Validation(waits_for=_("a signature algorithm that can be verified"))
        broken: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        for path in self._ways(sha256, pool.anchors):
            faults = tuple(self._faults(sha256, path))
            if not faults:
                return self._sound(sha256, path, carried)
            broken.append((path, faults))
        if broken:
            path, faults = min(broken, key=lambda way: len(way[1]))
            return Validation(path, faults=faults)
        faults = tuple(self._faults(sha256, chain.issuers))
        nowhere = _("no path leads to a trust anchor: {reason}", reason=refusal)
        return Validation(chain.issuers, faults=faults or (nowhere,))

    def _sound(self, sha256: str, path: tuple[str, ...], carried: Sequence[str]) -> Validation:
        certificates = self._forest.certificates
        if any(is_unweighed(certificates[issuer], certificates[sha256]) for issuer in path):
            return Validation(path, unweighed=_("name constraints of a kind that is not known here"))
        alone = self._pool_of(list(path), [path[-1]])
        return Validation(path, objection=_by_web_rules(certificates[sha256], alone, carried)[1])

    def _ways(self, sha256: str, anchors: frozenset[str]) -> Iterator[tuple[str, ...]]:
        """Every way up to a trust anchor over signatures that hold, the better issuers first."""
        waiting: list[tuple[str, ...]] = [()]
        for _step in range(_MOST_STEPS):
            if not waiting:
                return
            path = waiting.pop()
            if path and path[-1] in anchors:
                yield path
            elif len(path) < LONGEST_PATH:
                top = path[-1] if path else sha256
                above = [one for one in self._forest.candidates(top) if one != sha256 and one not in path]
                waiting += [(*path, one) for one in reversed(above) if self._forest.signed(top, one)]

    def _faults(self, sha256: str, path: tuple[str, ...]) -> Iterator[str]:
        """What is wrong on a path, from the certificate upwards."""
        if unknown := self._particulars[sha256].critical - _KNOWN:
            extensions = enumerated(sorted(unknown))
            yield _("it marks the extension {extensions} critical, which clients do not know", extensions=extensions)
        below = 0
        for issuer in path:
            yield from self._faults_of_issuer(issuer, below)
            certificate = self._forest.certificates[issuer]
            if why := forbidden(certificate, self._forest.certificates[sha256]):
                yield _("{ca} may not issue for its names: {why}", ca=self._in_file(issuer), why=why)
            # What issued itself anew does not count (RFC 5280, 6.1.4 (l)).
            below += encoded_name(certificate, "subject") != encoded_name(certificate, "issuer")

    def _faults_of_issuer(self, sha256: str, below: int) -> Iterator[str]:
        row, said = self._forest.rows[sha256], self._particulars[sha256]
        name = self._in_file(sha256)
        if self._forest.as_of > row["not_after"]:
            yield _("{ca} expired on {day}", ca=name, day=row["not_after"].date())
        if self._forest.as_of < row["not_before"]:
            yield _("{ca} is not valid before {day}", ca=name, day=row["not_before"].date())
        if not said.is_ca:
            none = said.is_ca is None
            yield _("{ca} has no basic constraints" if none else "{ca} is no CA by its basic constraints", ca=name)
        if said.path_length is not None and below > said.path_length:
            allowed = plural(said.path_length, "CA")
            yield _("{ca} allows {allowed} below it, found {found}", ca=name, allowed=allowed, found=below)
        if said.key_usage is not None and "keyCertSign" not in said.key_usage:
            yield _("{ca} may not sign certificates by its key usage", ca=name)
        if said.extended_key_usage is not None and not said.extended_key_usage & {SERVER_AUTH, ANY_USE}:
            yield _("{ca} may not issue for servers by its extended key usage", ca=name)
        if unknown := said.critical - _KNOWN:
            extensions = enumerated(sorted(unknown))
            yield _(
                "{ca} marks the extension {extensions} critical, which clients do not know",
                ca=name,
                extensions=extensions,
            )
        if said.unread:
            yield _("{ca} has extensions or a key that cannot be read", ca=name)

    def _in_file(self, sha256: str) -> str:
        name = _named(self._forest.certificates[sha256])
        return _("{name} in {file}", name=name, file=self._forest.rows[sha256]["files"][0])

    def _pool(self, leaf: x509.Certificate) -> _Pool | None:
        issuer = encoded_name(leaf, "issuer") or b""
        if issuer not in self._pools:
            self._pools[issuer] = self._gathered(issuer)
        return self._pools[issuer]

    def _gathered(self, issuer: bytes) -> _Pool | None:
        above = self._closure(issuer)
        if not above:
            return None
        anchors = self._anchors(above)
        if not anchors:
            return None
        return self._pool_of(above, anchors)

    def _pool_of(self, above: list[str], anchors: list[str]) -> _Pool:
        builder = PolicyBuilder().time(self._forest.as_of).store(Store([self._forest.certificates[a] for a in anchors]))
        verifier = builder.extension_policies(ca_policy=_issuers(), ee_policy=ExtensionPolicy.permit_all())
        certificates = [self._forest.certificates[one] for one in above if one not in anchors]
        return _Pool(verifier.build_client_verifier(), builder, certificates, frozenset(anchors))

    def _closure(self, issuer: bytes) -> list[str]:
        """All that bear the issuer's name, their issuers' names and so on."""
        found: dict[str, None] = {}
        waiting = [*self._forest.by_subject.get(issuer, [])]
        while waiting and len(found) < _MOST_CANDIDATES:
            one = waiting.pop(0)
            if one not in found:
                found[one] = None
                waiting += self._forest.candidates(one)
        return list(found)

    def _anchors(self, above: list[str]) -> list[str]:
        """Authorities of the deployment that none of them issued; without any, the tops of what lies here."""
        authorities = [one for one in above if self._forest.is_authority(one)]
        tops = [one for one in authorities or above if self._is_top(one, set(authorities or above))]
        return tops or authorities

    def _is_top(self, sha256: str, among: set[str]) -> bool:
        if self._forest.signed(sha256, sha256):
            return True
        issuers = (one for one in self._forest.candidates(sha256) if one in among)
        return not any(self._forest.signed(sha256, one) for one in issuers)


@functools.cache
def _issuers() -> ExtensionPolicy:
    """What RFC 5280 asks of the extensions of every certificate that issues another."""
    agnostic = Criticality.AGNOSTIC
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, agnostic, _is_ca)
        .may_be_present(x509.KeyUsage, agnostic, _may_sign)
        .may_be_present(x509.ExtendedKeyUsage, agnostic, _may_issue_for_servers)
    )


def _is_ca(_policy: Policy, _certificate: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError(_("an issuer is no CA by its basic constraints"))


def _may_sign(_policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError(_("an issuer may not sign certificates by its key usage"))


def _may_issue_for_servers(
    _policy: Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None
) -> None:
    if usage is not None and not {oid.dotted_string for oid in usage} & {SERVER_AUTH, ANY_USE}:
        raise ValueError(_("an issuer may not issue for servers by its extended key usage"))


def _by_web_rules(leaf: x509.Certificate, pool: _Pool, carried: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The path that keeps the web's rules, or what they object to; neither where no name is there to ask for."""
    if not carried:
        return (), ""
    name = carried[0]
    asked = x509.DNSName(f"any.{name[2:]}" if names.is_wildcard(name) else name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _issuers_in(pool.builder.build_server_verifier(asked).verify(leaf, pool.above)), ""
    except (VerificationError, ValueError) as refusal:
        return (), in_words(refusal)


def _issuers_in(chain: Sequence[x509.Certificate]) -> tuple[str, ...]:
    return tuple(one.fingerprint(hashes.SHA256()).hex() for one in chain[1:])


def _named(certificate: x509.Certificate) -> str:
    try:
        return shorten(visible(certificate.subject.rfc4514_string()), 80)
    except Exception:  # a malformed name
        return _("a CA")


_KNOWN = frozenset(
    extension.oid.dotted_string
    for extension in (
        x509.KeyUsage, x509.ExtendedKeyUsage, x509.BasicConstraints, x509.SubjectAlternativeName,
        x509.NameConstraints, x509.CertificatePolicies, x509.PolicyConstraints, x509.InhibitAnyPolicy,
        x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier,
    )
)  # fmt: skip
"""Extensions that clients know when they are marked critical (RFC 5280, 4.2)."""
