"""Which certificates are new, gone or renewed from one run to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from airec_planning.outputs.run_changes import Renewed
from airec_planning.outputs.run_state import Certificate


@dataclass(frozen=True)
class CertificateChanges:
    """Each certificate that is in one of two runs alone stands in one of these."""

    new: tuple[Certificate, ...] = ()
    gone: tuple[Certificate, ...] = ()
    renewed: tuple[Renewed, ...] = ()


def certificate_changes(
    old: Mapping[str, Certificate] | None, new: Mapping[str, Certificate] | None
) -> CertificateChanges:
    """The certificates of two runs by SHA-256, compared; nothing where one side is not known.

    A new certificate renews those that are gone, whose names it carries all and that end earlier; where none is gone,
    the last of those that it lies beside.
    """
    if old is None or new is None:
        return CertificateChanges()
    come = sorted((new[sha] for sha in new.keys() - old.keys()), key=_order)
    gone = {sha: old[sha] for sha in old.keys() - new.keys()}
    by_least_name: dict[str, list[Certificate]] = {}
    for certificate in old.values():
        by_least_name.setdefault(min(certificate.names), []).append(certificate)
    renewed = []
    for certificate in come:
        earlier = sorted(_earlier(certificate, by_least_name), key=_order)
        replaced = [one for one in earlier if one.sha256 in gone] or earlier[-1:]
        if replaced:
            renewed.append(Renewed(certificate, tuple(replaced)))
    done = {one.sha256 for renewal in renewed for one in (renewal.new, *renewal.replaced)}
    return CertificateChanges(
        tuple(one for one in come if one.sha256 not in done),
        tuple(sorted((one for sha, one in gone.items() if sha not in done), key=_order)),
        tuple(renewed),
    )


def _earlier(certificate: Certificate, by_least_name: Mapping[str, list[Certificate]]) -> Iterator[Certificate]:
    """The certificates whose names this one carries too, and that end earlier."""
    ends = certificate.not_after
    for name in certificate.names:
        for one in by_least_name.get(name, ()):
            alike = one.names <= certificate.names and one.role == certificate.role
            if alike and ends is not None and one.not_after is not None and one.not_after < ends:
                yield one


def _order(certificate: Certificate) -> tuple[str, str, str]:
    return (f"{certificate.not_after or ''}", certificate.label, certificate.sha256)
