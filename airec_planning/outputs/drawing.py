"""What the pictures share: SVG whose text stays text, so that the reader's own fonts draw Chinese names."""

from __future__ import annotations

import io
import warnings
from decimal import Decimal
from typing import Any

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "airec-planning",
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
}
"""For ``matplotlib.rc_context``."""


def dates_below(axes: Axes, least: int = 4) -> None:
    """Dates along the horizontal axis, as few as can be told apart, and about ``least`` of them at least."""
    locator = AutoDateLocator(minticks=least, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def amount_text(fen: int) -> str:
    """An amount in yuan, as short as it can be read: 0.50, 43.50, 12,345, 1.2 million."""
    yuan = abs(fen) / 100
    sign = "-" if fen < 0 else ""
    if yuan >= 1_000_000:
        return f"{sign}{yuan / 1_000_000:,.1f} million"
    return f"{sign}{yuan:,.0f}" if yuan >= 1_000 else f"{sign}{yuan:.2f}"


def tick_text(value: float, _: object = None) -> str:
    """A round amount beside an axis: 0.5, 12,000, 300 million."""
    return f"{value / 1_000_000:,.10g} million" if abs(value) >= 1_000_000 else f"{value:,.10g}"


def value_text(value: str) -> str:
    """A setting's value as people read it: 0.40, 6,000,000.00."""
    return f"{Decimal(value):,}"


def plain_text(text: str) -> str:
    """A text from outside as matplotlib draws it: no formula."""
    return text.replace("$", r"\$")


def svg_text(figure: Figure) -> str:
    """The figure as SVG, the same text each time."""
    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's font has it
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = buffer.getvalue()
    return text[text.index("<svg") :]
