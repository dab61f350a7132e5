"""How sure the costs are where several figures are uncertain at once: Monte Carlo and Sobol indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from airec_planning import tables
from airec_planning.costs.comparison import cost_paths
from airec_planning.costs.estate import Estate
from airec_planning.costs.figures import Range, Value, ranges_of
from airec_planning.costs.sampling import halton, sobol_indices, triangular
from airec_planning.language import N_
from airec_planning.setting_sections import Settings
from airec_planning.settings import between

SEED = 20_261_101
SAMPLES = 512
MEASURES = (N_("https"), N_("ca"), N_("difference"))
"""The cost over the horizon of the HTTPS path, of the CA path, and of the former less the latter."""


@dataclass(frozen=True)
class Uncertainty:
    """What costs may be, if each figure lies anywhere in its range."""

    percentiles: pd.DataFrame
    """Schema ``tables.PERCENTILES``."""
    indices: pd.DataFrame
    """Schema ``tables.SOBOL``, the largest first; empty with fewer than two uncertain figures."""
    https_dearer: float
    """The share of samples in which the HTTPS path costs more."""
    samples: int
    seed: int
    ranges: Mapping[str, Range]


def uncertainty(estate: Estate, settings: Settings, samples: int = SAMPLES, seed: int = SEED) -> Uncertainty:
    """P10, P50 and P90 of both paths' costs over the horizon, and which figure their spread comes from.

    Each figure is taken as triangular between its lowest and highest value with its peak at what is set, or at the
    end that is nearest to it, and as independent of the others. Samples are Halton's points; the same seed gives the
    same figures. Indices are Sobol's, of the difference.
    """
    ranges = ranges_of(settings)
    model = _Model(estate, settings, tuple(ranges.values()))
    points = halton(max(2, samples), len(ranges), seed)
    found = model.costs(_values(ranges, points) if ranges else np.zeros((1, 0)))
    moving = _moving(estate, settings, ranges)
    indices = None
    if len(moving) > 1 and np.ptp(found[:, 2]) > 0:
        some = _Model(estate, settings, tuple(moving.values()))
        indices = sobol_indices(
            lambda values: some.costs(values)[:, 2].astype(float),
            lambda points: _values(moving, points),
            max(2, samples) // 4,
            len(moving),
            seed,
        )
    return Uncertainty(
        percentiles=_percentiles(found),
        indices=_indices(tuple(moving), indices),
        https_dearer=float((found[:, 2] > 0).mean()),
        samples=len(found),
        seed=seed,
        ranges=ranges,
    )


def _moving(estate: Estate, settings: Settings, ranges: Mapping[str, Range]) -> dict[str, Range]:
    """The figures that change the difference at one end of their range or at the other: the rest explain nothing."""
    found = {}
    for key, one in ranges.items():
        ends = np.array([[float(one.low)], [float(one.base)], [float(one.high)]])
        if np.ptp(_Model(estate, settings, (one,)).costs(ends)[:, 2]):
            found[key] = one
    return found


@dataclass
class _Model:
    estate: Estate
    settings: Settings
    ranges: tuple[Range, ...]

    def __post_init__(self) -> None:
        self.known: dict[tuple[Value, ...], tuple[int, int, int]] = {}

    def costs(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """The measures of each row of values, fen."""
        return np.array([self._costs(row) for row in values], dtype=np.int64)

    def _costs(self, row: NDArray[Any]) -> tuple[int, int, int]:
        # Whole days, minutes and fen: many samples meet in the same ones.
        key = tuple(one.figure.rounded(float(value)) for one, value in zip(self.ranges, row, strict=True))
        if key not in self.known:
            given = {one.figure.key: value for one, value in zip(self.ranges, key, strict=True)}
            found = cost_paths(self.estate, between(self.settings, given))
            https, ca = found.https.horizon, found.ca.horizon
            self.known[key] = https, ca, https - ca
        return self.known[key]


def _values(ranges: Mapping[str, Range], points: NDArray[Any]) -> NDArray[Any]:
    """A column for each figure: points of the unit cube as values in its range."""
    columns = []
    for at, one in enumerate(ranges.values()):
        low, base, high = (float(value) for value in (one.low, one.base, one.high))
        columns.append(triangular(points[:, at], low, min(max(base, low), high), high))
    return np.column_stack(columns)


def _percentiles(found: NDArray[np.int64]) -> pd.DataFrame:
    ranks = np.percentile(found, [10, 50, 90], axis=0, method="closest_observation")
    return tables.PERCENTILES.frame(
        {"measure": measure, "p10": int(ranks[0, at]), "p50": int(ranks[1, at]), "p90": int(ranks[2, at])}
        for at, measure in enumerate(MEASURES)
    )


def _indices(keys: tuple[str, ...], found: tuple[NDArray[Any], NDArray[Any]] | None) -> pd.DataFrame:
    if found is None:
        return tables.SOBOL.frame([])
    shares = zip(keys, *found, strict=True)
    rows = [
        {"figure": key, "alone": _thousandths(first), "in_all": _thousandths(total)} for key, first, total in shares
    ]
    return tables.SOBOL.frame(sorted(rows, key=lambda row: (-row["in_all"], row["figure"])))


def _thousandths(share: float) -> int:
    return round(1000 * min(1.0, max(0.0, float(share))))
