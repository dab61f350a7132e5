"""Exit codes, reasons of failures and environment variables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import airec_planning
from airec_planning import errors
from airec_planning.__main__ import INTERRUPTED, TERMINATED
from docs._ext.reference.markdown import code, plain, table

_PACKAGE = Path(airec_planning.__file__).parent


def exit_codes() -> str:
    """The exit codes of all commands."""
    by_code: dict[int, list[str]] = {}
    for kind in _kinds(errors.PlanningError):
        by_code.setdefault(kind.exit_code, []).append(" ".join((kind.__doc__ or "").split()))
    rows = [
        [code("0"), "Done."],
        [code("1"), "`audit` or `report` found something at or above `--fail-on`."],
        *([code(str(number)), plain(" ".join(said))] for number, said in sorted(by_code.items())),
        [code(str(errors.FAULT)), "A fault of the tool itself: standard error has its traceback."],
        [code(str(INTERRUPTED)), "Interrupted (Ctrl-C)."],
        [code(str(TERMINATED)), "Terminated (SIGTERM)."],
    ]
    return table(("code", "means"), rows)


def _kinds(kind: type[errors.PlanningError]) -> Iterator[type[errors.PlanningError]]:
    for one in kind.__subclasses__():
        if one.__module__ == errors.__name__:
            yield one
            yield from _kinds(one)


def reasons() -> str:
    """Why a row, a file or a block was not taken."""
    return table(("reason", "means"), ([code(reason), plain(said)] for reason, said in errors.REASONS.items()))


def environment() -> str:
    """The variables that the tool itself reads, each with the sentence that stands at its name in the code."""
    return table(("variable", "what it does"), ([code(name), plain(said)] for name, said in _variables()))


def _variables() -> list[tuple[str, str]]:
    found = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for statement, after in zip(body, [*body[1:], None], strict=True):
            match statement:
                case ast.Assign(value=ast.Constant(value=str(name))) if re.fullmatch(r"AIREC_[A-Z_]+", name):
                    found[name] = _docstring(after)
    return sorted(found.items())


def _docstring(statement: ast.stmt | None) -> str:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(said))):
            return said
    return ""
