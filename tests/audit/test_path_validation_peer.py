"""Random forests of CAs: OpenSSL's command gives the same verdict on every one.

OpenSSL tries one way up and gives up where that is broken, although another may hold. So each way is shown to it
alone, and an anchor that is no root as one (-partial_chain): a certificate is sound where OpenSSL accepts it by at
least one.

Two differences are meant, and no forest has them: OpenSSL takes an issuer with a key usage and no basic constraints
for a CA, which RFC 5280 (6.1.4 (k)) forbids; and it does not take anyExtendedKeyUsage of an issuer for serverAuth.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from airec_planning.audit.evidence import gather_evidence
from airec_planning.inputs.inventory import read_inventory
from tests.audit import DOMAIN
from tests.certificates import AS_OF, CLIENT_AUTH, SERVER_AUTH, UNKNOWN, Issued, authority, issue, new_key

FORESTS = 60
KEYS = {kind: [new_key(kind) for _ in range(6)] for kind in ("ec", "ed25519")}
FAULTS: tuple[dict[str, Any], ...] = (
    {"began": -400, "days": 399},
    {"began": 1},
    {"ca": False, "extended_key_usage": ()},
    {"ca": None, "extended_key_usage": ()},
    {"path_length": 0},
    {"path_length": 1},
    {"key_usage": ["cRLSign"]},
    {"extended_key_usage": [CLIENT_AUTH]},
    {"critical": [UNKNOWN]},
    {"critical": [x509.NameConstraints([x509.DNSName("example.org")], None)]},
    {"critical": [x509.NameConstraints(None, [x509.DNSName("example.com")])]},
)
"""What breaks paths, or some of them."""
HARMLESS: tuple[dict[str, Any], ...] = (
    {},
    {"days": 4000},
    {"path_length": 3},
    {"key_usage": ["keyCertSign", "cRLSign"]},
    {"extended_key_usage": [SERVER_AUTH]},
    {"critical": [x509.NameConstraints([x509.DNSName("example.com")], None)]},
)


@dataclass(frozen=True)
class Grown:
    """A CA's certificate in a forest."""

    issued: Issued
    owner: int
    signer: int
    """Whose key it has and whose signed it: numbers of CAs."""
    own_ca: bool
    """It lies in the folder of the own CA."""

    @property
    def is_root(self) -> bool:
        return self.owner == self.signer


class Forest:
    """Three to six CAs with one to three certificates each, signed by themselves or by any of the others."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        count = chance.randint(3, 6)
        keys = KEYS[chance.choice(["ec", "ec", "ed25519"])]
        # A CA may have changed its key and kept its name.
        self.names = [f"CA {number - (chance.random() < 0.15)}" for number in range(count)]
        shells = [authority(name, key=key) for name, key in zip(self.names, keys, strict=False)]
        self.grown = []
        for owner in range(count):
            for _ in range(chance.choice([1, 1, 2, 2, 3])):
                signer = owner if owner == 0 or chance.random() < 0.25 else chance.randrange(count)
                options = chance.choice(FAULTS if chance.random() < 0.35 else HARMLESS)
                issuer = shells[signer] if signer != owner else None
                one = authority(self.names[owner], issuer, **{"key": keys[owner], "identifiers": True, **options})
                self.grown.append(Grown(one, owner, signer, chance.random() < (0.6 if signer == owner else 0.1)))
        self.above_leaf = chance.randrange(count)
        self.leaf = issue([DOMAIN], shells[self.above_leaf], identifiers=True)
        self.trusted = self._trusted()

    def write(self, folder: Path) -> None:
        self.leaf.write(folder, "leaf", key=False)
        for number, one in enumerate(self.grown):
            one.issued.write(folder / "ca" if one.own_ca else folder, f"ca{number}", key=False)

    def ways(self) -> Iterator[list[Grown]]:
        """Every way up from the leaf to a trust anchor that meets no key twice."""
        waiting: list[tuple[int, list[Grown]]] = [(self.above_leaf, [])]
        while waiting:
            owner, below = waiting.pop()
            for one in (one for one in self.grown if one.owner == owner):
                if one in self.trusted:
                    yield [*below, one]
                elif not one.is_root and one.signer not in [owner, *(under.owner for under in below)]:
                    waiting.append((one.signer, [*below, one]))

    def _trusted(self) -> list[Grown]:
        """Of the own CA's certificates above the leaf, or of all without any, those that none of them issued."""
        reachable = self._reachable()
        among = [one for one in reachable if one.own_ca] or reachable
        tops = [one for one in among if one.is_root or not any(other.owner == one.signer for other in among)]
        return tops or [one for one in among if one.own_ca]

    def _reachable(self) -> list[Grown]:
        """The certificates that may stand above the leaf by their names."""
        found, before = {self.names[self.above_leaf]}, set()
        while found != before:
            before = set(found)
            found |= {self.names[one.signer] for one in self.grown if self.names[one.owner] in found}
        return [one for one in self.grown if self.names[one.owner] in found]


def openssl_accepts(folder: Path, leaf: Issued, way: list[Grown]) -> bool:
    folder.mkdir(exist_ok=True)
    leaf.write(folder, "leaf", key=False)
    *between, anchor = way
    anchor.issued.write(folder, "anchor", key=False)
    (folder / "between.pem").write_bytes(b"".join(one.issued.pem for one in between))
    command = f"openssl verify -attime {AS_OF.timestamp():.0f} -purpose sslserver -no-CApath -no-CAstore -partial_chain"
    files = f"-CAfile anchor.pem {'-untrusted between.pem' if between else ''} leaf.pem"
    return (
        subprocess.run([*command.split(), *files.split()], cwd=folder, check=False, capture_output=True).returncode == 0
    )


def verdicts(folder: Path, forest: Forest) -> tuple[bool, bool]:
    """Whether the leaf is sound by the audit, and by OpenSSL."""
    forest.write(folder / "all")
    inventory = read_inventory([folder / "all"], folder / "all", [folder / "all/ca"])
    found = gather_evidence(inventory, AS_OF).validations[forest.leaf.sha256]
    sound = not (found.waits_for or found.faults or found.unweighed)
    return sound, any(openssl_accepts(folder / "way", forest.leaf, way) for way in forest.ways())


def test_openssl_gives_the_same_verdict_on_random_forests(tmp_path: Path) -> None:
    found = {seed: verdicts(tmp_path / str(seed), Forest(seed)) for seed in range(FORESTS)}
    assert [seed for seed, (ours, theirs) in found.items() if ours is not theirs] == []
    assert FORESTS / 4 < sum(ours for ours, _ in found.values()) < FORESTS * 3 / 4
