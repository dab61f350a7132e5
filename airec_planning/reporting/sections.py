"""A notebook's headings and sections, found for nbconvert: our template's ``conf.json`` names this preprocessor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nbconvert.preprocessors import Preprocessor

from airec_planning.language import _
from airec_planning.reporting.notebook_prose import NAMED, pieces
from airec_planning.reporting.templates import page_script

IN_JUPYTERLAB = "in-jupyterlab"
"""The tag of cells that are for who has the notebook open: how to use it, tables to explore, where to go next."""


class Sections(Preprocessor):
    """Leaves out what is for JupyterLab alone, parts markdown cells at their headings, and tells the template of these.

    It tells it of the page's script and of `_`, too.

    ``cell.metadata.heading`` has a heading's level, text and id, and whether a section ends before it;
    ``resources.headings`` are those of the second and third level, for the table of contents.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        nb.cells = list(_parted(cell for cell in nb.cells if _on_a_page(cell)))
        headings, ids, sections = [], set[str](), 0
        for cell in nb.cells:
            heading = cell.metadata.get("heading")
            if not heading:
                continue
            heading.update(id=_unused(heading.pop("named").replace(" ", "-"), ids), closes=False)
            ids.add(heading["id"])
            if heading["level"] == 1:
                resources["first_heading"] = resources["first_heading"] or heading["text"]
                continue
            if heading["level"] == 2:
                heading["closes"], sections = sections > 0, sections + 1
            headings.append(heading)
        script = page_script()
        resources.update(headings=headings, sections=sections, script=script.text, script_hash=script.digest, say=_)
        return nb, resources


def _on_a_page(cell: Any) -> bool:
    """Whether a cell says something to who does not run it; one that failed does."""
    failed = any(output.output_type == "error" for output in cell.get("outputs", ()))
    return failed or IN_JUPYTERLAB not in cell.metadata.get("tags", ())


def _parted(cells: Iterable[Any]) -> Iterator[Any]:
    for cell in cells:
        if cell.cell_type != "markdown":
            yield cell
            continue
        english = iter(cell.metadata.get(NAMED, ()))
        for number, (heading, text) in enumerate(pieces(cell.source)):
            piece = cell.copy()
            if number and "id" in cell:
                piece.id = f"{cell.id[:56]}-{number}"  # nbformat allows 64 letters
            piece.metadata = type(cell.metadata)(cell.metadata)
            piece.source = text
            if heading:
                named = next(english, heading[2])
                piece.metadata["heading"] = {"level": len(heading[1]), "text": heading[2], "named": named}
            yield piece


def _unused(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
