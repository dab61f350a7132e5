"""Samples of uncertain figures, and how much of a result's spread each of them explains.

numpy alone: ``scipy.stats`` has all of this, and takes as long to import as pandas and matplotlib together.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_FINEST = 2.0**-53
"""Digits beyond this do not change a number of double precision."""


def halton(count: int, dimensions: int, seed: int) -> Numbers:
    """Points of the unit cube, a row each, more evenly spread than random ones: Halton's, their digits permuted.

    Owen, *A randomized Halton algorithm in R* (2017). The same seed gives the same points.
    """
    rng = np.random.default_rng(seed)
    points = np.zeros((count, dimensions))
    for at, base in enumerate(_primes(dimensions)):
        left, weight = np.arange(count), 1 / base
        while weight > _FINEST:
            points[:, at] += rng.permutation(base)[left % base] * weight
            left, weight = left // base, weight / base
    return points


def triangular(shares: Numbers, low: float, peak: float, high: float) -> Numbers:
    """The values below which these shares of a triangular distribution lie; ``low`` <= ``peak`` <= ``high``."""
    width = high - low
    rising = low + np.sqrt(shares * width * (peak - low))
    falling = high - np.sqrt((1 - shares) * width * (high - peak))
    return np.asarray(np.where(shares * width < peak - low, rising, falling))


def sobol_indices(
    of: Callable[[Numbers], Numbers], quantiles: Callable[[Numbers], Numbers], count: int, dimensions: int, seed: int
) -> tuple[Numbers, Numbers]:
    """First-order and total-order Sobol indices of a function, one for each dimension.

    ``quantiles`` turns points of the unit cube into what ``of`` is asked about, ``count * (dimensions + 2)`` times.
    Estimators: Saltelli et al. (2010), table 2, (b) for the first order and (f), which is Jansen's, for the total.
    """
    both = halton(count, 2 * dimensions, seed)
    one, other = quantiles(both[:, :dimensions]), quantiles(both[:, dimensions:])
    of_one, of_other = of(one), of(other)
    mean, variance = np.mean([of_one, of_other]), np.var([of_one, of_other])
    first, total = np.empty(dimensions), np.empty(dimensions)
    for at in range(dimensions):
        mixed = one.copy()
        mixed[:, at] = other[:, at]
        of_mixed = of(mixed)
        first[at] = np.mean((of_other - mean) * (of_mixed - of_one)) / variance
        total[at] = np.mean((of_one - of_mixed) ** 2) / 2 / variance
    return first, total


def _primes(count: int) -> list[int]:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return found
