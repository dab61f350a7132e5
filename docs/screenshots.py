"""The pictures of these pages: ``make screenshots``.

The example and a made-up fleet at a fixed as-of date, in an installed Chromium at a fixed size; so a picture changes
where what it shows does.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from airec_planning.reporting.pdf import find_browser
from tests.lab.servers import jupyterlab
from tests.lab.trying import run_all_cells

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
AS_OF = "2026-11-01"
SIZE = (1200, 800)
"""CSS pixels."""
_COLOURS = 128
_PATIENCE = 120_000
"""Milliseconds."""


def main(*chosen: str) -> None:
    """Make every picture anew, or those that are named."""
    with tempfile.TemporaryDirectory() as scratch, _browser() as browser:
        desk = Path(scratch)
        _reports(desk)
        run, fleet = desk / "reports" / "airec-demo" / "latest", desk / "fleet" / "reports"
        pictures: dict[str, Callable[[], AbstractContextManager[Page]]] = {
            "run-index": lambda: _opened(browser, run / "index.html"),
            "costs": lambda: _opened(browser, run / "01-path-costs.html"),
            "audit-timeline": lambda: _opened(browser, run / "02-expiry-audit.html", at="svg[role=img], figure, img"),
            "all-deployments": lambda: _opened(browser, fleet / "index.html"),
            "explorer": lambda: _explorer(browser, desk),
        }
        for name in chosen or pictures:
            with pictures[name]() as page:
                _picture(IMAGES / f"{name}.png", page)


def _reports(desk: Path) -> None:
    for name in ("examples", "notebooks"):
        shutil.copytree(ROOT / name, desk / name)
    for words in (
        f"report examples/airec-demo --as-of {AS_OF}",
        "init fleet --synthetic 12",
        f"report --fleet fleet/fleet.toml --as-of {AS_OF}",
    ):
        subprocess.run([sys.executable, "-m", "airec_planning", *words.split()], cwd=desk, check=True)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=str(find_browser()), args=as_root)
        yield launched
        launched.close()


@contextmanager
def _new_page(browser: Browser) -> Iterator[Page]:
    width, height = SIZE
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="light", locale="en-GB", timezone_id="UTC"
    )
    page.set_default_timeout(_PATIENCE)
    yield page
    page.close()


@contextmanager
def _opened(browser: Browser, path: Path, at: str = "") -> Iterator[Page]:
    """From its top, or with the first of something in its middle."""
    with _new_page(browser) as page:
        page.goto(path.resolve().as_uri())
        if at:
            page.locator(at).first.evaluate("one => one.scrollIntoView({block: 'center'})")
        yield page


@contextmanager
def _explorer(browser: Browser, desk: Path) -> Iterator[Page]:
    """In JupyterLab, with all cells run."""
    with jupyterlab(desk, desk / "home") as address, _new_page(browser) as page:
        page.goto(address("notebooks/04-scenario-explorer.ipynb"))
        run_all_cells(page)
        page.keyboard.press("Control+b")  # folds the side bar with the files
        page.locator(".jp-OutputArea-output").last.evaluate("one => one.scrollIntoView({block: 'start'})")
        page.wait_for_timeout(2000)  # the picture is drawn once the widgets stand
        yield page


def _picture(path: Path, page: Page) -> None:
    """The screen in few colours: pages have few."""
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path.parent.mkdir(exist_ok=True)
    shot.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
