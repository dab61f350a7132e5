"""The same facts read in the plainest way with other tools."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from OpenSSL import crypto
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from airec_planning import names
from airec_planning.costs.cheapest import Demand
from airec_planning.costs.tariff import TYPES, Tariff


def cryptography_loop(folder: Path) -> pd.DataFrame:
    """A loop over files that reads with ``cryptography`` what our table has of a certificate."""
    return pd.DataFrame([_with_cryptography(path) for path in sorted(folder.iterdir())])


def pyopenssl_loop(folder: Path) -> pd.DataFrame:
    """The same with pyOpenSSL, as far as it can: names and constraints it takes from ``cryptography``."""
    return pd.DataFrame([_with_pyopenssl(path) for path in sorted(folder.iterdir())])


def openssl_commands(files: list[Path]) -> float:
    """CPU seconds of ``openssl x509`` over some files, one command each."""
    return _commands(["openssl", "x509", "-noout", "-text", "-fingerprint", "-sha256", "-in"], files)


def openssl_verify(files: list[Path], root: Path, issuing: Path) -> float:
    """CPU seconds of ``openssl verify`` over some files, one command each."""
    options = ["-CAfile", str(root), "-untrusted", str(issuing), "-purpose", "sslserver", "-no_check_time"]
    return _commands(["openssl", "verify", *options], files)


def _commands(command: list[str], files: list[Path]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path in files:
        subprocess.run([*command, str(path)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def pandas_with_openpyxl(path: Path) -> pd.DataFrame:
    """A table as pandas reads it with openpyxl, texts kept as they are; nothing is validated."""
    return pd.read_excel(path, dtype=object, keep_default_na=False, na_filter=False, engine="openpyxl")


def cheapest_by_milp(demands: Iterable[Demand], tariff: Tariff) -> int:
    """What the cheapest set costs, fen, by one HiGHS model as one would write it down first.

    A binary for each name's own certificate and for each zone's wildcard, how many of each type are free, and how
    many accounts; every name is served by one or the other.
    """
    zones: dict[str, int] = {}
    suffixes: dict[str, bool] = {}
    single: list[tuple[int, bool]] = []  # a name's zone, or -1, and whether its own certificate is demanded
    forced: set[int] = set()
    enterprise = 0
    for demand in demands:
        zone = names.parent_zone(demand.domain)
        if zone not in suffixes:
            suffixes[zone] = names.is_public_suffix(zone)
        if demand.type == "enterprise":
            enterprise += 1
        elif demand.type == "standard" or suffixes[zone]:
            single.append((-1, True))
        elif demand.type == "wildcard":
            forced.add(zones.setdefault(zone, len(zones)))
        else:
            single.append((zones.setdefault(zone, len(zones)), False))
    w, s = len(zones), len(single)
    free, accounts = w + s, w + s + len(TYPES)
    size = accounts + 1
    cost = np.zeros(size)
    cost[:w], cost[w:free] = tariff.wildcard, tariff.standard
    cost[free:accounts] = [-tariff.price(kind) for kind in TYPES]
    cost[accounts] = tariff.further_account
    lower, upper = np.zeros(size), np.ones(size)
    lower[list(forced)] = 1
    lower[[w + i for i, (_, alone) in enumerate(single) if alone]] = 1
    lower[accounts], upper[free:] = 1, np.inf
    upper[free + TYPES.index("enterprise")] = enterprise
    open_names = [(w + i, zone) for i, (zone, alone) in enumerate(single) if not alone]
    served = len(open_names)
    own, wildcard = np.array(open_names, dtype=int).reshape(-1, 2).T
    created = np.arange(free)
    rows = [np.arange(served), np.arange(served), np.full(w, served), np.full(s, served + 1)]  # free of a type <= made
    columns = [own, wildcard, created[:w], created[w:]]
    values = [np.ones(served), np.ones(served), np.ones(w), np.ones(s)]
    rows += [np.array([served, served + 1]), np.full(len(TYPES), served + 2)]  # the free tier
    columns += [np.array([free + TYPES.index("wildcard"), free + TYPES.index("standard")]), np.arange(free, accounts)]
    values += [-np.ones(2), -np.ones(len(TYPES))]
    rows += [np.full(free + 1, served + 3)]  # the quota
    columns += [np.append(created, accounts)]
    values += [np.append(-np.ones(free), tariff.quota)]
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    matrix = coo_array(entries, shape=(served + 4, size)).tocsr()
    least = np.concatenate([np.ones(served), [0, 0, -tariff.free_tier, enterprise]])
    result = milp(
        cost,
        constraints=LinearConstraint(matrix, least, np.inf),
        bounds=Bounds(lower, upper),
        integrality=np.ones(size),
        options={"mip_rel_gap": 0},
    )
    if result.status != 0:
        raise AssertionError(f"the solver proved no optimum: {result.message}")
    return round(result.fun) + enterprise * tariff.enterprise - tariff.further_account


def _with_cryptography(path: Path) -> dict[str, Any]:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    key = certificate.public_key()
    common_names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return _extensions(certificate) | {
        "file": path.name,
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "subject": certificate.subject.rfc4514_string(),
        "common_name": common_names[-1].value if common_names else "",
        "issuer": certificate.issuer.rfc4514_string(),
        "serial_number": f"{certificate.serial_number:X}",
        "not_before": certificate.not_valid_before_utc,
        "not_after": certificate.not_valid_after_utc,
        "key_algorithm": type(key).__name__,
        "key_bits": key.key_size,  # type: ignore[union-attr]
        "signature_algorithm": certificate.signature_algorithm_oid.dotted_string,
        "signature_hash": certificate.signature_hash_algorithm.name,  # type: ignore[union-attr]
        "self_issued": certificate.subject == certificate.issuer,
        "public_key_sha256": _sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
    }


def _with_pyopenssl(path: Path) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        certificate = crypto.load_certificate(crypto.FILETYPE_PEM, path.read_bytes())
        subject, issuer = certificate.get_subject(), certificate.get_issuer()
        key = certificate.get_pubkey()
        return _extensions(certificate.to_cryptography()) | {
            "file": path.name,
            "sha256": certificate.digest("sha256").decode().replace(":", "").lower(),
            "subject": _rdns(subject),
            "common_name": subject.CN or "",
            "issuer": _rdns(issuer),
            "serial_number": f"{certificate.get_serial_number():X}",
            "not_before": pd.Timestamp((certificate.get_notBefore() or b"").decode()),
            "not_after": pd.Timestamp((certificate.get_notAfter() or b"").decode()),
            "key_algorithm": key.type(),
            "key_bits": key.bits(),
            "signature_algorithm": certificate.get_signature_algorithm().decode(),
            "self_issued": subject == issuer,
            "public_key_sha256": _sha256(crypto.dump_publickey(crypto.FILETYPE_ASN1, key)),
        }


def _extensions(certificate: x509.Certificate) -> dict[str, Any]:
    extensions = certificate.extensions
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        dns, ip = names.get_values_for_type(x509.DNSName), names.get_values_for_type(x509.IPAddress)
    except x509.ExtensionNotFound:
        dns, ip = [], []
    try:
        is_ca = extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_ca = False
    return {"san_dns": tuple(dns), "san_ip": tuple(map(str, ip)), "is_ca": is_ca}


def _rdns(name: crypto.X509Name) -> str:
    return ",".join(f"{key.decode()}={value.decode()}" for key, value in reversed(name.get_components()))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
