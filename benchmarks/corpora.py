"""Certificates and tables to measure with, made on the spot and the same each time but for their keys."""

from __future__ import annotations

import datetime as dt
import secrets
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import xlsxwriter
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
HEADERS = (
    "No.", "Product", "Service", "Domain Name", "Domain Scope", "Certificate Name", "Certificate Type",
    "Certificate Source", "SAN Domains", "Expiration Date", "Status", "Remarks",
)  # fmt: skip


def certificates(folder: Path, count: int, in_each_file: int = 1) -> Path:
    """``count`` certificates, RSA and EC in turns, as a server's: names, usages, identifiers; PEM."""
    folder.mkdir()
    step = max(in_each_file, 500)
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(_write, folder, first, min(first + step, count), in_each_file)
                for first in range(0, count, step)]  # fmt: skip
        for job in jobs:
            job.result()
    return folder


def deployment(folder: Path, count: int, in_each_file: int) -> Path:
    """A folder that asks for ``count`` domains, their certificates, and the own CA that issued them."""
    folder.mkdir()
    maker = _Maker()
    for stem, pem in maker.authorities().items():
        (folder / "ca").mkdir(exist_ok=True)
        (folder / "ca" / f"{stem}.pem").write_bytes(pem)
    certificates = folder / "certificates"
    certificates.mkdir()
    _write(certificates, 0, count, in_each_file, maker)
    names = (f"svc{number}.z{number % 97}.example.com" for number in range(count))
    (folder / "san_domains").write_text("\n".join(names) + "\n", encoding="utf-8")
    (folder / "deployment.toml").write_text("[organisation]\nown_ca = true\nown_ca_mandated = true\n", encoding="utf-8")
    return folder


def table(path: Path, rows: int) -> Path:
    """A requirement table of twelve columns, a domain in each row."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Table")
        sheet.write_row(0, 0, HEADERS)
        for row in range(1, rows + 1):
            scope, kind = "internal" if row % 2 else "external", "Standard SSL" if row % 7 else ""
            domain, remark = f"svc{row}.z{row % 500}.example.com", f"remark {row % 9}" if row % 3 else ""
            cells = [row, f"product {row % 40}", f"service-{row}", domain, scope, "", kind, "Self-signed"]
            sheet.write_row(row, 0, [*cells, "", "", "", remark])
    return path


def _write(folder: Path, first: int, end: int, in_each_file: int, maker: _Maker | None = None) -> None:
    maker = maker or _Maker()
    pem: list[bytes] = []
    for number in range(first, end):
        pem.append(maker.certificate(number))
        if len(pem) == in_each_file or number == end - 1:
            (folder / f"{number:07}.pem").write_bytes(b"".join(pem))
            pem = []


class _Maker:
    def __init__(self) -> None:
        self.keys: list[_Key] = [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)]

    def authorities(self) -> dict[str, bytes]:
        """The root and the issuing CAs, one for each of the keys, as PEM by a name for their files."""
        root = ec.generate_private_key(ec.SECP256R1())
        made = {"root": self._authority("Root CA", root, root)}
        return made | {
            f"issuing-{number}": self._authority("Issuing CA", key, root) for number, key in enumerate(self.keys)
        }

    def _authority(self, name: str, key: _Key, root: ec.EllipticCurvePrivateKey) -> bytes:
        builder = (
            x509.CertificateBuilder(_named("Root CA"), _named(name), key.public_key(), x509.random_serial_number())
            .not_valid_before(BEGAN)
            .not_valid_after(BEGAN + dt.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=False, key_cert_sign=True, crl_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if key is not root:
            identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key())
            builder = builder.add_extension(identifier, critical=False)
        return builder.sign(root, hashes.SHA256()).public_bytes(Encoding.PEM)

    def certificate(self, number: int) -> bytes:
        signer = self.keys[number % 4 == 2]
        public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
        if number % 2:
            public = ec.generate_private_key(ec.SECP256R1()).public_key()
        else:  # a modulus of the right size, its factors unknown to anybody: nothing is signed with it
            public = rsa.RSAPublicNumbers(65537, secrets.randbits(2046) << 1 | 1 | 1 << 2047).public_key()
        name = f"svc{number}.z{number % 97}.example.com"
        names = [name, *(f"a{other}-{number}.example.com" for other in range(number % 4))]
        begins = BEGAN + dt.timedelta(minutes=number)
        builder = (
            x509.CertificateBuilder(_named("Issuing CA"), _named(name), public, x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + dt.timedelta(days=365))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True, key_encipherment=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM)


def _named(common_name: str) -> x509.Name:
    parts = {NameOID.COUNTRY_NAME: "CN", NameOID.ORGANIZATION_NAME: "Example", NameOID.COMMON_NAME: common_name}
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts.items()])


def _usage(**asserted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "key_encipherment", "content_commitment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**dict.fromkeys(names, False) | asserted)
