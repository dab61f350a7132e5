"""``init --synthetic``: a fleet that is made up, the same bytes each time, for tests and for trying things out."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from airec_planning.errors import InputError
from airec_planning.files import unwritable
from airec_planning.fleets.fleet_file import FLEET_FILE
from airec_planning.fleets.synthetic_certificates import Authority, Issued, authority, issue
from airec_planning.language import N_, _
from airec_planning.text import plural

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
"""The certificates are dated around it."""
MOST = 1_000_000
_TOGETHER = 20
"""Deployments of one organisation, which share its authorities, and some of them a certificate."""

_CITIES = ("beijing", "chengdu", "guangzhou", "hangzhou", "nanjing", "qingdao", "shanghai", "shenzhen", "wuhan", "xian")
_PRODUCTS: Mapping[str, tuple[str, ...]] = {
    "AIRec": ("console", "api", "engine", "ingest", "report", "sample", "ranking", "feature"),
    "OSS": ("oss", "oss-admin"),
    "SLS": ("sls", "sls-data"),
    "MaxCompute": ("odps", "tunnel", "logview", "odps-meta"),
    "DataHub": ("datahub", "datahub-admin"),
    "PAI": ("pai", "eas", "dsw", "notebook"),
    "RAM": ("ram", "sts", "login"),
    "Tianji": ("tianji", "tianji-portal"),
}
_HEADERS = ("No.", "Product", "Service", "Domain Name", "Domain Scope", "Certificate Type", "Remarks")


def synthetic_deployments(count: int) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """Each deployment's folder name, and its files by their path below it.

    A deployment depends on its number alone: the first ten of a thousand are the ten of ten. Sizes, paths, expiries and
    faults vary as they do in the field: most deployments are small, some certificates have expired, a few are lacking
    or lie with another's key, and deployments of one organisation share authorities and now and then a certificate.
    """
    for number in range(1, count + 1):
        chance = _Chance(f"deployment {number}")
        city, organisation = chance.one_of(_CITIES), (number - 1) // _TOGETHER + 1
        yield f"{city}-{number:05}", _files(chance, number, city, organisation)


def make_synthetic_fleet(folder: Path, count: int, *, example: bool = False) -> str:
    """Write a fleet and its ``fleet.toml`` into a folder that is empty or new; what was written and what to type next.

    Raises:
        InputError: the folder holds something, the count cannot be made, or the example is asked for as well.
        OutputError: the folder cannot be written to.
    """
    if example:
        raise InputError("--synthetic", _("and --example are two things"), _("Leave one out."))
    if not 1 <= count <= MOST:
        raise InputError(f"--synthetic {count}", _("cannot be made"), _("Name a number from 1 to {most:,}.", most=MOST))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(str(folder), _("is not an empty folder"), _("Name a new folder for the fleet."))
    try:
        for name, files in synthetic_deployments(count):
            for place, data in files.items():
                path = folder / "deployments" / name / place
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        (folder / FLEET_FILE).write_text(_FLEET, encoding="utf-8")
    except OSError as error:
        raise unwritable(Path(error.filename or folder), error) from None
    fleet = folder / FLEET_FILE
    command = f"airec-planning report --fleet {shlex.quote(str(fleet))} --as-of {AS_OF:%Y-%m-%d}"
    wrote = N_("wrote {file} and {deployments}\nNext:\n  {command}")
    return _(wrote, file=fleet, deployments=plural(count, "deployment"), command=command)


_FLEET = """\
# A fleet that is made up: its keys are for example.com and protect nothing.
deployments = ["deployments/*"]   # folders, as seen from this file
reports = "reports"
"""


class _Chance:
    """Numbers that look random and are the same on every machine and under every version of Python."""

    def __init__(self, about: str) -> None:
        self._about, self._drawn = about, 0

    def share(self) -> float:
        """At least 0, less than 1."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._about} {self._drawn}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def below(self, number: int) -> int:
        return int(self.share() * number)

    def one_of(self, of: tuple[str, ...]) -> str:
        return of[self.below(len(of))]

    def happens(self, share: float) -> bool:
        return self.share() < share


def _files(chance: _Chance, number: int, city: str, organisation: int) -> dict[str, bytes]:
    owner, own_ca = f"org-{organisation:04}", organisation % 2 == 0
    zone = f"{city}-{number:05}.{owner}.example.com"
    root = authority(f"{owner} Root CA")
    issuing = authority(f"{owner} Issuing CA", root)
    rows = _rows(chance, zone)
    certificates = _certificates(chance, rows, zone, issuing)
    if chance.happens(0.3):  # the organisation's portal: one certificate with one key in several deployments
        portal = f"portal.{owner}.example.com"
        rows.append(("AIRec", "portal", portal, "External"))
        began = AS_OF - dt.timedelta(days=100 + organisation % 200)
        certificates |= _pair("portal", issue((portal, f"*.{portal}"), issuing, began, 365))
    return {
        "deployment.toml": _settings(city, number, own_ca=own_ca).encode(),
        "certificate_info.csv": _table(rows),
        "san_domains": "".join(f"{row[2]}\n" for row in rows).encode(),
        "ca/root.pem" if own_ca else "certificates/chain/root.pem": root.pem,
        "ca/issuing.pem" if own_ca else "certificates/chain/issuing.pem": issuing.pem,
        **certificates,
    }


def _rows(chance: _Chance, zone: str) -> list[tuple[str, str, str, str]]:
    """Product, service, domain, scope."""
    rows = []
    for product, services in _PRODUCTS.items():
        if product != "AIRec" and chance.happens(0.4):
            continue
        for service in services:
            if chance.happens(0.8):
                rows.append((product, service, f"{service}.{zone}", "External"))
            if chance.happens(0.25):
                rows.append((product, service, f"{service}.intra.{zone}", "Internal"))
    return rows


def _certificates(
    chance: _Chance, rows: list[tuple[str, str, str, str]], zone: str, issuing: Authority
) -> dict[str, bytes]:
    """Two wildcards, or a certificate for each product that lists its names; some are lacking or faulty."""
    files: dict[str, bytes] = {}
    by_product: dict[str, list[str]] = {}
    for product, _service, domain, _scope in rows:
        by_product.setdefault(product, []).append(domain)
    wildcards = chance.happens(0.5)
    if wildcards:
        by_product = {"zone": [f"*.{zone}", f"*.intra.{zone}"]}
    for product, names in by_product.items():
        if chance.happens(0.06):
            continue
        began = AS_OF - dt.timedelta(days=5 + chance.below(372 if chance.happens(0.9) else 345))
        certificate = issue(tuple(names), issuing, began, 365)
        other = issue(tuple(names), issuing, began, 366) if chance.happens(0.03) else certificate
        files |= _pair(product.lower(), certificate, other)
    return files


def _pair(stem: str, certificate: Issued, other: Issued | None = None) -> dict[str, bytes]:
    key = (other or certificate).key_pem
    return {f"certificates/{stem}.pem": certificate.pem, f"certificates/{stem}.key": key}


def _settings(city: str, number: int, *, own_ca: bool) -> str:
    return f"""\
title = "AIRec {city.capitalize()} {number:,}"

[organisation]
own_ca = {str(own_ca).lower()}
own_ca_mandated = {str(own_ca).lower()}
"""


def _table(rows: list[tuple[str, str, str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADERS)
    for number, (product, service, domain, scope) in enumerate(rows, start=1):
        writer.writerow((number, product, service, domain, scope, "", ""))
    return text.getvalue().encode()
