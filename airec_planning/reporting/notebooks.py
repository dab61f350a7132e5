"""The notebooks that a report consists of, with their parameters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airec_planning.errors import InputError
from airec_planning.execution.parameters import Parameter, checked, parameters_of
from airec_planning.language import N_, _, speaking, spoken
from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebook_prose import message_of, translated
from airec_planning.text import visible

GIVEN_BY = {"deployment": "FOLDER", "as_of": "--as-of", "settings": "--set"}
"""Parameters that the command gives itself, and what it takes them from."""


@dataclass(frozen=True)
class Notebook:
    """A notebook that a report consists of."""

    stem: str
    title: str
    about: str
    folder: Path | None = None
    """None for the notebooks that come with the tool."""

    @property
    def said_title(self) -> str:
        """Its title in the language that is spoken."""
        known = any(self.stem == notebook.stem for notebook in REPORT)
        return _(self.title) if known or spoken() == "en" else _heading(self.path, self.title)

    @property
    def path(self) -> Path:
        return (self.folder or bundled("notebooks")) / f"{self.stem}.ipynb"

    @property
    def sha256(self) -> str:
        """Of its file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


REPORT = (
    Notebook(
        "01-path-costs",
        N_("Which path, and what it costs"),
        N_("the decision, both paths' costs, what to create in which order"),
    ),
    Notebook(
        "02-expiry-audit",
        N_("What is broken, what breaks next"),
        N_("coverage, expiry, renewals by week and every check"),
    ),
    Notebook(
        "03-mapping-workbook",
        N_("The mapping workbook"),
        N_("which certificate serves which service, and what is still open"),
    ),
)


def notebooks_in(folder: Path) -> tuple[Notebook, ...]:
    """The notebooks of a folder that take a deployment, by name.

    Raises:
        InputError: there is none, or one cannot be read.
    """
    if not folder.is_dir():
        fact = _("is a file") if folder.exists() else _("no such folder")
        raise InputError(str(folder), fact, _("Name the folder that holds the notebooks."))
    found = [_of_file(path) for path in sorted(folder.glob("*.ipynb")) if _takes_a_deployment(path)]
    if not found:
        fact = _("holds no notebook with the parameter deployment")
        raise InputError(str(folder), fact, _("Name a folder with notebooks like those of the project."))
    return tuple(found)


def given_parameters(
    notebooks: Sequence[Notebook], of_the_command: Mapping[str, str], wanted: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For each notebook what it is run with: what the command gives, and what is wanted of its own parameters.

    Raises:
        InputError: a parameter that no notebook has, one that the command gives itself, or a value of another type.
    """
    for name in wanted:
        if name in GIVEN_BY:
            option = GIVEN_BY[name]
            fact = _('"{name}" is set by {option}', name=name, option=option)
            raise InputError("--parameter", fact, _("Use {option}.", option=option))
    declared = {notebook.stem: parameters_of(notebook.path) for notebook in notebooks}
    anywhere = {p.name: p for parameters in declared.values() for p in parameters if p.name not in GIVEN_BY}
    checked(tuple(anywhere.values()), dict.fromkeys(wanted.keys() - anywhere.keys()), "--parameter")
    filled = []
    for notebook in notebooks:
        known = {parameter.name for parameter in declared[notebook.stem]}
        given = {name: value for name, value in {**of_the_command, **wanted}.items() if name in known}
        filled.append(checked(declared[notebook.stem], given, f"{notebook.stem}.ipynb"))
    return filled


def parameters_help(notebooks: Sequence[Notebook]) -> str:
    """Each notebook's parameters with type, default and meaning."""
    blocks = []
    for notebook in notebooks:
        lines = [f"  {_help(parameter)}" for parameter in parameters_of(notebook.path)] or [_("  no parameters")]
        blocks.append("\n".join([f"{notebook.stem}: {visible(notebook.said_title)}", *lines]))
    return "\n\n".join(blocks)


def _help(parameter: Parameter) -> str:
    option = GIVEN_BY.get(parameter.name)
    set_by = _(" (set by {option})", option=option) if option else ""
    head = f"{parameter.name}: {parameter.type_text} = {parameter.default!r}{set_by}"
    return visible(f"{head}  {parameter.about}".rstrip())


def _takes_a_deployment(path: Path) -> bool:
    return any(parameter.name == "deployment" for parameter in parameters_of(path))


def _of_file(path: Path) -> Notebook:
    known = {notebook.stem: notebook for notebook in REPORT}.get(path.stem)
    with speaking("en"):
        heading = _heading(path, path.stem)
    return Notebook(path.stem, known.title if known else heading, known.about if known else "", path.parent)


def _heading(path: Path, otherwise: str) -> str:
    """What a notebook calls itself, in the language that is spoken."""
    book = translated(json.loads(path.read_text(encoding="utf-8")))
    prose = (message_of(cell).strip() for cell in book["cells"])
    return next((text.splitlines()[0].lstrip("# ") for text in prose if text.startswith("# ")), otherwise)
