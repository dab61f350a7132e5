"""What is shown to who has the notebook open in JupyterLab: in the colours of its theme, and to be explored."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TypeVar

from airec_planning.outputs.fragments import Fragment

_Shown = TypeVar("_Shown")

_STYLE = (
    "<style>"
    ".jp-RenderedHTML .table table { table-layout: auto; max-width: 100% }"
    ".jp-RenderedHTML .table th, .jp-RenderedHTML .table td { text-align: left; vertical-align: top }"
    ".jp-RenderedHTML .table .number { text-align: right }"
    ".jp-RenderedHTML .table td.number { white-space: nowrap }"
    ".jp-RenderedHTML .table .day { white-space: nowrap }"
    ".jp-RenderedHTML .table .long { overflow-wrap: anywhere }"
    ".jp-RenderedHTML .badge { font-weight: 600; white-space: nowrap }"
    ".jp-RenderedHTML .badge:is(.error, .missing, .expired, .refused, .not-yet-valid, .critical, .failed, .not-ready)"
    " { color: var(--jp-error-color1) }"
    ".jp-RenderedHTML .badge:is(.warning, .overdue, .due) { color: var(--jp-warn-color0, var(--jp-warn-color1)) }"
    ".jp-RenderedHTML .badge:is(.ok, .ready) { color: var(--jp-success-color0, var(--jp-success-color1)) }"
    ".jp-RenderedHTML p.answer { font-size: 1.15em }"
    ".jp-RenderedHTML :is(p.more, .soft) { color: var(--jp-ui-font-color2) }"
    "</style>"
)
"""Pages of reports have a style of their own."""


def someone_explores() -> bool:
    """Whether this is a kernel that a Jupyter server started for a notebook, not one of papermill's or a fork's."""
    asked = sys.modules.get("IPython")
    return hasattr(asked.get_ipython() if asked else None, "kernel") and "JPY_SESSION_NAME" in os.environ


def dressed(shown: _Shown) -> _Shown:
    """A fragment with JupyterLab's style before it, where someone explores; anything else as it is."""
    if isinstance(shown, Fragment) and someone_explores():
        return replace(shown, html=_STYLE + shown.html)
    return shown
