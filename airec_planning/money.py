"""Money: whole fen (1/100 CNY) inside, ``Decimal`` yuan at the edges, never a float."""

from __future__ import annotations

from decimal import Decimal

from airec_planning.language import _


def fen(yuan: Decimal | int | str) -> int:
    """Yuan as whole fen.

    Raises:
        ValueError: the amount has a fraction of a fen.
    """
    amount = Decimal(yuan) * 100
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise ValueError(_("{yuan} yuan is not a whole number of fen", yuan=yuan))
    return int(amount)


def yuan(amount: int) -> Decimal:
    """Fen as yuan with two decimals."""
    return Decimal(int(amount)).scaleb(-2)


def signed(amount: str) -> str:
    """A difference as ``yuan_text`` gives it, with its sign; nothing for none."""
    return "" if not Decimal(amount) else amount if amount.startswith("-") else f"+{amount}"


def yuan_text(amount: int) -> str:
    """Fen as a plain decimal string with two decimals: ``1.50``."""
    return f"{yuan(amount):.2f}"
