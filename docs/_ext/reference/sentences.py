"""What the code may say, read off its source: every text that an argument of a call can be.

A function is followed from its first line: at each call it is known what its local names can stand for there. A value
that is known only when the code runs is shown as ``…``.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from types import ModuleType

UNKNOWN = "…"
_MARKED = ("_", "N_")
"""The functions that mark a message for translation: ``_("{count} rows", count=3)``."""
_MOST = 12
"""Ways to put a sentence together that are told apart; of more, what varies is unknown."""


@dataclass(frozen=True, eq=False)
class Meant:
    """An expression, and what the names in it stand for."""

    expression: ast.expr
    names: Names


Names = dict[str, tuple[Meant, ...]]


@dataclass(frozen=True)
class Source:
    """A module taken apart."""

    functions: dict[str, ast.FunctionDef]
    names: Names

    def followed(self, function: ast.FunctionDef, seen: frozenset[str] = frozenset()) -> Iterator[ast.FunctionDef]:
        """The function and those of its module that it calls."""
        yield function
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Name(id=name)) if name in self.functions and name not in seen:
                    yield from self.followed(self.functions[name], seen | {name, function.name})

    def calls(self, function: ast.FunctionDef) -> Iterator[tuple[ast.Call, Names]]:
        """Each call in the function, with what the names stand for there."""
        for node, names in _reached(function.body, dict(self.names)):
            for call in ast.walk(node):
                if isinstance(call, ast.Call):
                    yield call, names

    def texts(self, meant: Meant, depth: int = 8) -> list[str]:
        """Every text that the expression can be."""
        if depth == 0:
            return [UNKNOWN]
        names = meant.names

        def inner(one: ast.expr) -> list[str]:
            return self.texts(Meant(one, names), depth - 1)

        def named(name: str) -> list[str]:
            return [text for one in names[name] for text in self.texts(one, depth - 1)]

        match meant.expression:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=parts):
                return _joined([inner(part.value if isinstance(part, ast.FormattedValue) else part) for part in parts])
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return _joined([inner(left), inner(right)])
            case ast.IfExp(body=one, orelse=other):
                return [*inner(one), *inner(other)]
            case ast.BoolOp(values=values) | ast.Dict(values=values):
                return [text for value in values for text in inner(value)]
            case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if name in names:
                return named(name)
            case ast.Call(func=ast.Attribute(value=one, attr="capitalize")):
                return [text[:1].upper() + text[1:] for text in inner(one)]
            case ast.Call(func=ast.Name(id=name), args=[message, *_], keywords=given) if name in _MARKED:
                values = {one.arg: inner(one.value) for one in given if one.arg}
                return [said for text in inner(message) for said in _filled(text, values)]
            case ast.Call(func=ast.Name(id="in_a_row"), args=[ast.Tuple(elts=sentences) | ast.List(elts=sentences)]):
                return [said.strip() for said in _joined([[f"{text} " for text in inner(one)] for one in sentences])]
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                return [text for one in self._returned(name) for text in self.texts(one, depth - 1)]
        return [UNKNOWN]

    def _returned(self, function: str) -> Iterator[Meant]:
        for node, names in _reached(self.functions[function].body, dict(self.names)):
            if isinstance(node, ast.Return) and node.value:
                yield Meant(node.value, names)


def source_of(module: ModuleType) -> Source:
    """The module's source, taken apart."""
    tree = ast.parse(inspect.getsource(module))
    names: Names = {}
    for node in tree.body:
        names.update(_assigned(node, names))
    return Source({node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}, names)


def without_doubles(texts: Iterable[str]) -> list[str]:
    """In order; what says nothing that is known is left out."""
    said = [re.sub(rf"{UNKNOWN}({UNKNOWN})+", UNKNOWN, text) for text in texts]
    return list(dict.fromkeys(text for text in said if text.strip(f"{UNKNOWN} .")))


def _reached(body: list[ast.stmt], names: Names) -> Iterator[tuple[ast.AST, Names]]:
    """Each statement without the blocks in it, with the names as they are there; ``names`` is left as at the end."""
    for node in body:
        match node:
            case ast.If(test=test, body=then, orelse=other):
                yield test, dict(names)
                ends = []
                for branch in (then, other):
                    here = dict(names)
                    yield from _reached(branch, here)
                    if not branch or not isinstance(branch[-1], ast.Return | ast.Raise | ast.Continue):
                        ends.append(here)
                names.update(_merged(ends))
            case ast.For(iter=over, body=inner):
                yield over, dict(names)
                yield from _reached(inner, names)
            case ast.With(body=inner) | ast.Try(body=inner):
                yield from _reached(inner, names)
            case ast.FunctionDef():
                pass
            case _:
                yield node, dict(names)
                names.update(_assigned(node, names))


def _merged(ends: list[Names]) -> Names:
    every = dict.fromkeys(name for names in ends for name in names)
    return {name: tuple(dict.fromkeys(one for names in ends for one in names.get(name, ()))) for name in every}


def _assigned(node: ast.stmt, names: Names) -> Names:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return {name: (Meant(value, dict(names)),)}
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return {name: (Meant(value, dict(names)),)}
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = zip(targets, values, strict=False)
            return {one.id: (Meant(value, dict(names)),) for one, value in pairs if isinstance(one, ast.Name)}
    return {}


def _joined(parts: list[list[str]]) -> list[str]:
    kept: list[list[str]] = []
    ways = 1
    for part in parts:
        ways *= len(part)
        kept.append(part if ways <= _MOST else [UNKNOWN])
        ways = ways if ways <= _MOST else ways // len(part)
    return ["".join(way) for way in product(*kept)]


def _filled(text: str, values: dict[str, list[str]]) -> list[str]:
    """A message with the values in its braces; without values it is no format."""
    if not values:
        return [text]
    parts = re.split(r"{(\w+)[^}]*}", text)
    return _joined([values.get(part, [UNKNOWN]) if number % 2 else [part] for number, part in enumerate(parts)])
