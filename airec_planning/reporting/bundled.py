"""The notebooks, the template and the example: beside the package when it is installed, else in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = {"notebooks": "notebooks", "template": "reports/template", "examples": "examples"}


def bundled(name: str) -> Path:
    """The folder ``notebooks``, ``template`` or ``examples``."""
    installed = _PACKAGE / "_bundled" / name
    return installed if installed.is_dir() else _PACKAGE.parent / _PLACES[name]
