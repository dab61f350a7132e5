"""In which language a command speaks: the variable's until the settings are read, then theirs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from airec_planning.language import VARIABLE
from tests.test_cli import AS_OF, EXAMPLE, run

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COMMANDS = ("inventory", "decide", "costs", "audit", "checks", "mapping", "diff", "history", "requests", "report")


@pytest.mark.parametrize("command", [(), *[(command,) for command in COMMANDS]])
def test_help_is_in_the_language_of_the_variable(command: tuple[str, ...], tmp_path: Path) -> None:
    said = run(*command, "--help", cwd=tmp_path, **{VARIABLE: "zh"}).stdout
    assert CHINESE.search(said)
    assert re.findall(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", said) == []
    assert not CHINESE.search(run(*command, "--help", cwd=tmp_path).stdout)


def test_a_language_that_is_not_known_is_refused_with_those_that_are(tmp_path: Path) -> None:
    ended = run("--help", cwd=tmp_path, **{VARIABLE: "klingon"})
    assert ended.returncode == 2
    assert ended.stderr == f'{VARIABLE}: "klingon" is no language that is known\n  Set it to en or zh.\n'


def test_what_goes_wrong_before_settings_are_read_is_told_in_the_language_of_the_variable(tmp_path: Path) -> None:
    assert run("decide", "nowhere", cwd=tmp_path).stderr.startswith("nowhere: no such folder")
    assert CHINESE.search(run("decide", "nowhere", cwd=tmp_path, **{VARIABLE: "zh"}).stderr)


def test_from_its_settings_on_a_command_speaks_their_language_whatever_the_variable_says(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(EXAMPLE, folder)
    asked = ["decide", folder, *AS_OF, "--set"]
    chinese = run(*asked, "language=zh", cwd=tmp_path).stdout
    assert CHINESE.search(chinese)
    assert run(*asked, "language=zh", cwd=tmp_path, **{VARIABLE: "en"}).stdout == chinese
    english = run(*asked, "language=en", cwd=tmp_path, **{VARIABLE: "zh"}).stdout
    assert not CHINESE.search(english)
