"""RSA keys that fall to Fermat's method, and those that do not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airec_planning.audit.weak_keys import ROUNDS, close_primes
from tests.certificates import new_key


def rounds_needed(p: int, q: int) -> int:
    """The rounds until a = (p + q) / 2 is reached, counted up from the root of the product."""
    return (p + q) // 2 - math.isqrt(p * q - 1)


def is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))


PRIMES = [number for number in range(3, 3000) if is_prime(number)]


@given(st.sampled_from(PRIMES), st.sampled_from(PRIMES), st.integers(1, 300))
def test_exactly_the_products_within_reach_are_found_and_the_factors_multiply_back(p: int, q: int, rounds: int) -> None:
    expected = (min(p, q), max(p, q)) if rounds_needed(p, q) <= rounds else None
    assert close_primes(p * q, rounds) == expected


@given(st.integers(2**1022, 2**1024), st.integers(0, 2**515))
def test_large_factors_so_close_are_found(start: int, distance: int) -> None:
    p = start | 1
    q = p + 2 * distance
    found = close_primes(p * q)
    assert (found is not None) is (rounds_needed(p, q) <= ROUNDS)
    assert found is None or found[0] * found[1] == p * q


def test_of_the_last_round_and_the_one_after() -> None:
    p, apart = 2**64 + 13, 0
    while rounds_needed(p, p + apart) <= ROUNDS:
        apart += 2 * 10**5
    within = next(gap for gap in range(apart, 0, -2) if rounds_needed(p, p + gap) <= ROUNDS)
    assert rounds_needed(p, p + within) == ROUNDS
    assert close_primes(p * (p + within)) == (p, p + within)
    assert close_primes(p * (p + within), ROUNDS - 1) is None


@pytest.mark.parametrize("kind", ["rsa1024", "rsa2048", "rsa3072"])
def test_a_common_key_is_not_found(kind: str) -> None:
    assert close_primes(new_key(kind).public_key().public_numbers().n) is None


@pytest.mark.parametrize("prime", [3, 65537, 2**127 - 1])
def test_the_square_of_a_prime_is_found_at_once(prime: int) -> None:
    assert close_primes(prime * prime, 1) == (prime, prime)


@pytest.mark.parametrize("prime", [3, 5, 7, 101])
def test_a_prime_has_no_two_factors(prime: int) -> None:
    assert close_primes(prime) is None


@given(st.integers(-(2**70), 2**70), st.integers(-1, 5))
def test_no_modulus_raises_and_no_answer_is_wrong(modulus: int, rounds: int) -> None:
    found = close_primes(modulus, rounds)
    assert found is None or (found[0] * found[1] == modulus and 1 < found[0] <= found[1])


@pytest.mark.parametrize("modulus", [-15, -1, 0, 1, 2, 4, 2**64, 6 * 10**20])
def test_what_is_no_rsa_modulus_is_not_found(modulus: int) -> None:
    assert close_primes(modulus) is None
