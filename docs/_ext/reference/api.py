"""The public names of the package, for Sphinx's autodoc."""

from __future__ import annotations

import inspect
import re
from types import ModuleType
from typing import Any

import airec_planning


def text() -> str:
    """A directive for each public name; what a module holds is listed one by one."""
    parts = [_directives(name, getattr(airec_planning, name)) for name in airec_planning.__all__]
    return "\n".join(part for part in parts if part)


def _directives(name: str, value: object) -> str:
    full = f"airec_planning.{name}"
    if isinstance(value, ModuleType):
        directive, options = "automodule", ("members", "imported-members")
    elif inspect.isclass(value):
        directive, options = "autoclass", ("members", "exclude-members: __init__, __new__")
    elif callable(value):
        directive, options = "autofunction", ()
    else:
        return ""  # the version
    lines = "\n".join(f"   :{option}" + ("" if ":" in option else ":") for option in options)
    return f"## `{name}`\n\n```{{eval-rst}}\n.. {directive}:: {full}\n{lines}\n```\n"


def raises_as_fields(_app: Any, _what: str, _name: str, _value: object, _options: Any, lines: list[str]) -> None:
    """The ``Raises:`` of a docstring in the form that autodoc knows."""
    written: list[str] = []
    within = False
    for line in lines:
        if line.strip() == "Raises:":
            within = True
        elif within and (entry := re.fullmatch(r" {4}(\w+): (.*)", line)):
            written.append(f":raises {entry[1]}: {entry[2]}")
        else:
            written.append(line)
    lines[:] = written
