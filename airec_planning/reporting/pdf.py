"""Pages printed as PDFs by the Chromium that is installed."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from airec_planning.errors import InputError, OutputError
from airec_planning.execution.processes import die_with_parent
from airec_planning.language import N_, _
from airec_planning.text import shorten

VARIABLE = "AIREC_PLANNING_CHROMIUM"
"""The environment variable with the browser that ``--pdf`` prints with; an installed Chromium where it is not set."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
_SECONDS = 120
_SAID = 100_000
"""Bytes of what a browser says that are looked at."""
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
            fact = _('"{name}" is no program', name=named)
            raise InputError(VARIABLE, fact, _("Name a Chromium, Chrome or Edge."))
        return Path(found)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    said = N_("Install one (Debian: apt install chromium), or name it in {variable}; or leave --pdf out.")
    raise InputError("--pdf", _("no Chromium is installed to print the pages with"), _(said, variable=VARIABLE))


def print_pdfs(pages: Sequence[Path], ends: float | None = None) -> list[Path]:
    """Each page as a tagged PDF beside it, with the page's headings as its outline; all of them or none.

    ``ends`` is the moment (``time.monotonic``) at which they have to be printed; two minutes a page are the most.
    A PDF has its moment of creation in it: unlike the pages it is not the same bytes each time.

    Raises:
        InputError: there is no Chromium.
        OutputError: it failed, or took too long.
    """
    browser = find_browser()
    at_once = max(1, os.cpu_count() or 1)
    try:
        for first in range(0, len(pages), at_once):
            _print(browser, pages[first : first + at_once], ends)
    except BaseException:
        for page in pages:
            _pdf_of(page).unlink(missing_ok=True)
        raise
    return [_pdf_of(page) for page in pages]


def _pdf_of(page: Path) -> Path:
    return page.with_suffix(".pdf")


def _print(browser: Path, pages: Sequence[Path], ends: float | None) -> None:
    """Print these at once. Nothing waits for a browser but this thread, which an interrupt reaches."""
    latest = time.monotonic() + _SECONDS
    with ExitStack() as left_behind:
        printing = [(page, left_behind.enter_context(_started(browser, page))) for page in pages]
        for page, (process, said) in printing:
            until = latest if ends is None else min(latest, ends)
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                fact = _("was not printed in time by {browser}", browser=browser.name)
                remedy = _(
                    "Run it without --pdf, give it more time with --timeout, or name another browser in {variable}.",
                    variable=VARIABLE,
                )
                raise OutputError(_pdf_of(page).name, fact, remedy) from None
            _refuse_unprinted(browser, page, process.returncode, said)


@contextmanager
def _started(browser: Path, page: Path) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A browser that prints a page, and what it says; gone, with all processes of it, when the block is left."""
    with _profile() as profile, tempfile.TemporaryFile() as said:
        command = [
            str(browser),
            *_OPTIONS,
            *_as_root(),
            f"--user-data-dir={profile}",
            f"--print-to-pdf={_pdf_of(page).resolve()}",
            page.resolve().as_uri(),
        ]
        with_us = functools.partial(die_with_parent, os.getpid()) if os.name == "posix" else None
        try:
            process = subprocess.Popen(  # noqa: S603  # our own page, an installed browser
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,  # a group to end it by
                preexec_fn=with_us,  # noqa: PLW1509  # as safe as the forks that the notebooks ran in
            )
        except OSError as error:
            fact = _("cannot be run: {reason}", reason=error.strerror)
            remedy = _("Name another in {variable}, or leave --pdf out.", variable=VARIABLE)
            raise OutputError(str(browser), fact, remedy) from None
        try:
            yield process, said
        finally:
            _end(process)


@contextmanager
def _profile() -> Iterator[str]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="airec-planning-", ignore_cleanup_errors=True)
    except OSError as error:
        fact = _("cannot be written: {reason}", reason=error.strerror)
        remedy = _("Name another folder in TMPDIR, or leave --pdf out.")
        raise OutputError(tempfile.gettempdir(), fact, remedy) from None
    with folder:
        yield folder.name


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _refuse_unprinted(browser: Path, page: Path, code: int, said: IO[bytes]) -> None:
    pdf = _pdf_of(page)
    if not code and pdf.is_file() and pdf.stat().st_size:
        return
    said.seek(0)
    words = said.read(_SAID).decode("utf-8", "replace").split()
    reason = shorten(" ".join(words[-40:]), 300) or _("it said nothing")
    fact = _("was not printed by {browser}: {reason}", browser=browser.name, reason=reason)
    remedy = _("Leave --pdf out, or name another browser in {variable}.", variable=VARIABLE)
    raise OutputError(pdf.name, fact, remedy)


def _as_root() -> list[str]:
    """Chromium refuses its sandbox to root, who runs in containers."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
