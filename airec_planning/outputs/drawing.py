"""What the pictures share: SVG whose text stays text, so that the reader's own fonts draw Chinese names."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from dataclasses import replace
from decimal import Decimal
from importlib import resources
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure

from airec_planning.language import _, spoken

_WIDE = "Wide Letters"
"""A font of our own, ``wide.ttf`` (made by ``tests/wide_font.py``), that has no letters but their width: one em for
each Chinese one. Labels are measured with it and drawn by the reader's own font, so that pictures are the same bytes
on machines with and without Chinese fonts, and a page made on a bare server is read anywhere."""
_FONTS_KNOWN = font_manager.fontManager
_FONTS_KNOWN.addfont(str(resources.files("airec_planning") / "outputs" / "wide.ttf"))
_FONTS_KNOWN.ttflist.append(replace(_FONTS_KNOWN.ttflist[-1], weight=700))

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "airec-planning",
    "font.family": ["DejaVu Sans", _WIDE],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
}
"""For ``matplotlib.rc_context``."""
_FONT = f"font-family: 'DejaVu Sans', '{_WIDE}'; "
_FONTS = (
    "'DejaVu Sans', Verdana, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Zen Hei', sans-serif"
)
"""What the labels were measured with, then what is about as wide, then what has Chinese letters."""
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")  # texts and attributes have no bare < or >
_REFERENCE = re.compile(r"#(\w+)")
_ID = re.compile(r' id="(\w+)"')
_LONG_NUMBER = re.compile(r"\d+\.\d{3,}")
_NO_TURN = re.compile(r' transform="rotate\(-0 [^"]*\)"')


def dates_below(axes: Axes, least: int = 4) -> None:
    """Dates along the horizontal axis, as few as can be told apart, and about ``least`` of them at least."""
    locator = AutoDateLocator(minticks=least, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(_dates(locator))
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _dates(locator: AutoDateLocator) -> ConciseDateFormatter:
    if spoken() == "en":
        return ConciseDateFormatter(locator)
    formats = ["%Y年", "%m月", "%d日", "%H:%M", "%H:%M", "%S.%f"]
    zero_formats = ["", "%Y年", "%m月", "%m月%d日", "%H:%M", "%H:%M"]
    offset_formats = ["", "%Y年", "%Y年%m月", "%Y年%m月%d日", "%Y年%m月%d日", "%Y年%m月%d日 %H:%M"]
    return ConciseDateFormatter(locator, formats=formats, zero_formats=zero_formats, offset_formats=offset_formats)


def amount_text(fen: int) -> str:
    """An amount in yuan, as short as it can be read: 0.50, 43.50, 12,345, 1.2 million."""
    yuan = abs(fen) / 100
    sign = "-" if fen < 0 else ""
    if yuan >= 1_000_000:
        return _("{amount} million", amount=f"{sign}{yuan / 1_000_000:,.1f}")
    return f"{sign}{yuan:,.0f}" if yuan >= 1_000 else f"{sign}{yuan:.2f}"


def tick_text(value: float, _position: object = None) -> str:
    """A round amount beside an axis: 0.5, 12,000, 300 million."""
    if abs(value) >= 1_000_000:
        return _("{amount} million", amount=f"{value / 1_000_000:,.10g}")
    return f"{value:,.10g}"


def value_text(value: str) -> str:
    """A setting's value as people read it: 0.40, 6,000,000.00."""
    return f"{Decimal(value):,}"


def plain_text(text: str) -> str:
    """A text from outside as matplotlib draws it: no formula."""
    return text.replace("$", r"\$")


def first_picture() -> None:
    """Draw one that nobody sees: the first in a process takes as long as several, for fonts, dates and the SVG."""
    with matplotlib.rc_context(STYLE):
        figure = Figure()
        axes = figure.add_subplot()
        axes.plot(date2num([dt.datetime(2026, 11, 1), dt.datetime(2027, 11, 1)]), [0, 1], label="one")
        dates_below(axes)
        axes.legend()
        svg_text(figure)


def svg_text(figure: Figure) -> str:
    """The figure as SVG, the same text each time, without what a page has no use for."""
    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's font has it
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = buffer.getvalue()
    return _slim(text[text.index("<svg") :])


def _slim(svg: str) -> str:
    """Coordinates to a hundredth of a point, no metadata, only the ids that are referred to, fonts named once.

    Fewer bytes; and several pictures on one page do not share ids.
    """
    svg = _METADATA.sub("", svg)
    referred = set(_REFERENCE.findall(svg))

    def slim_tag(tag: re.Match[str]) -> str:
        slim = _ID.sub(lambda found: found[0] if found[1] in referred else "", tag[0])
        slim = _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), slim)
        return _NO_TURN.sub("", slim).replace(_FONT, "").replace(" \n", " ")

    svg = _TAG.sub(slim_tag, svg)
    return svg.replace("<svg ", f'<svg font-family="{_FONTS}" ', 1)
