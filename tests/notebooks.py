"""Small notebooks for tests, made in one call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

PARAMETERS = 'deployment = ""  # the deployment folder\nas_of = ""\nsettings = ""'


def notebook(path: Path, *cells: str, parameters: str = PARAMETERS, tags: Sequence[Sequence[str]] = ()) -> Path:
    """Write a notebook of code cells, the first of them its parameters; a cell that begins with # and a blank is prose.

    ``tags`` are those of the cells in their order.
    """
    book = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    )
    book.cells.append(nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for at, source in enumerate(cells):
        new = nbformat.v4.new_markdown_cell if source.startswith("# ") else nbformat.v4.new_code_cell
        book.cells.append(new(source, metadata={"tags": list(tags[at]) if at < len(tags) else []}))
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path
