"""``init``: a deployment folder with its settings, and with notebooks or the example where they are wanted."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from airec_planning.deployment import SETTINGS_FILE
from airec_planning.errors import InputError, OutputError
from airec_planning.language import _, speaking
from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebook_prose import translated
from airec_planning.starting.questions import Answers
from airec_planning.starting.settings_template import settings_template

EXAMPLE = "airec-demo"
EXAMPLE_AS_OF = "2026-11-01"
NOTEBOOKS = "notebooks"
"""The folder that they are copied to, inside the deployment's."""


@dataclass(frozen=True)
class Made:
    """What was written."""

    settings: tuple[Path, ...]
    notebooks: tuple[Path, ...]
    as_of: str = ""
    """The date as of which the example is meant."""


def make_deployment(folder: Path, answers: Answers | None = None, *, example: bool = False) -> Made:
    """Write ``deployment.toml`` into a folder, or copy the example there. Nothing that exists is overwritten.

    Raises:
        InputError: the folder holds a ``deployment.toml`` or notebooks already, or, for the example, anything at all.
        OutputError: the folder cannot be written to.
    """
    answers = answers or Answers()
    refuse_what_exists(folder, example=example, notebooks=answers.notebooks)
    try:
        with speaking(answers.language):
            settings = _example(folder) if example else _blank(folder, answers)
            as_of = EXAMPLE_AS_OF if example else ""
            notebooks = tuple(_notebooks(folder, as_of)) if answers.notebooks else ()
    except OSError as error:
        raise OutputError(
            str(folder), _("cannot be written: {reason}", reason=error.strerror), _("Choose another place.")
        ) from None
    return Made(settings, notebooks, as_of)


def refuse_what_exists(folder: Path, *, example: bool = False, notebooks: bool = False) -> None:
    """So that nothing is asked in vain.

    Raises:
        InputError: as ``make_deployment`` does.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(str(folder), _("is a file, not a folder"), _("Name a folder."))
    for name in (SETTINGS_FILE, *([NOTEBOOKS] if notebooks else [])):
        if os.path.lexists(folder / name):  # also a link that leads nowhere: writing would follow it
            raise InputError(str(folder / name), _("exists already"), _("Edit it, or name another folder."))
    if example and folder.exists() and any(folder.iterdir()):
        raise InputError(str(folder), _("is not empty"), _("Name a new folder for the example."))


def _blank(folder: Path, answers: Answers) -> tuple[Path, ...]:
    chosen: dict[str, Any] = {
        "title": answers.title or None,
        "language": answers.language if answers.language != "en" else None,
        "planner.requirement_table": answers.requirement_table or None,
        "planner.san_domains": answers.san_domains or None,
        "organisation.own_ca": answers.own_ca,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SETTINGS_FILE
    text = settings_template({key: value for key, value in chosen.items() if value is not None})
    path.write_text(text, encoding="utf-8")
    return (path,)


def _example(folder: Path) -> tuple[Path, ...]:
    shutil.copytree(bundled("examples") / EXAMPLE, folder, dirs_exist_ok=True)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _notebooks(folder: Path, as_of: str) -> Iterator[Path]:
    """The course, its one cell to change changed already: about this folder, as of today."""
    (folder / NOTEBOOKS).mkdir()
    reports = Path(os.path.relpath("reports", folder / NOTEBOOKS)).as_posix()
    about = {"deployment": "..", "as_of": as_of, "reports": reports}
    for source in sorted(bundled("notebooks").glob("*.ipynb")):
        notebook = translated(nbformat.read(source, as_version=4))
        for cell in notebook.cells:
            if "parameters" in cell.metadata.get("tags", ()):
                cell.source = _PARAMETER.sub(lambda found: _given(found, about), cell.source)
        path = folder / NOTEBOOKS / source.name
        nbformat.write(notebook, path)
        yield path


_PARAMETER = re.compile(r'^(?P<name>\w+) = "[^"]*"', re.MULTILINE)


def _given(found: re.Match[str], about: Mapping[str, str]) -> str:
    name = found["name"]
    return f"{name} = {json.dumps(about[name], ensure_ascii=False)}" if name in about else found[0]
