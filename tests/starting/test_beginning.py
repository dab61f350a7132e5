"""``init`` as a user meets it: on a terminal with somebody who answers, and without one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat

from tests.deployments import write_deployment
from tests.terminals import INTERRUPT, on_a_terminal

COMMAND = [sys.executable, "-m", "airec_planning", "init"]


def test_on_a_terminal_it_looks_asks_writes_and_says_what_to_type_next(tmp_path: Path) -> None:
    write_deployment(tmp_path / "hangzhou", ["a.example.com", "b.example.com"])
    code, seen = on_a_terminal(
        "init", "hangzhou", answers=["Hangzhou, production\n", "maybe\n", "y\n", "\n", "\n"], cwd=tmp_path
    )
    assert code == 0, seen
    assert "certificate_info.csv: the requirement table, 2 rows, 2 domains" in seen
    assert seen.count("]: ") == 5  # four questions, and the second once more
    assert "Please answer with one of: yes, no, don't know" in seen
    assert re.search(r"Next:\n  \S*airec-planning report hangzhou\n", seen)
    assert re.search(r"\n  \S*jupyter lab hangzhou/notebooks\n", seen)
    settings = (tmp_path / "hangzhou" / "deployment.toml").read_text(encoding="utf-8")
    assert '\ntitle = "Hangzhou, production"' in settings
    assert "\nown_ca = true" in settings


def test_an_interrupt_among_the_questions_leaves_nothing(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["a.example.com"])
    code, seen = on_a_terminal("init", ".", answers=["\n", INTERRUPT], cwd=tmp_path)
    assert code == 130, seen
    assert not (tmp_path / "deployment.toml").exists()


def test_what_exists_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    write_deployment(tmp_path, ["a.example.com"], settings='title = "mine"')
    code, seen = on_a_terminal("init", ".", cwd=tmp_path)
    assert code == 2
    assert "exists already" in seen and "]: " not in seen


def test_with_options_nothing_is_asked_on_a_terminal_either(tmp_path: Path) -> None:
    for number, options in enumerate((["--defaults"], ["--notebooks"], ["--no-own-ca"], ["--language", "en"])):
        code, seen = on_a_terminal("init", f"new-{number}", *options, cwd=tmp_path)
        assert code == 0, seen
        assert "]: " not in seen


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    ended = subprocess.run([*COMMAND, "new"], input="", capture_output=True, text=True, cwd=tmp_path, check=True)
    assert "Put certificate_info.xlsx, san_domains and the certificates into it, then:" in ended.stdout


def test_notebooks_are_about_the_folder_that_they_lie_in_as_of_today(tmp_path: Path) -> None:
    write_deployment(tmp_path / "hangzhou", ["a.example.com"])
    subprocess.run([*COMMAND, "hangzhou", "--notebooks"], cwd=tmp_path, check=True, capture_output=True)
    folder = tmp_path / "hangzhou" / "notebooks"
    assert [path.name[:2] for path in sorted(folder.iterdir())] == ["01", "02", "03", "04", "05"]
    cells = nbformat.read(folder / "01-path-costs.ipynb", as_version=4).cells
    (source,) = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", ())]
    given: dict[str, str] = {}
    exec(source, given)
    assert (given["deployment"], given["as_of"]) == ("..", "")


def test_notebooks_are_in_the_language_that_was_chosen(tmp_path: Path) -> None:
    write_deployment(tmp_path / "hangzhou", ["a.example.com"])
    given = ["--notebooks", "--language", "zh"]
    subprocess.run([*COMMAND, "hangzhou", *given], cwd=tmp_path, check=True, capture_output=True)
    first = nbformat.read(tmp_path / "hangzhou" / "notebooks" / "01-path-costs.ipynb", as_version=4).cells[0]
    assert re.match("# [\\u4e00-\\u9fff]", first.source)


def test_a_folder_with_notebooks_is_reported_as_before(tmp_path: Path) -> None:
    write_deployment(tmp_path / "hangzhou", ["a.example.com"])
    subprocess.run([*COMMAND, "hangzhou", "--notebooks"], cwd=tmp_path, check=True, capture_output=True)
    audit = [sys.executable, "-m", "airec_planning", "audit", "hangzhou", "--fail-on", "never", "--json"]
    assert "ipynb" not in subprocess.run(audit, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
