"""Scenarios as they are taken elsewhere: as they are written in ``deployment.toml``, and as a table."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from airec_planning import tables
from airec_planning.money import yuan
from airec_planning.outputs.csv_text import inert
from airec_planning.plan import Plan
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import origins, toml_text

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_COSTED = ("organisation", "prices", "validity", "horizon", "wildcards", "existing", "labour")
"""Sections that the costs rest on."""


def scenario_toml(plan: Plan, name: str, changes: Mapping[str, Any]) -> str:
    """The table of a scenario: what it changes, by dotted keys, after what was laid over the file for this plan.

    The latter stands in no file, and the figures rest on it too.
    """
    written = {**dict(_laid_over_the_file(plan.settings, plan.deployment.overrides)), **changes}
    lines = [f"[scenarios.{toml_key(name)}]", *(f"{key} = {toml_text(value)}" for key, value in written.items())]
    return "\n".join(lines) + "\n"


def toml_key(name: str) -> str:
    """A name as a key: bare where TOML allows it, else quoted."""
    return name if _BARE.fullmatch(name) else toml_text(name)


def comparison_csv(scenarios: pd.DataFrame) -> str:
    """The table of scenarios with the names of its columns, amounts in yuan."""
    shown = scenarios.copy()
    shown["changed"] = shown["changed"].map("; ".join)
    for column in tables.SCENARIOS.columns:
        if column.kind == "fen":
            shown[column.name] = shown[column.name].map(yuan)
    shown = shown.rename(columns={c.name: f"{c.name}_yuan" for c in tables.SCENARIOS.columns if c.kind == "fen"})
    text: str = inert(shown).to_csv(index=False, lineterminator="\n")
    return text


def saving_link(label: str, file: str, text: str) -> Markup:
    """A link by which the browser saves a text: nothing is written where the notebook runs, and nothing over a file."""
    content = base64.b64encode(text.encode("utf-8")).decode("ascii")
    return Markup('<a download="{}" href="data:text/plain;charset=utf-8;base64,{}">{}</a>').format(file, content, label)


def _laid_over_the_file(settings: Settings, overrides: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for value in origins(settings, overrides):
        if value.origin == "command line" and value.key.startswith(_COSTED) and value.value is not None:
            if isinstance(value.value, dict):
                yield from ((f"{value.key}.{key}", inner) for key, inner in value.value.items())
            else:
                yield value.key, value.value
