"""A notebook's parameters: what it takes, of which type, and what each means."""

from __future__ import annotations

import ast
import difflib
import io
import json
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airec_planning.errors import InputError
from airec_planning.language import N_, _
from airec_planning.text import shorten

_TYPES: dict[str, type] = {t.__name__: t for t in (str, int, float, bool, list, dict)}
_TAG = "parameters"


@dataclass(frozen=True)
class Parameter:
    """A name that is set in the cell tagged ``parameters``."""

    name: str
    default: Any
    types: tuple[type, ...]
    """What it may be, by its annotation or else by its default; empty where neither says."""
    optional: bool
    """``None`` is a value too."""
    about: str
    """The comment that stands behind it."""

    @property
    def type_text(self) -> str:
        names = [t.__name__ for t in self.types] or ["any"]
        return " | ".join([*names, *(["None"] if self.optional else [])])


def parameters_of(path: Path) -> tuple[Parameter, ...]:
    """The parameters of a notebook, in their order.

    Raises:
        InputError: the file is no notebook, or its parameters cell is not Python.
    """
    for cell in _cells(path):
        if cell.get("cell_type") == "code" and _TAG in cell.get("metadata", {}).get("tags", ()):
            source = "".join(cell.get("source", ""))
            try:
                return tuple(_declared(source))
            except (SyntaxError, ValueError, tokenize.TokenError) as error:
                fact = _("has a parameters cell that cannot be read: {error}", error=error)
                remedy = _("Give each parameter a plain value: rows = 20  # what it means")
                raise InputError(str(path), fact, remedy) from None
    return ()


def checked(parameters: Sequence[Parameter], given: Mapping[str, Any], place: str) -> dict[str, Any]:
    """What is given, each of its parameter's type; texts are read as that type.

    Raises:
        InputError: a name that no parameter has, with the nearest one, or a value of another type.
    """
    known = {parameter.name: parameter for parameter in parameters}
    return {name: _typed(_known(name, known, place), value, place) for name, value in given.items()}


def _known(name: str, known: Mapping[str, Parameter], place: str) -> Parameter:
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        remedy = _('Did you mean "{name}"?', name=near[0])
    else:
        remedy = _("It takes: {names}.", names=", ".join(known)) if known else _("It takes: none.")
    raise InputError(place, _('has no parameter "{name}"', name=shorten(name)), remedy)


def _typed(parameter: Parameter, value: Any, place: str) -> Any:
    if value is None and parameter.optional:
        return None
    if isinstance(value, str) and str not in parameter.types:
        value = _read(value)
    kinds = parameter.types
    if not kinds and not (value is None and not parameter.optional):
        return value
    if float in kinds and type(value) is int:
        return float(value) if int not in kinds else value
    if (value is None and parameter.optional) or type(value) in kinds:
        return value
    said = N_('parameter "{name}" is {type}, not {value}')
    fact = _(said, name=parameter.name, type=parameter.type_text, value=shorten(repr(value)))
    by_default = N_("It is {default!r} by default: {about}") if parameter.about else N_("It is {default!r} by default.")
    raise InputError(place, fact, _(by_default, default=parameter.default, about=parameter.about))


def _read(text: str) -> Any:
    spelt = {"true": "True", "false": "False", "none": "None", "null": "None", "": "None"}.get(
        text.strip().lower(), text
    )
    try:
        return ast.literal_eval(spelt)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        book = json.loads(path.read_text(encoding="utf-8"))
        cells = book["cells"]
        if not all(_is_cell(cell) for cell in cells):
            raise TypeError
    except OSError as error:
        fact = _("cannot be read: {reason}", reason=error.strerror)
        raise InputError(str(path), fact, _("Name a notebook.")) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        fact = _("is not a notebook of format 4")
        raise InputError(str(path), fact, _("Save it anew in JupyterLab.")) from None
    return list(cells)


def _is_cell(cell: Any) -> bool:
    """As much of the format as is looked at before papermill reads the notebook."""
    match cell:
        case {"cell_type": str(), "metadata": {**metadata}, "source": str() | list() as source}:
            tags = metadata.get("tags", [])
            return isinstance(tags, list) and all(isinstance(part, str) for part in (*tags, *source))
    return False


def _declared(source: str) -> list[Parameter]:
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    found = []
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                annotated: tuple[list[type], bool] = ([], False)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value, annotation=annotation):
                annotated = _annotated(annotation)
            case _:
                continue
        default = ast.literal_eval(value)
        kinds, optional = annotated
        if not kinds and default is not None:
            kinds = [type(default)]
        about = comments.get(statement.end_lineno or statement.lineno, "")
        found.append(Parameter(name, default, tuple(kinds), optional or default is None, about))
    return found


def _annotated(annotation: ast.expr) -> tuple[list[type], bool]:
    """The types that ``int | None``, ``Optional[str]`` or ``list[str]`` names, and whether None is one of them."""
    kinds: list[type] = []
    optional = False
    match annotation:
        case ast.Constant(value=None):
            optional = True
        case ast.Constant(value=str() as quoted):
            kinds, optional = _annotated(ast.parse(quoted, mode="eval").body)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            (ours, none), (theirs, other) = _annotated(left), _annotated(right)
            kinds, optional = [*ours, *theirs], none or other
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            kinds, optional = _annotated(inner)[0], True
        case ast.Subscript(value=outer):
            kinds, optional = _annotated(outer)
        case ast.Name(id=name) if name in _TYPES:
            kinds = [_TYPES[name]]
    return kinds, optional
