"""What the pictures share: SVG whose text stays text, so that the reader's own fonts draw Chinese names."""

from __future__ import annotations

import io
import warnings
from typing import Any

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


def svg_text(figure: Figure) -> str:
    """The figure as SVG, the same text each time."""
    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's font has it
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = buffer.getvalue()
    return text[text.index("<svg") :]
