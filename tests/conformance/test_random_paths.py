"""Path building on graphs of CAs made at random, against every path tried one by one.

All graphs lie in one deployment, each with its names, its root and its leaf. The oracle knows the graphs as they
were drawn, not the certificates that were made of them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509

from airec_planning import tables
from airec_planning.planning import make_plan
from tests.certificates import AS_OF
from tests.conformance.harness import CHAIN_CHECKS, SETTINGS
from tests.conformance.making import SERVER, SIGNS, Made, certificate, permitted
from tests.deployments import write_deployment

GRAPHS = 200
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Node:
    """A CA's certificate as it was drawn."""

    name: str
    key: str
    issuer: str
    signer: str
    """The key that signed it."""
    ends: int
    """Days from the as-of date; negative where it has expired."""
    is_ca: bool = True
    signs: bool = True
    length: int | None = None
    permits: bool = True
    """Its name constraints let the leaf's name through."""

    @property
    def sound(self) -> bool:
        return self.ends > 0 and self.is_ca and self.signs and self.permits


@dataclass(frozen=True)
class Graph:
    """CAs, some of them roots, and the leaf's issuer."""

    number: int
    pool: tuple[Node, ...]
    roots: tuple[Node, ...]
    issuer: str
    signer: str

    @property
    def host(self) -> str:
        return f"g{self.number}.example.com"

    @property
    def valid(self) -> bool:
        """Some path leads from the leaf to a root."""
        return any(True for _ in self._paths(self.issuer, self.signer, ()))

    def _paths(self, issuer: str, signer: str, below: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
        for node in (*self.roots, *self.pool):
            if (node.name, node.key) != (issuer, signer) or node in below or not node.sound:
                continue
            if node.length is not None and sum(one.name != one.issuer for one in below) > node.length:
                continue
            if node in self.roots:
                yield (*below, node)
            else:
                yield from self._paths(node.issuer, node.signer, (*below, node))


def drawn(number: int, chance: random.Random, constrained: bool) -> Graph:
    """Few names, so that there are loops, several issuers of a name, and ways to nowhere; a defect here and there."""
    names = [f"{number} {letter}" for letter in "ABCD"[: chance.randint(1, 4)]]
    root = f"{number} Root"
    roots = [Node(root, root, root, root, ends=1000)]
    if chance.random() < 0.1:
        roots = [Node(root, root, root, root, ends=chance.choice((-5, 900))), *roots]
    pool = [node_of(chance, names, root, constrained) for _ in range(chance.randint(1, 9))]
    issuer = chance.choice(names)
    return Graph(number, tuple(dict.fromkeys(pool)), tuple(roots), issuer, key_for(chance, issuer))


def node_of(chance: random.Random, names: Sequence[str], root: str, constrained: bool) -> Node:
    name = chance.choice(names)
    others = [other for other in names if other != name]
    issuer = chance.choices([*others, root, f"{root} elsewhere"], weights=[1] * len(others) + [len(names), 0.5])[0]
    return Node(
        name,
        key_for(chance, name),
        issuer,
        issuer if issuer.startswith(root) else key_for(chance, issuer),
        ends=chance.choices((-3, chance.randint(1, 600)), weights=(1, 9))[0],
        is_ca=chance.random() > 0.06,
        signs=chance.random() > 0.06,
        length=chance.choices((None, 0, 1), weights=(8, 1, 1))[0],
        permits=not constrained or chance.random() > 0.06,
    )


def key_for(chance: random.Random, name: str) -> str:
    return name if chance.random() < 0.85 else f"{name}, new key"


def made(node: Node) -> Made:
    self_signed = (node.issuer, node.signer) == (node.name, node.key)
    return certificate(
        node.name,
        None if self_signed else certificate(node.issuer, None, key=node.signer),
        key=node.key,
        end=AS_OF + node.ends * DAY,
        ca=node.is_ca,
        path_length=node.length if node.is_ca else None,
        usages=SIGNS if node.signs else ("crl_sign",),
        constraints=None if node.permits else permitted("example.org"),
    )


def leaf_of(graph: Graph) -> Made:
    issuer = certificate(graph.issuer, None, key=graph.signer)
    return certificate(f"Server {graph.number}", issuer, purposes=(SERVER,), names=(x509.DNSName(graph.host),))


def graphs(constrained: bool) -> list[Graph]:
    chance = random.Random(5280)
    return [drawn(number, chance, constrained) for number in range(GRAPHS)]


def refusals(graphs: list[Graph], folder: Path) -> dict[str, str]:
    """What the audit has against a leaf's chain, by its host; nothing where it accepts it."""
    write_deployment(folder, [graph.host for graph in graphs], settings=SETTINGS)
    for graph in graphs:
        parts = {"ca": map(made, graph.roots), "certificates": map(made, graph.pool)}
        for place, ones in parts.items():
            for at, one in enumerate(ones):
                write(folder / place / f"g{graph.number}-{at}.pem", one)
        write(folder / "certificates" / f"{graph.host}.pem", leaf_of(graph))
    against: dict[str, str] = {}
    for row in tables.records(make_plan(folder, AS_OF).findings):
        host = Path(row["file"]).stem
        if row["severity"] == "error" or (row["severity"] == "skipped" and row["check"] in CHAIN_CHECKS):
            against[host] = f"{against.get(host, '')}{row['check']}: {row['message']}; "
    return against


def write(path: Path, one: Made) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(one.pem)


@pytest.mark.parametrize("constrained", [False, True])
def test_a_chain_is_accepted_just_where_some_path_is_valid(constrained: bool, tmp_path: Path) -> None:
    found = refusals(graphs(constrained), tmp_path)
    wrong = {
        graph.number: found.get(graph.host, "accepted")
        for graph in graphs(constrained)
        if graph.valid is (graph.host in found)
    }
    assert not wrong, "\n".join(f"{number}: {said}" for number, said in wrong.items())


def test_the_graphs_try_both_ends_and_several_issuers() -> None:
    drawn_ones = graphs(constrained=True)
    assert 0.3 < sum(graph.valid for graph in drawn_ones) / GRAPHS < 0.7
    assert sum(len({node.name for node in graph.pool}) < len(graph.pool) for graph in drawn_ones) > GRAPHS / 2
