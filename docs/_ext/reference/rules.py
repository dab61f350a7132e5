"""Every rule on the path with what it says, from ``costs.path_rules``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from airec_planning.costs import decision, path_rules
from docs._ext.reference.markdown import code, plain, table
from docs._ext.reference.sentences import Meant, Source, source_of, without_doubles

_PATHS = {"https": "HTTPS path", "ca": "CA path"}


def text() -> str:
    """A row for each thing that a rule may say."""
    rows = []
    for module in (path_rules, decision):
        source = source_of(module)
        for function in source.functions.values():
            rows += _rows(source, function)
    return table(("rule", "says of", "effect", "evidence"), rows)


def _rows(source: Source, function: ast.FunctionDef) -> Iterator[list[str]]:
    for call, names in source.calls(function):
        match call:
            case ast.Call(
                func=ast.Name(id="Rule"),
                args=[ast.Constant(value=rule), path, ast.Constant(value=effect), evidence],
            ):
                path_name = _PATHS[path.value] if isinstance(path, ast.Constant) else "the cheaper path"
                said = without_doubles(source.texts(Meant(evidence, names)))
                yield [code(rule), path_name, effect, "<br>".join(map(plain, said))]
