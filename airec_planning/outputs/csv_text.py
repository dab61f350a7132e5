"""Tables as csv that a spreadsheet program opens without running anything."""

from __future__ import annotations

from typing import Any

import pandas as pd

from airec_planning.text import visible

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def inert(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before each text that would be read as a formula, and controls escaped."""
    return frame.map(_inert)


def inert_text(value: str) -> str:
    """A cell's text, the same way."""
    text = visible(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) or value.startswith(_FORMULA_STARTS) else text


def _inert(value: Any) -> Any:
    return inert_text(value) if isinstance(value, str) else value
