"""An executed notebook as a page."""

from __future__ import annotations

from pathlib import Path

from airec_planning.reporting.bundled import bundled
from airec_planning.reporting.notebooks import Notebook
from airec_planning.text import visible


def write_page(executed: Path, notebook: Notebook, deployment_title: str, as_of: str) -> Path:
    """The executed notebook as a self-contained page beside it."""
    import nbformat  # noqa: PLC0415
    from nbconvert import HTMLExporter  # noqa: PLC0415

    template = bundled("template")
    exporter = HTMLExporter(template_name="page", extra_template_basedirs=[str(template)])
    resources = {
        "page_title": visible(f"{notebook.title}: {deployment_title}"),
        "deployment_title": visible(deployment_title),
        "as_of": as_of,
        "style": (template / "style.css").read_text(encoding="utf-8"),
    }
    html, _ = exporter.from_notebook_node(nbformat.read(executed, as_version=4), resources=resources)
    page = executed.with_suffix(".html")
    page.write_text(html, encoding="utf-8")
    return page
