"""Scenarios against a baseline, and sweeps over one or two figures."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from airec_planning import tables
from airec_planning.costs.comparison import Comparison, cost_paths
from airec_planning.costs.estate import Estate
from airec_planning.costs.figures import FIGURES
from airec_planning.costs.path_facts import PATH_NAMES
from airec_planning.errors import SettingsError
from airec_planning.language import N_, _
from airec_planning.setting_sections import Settings
from airec_planning.setting_values import changed_settings
from airec_planning.settings import laid_over, varied
from airec_planning.text import did_you_mean

BASELINE = N_("as set")
"""A name, as scenarios have, by which tables know it; ``_`` says it."""
CHEAPER = {"https": PATH_NAMES["https"], "ca": PATH_NAMES["ca"], "neither": N_("both cost the same")}
"""What ``cheaper`` gives, for a reader; ``_`` says it."""


def scenario_table(baseline: Comparison, scenarios: Mapping[str, Comparison]) -> pd.DataFrame:
    """Each scenario with every assumption that it changes and what that changes (schema ``tables.SCENARIOS``).

    The baseline stands first.
    """
    return tables.SCENARIOS.frame(_row(name, baseline, one) for name, one in {BASELINE: baseline, **scenarios}.items())


def compared(estate: Estate, settings: Settings, scenarios: Mapping[str, Mapping[str, Any]]) -> dict[str, Comparison]:
    """Scenarios given as changes: ``{"short-lived": {"validity.platform_days": 90}}``.

    Raises:
        SettingsError: a scenario changes an unknown setting, or one to a value that it cannot have.
    """
    return {
        name: cost_paths(estate, laid_over(settings, changes, _("scenario {name}", name=name)))
        for name, changes in scenarios.items()
    }


def sweep(estate: Estate, settings: Settings, over: Mapping[str, Iterable[Any]]) -> pd.DataFrame:
    """Both paths' costs for every combination of values of one or more figures.

    A column for each figure, then ``certificates`` (int), ``peak`` (int), and in fen ``https_now``,
    ``https_horizon``, ``ca_horizon``.

    Raises:
        SettingsError: an unknown figure or a value that it cannot have.
    """
    if unknown := [key for key in over if key not in FIGURES]:
        all_of_them = _("Those that can be swept: {figures}.", figures=", ".join(FIGURES))
        remedy = did_you_mean(unknown[0], FIGURES, 0.8) or all_of_them
        raise SettingsError("sweep", _("{figure} is no figure", figure=unknown[0]), remedy)
    rows = []
    for values in itertools.product(*over.values()):
        given = dict(zip(over, values, strict=True))
        found = cost_paths(estate, varied(settings, given))
        rows.append(
            {
                **given,
                "certificates": found.https.certificates,
                "peak": found.https.peak,
                "https_now": found.https.creation,
                "https_horizon": found.https.horizon,
                "ca_horizon": found.ca.horizon,
            }
        )
    columns = [*over, "certificates", "peak", "https_now", "https_horizon", "ca_horizon"]
    return pd.DataFrame(rows, columns=columns)


def _row(name: str, baseline: Comparison, one: Comparison) -> dict[str, Any]:
    https, ca = one.https, one.ca
    changed = changed_settings(baseline.settings, one.settings)
    return {
        "scenario": name,
        "changed": tuple(f"{key} = {value}" for key, value in changed.items()),
        "certificates": https.certificates,
        "peak": https.peak,
        "https_now": https.creation,
        "https_horizon": https.horizon,
        "ca_horizon": ca.horizon,
        "certificates_change": https.certificates - baseline.https.certificates,
        "https_now_change": https.creation - baseline.https.creation,
        "https_horizon_change": https.horizon - baseline.https.horizon,
        "ca_horizon_change": ca.horizon - baseline.ca.horizon,
        "cheaper": cheaper(https.horizon, ca.horizon),
    }


def cheaper(https: int, ca: int) -> str:
    """The path that costs less: https, ca or neither."""
    return N_("neither") if https == ca else "https" if https < ca else "ca"
