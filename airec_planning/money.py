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


def yuan_text(amount: int) -> str:
    """Fen as a document has them, yuan as a plain decimal string with two decimals: ``1099.50``."""
    return f"{yuan(amount):.2f}"


def cost_text(amount: int) -> str:
    """Fen as a reader has them, yuan with two decimals and commas: ``1,099.50``."""
    return grouped(yuan(amount))


def grouped(amount: Decimal | str) -> str:
    """Yuan or hours, as a document has them, for a reader: two decimals, and commas, as in ``1,099.50``."""
    return f"{Decimal(amount):,.2f}"


def signed(amount: Decimal | str) -> str:
    """A difference in yuan for a reader, with its sign; nothing for none."""
    return f"{Decimal(amount):+,.2f}" if Decimal(amount) else ""
