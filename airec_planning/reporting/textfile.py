"""The metrics of a deployment where node_exporter's textfile collector looks for them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from airec_planning.errors import InputError
from airec_planning.files import write_whole
from airec_planning.language import _
from airec_planning.outputs.report_metrics import report_metrics_text

_SUFFIX = ".prom"
"""node_exporter reads no other files."""


def refuse_place(place: Path | None, deployments: Sequence[object]) -> None:
    """
    Raises:
        InputError: a file that is no textfile would be overwritten, or one file is named for several deployments.
    """
    if place and place.is_file() and place.suffix != _SUFFIX:
        fact = _("is a file whose name does not end in {suffix}", suffix=_SUFFIX)
        raise InputError(f"--metrics {place}", fact, _("Name FILE{suffix}, or a folder.", suffix=_SUFFIX))
    if place and len(deployments) > 1 and _is_file(place):
        raise InputError(f"--metrics {place}", _("is one file for several deployments"), _("Name a folder."))


def write_textfile(place: Path, name: str, standing: Path, *, success: bool, seconds: float, not_told: int) -> None:
    """The last whole run's metrics (``standing``), which say how old they are, with how the last run went.

    ``place`` is a file that is there or whose name ends in ``.prom``, or a folder in which each deployment has one.

    Raises:
        OutputError: it cannot be written to.
    """
    try:
        known = standing.read_bytes()
    except OSError:
        known = b""
    went = report_metrics_text(name, success=success, ended=time.time(), seconds=seconds, not_told=not_told)
    write_whole(place if _is_file(place) else place / f"{name}{_SUFFIX}", known + went)


def _is_file(place: Path) -> bool:
    return place.is_file() or (place.suffix == _SUFFIX and not place.is_dir())
