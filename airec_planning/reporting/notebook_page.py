"""An executed notebook as a page."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from airec_planning import __version__
from airec_planning.language import N_, _
from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebooks import REPORT, Notebook
from airec_planning.reporting.templates import page_language
from airec_planning.text import visible

if TYPE_CHECKING:
    from nbconvert import HTMLExporter


PARTS = (
    N_("Path costs"), N_("Expiry audit"), N_("Mapping workbook"), N_("Scenario explorer"), N_("Fleet overview"),
)  # fmt: skip
"""What our own notebooks' files are called, as names of pages."""


def write_page(
    executed: Path,
    notebook: Notebook,
    deployment_title: str,
    as_of: str,
    parts: Sequence[Notebook] = REPORT,
    *,
    failed: str = "",
) -> Path:
    """The executed notebook as a self-contained page beside it.

    ``parts`` are the pages that it leads to; ``failed`` says what failed in it, where it did not run to its end.
    """
    import nbformat  # noqa: PLC0415

    resources = {
        "lang": page_language(),
        "page_title": visible(_("{page}: {deployment}", page=notebook.said_title, deployment=deployment_title)),
        "crumbs": [
            (_("All deployments"), "../../index.html"),
            (visible(deployment_title), "index.html"),
            (visible(notebook.said_title), ""),
        ],
        "as_of": as_of,
        "failed": visible(failed),
        "parts": part_links(parts, notebook),
        "version": __version__,
    }
    html, _resources = _exporter().from_notebook_node(nbformat.read(executed, as_version=4), resources=resources)
    page = executed.with_suffix(".html")
    page.write_text(html, encoding="utf-8")
    return page


@functools.cache
def warm_pages() -> None:
    """Make a page that nobody sees: the first in a process compiles the template and what searches the page."""
    import nbformat  # noqa: PLC0415

    empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A page\n\nIts text.")])
    _exporter().from_notebook_node(empty)


@functools.cache
def _exporter() -> HTMLExporter:
    from nbconvert import HTMLExporter  # noqa: PLC0415

    return HTMLExporter(
        template_name="page",
        extra_template_basedirs=[str(bundled("template"))],
        optimistic_validation=True,
    )


def part_links(parts: Sequence[Notebook], here: Notebook | None = None) -> list[tuple[str, str, bool]]:
    """The pages of a run, for their header: name, link, and whether it is the page itself. None where there is one."""
    if not parts:
        return []
    pages = [
        (_(part.stem.partition("-")[2].replace("-", " ").capitalize()), f"{part.stem}.html", part) for part in parts
    ]
    return [(_("Overview"), "index.html", here is None), *((name, link, part == here) for name, link, part in pages)]
