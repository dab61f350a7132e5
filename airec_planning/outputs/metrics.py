"""``metrics.prom``: the audit for Prometheus, as a file for node_exporter's textfile collector.

The names and labels of ``x509_cert_*`` are those of x509-certificate-exporter, whose dashboards and alerts then
work; ``deployment`` comes in addition, so that the files of several deployments can lie side by side.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
from cryptography.x509 import Name
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from airec_planning import tables
from airec_planning.audit.expiry import STATES, USABLE
from airec_planning.audit.renewals import Forecast
from airec_planning.audit.verdicts import SEVERITIES
from airec_planning.inputs.inventory import Inventory
from airec_planning.text import visible

_NAME_PARTS = re.compile(r"(?:\\.|[^,+\\])+", re.DOTALL)


def metrics_text(
    name: str,
    as_of: dt.datetime,
    inventory: Inventory,
    coverage: pd.DataFrame,
    findings: pd.DataFrame,
    forecast: Forecast,
) -> bytes:
    """The text that Prometheus reads, judged at the as-of date: the same inputs give the same bytes."""
    registry = CollectorRegistry()
    registry.register(_Gauges(name, [
        *_certificates(inventory, as_of),
        _files(inventory),
        *_domains(coverage),
        *_audit(findings, forecast, as_of),
    ]))  # fmt: skip
    return generate_latest(registry)


@dataclass(frozen=True)
class _Gauge:
    """A gauge with its samples."""

    name: str
    meaning: str
    samples: Sequence[tuple[Mapping[str, str], float]]
    """Labels, all safe to show, and value; the deployment comes in addition."""


class _Gauges(Collector):
    def __init__(self, deployment: str, gauges: list[_Gauge]) -> None:
        self.deployment, self.gauges = visible(deployment), gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in self.gauges:
            family = GaugeMetricFamily(gauge.name, gauge.meaning)
            for labels, value in gauge.samples:
                family.add_sample(gauge.name, {"deployment": self.deployment, **labels}, value)
            yield family


def _certificates(inventory: Inventory, as_of: dt.datetime) -> Iterator[_Gauge]:
    dated = [(labels, row) for labels, row in _labelled(inventory) if pd.notna(row["not_after"])]
    begun = [(labels, row["not_before"].timestamp()) for labels, row in dated if pd.notna(row["not_before"])]
    ends = [(labels, row["not_after"].timestamp()) for labels, row in dated]
    expired = [(labels, float(as_of > row["not_after"])) for labels, row in dated]
    yield _Gauge("x509_cert_not_before", "Start of the certificate's validity, seconds since 1970.", begun)
    yield _Gauge("x509_cert_not_after", "End of the certificate's validity, seconds since 1970.", ends)
    yield _Gauge("x509_cert_expired", "1 where the certificate has expired at the as-of date, else 0.", expired)


def _labelled(inventory: Inventory) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """Each certificate in each file that holds it; those whose labels would be equal are told apart by their hash."""
    rows = {row["sha256"]: row for row in tables.records(inventory.certificates)}
    places = dict.fromkeys(zip(inventory.places["file"].map(visible), inventory.places["sha256"], strict=True))
    found = [(_labels(rows[sha256], file), rows[sha256]) for file, sha256 in places]
    counts = Counter(tuple(labels.values()) for labels, _ in found)
    return [
        (labels | {"discriminator": row["sha256"][:12]} if counts[tuple(labels.values())] > 1 else labels, row)
        for labels, row in found
    ]


def _labels(row: Mapping[str, Any], file: str) -> dict[str, str]:
    return {
        "serial_number": _decimal(row["serial_number"]),
        "subject_CN": visible(row["common_name"]),
        "issuer_CN": visible(_common_name(row["issuer"])),
        **_file_labels(file),
    }


def _file_labels(file: str) -> dict[str, str]:
    return {"filename": PurePosixPath(file).name, "filepath": file}


def _decimal(serial_number: str) -> str:
    try:
        return str(int(serial_number, 16))
    except ValueError:  # none, or one of more digits than Python turns into decimal
        return serial_number


@functools.lru_cache(maxsize=1000)
def _common_name(rfc4514: str) -> str:
    """The last common name of a subject or issuer, which RFC 4514 writes first; each part is taken by itself,
    since one that the library refuses, such as a country of five letters, would cost the whole name."""
    for part in _NAME_PARTS.findall(rfc4514):
        if part.startswith("CN="):
            try:
                return str(next(iter(Name.from_rfc4514_string(part))).value)
            except ValueError:
                return str(part.removeprefix("CN="))
    return ""


def _files(inventory: Inventory) -> _Gauge:
    broken = set(inventory.unreadable["file"].map(visible))
    files = sorted(broken.union(inventory.places["file"].map(visible)))
    meaning = "1 where the file, or a part of it, could not be read, else 0."
    return _Gauge("x509_cert_error", meaning, [(_file_labels(file), float(file in broken)) for file in files])


def _domains(coverage: pd.DataFrame) -> Iterator[_Gauge]:
    rows = tables.records(coverage)
    counts = Counter(coverage["state"])
    yield _Gauge(
        "airec_required_domains",
        "How many required domains are in each state.",
        [({"state": state}, counts[state]) for state in STATES],
    )
    yield _Gauge(
        "airec_required_domain_valid",
        "1 where a valid certificate names the required domain, else 0.",
        [({"domain": row["domain"]}, float(row["state"] in USABLE)) for row in rows],
    )
    yield _Gauge(
        "airec_required_domain_days_left",
        "Whole days from the as-of date to the end of the certificate that serves the domain best.",
        [
            ({"domain": row["domain"], "state": row["state"]}, row["days_left"])
            for row in rows
            if pd.notna(row["days_left"])
        ],
    )


def _audit(findings: pd.DataFrame, forecast: Forecast, as_of: dt.datetime) -> Iterator[_Gauge]:
    counts = Counter(findings["severity"])
    yield _Gauge(
        "airec_findings",
        "How many findings of each severity the audit has.",
        [({"severity": severity}, counts[severity]) for severity in SEVERITIES],
    )
    yield _Gauge(
        "airec_renewals_due",
        "How many renewals have to be started in the week that begins on this Monday; the overdue in the first.",
        [({"week": week.monday.isoformat()}, week.renewals) for week in forecast.weeks],
    )
    yield _Gauge(
        "airec_renewals_overdue",
        "How many renewals should have been started before the as-of date.",
        [({}, forecast.overdue)],
    )
    yield _Gauge(
        "airec_as_of_timestamp_seconds",
        "The as-of date at which everything here was judged, seconds since 1970.",
        [({}, as_of.timestamp())],
    )
