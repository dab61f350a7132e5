"""Pages printed by an installed Chromium, and what is said where there is none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from airec_planning.cli import app
from airec_planning.errors import InputError, OutputError
from airec_planning.reporting.pages import failed_page
from airec_planning.reporting.pdf import VARIABLE, find_browser, print_pdfs

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "airec-demo"
needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    reason="no Chromium is installed (Debian: apt install chromium)",
)


def _program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_without_a_browser_it_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    reports = tmp_path / "reports"
    result = CliRunner().invoke(app, ["report", str(EXAMPLE), "--pdf", "--output", str(reports)])
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2
    assert "no Chromium is installed" in str(result.exception) and VARIABLE in str(result.exception)
    assert not reports.exists()


def test_the_environment_names_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = _program(tmp_path / "my-browser", "exit 0")
    monkeypatch.setenv(VARIABLE, str(mine))
    assert find_browser() == mine


def test_a_browser_that_is_named_and_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/chromium")
    with pytest.raises(InputError, match="/nowhere/chromium"):
        find_browser()


def test_a_browser_that_prints_nothing_is_an_error_of_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(_program(tmp_path / "broken", "echo cannot open display >&2; exit 21")))
    page = tmp_path / "index.html"
    page.write_text("<p>x</p>", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot open display"):
        print_pdfs([page])


@needs_chromium
@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is not installed (poppler-utils)")
def test_a_page_is_printed_as_a_tagged_pdf_with_its_title(tmp_path: Path) -> None:
    page = tmp_path / "a page % & ü.html"
    page.write_text(failed_page("Bank", "2026-11-01", "Part 2 stopped.", []), encoding="utf-8")
    (pdf,) = print_pdfs([page])
    assert pdf == page.with_suffix(".pdf")
    said = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    facts = dict(line.split(":", 1) for line in said.splitlines())
    assert facts["Tagged"].strip() == "yes"
    assert facts["Title"].strip() == "Bank: a run that failed"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([page.name, pdf.name])
