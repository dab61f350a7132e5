"""A folder as an analyst has it, the servers over it, and a browser on a laptop's screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.lab.servers import PATIENCE, ROOT, explored, jupyterlab
from tests.made_fleets import certificate, day, finding, made_run, renewal

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "no Chromium is installed, and without one there is no trial (Debian: apt install chromium)"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=LAPTOP, accept_downloads=True)
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notebooks, the example, and reports of three deployments."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copytree(ROOT / "examples" / "airec-demo", folder / "examples" / "airec-demo")
    shared = certificate("shared", "k")
    made_run(folder / "reports", "north", errors=2, findings=[finding("validity")], next_expiry=day(3))
    made_run(folder / "reports", "south", certificates=[shared], renewals=[renewal("shared", 20)])
    made_run(folder / "reports", "west", certificates=[shared], path="ca", ca=("0.00", "900.00"))
    return folder


@pytest.fixture(scope="session")
def lab(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The address of a notebook in JupyterLab."""
    with jupyterlab(desk, tmp_path_factory.mktemp("lab")) as address:
        yield lambda stem: address(f"notebooks/{stem}.ipynb")


@pytest.fixture(scope="session")
def served(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the explorer as a page, by the command."""
    with explored(desk / "examples" / "airec-demo", tmp_path_factory.mktemp("explored")) as address:
        yield address
