"""Run folders as far as a fleet is read off them, for tests: a few figures and rows each, no deployment behind them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.tables import Table
from tests.certificates import AS_OF

_EMPTY: Mapping[str, Any] = {
    "text": "", "number": 0, "maybe": None, "flag": False, "time": AS_OF, "list": (), "fen": 0
}  # fmt: skip


def day(days: int) -> dt.datetime:
    """So many days after the tests' as-of date."""
    return AS_OF + dt.timedelta(days=days)


def rows(schema: Table, *given: Mapping[str, Any]) -> pd.DataFrame:
    """A table whose rows have these values, and nothing in every other column."""
    empty = {column.name: _EMPTY[column.kind] for column in schema.columns}
    return schema.frame([empty | row for row in given])


def made_run(reports: Path, name: str, as_of: dt.datetime = AS_OF, **said: Any) -> Path:
    """A deployment's latest whole run.

    ``said`` may have ``title``, ``errors``, ``warnings``, ``next_expiry``, ``path``, ``https`` and ``ca`` (yuan at
    creation and over the horizon), ``peak``, ``settings``; and rows: ``renewals``, ``certificates``, ``purchases``,
    ``findings``.
    """
    folder = reports / name / f"{as_of:%Y%m%dT%H%M%SZ}"
    (folder / "tables").mkdir(parents=True)
    for schema in (tables.RENEWALS, tables.CERTIFICATES, tables.PURCHASES, tables.FINDINGS):
        schema.write_parquet(rows(schema, *said.get(schema.name, ())), folder / "tables" / f"{schema.name}.parquet")
    (folder / "summary.json").write_text(json.dumps(_summary(name, as_of, said)), encoding="utf-8")
    latest = reports / name / "latest"
    latest.unlink(missing_ok=True)
    latest.symlink_to(folder.name)
    return folder


def renewal(sha256: str, start: int, **more: Any) -> dict[str, Any]:
    """One to start so many days after the tests' as-of date."""
    return {"sha256": sha256, "name": f"{sha256}.example.com", "kind": "existing", "start_by": day(start), **more}


def certificate(sha256: str, key: str = "", **more: Any) -> dict[str, Any]:
    """A server's."""
    known = {"sha256": sha256, "public_key_sha256": key or f"key of {sha256}", "san_dns": (f"{sha256}.example.com",)}
    return known | {"role": "server", "private_key": "matches", "not_after": day(100), **more}


def purchases(free: int, paid: int = 0, price: int = 50, account: int = 1) -> list[dict[str, Any]]:
    """Certificates to create: the free ones first."""
    charged = [(0, "free tier, place 1 of 10")] * free + [(price, "list price")] * paid
    return [{"price": price, "charge": charge, "reason": reason, "account": account} for charge, reason in charged]


def finding(check: str, severity: str = "error", remedy: str = "Mend it.") -> dict[str, Any]:
    return {"check": check, "severity": severity, "remedy": remedy}


def _summary(name: str, as_of: dt.datetime, said: Mapping[str, Any]) -> dict[str, Any]:
    https, ca = (said.get(path, ("0.00", "0.00")) for path in ("https", "ca"))
    settings = {
        "expiry.forecast_days": "365", "prices.quota": "100", "prices.free_tier": "10",
        "prices.free_tier_per": "organisation", **said.get("settings", {}),
    }  # fmt: skip
    expiry = said.get("next_expiry")
    return {
        "schema": "airec-planning/report/1",
        "title": said.get("title", f"Plan of {name}"),
        "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "counts": {"error": said.get("errors", 0), "warning": said.get("warnings", 0)},
        "next_expiry": f"{expiry:%Y-%m-%dT%H:%M:%SZ}" if expiry else None,
        "decision": {"path": said.get("path", "https")},
        "costs": {
            "horizon_days": 1095,
            "paths": {
                "https": _cost(https) | {"feasible": True, "peak": said.get("peak", 0)},
                "ca": _cost(ca) | {"feasible": said.get("ca_feasible", True), "peak": 0},
            },
        },
        "settings": [{"key": key, "value": value, "origin": "default"} for key, value in settings.items()],
    }


def _cost(amounts: Iterable[str]) -> dict[str, Any]:
    now, horizon = amounts
    return {"creation_cost": now, "horizon_cost": horizon}
