"""Each notebook in JupyterLab: opened, run through the menu, without an error and without scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.lab.servers import ROOT
from tests.lab.trying import run_all_cells, wider_than_their_place

NOTEBOOKS = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_a_notebook_runs_to_its_end_on_the_example(stem: str, lab: Callable[[str], str], page: Page) -> None:
    page.goto(lab(stem))
    run_all_cells(page)
    assert page.locator(".jp-OutputArea-output").count() > 0
    assert page.locator(".jp-OutputArea-output[data-mime-type*=stderr]").all_text_contents() == []
    assert wider_than_their_place(page) == []
