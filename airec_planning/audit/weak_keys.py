"""RSA keys that fall to Fermat's method: two primes so close that their distance can be counted up."""

from __future__ import annotations

import math

ROUNDS = 100
"""What the CA/Browser Forum asks authorities to try (Baseline Requirements, 6.1.1.3)."""
_SQUARES_BELOW_64 = frozenset(root * root % 64 for root in range(64))


def close_primes(modulus: int, rounds: int = ROUNDS) -> tuple[int, int] | None:
    """The two factors of an RSA modulus where Fermat's method finds them within some rounds; else ``None``.

    With a = ceil(sqrt(n)) and counting up, a factor is found once a * a - n is a square.
    """
    if modulus < 2 or modulus % 2 == 0:
        return None
    middle = math.isqrt(modulus - 1) + 1
    rest = middle * middle - modulus
    for _ in range(rounds):
        if rest % 64 in _SQUARES_BELOW_64:
            half = math.isqrt(rest)
            if half * half == rest:
                return (middle - half, middle + half) if middle - half > 1 else None
        rest += 2 * middle + 1
        middle += 1
    return None
