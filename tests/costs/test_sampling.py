"""Our sampling held to scipy's, and to a function whose indices are known."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from airec_planning.costs.sampling import halton, sobol_indices, triangular


@given(st.integers(1, 6), st.integers(0, 1000))
def test_in_each_dimension_as_many_points_as_its_prime_lie_one_in_each_part(dimensions: int, seed: int) -> None:
    points = halton(13**2, dimensions, seed)
    assert ((points >= 0) & (points < 1)).all()
    for column, base in zip(points.T, (2, 3, 5, 7, 11, 13), strict=False):
        for parts in (base, base**2):
            assert sorted(np.floor(column[:parts] * parts)) == list(range(parts))
    assert (points == halton(13**2, dimensions, seed)).all()


def test_a_mean_is_nearer_than_that_of_random_points() -> None:
    ours = [abs(halton(128, 8, seed).sum(axis=1).mean() - 4) for seed in range(20)]
    random = [abs(np.random.default_rng(seed).random((128, 8)).sum(axis=1).mean() - 4) for seed in range(20)]
    assert np.mean(ours) < np.mean(random) / 5


@given(st.floats(-100, 100), st.floats(0.01, 100), st.floats(0, 1), st.floats(0, 1))
def test_a_triangles_quantiles_are_scipys(low: float, width: float, peak: float, share: float) -> None:
    ours = triangular(np.array([share]), low, low + peak * width, low + width)
    assert np.isclose(ours[0], stats.triang(peak, low, width).ppf(share), atol=1e-6 * width)


def test_a_triangle_whose_peak_is_an_end_has_its_quantiles_too() -> None:
    shares = np.array([0.0, 0.25, 1.0])
    assert triangular(shares, 0, 0, 4).tolist() == [0.0, 4 - 2 * np.sqrt(3), 4.0]
    assert triangular(shares, 0, 4, 4).tolist() == [0.0, 2.0, 4.0]


def test_the_indices_of_ishigamis_function_are_found() -> None:
    found = sobol_indices(_ishigami, _around_zero, 4096, 3, seed=1)
    assert np.allclose(found[0], [0.3139, 0.4424, 0.0], atol=0.04)
    assert np.allclose(found[1], [0.5576, 0.4424, 0.2437], atol=0.04)


def test_the_estimators_are_scipys() -> None:
    count = 64
    both = halton(count, 6, seed=3)
    one, other = _around_zero(both[:, :3]), _around_zero(both[:, 3:])
    mixed = np.stack([np.where(np.arange(3) == at, other, one) for at in range(3)])
    values = {
        "f_A": _ishigami(one)[None, :],
        "f_B": _ishigami(other)[None, :],
        "f_AB": np.stack([_ishigami(rows) for rows in mixed])[:, None, :],
    }
    theirs = stats.sobol_indices(func=values, n=count)
    ours = sobol_indices(_ishigami, _around_zero, count, 3, seed=3)
    assert np.allclose(ours[0], theirs.first_order.ravel())
    assert np.allclose(ours[1], theirs.total_order.ravel())


def _around_zero(points: np.ndarray) -> np.ndarray:
    return (points * 2 - 1) * np.pi


def _ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
