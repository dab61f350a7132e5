"""Pages printed as PDFs by the Chromium that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from airec_planning.errors import InputError, OutputError
from airec_planning.text import shorten

VARIABLE = "AIREC_PLANNING_CHROMIUM"
"""Names the browser to print with."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
_SECONDS = 120
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers give /dev/shm 64 MB
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def find_browser() -> Path:
    """The Chromium to print with: the one that the environment names, else the first on the path.

    Raises:
        InputError: there is none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        if not found:
            raise InputError(VARIABLE, f'"{named}" is no program', "Name a Chromium, Chrome or Edge.")
        return Path(found)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    remedy = f"Install one (Debian: apt install chromium), or name it in {VARIABLE}; or leave --pdf out."
    raise InputError("--pdf", "no Chromium is installed to print the pages with", remedy)


def print_pdfs(pages: Sequence[Path]) -> list[Path]:
    """Each page as a tagged PDF beside it, with the page's headings as its outline.

    A PDF has its moment of creation in it: unlike the pages it is not the same bytes each time.

    Raises:
        InputError: there is no Chromium.
        OutputError: it failed, or took longer than two minutes.
    """
    browser = find_browser()
    with ThreadPoolExecutor(max_workers=max(1, min(len(pages), os.cpu_count() or 1))) as pool:
        return list(pool.map(lambda page: _print(browser, page), pages))


def _print(browser: Path, page: Path) -> Path:
    pdf = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="airec-planning-", ignore_cleanup_errors=True) as profile:
        command = [
            str(browser),
            *_OPTIONS,
            *_as_root(),
            f"--user-data-dir={profile}",
            f"--print-to-pdf={pdf.resolve()}",
        ]
        try:
            done = subprocess.run(  # noqa: S603  # our own page, an installed browser
                [*command, page.resolve().as_uri()],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise OutputError(pdf.name, f"was not printed within {_SECONDS} seconds", "Run it without --pdf.") from None
        except OSError as error:
            raise OutputError(
                str(browser), f"cannot be run: {error.strerror}", "Name another, or leave --pdf out."
            ) from None
    if done.returncode or not pdf.is_file() or not pdf.stat().st_size:
        said = shorten(" ".join(done.stderr.split()[-40:]), 300)
        raise OutputError(pdf.name, f"was not printed by {browser.name}: {said}", "Run it without --pdf.")
    return pdf


def _as_root() -> list[str]:
    """Chromium refuses its sandbox to root, who runs in containers."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
