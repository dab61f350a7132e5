"""A page read as a session: its commands typed into one shell, its Python into one interpreter, in a fresh folder."""

from __future__ import annotations

import doctest
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import duckdb

from airec_planning.settings import parse_settings
from tests.docs.pages import ROOT, Block

_OUTPUTS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_SECONDS = 300


class Session:
    """What a page's blocks are tried in, one after another."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder, self.names = folder, {"__name__": "page"}
        self.shell = _Shell(folder, environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.shell.end()

    def do(self, block: Block) -> None:
        """Type the block, or write it to the file that the page names.

        Raises:
            AssertionError: it does not do what the page says.
        """
        self._write(block)
        getattr(self, f"_{block.language or 'console'}", _unknown)(block)

    def _write(self, block: Block) -> None:
        for said, mode in (("saved as", "w"), ("added to", "a")):
            if said in block.said:
                target = self.folder / block.said[said]
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open(mode, encoding="utf-8") as file:
                    file.write(f"\n{block.text}" if mode == "a" else block.text)

    def _console(self, block: Block) -> None:
        commands = block.commands
        for (command, shown), (following, _) in zip(commands, [*commands[1:], ("", "")], strict=True):
            code, output = self.shell.type(command)
            told = f"{block.place}: $ {command}\n{output}"
            assert code == 0 or following.startswith("echo $?"), f"exit code {code}, {told}"
            assert not shown or doctest.OutputChecker().check_output(shown, output, _OUTPUTS), f"{told}shown:\n{shown}"

    def _python(self, block: Block) -> None:
        if not block.text.startswith(">>>"):
            exec(compile(block.text, block.place, "exec"), self.names)
            return
        examples = doctest.DocTestParser().get_doctest(block.text, self.names, block.place, str(block.page), block.line)
        told: list[str] = []
        runner = doctest.DocTestRunner(optionflags=_OUTPUTS)
        runner.run(examples, out=told.append, clear_globs=False)
        self.names |= examples.globs
        assert runner.failures == 0, "".join(told)

    def _toml(self, block: Block) -> None:
        """Settings, unless it is some other file by its name; with what the file held before."""
        target = self.folder / (block.said.get("saved as") or block.said.get("added to") or "deployment.toml")
        if target.name == "deployment.toml":
            parse_settings(target.read_text(encoding="utf-8") if target.exists() else block.text, block.place)

    def _sql(self, block: Block) -> None:
        with duckdb.connect() as database:
            database.execute(f"set file_search_path = '{self.folder}'")
            assert database.execute(block.text).fetchall(), f"{block.place}: no rows"

    def _json(self, block: Block) -> None:
        json.loads(block.text)

    def _text(self, block: Block) -> None:
        """Shown, and no more."""


def _unknown(block: Block) -> None:
    raise AssertionError(f"{block.place}: a block of {block.language} has to be run, or to say why not")


class _Shell:
    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def type(self, command: str) -> tuple[int, str]:
        """The exit code and all that is said."""
        assert self._bash.stdin and self._bash.stdout
        mark = uuid4().hex
        self._bash.stdin.write(f"{{ {command}\n}} </dev/null; code=$?; echo; echo {mark} $code; (exit $code)\n")
        self._bash.stdin.flush()
        told: list[str] = []
        watch = threading.Timer(_SECONDS, self.end)
        watch.start()
        for line in self._bash.stdout:
            if line.startswith(mark):
                watch.cancel()
                return int(line.split()[1]), "".join(told)[:-1]
            told.append(line)
        raise AssertionError(f"the shell ended, or took more than {_SECONDS} seconds: {command}\n{''.join(told)}")

    def end(self) -> None:
        if self._bash.poll() is None:
            os.killpg(self._bash.pid, signal.SIGTERM)
        self._bash.communicate()


def clone(folder: Path) -> None:
    """What ``git clone`` and ``make setup`` give, without doing either: links to this checkout and its environment."""
    for entry in ROOT.iterdir():
        if entry.name not in (".git", ".venv", "reports"):
            (folder / entry.name).symlink_to(entry)
    (folder / "reports").mkdir()
    (folder / "reports" / "template").symlink_to(ROOT / "reports" / "template")
    (folder / ".venv").mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != ".ready":
            (folder / ".venv" / entry.name).symlink_to(entry)
    (folder / ".venv" / ".ready").touch()


def environment(**more: Any) -> dict[str, str]:
    """The tests' own, with the command and this checkout's package in it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **more}
