"""The audit: every check on every certificate, chains validated, against a command that validates the chain alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from airec_planning.planning import make_plan
from benchmarks import corpora, peers
from benchmarks.measuring import Figure, ratio

COUNT, AS_OF = 10_000, "2026-11-01"


def figures(scratch: Path) -> Iterator[Figure]:
    """All figures on the audit."""
    folder = corpora.deployment(scratch / "deployment", COUNT, in_each_file=1)
    taken = min(_audited(folder) for _ in range(3))
    yield Figure(f"CPU seconds for the findings on {COUNT:,} certificates with their chains, no lints", f"{taken:.1f}")
    issuing = scratch / "issuing.pem"
    issuing.write_bytes(b"".join(path.read_bytes() for path in sorted((folder / "ca").glob("issuing-*.pem"))))
    some = sorted((folder / "certificates").iterdir())[:300]
    each = peers.openssl_verify(some, folder / "ca" / "root.pem", issuing) / len(some)
    yield ratio("times openssl verify, a command a certificate", each * COUNT / taken, 1)


def _audited(folder: Path) -> float:
    plan = make_plan(folder, AS_OF)
    _ = plan.decision  # what it costs is another matter
    began = time.process_time()
    found = plan.findings
    taken = time.process_time() - began
    chains = found[found["check"] == "chain-valid"]
    if set(chains["severity"]) != {"ok"}:
        raise AssertionError("the chains are meant to be sound")
    return taken
